"""
Fields of one line for what has a list or a calendar elsewhere: on a page where speed counts, all is typed.

In a list Chromium opens it with Enter, and a field for a date is four stops of the Tab key; in a line Enter
sends the form. The browser offers what is on the list while one types.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from triage.office.forms import Choices, DayField, Text, WhereNeeded
from triage.office.request_context import today
from triage.office.typed_days import read_day
from triage.rules.unit_names import fitting


class ChoiceLine(StringField):
    """
    One of a list, by its words or as many of them as tell it from the others, or by its whole code.

    *code* is the one that is meant, None where nothing was typed.
    """

    code: str | None = None

    def __init__(self, label: Text, validators: list[Any], *, choices: Choices, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self._choices = choices

    @property
    def offered(self) -> Sequence[tuple[str, str, str]]:
        """
        Give each code with its words and the main entry under which it stands, if that is another; words that
        two have in common begin with that entry.
        """
        known = [_entry(each) for each in self._choices()]
        words = [each for _code, each, _under in known]
        return [
            (code, each if words.count(each) == 1 else f"{under}: {each}", "" if each == under else under)
            for code, each, under in known
        ]

    def pre_validate(self, _form: object) -> None:
        """Find what was typed; where it may be several, or none, say so."""
        offered, typed = {code: words for code, words, _under in self.offered}, self.data or ""
        found = (
            (typed,) if typed in offered else fitting(((code, (offered[code],)) for code in offered), typed)
        )
        self.code = found[0] if len(found) == 1 else None
        if not self.data or self.code is not None:
            return
        if not found:
            raise ValidationError(gettext("There is none like it."))
        several = ", ".join(offered[code] for code in found)
        raise ValidationError(gettext("It may be several: %(several)s. Write more of it.", several=several))


class ChoiceLines(FieldList):  # type: ignore[type-arg]  # generic in its stubs alone
    """Several of one list, a line for each; an empty line is none."""

    AT_LEAST = 3

    def __init__(self, label: Text, *, each: Text, choices: Choices, **options: Any) -> None:
        line = ChoiceLine(each, [WhereNeeded()], choices=choices)
        super().__init__(line, label, min_entries=self.AT_LEAST, **options)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse what a line refuses; each sentence stands at its line, and once above."""
        is_valid = super().validate(form, extra_validators)
        self.errors = [sentence for each in self.entries for sentence in each.errors]
        return is_valid

    @property
    def codes(self) -> tuple[str, ...]:
        """What is meant, in the order in which it was typed."""
        return tuple(each.code for each in self.entries if each.code)

    def begin_with(self, codes: Iterable[str]) -> None:
        """Fill in what was recorded, with room for more below."""
        words = {code: said for code, said, _under in self.entries[0].offered}
        self.process(None, [*(words[each] for each in codes if each in words), "", ""])


def _entry(choice: Any) -> tuple[str, str, str]:
    """Give code, words and main entry of a choice, which WTForms lets be written in two ways."""
    if isinstance(choice, tuple):
        return str(choice[0]), str(choice[1]), ""
    return str(choice.value), str(choice.label), str(choice.optgroup)


class DayLine(DayField):
    """A date that is typed in a line, with or without its year."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date that was typed."""
        typed = "".join(valuelist[:1]).strip()
        if not typed:
            return
        try:
            self.data = read_day(typed, today())
        except ValueError:
            self.data = None
            raise ValueError(_("This is not a date. Write it as 3/11 or 03112026.")) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.day}/{self.data.month}/{self.data.year}" if self.data else ""
