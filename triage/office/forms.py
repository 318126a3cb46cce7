"""
The parts that every form of the office is made of.

A form checks only what can be said without knowing the case: that something was written, chosen or is a date.
What the law or the house says about it is the domain's, and comes back as a refusal in words.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask import g, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from intake.domain.page_text import is_empty
from intake.domain.translatable import Worded
from intake.page.body import broken_in
from triage.cases.civil_numbers import holds_number
from triage.office.keeping import Keeping
from triage.office.typed_days import near

LONG = 100_000
SHORT = 500
LOOK = "preview"
"""The step that does nothing yet: what was typed is only shown."""


class OfficeForm(FlaskForm):
    """
    A form with the token against forgery.

    `reporter_reads` names the fields whose text the reporter will read; `internal` those that stay in the
    office.
    """

    reporter_reads: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    keeping: Keeping | None = None
    """Where what is typed can be kept as a draft; None where it cannot."""

    @property
    def is_only_shown(self) -> bool:
        """Whether what was typed is only to be shown: after signing in again, or where some is missing."""
        return request.form.get("step") == LOOK or broken_in() is not None

    def filled(self, names: Container[str]) -> dict[str, Any]:
        """Give what was typed into the fields of these names."""
        return {each.short_name: each.data for each in self if each.short_name in names}


class WithoutToken(OfficeForm):
    """
    A form of somebody who is not signed in, without a token against forgery: that would need a stored session
    for everybody who looks.
    """

    class Meta(OfficeForm.Meta):  # type: ignore[name-defined]  # Flask-WTF has no types
        """WTForms' own switch."""

        csrf = False


WHERE_NEEDED: Final = ""
"""For *missing*, of a field whose label or hint says when it is needed: it does not call itself optional."""


class WhereNeeded(Optional):
    """Lets a field be empty whose label or hint says when it is needed."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"where_needed": True}


def unix_lines(text: str | None) -> str | None:
    """Give a typed text with the line ends that were meant: browsers send two characters for each."""
    return None if text is None else text.replace("\r\n", "\n")


def _with_colon(text: str | None) -> str:
    return (text or "").strip().replace(".", ":")


class MultiCheckboxField(SelectMultipleField):
    """Several of several, each its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DayField(DateField):
    """A date, with a sentence of our own when it cannot be read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date that was typed."""
        try:
            super().process_formdata(valuelist)
            self.data = self.data and near(self.data)
        except ValueError:
            self.data = None
            raise ValueError(_("This is not a date. Write it as day, month and year.")) from None


class HourField(StringField):
    """A time of day, typed with a colon or a full stop and kept with a colon."""


class DatedForm(OfficeForm):
    """A form with days: one that can hardly be meant is asked back, in words, before it is believed."""

    sure = MultiCheckboxField(
        _("Is the day right?"),
        description=_("Tick what is right. What is not, correct below."),
        validate_choice=False,
        choices=list,
    )

    @property
    def days(self) -> Mapping[str, date]:
        """The days that were typed, by the names of their fields."""
        return {each.short_name: each.data for each in self if isinstance(each, DayField) and each.data}

    def asks_back(self, odd: Iterable[tuple[str, str]]) -> bool:
        """Offer days to be confirmed, each a value and a sentence; say whether one of them is not yet."""
        asked = dict(odd)
        self.sure.choices = list(asked.items())
        self.sure.flags.required = True
        unsure = asked.keys() - set(self.sure.data or ())
        if unsure:
            self.sure.errors = [_("Is the day right? Tick it if it is, or correct it.")]
        return bool(unsure)


class AmongChoices:
    """Refuse a value that is not among the field's choices."""

    def __call__(self, _form: object, field: Any) -> None:
        """Raise ValidationError for anything that the page did not offer."""
        offered = {str(value) for value, *_rest in field.iter_choices()}
        given = field.data if isinstance(field.data, list) else [field.data]
        if not set(map(str, given)) <= offered:
            raise ValidationError(_("Choose one of those on the list."))


Text = Any
"""A text that is translated when it is shown; WTForms knows plain ones only."""
Choices = Callable[[], Sequence[Any]]
"""Gives pairs of a value and a text, or WTForms' own choices where they stand in groups."""


def worded(kind: type[Worded]) -> Choices:
    """Offer every code of a closed list."""
    return lambda: [(str(each), _(each.words)) for each in kind]


def refuse_cpr(_form: object, field: Any) -> None:
    """Refuse a text that holds what has the shape of a number of the Danish civil register."""
    if field.data and holds_number(field.data):
        g.holds_cpr = True
        raise ValidationError(_("This looks like a CPR number. Take it out: Betro keeps none."))


def holds_cpr(form: type[OfficeForm], name: str, text: str) -> bool:
    """Say whether what was typed into a field would be refused by `refuse_cpr`."""
    given: Sequence[Any] = getattr(getattr(form, name, None), "args", ())
    return len(given) > 1 and refuse_cpr in given[1] and holds_number(text)


def prose(
    label: Text,
    missing: Text | None = None,
    *,
    hint: Text = "",
    most: int = LONG,
    rows: int = 8,
    checked: Sequence[Any] = (),
) -> Any:
    """
    Give a field for many lines, *rows* of them to be seen; *missing* is what to say when nothing was written,
    None where it may be left empty. *checked* are validators besides.
    """
    length = Length(max=most, message=_("The text is too long: at most %(most)d characters.", most=most))
    return TextAreaField(
        label,
        [_text(missing), length, *checked],
        filters=[unix_lines, seen],
        description=hint,
        render_kw={"rows": rows},
    )


def line(label: Text, missing: Text | None = None, *, hint: Text = "", checked: Sequence[Any] = ()) -> Any:
    """Give a field for one line; *checked* are validators besides."""
    length = Length(max=SHORT, message=_("The text is too long: at most %(most)d characters.", most=SHORT))
    return StringField(label, [_text(missing), length, *checked], filters=[seen], description=hint)


def day(label: Text, missing: Text | None = None, *, hint: Text = "") -> Any:
    """Give a field for a date."""
    return DayField(label, [_first(missing)], description=hint)


def hour(label: Text, *, hint: Text = "") -> Any:
    """Give a field for a time of day, with a colon or a full stop."""
    wrong = _("This is not a time of day. Write it as 14:30.")
    shape = Regexp(r"(?:[01]\d|2[0-3]):[0-5]\d\Z", message=wrong)
    return HourField(label, [Optional(), shape], filters=[_with_colon], description=hint)


def choice(label: Text, missing: Text, choices: Choices, *, hint: Text = "") -> Any:
    """Give a field for one of a few."""
    return RadioField(
        label,
        [InputRequired(missing), AmongChoices()],
        choices=choices,
        description=hint,
        validate_choice=False,
    )


def listed(label: Text, missing: Text | None, choices: Choices, *, hint: Text = "") -> Any:
    """Give a field for one of many; an empty choice stands first."""
    first = _first(missing)
    return SelectField(
        label,
        [first, AmongChoices()],
        choices=lambda: [("", _("Choose")), *choices()],
        description=hint,
        validate_choice=False,
    )


def offer(field: Any, pairs: Iterable[tuple[str, str]]) -> None:
    """Fill a field for one of many once its choices are known; an empty choice stands first."""
    field.choices = [("", _("Choose")), *pairs]


def several(label: Text, choices: Choices, *, hint: Text = "") -> Any:
    """Give a field for several of several."""
    return MultiCheckboxField(
        label, [AmongChoices()], choices=choices, description=hint, validate_choice=False
    )


def yes(label: Text, *, hint: Text = "") -> Any:
    """Give a box to tick."""
    return BooleanField(label, description=hint)


def seen(text: str | None) -> str | None:
    """Give a text of which nothing can be seen as none."""
    return "" if text and is_empty(text) else text


def _text(missing: Text | None) -> Any:
    return DataRequired(missing) if missing else _first(missing)


def _first(missing: Text | None) -> Any:
    if missing == WHERE_NEEDED:
        return WhereNeeded()
    return Optional() if missing is None else InputRequired(missing)
