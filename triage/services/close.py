"""
Closing and reopening a case, and saying why a deadline was missed.
"""

from triage.domain import commands
from triage.domain.deadlines import Deadline
from triage.domain.words import Responsible
from triage.services.desk import Decision, Text


def closed() -> Decision:
    """
    Close the case.
    """
    return Decision(lambda case, _ids, on, actor: commands.close(case, on=on, actor=actor))


def reopened(*, why: str) -> Decision:
    """
    Open a closed case again; the statutory dates stay where they were.
    """
    return Decision(
        lambda case, ids, on, actor: commands.reopen(case, on=on, actor=actor, reason_item=ids["reason"]),
        {"reason": Text(why)},
    )


def breach_explained(*, missed: Deadline | None, rule: str, responsible: Responsible, why: str) -> Decision:
    """
    Say why a deadline was missed and who answers for it. How late it was is counted from its original date.

    Args:
        missed: the deadline as the engine has it, or None when the case has no such deadline.
        rule: its rule.
    """
    return Decision(
        lambda case, ids, on, actor: commands.explain_breach(
            case,
            on=on,
            actor=actor,
            rule=rule,
            about="" if missed is None else missed.about,
            days_late=0 if missed is None else missed.days_breached(on),
            responsible=responsible,
            reason_item=ids["reason"],
        ),
        {"reason": Text(why)},
    )
