"""Why a number of an account changed, in words: of each case what is recorded otherwise by now."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from intake.domain.translatable import N_
from triage.accounts.changes import FieldChange, NumberChange, RecordChange
from triage.accounts.words import YES_WORDS, Translate, code_words
from triage.cases.countable_reports import Standing
from triage.cases.decisions.report_account import LeftOutBecause
from triage.rules.code_lists import CodeLists
from triage.rules.counted import NO, YES, Trait

NOTHING_SAID = N_("nothing")
ANOTHER_FACT = N_("something else that is counted")
TRAITS: Mapping[str, Trait] = MappingProxyType(
    {
        "unit": Trait.UNIT,
        "themes": Trait.THEME,
        "handlings": Trait.HANDLING,
        "channel": Trait.CHANNEL,
        "place": Trait.PLACE,
        "wish": Trait.WISH,
        "rejection": Trait.REJECTION,
        "not_counted": Trait.NOT_COUNTED,
        "inquirer": Trait.INQUIRER,
        "relation": Trait.RELATION,
        "resident": Trait.RESIDENT,
        "legal_position": Trait.LEGAL_POSITION,
        "without_administration": Trait.WITHOUT_ADMINISTRATION,
        "in_conversation": Trait.IN_CONVERSATION,
        "own_initiative": Trait.OWN_KIND,
        "scope": Trait.SCOPE,
        "scope_reason": Trait.SCOPE_REASON,
        "investigation": Trait.INVESTIGATION,
        "finding": Trait.FINDING,
        "police": Trait.POLICE,
        "dispositions": Trait.DISPOSITION,
        "body": Trait.BODY,
        "result": Trait.RESULT,
        "remarks": Trait.THEME,
        "remarked": Trait.REMARKED,
    }
)
"""The facts whose codes stand on a list."""
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "began_on": N_("the day it came"),
        "closed_on": N_("the day it was closed"),
        "on": N_("the day"),
        "inquiry": N_("the inquiry that it belongs to"),
        "types": N_("type"),
        "points": N_("complaint points"),
        "learning": N_("learning"),
        "meetings": N_("meetings"),
        "requests": N_("requests to {a_unit}"),
        "criticism": N_("what was said to {a_unit}"),
        "contacts": N_("contacts"),
        "links": N_("the cases that it belongs with"),
        "deadlines": N_("deadlines"),
        "breaches": N_("missed deadlines"),
        "course": N_("how it stands"),
        "left_out": N_("why it is left out of the account"),
        "aftermath": N_("damage and proceedings"),
    }
)
"""What the other facts are called."""
_STANDS: Mapping[str, str] = MappingProxyType(
    {
        Standing.OPEN: N_("open since %(day)s"),
        Standing.MERITS: N_("handled on the merits on %(day)s"),
        Standing.REJECTED: N_("rejected on %(day)s"),
    }
)


class Because(NamedTuple):
    """One case behind a change, and what of it is otherwise."""

    reference: str
    words: str


class ChangeWords:
    """Says in one language why numbers changed."""

    def __init__(
        self, lists: CodeLists, language: str, translate: Translate, day: Callable[[date], str]
    ) -> None:
        self._lists, self._language, self._say, self._day = lists, language, translate, day

    def why(self, change: NumberChange, records: Mapping[str, RecordChange]) -> tuple[Because, ...]:
        """Give each case by which a number changed: what came, what went, what says something else."""
        return tuple(
            Because(each, self._of(records.get(each)))
            for each in (*change.came, *change.went, *change.otherwise)
        )

    def _of(self, record: RecordChange | None) -> str:
        if record is None:
            return self._say(N_("belongs with a case that changed"))
        if record.came:
            return self._say(N_("was not there when the account was frozen"))
        if record.went:
            return self._say(N_("is counted no more"))
        # What was told of its course before a correction says nothing by itself.
        told = [each for each in record.fields if each.field != "corrected"]
        return "; ".join(map(self._field, told or record.fields))

    def _field(self, change: FieldChange) -> str:
        trait = TRAITS.get(change.field)
        name = trait.words if trait else FACTS.get(change.field, ANOTHER_FACT)
        before, after = self._value(trait, change.before), self._value(trait, change.after)
        if change.field == "left_out":
            before, after = (
                self._say(LeftOutBecause(each).words) if each else self._say(NOTHING_SAID)
                for each in (change.before, change.after)
            )
        if before == after:
            return self._say(N_("%(fact)s: corrected")) % {"fact": self._say(name)}
        said = {"fact": self._say(name), "before": before, "after": after}
        return self._say(N_("%(fact)s: was %(before)s, is %(after)s")) % said

    def _value(self, trait: Trait | None, value: Any) -> str:
        return ", ".join(self._values(trait, value)) or self._say(NOTHING_SAID)

    def _values(self, trait: Trait | None, value: Any) -> Iterator[str]:
        if isinstance(value, bool):
            yield self._say(YES_WORDS[YES if value else NO])
        elif isinstance(value, str):
            yield self._text(trait, value)
        elif isinstance(value, list | tuple) and any(
            isinstance(each, dict) and "standing" in each for each in value
        ):
            # Of the course of a report the last step.
            last = value[-1]
            yield self._say(_STANDS[last["standing"]]) % {"day": self._day(date.fromisoformat(last["on"]))}
        elif isinstance(value, list | tuple):
            if all(isinstance(each, str) for each in value):
                yield from (self._text(trait, each) for each in value)
            elif all(isinstance(each, dict) and "type" in each and "on" in each for each in value):
                yield from (self._text(Trait.TYPE, each["type"]) for each in value)
            else:
                yield str(len(value))

    def _text(self, trait: Trait | None, value: str) -> str:
        if trait is Trait.THEME and value not in self._lists.taxonomy.themes:
            trait = Trait.REPORT_THEME
        if trait is not None:
            return code_words(trait, value, self._lists, self._language, self._say)
        try:
            return self._day(date.fromisoformat(value))
        except ValueError:
            return value
