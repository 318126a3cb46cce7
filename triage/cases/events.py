"""
What happened in a case, in past tense: one class for each thing that can happen.

1. An event is a frozen value. Its fields are those of the form that it was typed into, what is stored, and
   what the case remembers of it. It says itself when it may happen (`check`) and what it does (`apply`).
2. Its tag is its name in the grammar `subject:action`, and its version. A field is never renamed or used for
   something else; one that is added later says since which version, and raises the number in the tag.
3. `on` is the Copenhagen day on which it was recorded. Where the thing itself happened on an earlier day (a
   letter handed over on Tuesday and typed in on Thursday), `happened_on` says so, and that day moves the
   clocks.
4. It holds codes, days, handles and references to sealed items only, never free text. What is written is read
   back first, so that whatever looks like a sentence is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, ClassVar, get_args, get_type_hints

from msgspec import Meta

from crypto.envelope import Kind
from intake.contents.item_ref import ItemRef, refs_in
from intake.contents.versioned import Versioned, added_in, header

if TYPE_CHECKING:
    from triage.cases.case import Case
    from triage.cases.context import CheckContext

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}\Z")]
"""A word of a closed list, or the id of a rule, a unit or an area."""
Besides = Annotated[tuple[ItemRef, ...], added_in(2)]
"""What came with an item of the reporter's: a name, and lists of files."""
TimeOfDay = Annotated[str, Meta(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")]
"""A time of day as a person typed it; Betro itself keeps none."""
Handle = Annotated[str, Meta(pattern=r"^(?:[0-9a-f]{2}){1,32}\Z")]
"""The random hex handle of a person."""

TO_COME = frozenset(
    {"until_on", "promised_on", "answer_by_on", "due_on", "ends_on", "meets_on", "talk_on", "publish_on"}
)
"""The days of events that are promised or given, and so lie ahead."""


def on_list(name: str) -> Meta:
    """Say in a code's annotation on which list of the taxonomy it stands."""
    return Meta(extra={"list": name})


@cache
def lists_of(kind: type[CaseEvent]) -> dict[str, str]:
    """Give the list that the codes of an event stand on, by the fields that hold them."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: found for name, hint in hints.items() for found in _lists_in(hint)}


def _lists_in(hint: object) -> Iterator[str]:
    for each in (*get_args(hint), *getattr(hint, "__metadata__", ())):
        if isinstance(each, Meta):
            yield from filter(None, [(each.extra or {}).get("list")])
        else:
            yield from _lists_in(each)


@cache
def name_of(kind: type[Versioned]) -> str:
    """Give the name of a kind of event, without its version."""
    return header(kind)[0]


class _Name:
    """The name of an event, by which rules, journal and words call it: of the class as of its instances."""

    def __get__(self, _event: CaseEvent | None, kind: type[CaseEvent]) -> str:
        return name_of(kind)


class CaseEvent(Versioned, frozen=True, kw_only=True):
    """
    One thing that happened to one case.

    Attributes:
        on: the Copenhagen day on which it was recorded.
        actor: the handle of the person who did it; None for the clock process and for the reporter.
        happened_on: the day of the thing itself, where that is another.
    """

    on: date
    actor: Handle | None = None
    happened_on: date | None = None

    tag: ClassVar[_Name] = _Name()
    sentence: ClassVar[str] = ""
    """What the history says of it, an English msgid with the event's fields as placeholders."""
    logged: ClassVar[str] = ""
    """What the audit log says of it, where that is not the sentence up to its first placeholder."""
    side: ClassVar[str] = "event"
    """How the history shows it: `in` from the reporter, `out` to the reporter, `note` or `event`."""
    sealed_as: ClassVar[Kind] = Kind.DECISION
    """What its texts are sealed as."""
    tells: ClassVar[bool] = False
    """Whether the other side added it, so that those who hold the case are told."""
    goes_on: ClassVar[bool] = False
    """Whether it takes up the work on a case that was opened again."""
    is_step: ClassVar[bool] = True
    """Whether a case in which a person does it is not one in which nothing happens."""
    rewrites: ClassVar[bool] = False
    """Whether it puts right what was recorded before it, so that the case is told anew."""
    typed: ClassVar[tuple[str, ...]] = ()
    """The days and codes in it that a person typed, and that a person may put right."""
    stays: ClassVar[bool] = False
    """Whether nobody may withdraw what a person did: somebody has read it, or a case began with it."""

    @property
    def day(self) -> date:
        """The day the thing itself happened: what clocks count from."""
        return self.happened_on or self.on

    @property
    def correctable(self) -> tuple[str, ...]:
        """The days and codes in it that may be put right: what a person typed, and of Betro's own none."""
        if self.actor is None:
            return ()
        return tuple(name for name in self.typed if name == "happened_on" or getattr(self, name) is not None)

    @property
    def withdrawable(self) -> bool:
        """Whether it may be withdrawn: a person recorded it, and nothing else came of it."""
        return self.actor is not None and not self.stays

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """The texts of the office's own that it names; those in a mailbox, what placed them there names."""
        return tuple(each for each in refs_in(self) if each not in self.lying)

    @property
    def lying(self) -> tuple[ItemRef, ...]:
        """What it tells of as lying in the mailbox, where the reporter or the publisher has placed it."""
        besides: tuple[ItemRef, ...] = getattr(self, "besides", ())
        return besides

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Ask whether it may happen to the case as it stands.

        Raises:
            Refusal: a rule says no.
        """

    def apply(self, case: Case) -> Case:
        """
        Give the case after it; one that changes nothing else is remembered (`Case.newest`). History is
        believed: whether it might happen was asked before.
        """
        others = tuple(each for each in case.recorded if type(each) is not type(self))
        return case.with_(recorded=(*others, self))

    def put_right(self, history: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
        """Give the history as it stands after it; only a correction changes what was before."""
        return history

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """Give everything that is recorded in the same moment, itself among it, in its order."""
        return (self,)


def stored_kinds(kind: type[CaseEvent]) -> Iterator[type[CaseEvent]]:
    """Give every kind of event that happens, with a name and a version, and is no mere base of some."""
    for each in kind.__subclasses__():
        if "/" in str(each.__struct_config__.tag):
            yield each
        yield from stored_kinds(each)


class Aside(CaseEvent, frozen=True, kw_only=True):
    """What a person does beside the matter: looking at a case, giving it to somebody, mending its record."""

    is_step: ClassVar[bool] = False
    stays: ClassVar[bool] = True


class Beginning(CaseEvent, frozen=True, kw_only=True):
    """
    An event that can begin a case.

    Attributes:
        report_item: the first item of its mailbox, if it has one; whatever is put in its place is seen.
    """

    report_item: ItemRef | None = None

    stays: ClassVar[bool] = True

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """The texts of the office's own; the report lies in the mailbox."""
        return tuple(each for each in super().inner if each != self.report_item)

    def begin(self) -> Case:
        """Give the case that it begins."""
        raise NotImplementedError

    def apply(self, case: Case) -> Case:
        """Leave a case that is there already as it is."""
        return case


class Decided(CaseEvent, frozen=True, kw_only=True):
    """
    Words that were decided. They lie in the mailbox only when the publisher has placed them, or were given
    another way on `given_on`.

    Attributes:
        template: the letter that they came from, if any; `language`: the one it is in.
        sent_by: how it went, where not through the mailbox.
    """

    template: Code | None = None
    language: Code | None = None
    sent_by: Code | None = None
    given_on: date | None = None

    typed: ClassVar[tuple[str, ...]] = ("sent_by",)
    words_in: ClassVar[str] = "item"
    """The field that holds the sealed words."""
    shown_as_given: ClassVar[bool] = True
    """Whether the history shows it no more once its words have been given: one line says both."""
    stays: ClassVar[bool] = True

    @property
    def words(self) -> ItemRef | None:
        """The sealed words, if there are any."""
        words: ItemRef | None = getattr(self, self.words_in)
        return words

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """The texts of the office's own; its words are one where they were given by hand."""
        return tuple(each for each in refs_in(self) if self.given_on is not None or each != self.words)

    def placed(self, *, on: date, happened_on: date, actor: str | None = None) -> Placed | None:
        """Give the event that says that these words have reached the one they are for, if there is one."""
        return None

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """What was given by hand is given."""
        if self.given_on is None:
            return (self,)
        placed = self.placed(on=self.on, happened_on=self.given_on, actor=self.actor)
        return (self,) if placed is None else (self, placed)


class Placed(CaseEvent, frozen=True, kw_only=True):
    """Words that lie in the mailbox, or were given another way. Only this moves clocks."""

    side: ClassVar[str] = "out"
    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    stays: ClassVar[bool] = True

    @property
    def inner(self) -> tuple[ItemRef, ...]:
        """None: what was given by hand the decision names."""
        return ()

    @property
    def lying(self) -> tuple[ItemRef, ...]:
        """The words that the publisher has placed."""
        return tuple(refs_in(self)) if self.actor is None else ()
