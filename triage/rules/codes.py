"""The closed lists of words that rules, calendars and alert ladders are written in."""

from enum import StrEnum


class TimeUnit(StrEnum):
    """What a period is counted in. `working_day` and `weekday` need a calendar, the others do not."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"


COUNTED_BY_CALENDAR = frozenset({TimeUnit.WORKING_DAY, TimeUnit.WEEKDAY})
COUNTED_BY_MONTH = frozenset({TimeUnit.MONTH, TimeUnit.YEAR})


class Roll(StrEnum):
    """Whether the latest date moves on to the next working day when it falls on a free day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class MonthEnd(StrEnum):
    """`clamp`: the same day number, else the last day. `sticky`: a start on a last day also ends on one."""

    CLAMP = "clamp"
    STICKY = "sticky"


class Anchor(StrEnum):
    """Where the counting begins: at the event, or at the end of the calendar year in which it happened."""

    EVENT = "event"
    CALENDAR_YEAR_END = "calendar_year_end"


class Kind(StrEnum):
    """Whose limit it is.

    `statute`: given by law. `bylaw`: adopted by the council, and binding for the administration. `house`: the
    office's own clock.
    """

    STATUTE = "statute"
    BYLAW = "bylaw"
    HOUSE = "house"


class Confidence(StrEnum):
    """V: text read. V2: secondary source read. UNVERIFIED: never shown as law. house: our own."""

    V = "V"
    V2 = "V2"
    UNVERIFIED = "UNVERIFIED"
    HOUSE = "house"


class Scheme(StrEnum):
    """Which kind of case arms a rule. `calculator`: none does; the rule only answers `betro deadline`."""

    WHISTLEBLOWING = "whistleblowing"
    WHISTLEBLOWING_EXTERNAL = "whistleblowing_external"
    COMPLAINTS = "complaints"
    CALCULATOR = "calculator"


class ClockReason(StrEnum):
    """Why a clock was stopped, begun anew or given longer. Which of them a rule accepts is data."""

    GUIDANCE_MISSING = "guidance_missing"
    REASONS_MISSING = "reasons_missing"
    ACCESS_REQUESTED = "access_requested"
    AWAITING_CITIZEN = "awaiting_citizen"
    AWAITING_OTHERS = "awaiting_others"
    QUESTIONS_CHANGED = "questions_changed"
    COMPLEXITY = "complexity"
    MANY_REQUESTS = "many_requests"
    ABSENCE = "absence"


class Interrupted(StrEnum):
    """What is left after an interruption: the rest of the time, or the whole of it once more."""

    RUNS_ON = "runs_on"
    COUNTS_ANEW = "counts_anew"


class EscalationLevel(StrEnum):
    """How far a warning goes: each reach includes those before it.

    `handler`: who has the case. `stand_in`: everybody else who may see it. `administrator`: who sees to the
    office, is told that it does not react, and never which case.
    """

    HANDLER = "handler"
    STAND_IN = "stand_in"
    ADMINISTRATOR = "administrator"
