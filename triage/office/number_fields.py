"""Fields for numbers, and for short words that are no texts."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp

from triage.office.forms import Text
from triage.office.request_context import today

YEARS = (1990, 2199)


class WholeField(IntegerField):
    """A whole number, with a sentence of our own when it cannot be read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(_("This is not a whole number.")) from None


def whole(label: Text, least: int, most: int, *, hint: Text = "") -> Any:
    """Give a field for a whole number from *least* to *most*, which may be left empty."""
    return _whole(label, least, most, [Optional()], description=hint)


def a_year(label: Text, *, ahead: int = 0) -> Any:
    """Give a field for a year, which begins with the present one or one so many years *ahead*."""
    missing = [InputRequired(_("Write the year."))]
    return _whole(label, *YEARS, missing, default=lambda: today().year + ahead)


def _whole(label: Text, least: int, most: int, first: Sequence[Any], **more: Any) -> Any:
    between = _("Write a number from %(least)d to %(most)d.", least=least, most=most)
    return WholeField(label, [*first, NumberRange(least, most, between)], **more)


def number(label: Text, missing: Text) -> Any:
    """Give a field for a number, with a comma or a full stop before at most four decimals."""
    wrong = _("This is not a number. Write it in digits, with a comma before decimals.")
    shape = Regexp(r"-?[0-9]{1,12}(?:\.[0-9]{1,4})?\Z", message=wrong)
    return StringField(label, [DataRequired(missing), shape], filters=[_with_point])


def _with_point(text: str | None) -> str:
    return (text or "").strip().replace(",", ".")


def code_word(label: Text, missing: Text | None = None, *, hint: Text = "") -> Any:
    """Give a field for a short word that is no text: small letters, digits and hyphens."""
    wrong = _("Write one word of at most 32 small letters, digits and hyphens.")
    first = Optional() if missing is None else DataRequired(missing)
    return StringField(label, [first, Regexp(r"[a-z0-9][a-z0-9-]{0,31}\Z", message=wrong)], description=hint)
