"""
What usually comes next in a case, for the page to suggest. It allows and forbids nothing: that is the
domain's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from intake.domain.schemes import Schemes
from triage.cases.case import Case
from triage.cases.vocabulary import AnswersCitizen, Investigation, Scope


@dataclass(frozen=True, slots=True)
class Ways:
    """
    The names of the decision pages: those that come next, the others that belong to this kind of case, and
    those that are about its deadlines.
    """

    onward: tuple[str, ...]
    others: tuple[str, ...]
    clocks: tuple[str, ...]


REPORT = (
    "summary",
    "note",
    "message",
    "acknowledge",
    "contact",
    "minutes",
    "minutes-approved",
    "scope",
    "investigation",
    "disposition",
    "manager",
    "forward",
    "outcome",
    "feedback",
    "hand-over",
    "consent",
    "decline",
    "appeal",
    "code",
    "assign",
    "close",
)
COMPLAINT = (
    "summary",
    "note",
    "message",
    "acknowledge",
    "contact",
    "department",
    "themes",
    "handling",
    "refer",
    "delay",
    "reply",
    "recall",
    "hearing",
    "hearing-answer",
    "criticism",
    "answer",
    "reject",
    "appeal",
    "code",
    "assign",
    "close",
)
CLOSED = ("reopen", "note", "summary")
CLOCKS = (
    "delay-notice",
    "extend",
    "suspend",
    "resume",
    "interrupt",
    "restart",
    "waive",
    "happening",
    "own-limit",
    "breach",
)
ACROSS = ("hand-over", "consent", "decline")
"""What leads from a report to the complaint side, and so needs that there is one."""
NEEDS_MAILBOX = frozenset({"message", "hand-over", "code"})


def offered(schemes: Schemes) -> frozenset[str]:
    """Give the decision pages that an organisation with these schemes has."""
    pages = {*CLOSED, *CLOCKS}
    if schemes.reports:
        pages |= set(REPORT) if schemes.complaints else set(REPORT) - set(ACROSS)
    return frozenset(pages | set(COMPLAINT) if schemes.complaints else pages)


def ways(
    case: Case,
    *,
    schemes: Schemes,
    has_mailbox: bool,
    has_waivers: bool = False,
    has_own_limits: bool = False,
) -> Ways:
    """
    Give the ways on from a case as it stands.

    Args:
        schemes: which schemes the organisation runs.
        has_waivers: whether a deadline that still runs may fall away for a reason that its rule knows.
        has_own_limits: whether the municipality has published limits of its own for this kind of case.
    """
    if case.closed_on is not None:
        return Ways((), CLOSED, ("breach",))
    rules = _REPORT_NEXT if case.is_report else _COMPLAINT_NEXT
    onward = tuple(name for name, comes_next in rules if comes_next(case))
    every = REPORT if case.is_report else COMPLAINT
    others = tuple(
        name
        for name in every
        if name in offered(schemes) and name not in onward and (has_mailbox or name not in NEEDS_MAILBOX)
    )
    # Where no reason lets the acknowledgement fall away, as on a Danish internal scheme, nobody is led there.
    hidden = {name for name, may in (("waive", has_waivers), ("own-limit", has_own_limits)) if not may}
    return Ways(onward, others, tuple(name for name in CLOCKS if name not in hidden))


def _is_unacknowledged(case: Case) -> bool:
    return case.acknowledged_on is None and case.acknowledgement.decided_on is None


def _is_ready_for_final(case: Case) -> bool:
    if case.told_on is not None or case.pending_feedback is not None:
        return False
    if case.scope is Scope.OUTSIDE:
        return True
    if case.investigation is Investigation.INVESTIGATE:
        return case.outcome is not None
    return case.investigation is not None


def _owes_answer(case: Case) -> bool:
    """
    Tell whether the citizen may be waiting: no answer yet, or a department has replied to the adviser since.
    """
    replied = any(
        each.replied_on is not None and each.answers_citizen is AnswersCitizen.ADVISOR
        for each in case.referrals
    )
    return case.answered_on is None or replied


_REPORT_NEXT: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("summary", lambda case: case.opened_on is not None and case.summary_item is None),
    ("acknowledge", _is_unacknowledged),
    ("scope", lambda case: case.opened_on is not None and case.scope in {None, Scope.AWAITING_INFORMATION}),
    ("investigation", lambda case: case.is_within and case.investigation is None),
    ("outcome", lambda case: case.investigation is Investigation.INVESTIGATE and case.outcome is None),
    ("consent", lambda case: case.hand_over_pending),
    ("decline", lambda case: case.hand_over_pending),
    ("feedback", _is_ready_for_final),
    ("close", lambda case: case.told_on is not None and not case.hand_over_pending),
)

_COMPLAINT_NEXT: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("summary", lambda case: case.opened_on is not None and case.summary_item is None),
    ("acknowledge", _is_unacknowledged),
    ("department", lambda case: case.opened_on is not None and case.department is None),
    ("themes", lambda case: case.opened_on is not None and case.themes is None),
    ("reply", lambda case: bool(case.open_referrals)),
    ("refer", lambda case: case.department is not None and not case.referrals and case.answered_on is None),
    (
        "answer",
        lambda case: case.opened_on is not None and not case.open_referrals and _owes_answer(case),
    ),
    ("close", lambda case: case.answered_on is not None and not case.open_referrals),
)
