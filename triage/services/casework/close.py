"""Closing and reopening a case, and saying why a deadline was missed."""

from triage.cases.case_values import Breach
from triage.cases.decisions import commands
from triage.cases.vocabulary import Responsible
from triage.services.casework.execute import Decision, Text


def closed() -> Decision:
    """Close the case."""
    return Decision(lambda case, _ids, on, actor: commands.close(case, on=on, actor=actor))


def reopened(*, why: str) -> Decision:
    """Open a closed case again; the statutory dates stay where they were."""
    return Decision(
        lambda case, ids, on, actor: commands.reopen(case, on=on, actor=actor, reason_item=ids["reason"]),
        {"reason": Text(why)},
    )


def breach_explained(*, missed: Breach, responsible: Responsible, why: str) -> Decision:
    """
    Say why a deadline was missed and who answers for it.

    Args:
        missed: the breach as the case has it that day.
    """
    return Decision(
        lambda case, ids, on, actor: commands.explain_breach(
            case,
            on=on,
            actor=actor,
            rule=missed.rule,
            subject=missed.subject,
            due_on=missed.due_on,
            days_late=missed.days_late,
            responsible=responsible,
            reason_item=ids["reason"],
        ),
        {"reason": Text(why)},
    )
