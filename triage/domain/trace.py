"""The reasons of a date, step by step: a code with parameters, and the English sentence of each code.

The office renders the steps through its catalogue: `sentence()` takes the translation as an argument.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from triage.domain.calendar import OWN_CLOSING, STOOD_STILL
from triage.domain.words import msgid
from triage.rules.model import Calendar, ClockReason, EventName, Period, Unit

StepValue = str | int | date
LET_GO = "let_go"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason. `params` are sorted pairs, so that two equal traces are equal values."""

    code: str
    params: tuple[tuple[str, StepValue], ...]

    def __getitem__(self, name: str) -> StepValue:
        """The value of one parameter. Raises KeyError when the step has none of that name."""
        return dict(self.params)[name]


def step(code: str, **params: StepValue) -> Step:
    """A step with its parameters by name. Raises KeyError for a code that has no sentence."""
    if code not in STEP_MSGIDS:
        raise KeyError(code)
    return Step(code, tuple(sorted(params.items())))


STEP_MSGIDS: Mapping[str, str] = {
    "started": msgid("%(event)s: %(on)s. That day itself is not counted."),
    "started_at": msgid(
        "%(event)s: %(at)s. Hours run from that moment, also at night, at weekends and on holidays."
    ),
    "time_unknown": msgid("No time of day is known, so the hours are counted from the beginning of the day."),
    "capped": msgid("%(event)s: %(on)s. That was late, and a late one buys no time: counted from %(limit)s."),
    "not_given": msgid("%(event)s: not yet. Counted from %(limit)s (%(period)s after: %(after)s)."),
    "lead": msgid("Counted from %(on)s, which is %(period)s later."),
    "lead_latest": msgid("With the calendar that gives the latest date, counted from %(on)s."),
    "year_end": msgid("Counted from the end of that calendar year, %(on)s."),
    "period": msgid("The limit is %(period)s."),
    "reading_strict": msgid("Counted with the calendar that gives the earliest date:"),
    "reading_latest": msgid("Counted with the calendar that gives the latest date:"),
    "counted": msgid("%(on)s is day %(number)s."),
    "skipped": msgid("%(on)s is not counted: %(day)s."),
    "clamped": msgid("That month has no day number %(number)s, so its last day is used: %(on)s."),
    "sticky": msgid("The start is the last day of its month, so the end is too: %(on)s."),
    "due_strict": msgid("Due: %(on)s."),
    "rolled": msgid("%(on)s is no working day (%(day)s), so the latest date moves on."),
    "due_latest": msgid("Latest date: %(on)s."),
    "due_at": msgid("Due: %(at)s. A limit in hours is never moved."),
    "unconfirmed": msgid(
        "Holidays after %(on)s are computed; nobody has confirmed yet that the law is the same then."
    ),
    "satisfied": msgid("%(event)s: %(on)s, in time."),
    "satisfied_late": msgid("%(event)s: %(on)s, %(period)s late."),
    "suspended": msgid("Suspended from %(on)s to %(until)s: %(period)s not counted."),
    "suspended_since": msgid("Suspended on %(on)s. No time runs until the clock is taken up again."),
    "interrupted": msgid(
        "Interrupted on %(on)s; the rest of the time runs on from %(until)s: %(period)s not counted."
    ),
    "interrupted_anew": msgid("Interrupted on %(on)s; counted anew from %(until)s."),
    "interrupted_since": msgid("Interrupted on %(on)s. No time runs until the interruption is over."),
    "restarted": msgid("Counted anew from %(on)s."),
    "extended_to": msgid("Extended to %(until)s."),
    "promised": msgid("The letter promised it for %(until)s; the rule allows no longer than the date above."),
    "told": msgid("That was told on %(on)s, before the date had passed."),
    "because": msgid("The reason: %(because)s."),
    "target": msgid("The house's own aim is %(period)s: %(on)s. It is no law."),
    "target_held": msgid(
        "The house's own aim is %(period)s. This time it would come no earlier than the deadline itself."
    ),
    "superseded": msgid(
        "Until %(on)s the date was %(old)s. It was then counted anew for this case: %(because)s."
    ),
    "superseded_late": msgid(
        "On %(on)s the case was told to follow a changed rule: %(because)s. The date had passed, and stands."
    ),
    "original": msgid("The date was first %(on)s. That date stays visible."),
    "late_original": msgid("Counted from the first date, %(on)s, that is %(period)s late."),
    LET_GO: msgid("The case was closed on %(on)s. The deadline is not followed after that."),
    "waived": msgid("The duty fell away on %(on)s, for a reason that the rule allows."),
    "extended": msgid("Extended on %(on)s under rule %(rule)s; this date stays as the original one."),
}

DAY_NAMES: Mapping[str, str] = {
    "monday": msgid("Monday"),
    "tuesday": msgid("Tuesday"),
    "wednesday": msgid("Wednesday"),
    "thursday": msgid("Thursday"),
    "friday": msgid("Friday"),
    # The date itself says which day it is.
    "saturday": msgid("weekend"),
    "sunday": msgid("weekend"),
    OWN_CLOSING: msgid("the office's own closing day"),
    STOOD_STILL: msgid("no time ran"),
}

REASON_MSGIDS: Mapping[str, str] = {
    ClockReason.GUIDANCE_MISSING: msgid("the decision came without guidance on how to complain"),
    ClockReason.REASONS_MISSING: msgid("the decision came without its reasons"),
    ClockReason.ACCESS_REQUESTED: msgid("access to the documents was asked for"),
    ClockReason.AWAITING_CITIZEN: msgid("we wait for something from the citizen"),
    ClockReason.AWAITING_OTHERS: msgid("we wait for another authority or an expert"),
    ClockReason.QUESTIONS_CHANGED: msgid("the questions were changed"),
    ClockReason.COMPLEXITY: msgid("the matter is large or complicated"),
    ClockReason.MANY_REQUESTS: msgid("there are many requests"),
    ClockReason.ABSENCE: msgid("somebody who is needed is away"),
    "law_change": msgid("the law was changed"),
    "calendar_change": msgid("the calendar of free days was changed"),
    "correction": msgid("a mistake in the rules was put right"),
}

PERIOD_MSGIDS: Mapping[Unit, tuple[str, str]] = {
    Unit.DAY: (msgid("1 day"), msgid("%(length)s days")),
    Unit.WORKING_DAY: (msgid("1 working day"), msgid("%(length)s working days")),
    Unit.WEEKDAY: (msgid("1 weekday"), msgid("%(length)s weekdays")),
    Unit.WEEK: (msgid("1 week"), msgid("%(length)s weeks")),
    Unit.MONTH: (msgid("1 month"), msgid("%(length)s months")),
    Unit.YEAR: (msgid("1 year"), msgid("%(length)s years")),
    Unit.HOUR: (msgid("1 hour"), msgid("%(length)s hours")),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """How steps become sentences: the translation, the way a date is written, and the names in the data."""

    translate: Callable[[str], str]
    show: Callable[[date], str]
    events: Mapping[str, EventName]
    holiday_titles: Mapping[str, str]


def holiday_titles(calendars: Mapping[str, Calendar]) -> dict[str, str]:
    """The English name (msgid) of every holiday code in the calendars."""
    return {holiday.code: holiday.title for calendar in calendars.values() for holiday in calendar.holidays}


def period_text(length: int, unit: Unit, translate: Callable[[str], str]) -> str:
    """A period in words, "1 month" or "3 months"; Danish and English need the same two forms."""
    one, many = PERIOD_MSGIDS[unit]
    return translate(one) if length == 1 else translate(many) % {"length": length}


def period_code(period: Period) -> str:
    """A period as a step carries it: `3 month`."""
    return f"{period.length} {period.unit.value}"


def sentence(of: Step, wording: Wording) -> str:
    """One step as a sentence in the language of the wording."""
    return wording.translate(STEP_MSGIDS[of.code]) % {n: _word(n, v, wording) for n, v in of.params}


def _word(name: str, value: StepValue, wording: Wording) -> str:
    if isinstance(value, date):
        return wording.show(value)
    text = str(value)
    if name in ("event", "after"):
        return wording.translate(wording.events[text].title)
    if name == "day":
        return wording.translate(DAY_NAMES.get(text) or wording.holiday_titles[text])
    if name == "because":
        return wording.translate(REASON_MSGIDS[text])
    if name == "period":
        length, unit = text.split()
        return period_text(int(length), Unit(unit), wording.translate)
    return text


def show_iso(value: date) -> str:
    """A date with its weekday, `Sat 2026-02-28`; a time with its offset."""
    if isinstance(value, datetime):
        return f"{value:%a} {value.isoformat(timespec='minutes')}"
    return f"{value:%a} {value.isoformat()}"
