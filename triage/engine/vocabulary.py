"""Every English sentence and name that the deadline engine can show: what the catalogues must translate."""

from triage.engine.trace import DAY_NAMES, PERIOD_MSGIDS, REASON_MSGIDS, STEP_MSGIDS, holiday_titles
from triage.rules.rulebook import Rulebook


def engine_msgids(book: Rulebook) -> frozenset[str]:
    """The msgids of steps, days and periods, and of the titles that stand in the data."""
    from_code = {*STEP_MSGIDS.values(), *DAY_NAMES.values(), *REASON_MSGIDS.values()}
    periods = {text for pair in PERIOD_MSGIDS.values() for text in pair}
    rules = {rule.title for versions in book.versions.values() for rule in versions}
    names = {event.title for event in book.events.values()} | {duty.title for duty in book.duties.values()}
    return frozenset(from_code | periods | rules | names | set(holiday_titles(book.calendars).values()))
