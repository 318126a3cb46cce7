"""Dates and numbers in words, in the language of the running request; each is a template filter."""

import unicodedata
from datetime import date, datetime
from functools import lru_cache
from pathlib import PurePosixPath

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from intake.clock import moment
from intake.domain.days import written, written_moment
from intake.domain.languages import Text, words_in
from intake.domain.published_limits import PERIODS, PublishedLimit
from intake.page import language

_UNITS = ("kB", "MB", "GB", "TB")


def _date(day: date, form: str) -> str:
    return written(day, form, language.current())


def longdate(day: date) -> str:
    """Return "torsdag 26. november 2026" or "Thursday 26 November 2026"."""
    return _date(day, "long")


def longtime(when: datetime, *, ends: bool = False) -> str:
    """Return "torsdag 26. november 2026 kl. 14.30"; what *ends* at midnight ends the day before at 24.00."""
    return written_moment(moment(when), language.current(), ends=ends)


def plaindate(day: date) -> str:
    """Return "26. november 2026" or "26 November 2026"."""
    return _date(day, "plain")


def shortdate(day: date) -> str:
    """Return "26. nov. 2026" or "26 Nov 2026", for dense lists."""
    return _date(day, "short")


def period(limit: PublishedLimit) -> str:
    """Return how long a published limit is: "1 uge" or "4 uger"."""
    one, many = PERIODS[limit.unit]
    return str(_(one) if limit.length == 1 else _(many, length=limit.length))


def in_words(text: Text) -> str:
    """Return the words of an organisation's own in the reader's language."""
    return words_in(text, language.current())


def weekday(day: date) -> str:
    """Return "torsdag" or "Thursday"."""
    return _date(day, "weekday")


def monthname(day: date) -> str:
    """Return "november 2026" or "November 2026"."""
    return _date(day, "month")


def relative(day: date, today: date) -> str:
    """Return how far `day` is from `today` in whole days: "i dag", "om 2 dage", "for 3 dage siden"."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return str({-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[days])
    if days > 0:
        return str(ngettext("in %(num)d day", "in %(num)d days", days))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", -days))


def number(value: float) -> str:
    """Return a number with the language's separators: 12.345,5 or 12,345.5."""
    return _grouped(value, language.current())


@lru_cache(maxsize=1024)
def _grouped(value: float, spoken: str) -> str:
    return str(format_decimal(value, locale=spoken))


def filesize(octets: int) -> str:
    """Return a size in decimal units with one decimal below ten: "512 B", "3,2 MB", "30 MB"."""
    if octets < 1000:
        return f"{octets} B"
    size = octets / 1000
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    shown = round(size, 1) if size < 9.95 else round(size)
    return f"{number(shown)} {_UNITS[unit]}"


def filename(name: str) -> Markup:
    """
    Return a file's name so that it reads as it is: set apart in a line, with a mark for each sign that would
    turn the direction or cannot be seen.
    """
    seen = "".join("\ufffd" if unicodedata.category(each) in ("Cf", "Cc") else each for each in name)
    return Markup("<bdi>{}</bdi>").format(seen)


def ending(name: str) -> str:
    """Return the letters after a name's last full stop, by which a machine takes a file; empty for none."""
    plain = "".join(each for each in name if unicodedata.category(each) != "Cf")
    return PurePosixPath(plain).suffix.lower()


FORMATS = (
    *(longdate, longtime, plaindate, shortdate, weekday, monthname, relative, period, in_words),
    *(number, filesize, filename, ending),
)


def add_formats(app: Flask) -> None:
    """Make every format of this module a template filter."""
    for form in FORMATS:
        app.jinja_env.filters[form.__name__] = form
