"""What was missed in a case, as the deadline account counts it and as the engine and the case tell it."""

from collections.abc import Sequence
from datetime import date

from tests.story import RULEBOOK
from triage.accounts.kept import THEIRS, CountedClocks, DeadlineKept
from triage.accounts.results import AccountPeriod
from triage.cases.case import Case
from triage.cases.countable import CountableCase, countable
from triage.cases.decisions.missed import breaches
from triage.engine.deadline import Deadline

CLOCKS = CountedClocks(RULEBOOK)
Missed = list[tuple[str, str, int | None]]
"""Of each the rule, what it is about and the days late."""


def missed_in_account(case: Case, due: Sequence[Deadline], today: date) -> Missed:
    """What an account of all days up to today calls late."""
    record = countable(case, "HKP37SQQ", due)
    if not isinstance(record, CountableCase):
        return []
    fallen = CLOCKS.fallen_due(record, AccountPeriod(date.min, today))
    late = (one for one in fallen if one.kept in (DeadlineKept.LATE, DeadlineKept.OPEN_LATE))
    return sorted((one.row.rule, one.subject, one.days_late) for one in late)


def missed_by_engine(case: Case, due: Sequence[Deadline], today: date) -> Missed:
    """The breaches of the case, but for those of which an account says nothing."""
    found = () if case.is_contact else breaches(case, due, today)
    return sorted(
        (CLOCKS.first_of(one.rule), one.subject, one.days_late)
        for one in found
        if not one.mistaken and one.rule not in THEIRS
    )
