"""The reasons of a date, step by step: a code with parameters, and the English sentence of each code.

The office renders the steps through its catalogue: `sentence()` takes the translation as an argument.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from intake.domain.published_limits import PERIODS
from intake.domain.translatable import N_
from triage.engine.calendar import OWN_CLOSING, STOOD_STILL
from triage.rules.codes import ApplyReason, ClockReason, TimeUnit
from triage.rules.model import Calendar, EventName, Period

StepValue = str | int | date


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One reason. `params` are sorted pairs, so that two equal traces are equal values."""

    code: str
    params: tuple[tuple[str, StepValue], ...]

    def __getitem__(self, name: str) -> StepValue:
        """The value of one parameter. Raises KeyError when the step has none of that name."""
        return dict(self.params)[name]


def step(code: str, **params: StepValue) -> TraceStep:
    """A step with its parameters by name. Raises KeyError for a code that has no sentence."""
    if code not in STEP_MSGIDS:
        raise KeyError(code)
    return TraceStep(code, tuple(sorted(params.items())))


STEP_MSGIDS: Mapping[str, str] = {
    "started": N_("%(event)s: %(on)s. That day itself is not counted."),
    "started_at": N_(
        "%(event)s: %(at)s. Hours run from that moment, also at night, at weekends and on holidays."
    ),
    "time_unknown": N_("No time of day is known, so the hours are counted from the beginning of the day."),
    "capped": N_("%(event)s: %(on)s. That was late, and a late one buys no time: counted from %(limit)s."),
    "not_given": N_("%(event)s: not yet. Counted from %(limit)s (%(period)s after: %(after)s)."),
    "lead": N_("Counted from %(on)s, which is %(period)s later."),
    "lead_latest": N_("With the calendar that gives the latest date, counted from %(on)s."),
    "year_end": N_("Counted from the end of that calendar year, %(on)s."),
    "period": N_("The limit is %(period)s."),
    "named": N_("An answer was asked for by %(on)s."),
    "reading_strict": N_("Counted with the calendar that gives the earliest date:"),
    "reading_latest": N_("Counted with the calendar that gives the latest date:"),
    "counted": N_("%(on)s is day %(number)s."),
    "skipped": N_("%(on)s is not counted: %(day)s."),
    "clamped": N_("That month has no day number %(number)s, so its last day is used: %(on)s."),
    "sticky": N_("The start is the last day of its month, so the end is too: %(on)s."),
    "due_strict": N_("Due: %(on)s."),
    "rolled": N_("%(on)s is no working day (%(day)s), so the latest date moves on."),
    "due_latest": N_("Latest date: %(on)s."),
    "due_at": N_("Due: %(end)s. A limit in hours is never moved."),
    "unconfirmed": N_(
        "Holidays after %(on)s are computed; nobody has confirmed yet that the law is the same then."
    ),
    "satisfied": N_("%(event)s: %(on)s, in time."),
    "satisfied_late": N_("%(event)s: %(on)s, %(period)s late."),
    "suspended": N_("Suspended from %(on)s to %(until)s: %(period)s not counted."),
    "suspended_since": N_("Suspended on %(on)s. No time runs until the clock is taken up again."),
    "interrupted": N_(
        "Interrupted on %(on)s; the rest of the time runs on from %(until)s: %(period)s not counted."
    ),
    "at_least": N_(
        "%(source)s is said to leave at least %(period)s after an interruption, so until %(on)s. Nobody has "
        "confirmed that number, and only the latest date counts with it."
    ),
    "interrupted_anew": N_("Interrupted on %(on)s; counted anew from %(until)s."),
    "interrupted_since": N_("Interrupted on %(on)s. No time runs until the interruption is over."),
    "restarted": N_("Counted anew from %(on)s."),
    "extended_to": N_("Extended to %(until)s."),
    "promised": N_("The letter promised it for %(until)s; the rule allows no longer than the date above."),
    "told": N_("That was told on %(on)s, before the date had passed."),
    "because": N_("The reason: %(because)s."),
    "target": N_("The house's own aim is %(period)s: %(on)s. It is no law."),
    "target_held": N_(
        "The house's own aim is %(period)s. This time it would come no earlier than the deadline itself."
    ),
    "superseded": N_(
        "Until %(on)s the date was %(old)s. It was then counted anew for this case: %(because)s."
    ),
    "superseded_late": N_(
        "On %(on)s the case was told to follow a changed rule: %(because)s. The date had passed, and stands."
    ),
    "original": N_("The date was first %(on)s. That date stays visible."),
    "late_original": N_("Counted from the first date, %(on)s, that is %(period)s late."),
    "waived": N_("The duty fell away on %(on)s, for a reason that the rule allows."),
    "extended": N_("Extended on %(on)s under rule %(rule)s; this date stays as the original one."),
}

DAY_NAMES: Mapping[str, str] = {
    "monday": N_("Monday"),
    "tuesday": N_("Tuesday"),
    "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"),
    "friday": N_("Friday"),
    # The date itself says which day it is.
    "saturday": N_("weekend"),
    "sunday": N_("weekend"),
    OWN_CLOSING: N_("the office's own closing day"),
    STOOD_STILL: N_("no time ran"),
}

REASON_WORDS: Mapping[str, str] = {each: each.words for each in (*ClockReason, *ApplyReason)}


@dataclass(frozen=True, slots=True)
class Wording:
    """
    How steps become sentences: the translation, the way a date is written, and the names in the data. `ends`
    writes a date or moment by which something must be done.
    """

    translate: Callable[[str], str]
    show: Callable[[date], str]
    ends: Callable[[date], str]
    events: Mapping[str, EventName]
    holiday_titles: Mapping[str, str]
    language: str


def holiday_titles(calendars: Mapping[str, Calendar]) -> dict[str, str]:
    """The English name (msgid) of every holiday code in the calendars."""
    return {holiday.code: holiday.title for calendar in calendars.values() for holiday in calendar.holidays}


def period_text(length: int, unit: TimeUnit, translate: Callable[[str], str]) -> str:
    """A period in words, "1 month" or "3 months"; Danish and English need the same two forms."""
    one, many = PERIODS[unit]
    return translate(one) if length == 1 else translate(many) % {"length": length}


def period_code(period: Period) -> str:
    """A period as a step carries it: `3 month`."""
    return f"{period.length} {period.unit.value}"


def sentence(of: TraceStep, wording: Wording) -> str:
    """One step as a sentence in the language of the wording."""
    return wording.translate(STEP_MSGIDS[of.code]) % {n: _word(n, v, wording) for n, v in of.params}


def _word(name: str, value: StepValue, wording: Wording) -> str:
    if isinstance(value, date):
        return wording.ends(value) if name == "end" else wording.show(value)
    text = str(value)
    if name in ("event", "after"):
        return wording.translate(wording.events[text].title)
    if name == "day":
        return wording.translate(DAY_NAMES.get(text) or wording.holiday_titles[text])
    if name == "because":
        return wording.translate(REASON_WORDS[text])
    if name == "period":
        length, unit = text.split()
        return period_text(int(length), TimeUnit(unit), wording.translate)
    return text


def show_iso(value: date) -> str:
    """A date with its weekday, `Sat 2026-02-28`; a time with its offset."""
    if isinstance(value, datetime):
        return f"{value:%a} {value.isoformat(timespec='minutes')}"
    return f"{value:%a} {value.isoformat()}"
