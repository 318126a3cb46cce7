"""The closed lists of words that rules, calendars and alert ladders are written in."""

from enum import StrEnum

from intake.domain.translatable import N_, Worded


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


class MonthEnd(StrEnum):
    """`clamp`: the same day number, else the last day. `sticky`: a start on a last day also ends on one."""

    CLAMP = "clamp"
    STICKY = "sticky"


class Anchor(StrEnum):
    """Where the counting begins: at the event, or at the end of the calendar year in which it happened."""

    EVENT = "event"
    CALENDAR_YEAR_END = "calendar_year_end"


class RuleKind(Worded):
    """Whose limit it is.

    `statute`: given by law. `published`: set and published by the municipality, as the law demands.
    `bylaw`: adopted by the council, and binding for the administration. `house`: the office's own clock.
    """

    STATUTE = "statute", N_("A limit given by law")
    PUBLISHED = "published", N_("A limit that the municipality has published")
    BYLAW = "bylaw", N_("A limit given by the bylaw")
    HOUSE = "house", N_("The office's own limit")


class Confidence(Worded):
    """V: text read. V2: secondary source read. UNVERIFIED: never shown as law. house: our own."""

    V = "V", N_("The text of the source has been read.")
    V2 = "V2", N_("The source is known from another text about it.")
    UNVERIFIED = "UNVERIFIED", N_("The source has not been checked. Do not rely on it as law.")
    HOUSE = "house", N_("This is a limit that the office has set for itself. It is not law.")


class Scheme(Worded):
    """Whose rules a case or an entry in a register follows, and which kinds of them arm a rule."""

    WHISTLEBLOWING = "whistleblowing", N_("Whistleblower report")
    WHISTLEBLOWING_EXTERNAL = "whistleblowing_external", N_("Report to the external scheme")
    COMPLAINTS = "complaints", N_("Complaint or inquiry")
    REGISTER = "register", N_("Entry in a register of the office")


class ClockReason(Worded):
    """Why a clock was stopped, begun anew or given longer. Which of them a rule accepts is data."""

    GUIDANCE_MISSING = "guidance_missing", N_("the decision came without guidance on how to complain")
    REASONS_MISSING = "reasons_missing", N_("the decision came without its reasons")
    ACCESS_REQUESTED = "access_requested", N_("access to the documents was asked for")
    AWAITING_CITIZEN = "awaiting_citizen", N_("we wait for something from the citizen")
    AWAITING_OTHERS = "awaiting_others", N_("we wait for another authority or an expert")
    QUESTIONS_CHANGED = "questions_changed", N_("the questions were changed")
    COMPLEXITY = "complexity", N_("the matter is large or complicated")
    MANY_REQUESTS = "many_requests", N_("there are many requests")
    ABSENCE = "absence", N_("somebody who is needed is away")


class ApplyReason(Worded):
    """Why a case is told to follow what was learnt since its clocks began."""

    LAW_CHANGE = "law_change", N_("the law was changed")
    CALENDAR_CHANGE = "calendar_change", N_("the calendar of free days was changed")
    CORRECTION = "correction", N_("a mistake in the rules was put right")


class Interrupted(StrEnum):
    """What is left after an interruption: the rest of the time, or the whole of it once more."""

    RUNS_ON = "runs_on"
    COUNTS_ANEW = "counts_anew"


class EscalationLevel(Worded):
    """How far a warning goes: each reach includes those before it.

    `handler`: who has the case. `stand_in`: everybody else who may see it. `administrator`: who sees to the
    office, is told that it does not react, and never which case.
    """

    HANDLER = "handler", N_("Whoever has the case")
    STAND_IN = "stand_in", N_("Everybody who may see the case")
    ADMINISTRATOR = "administrator", N_("The administrator too")
