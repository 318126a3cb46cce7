"""
Feedback to the reporter: interim, final, or the rejection that tells an out-of-scope decision with its
guidance.
"""

from datetime import date

from triage.cases.decisions import commands
from triage.cases.vocabulary import FeedbackKind
from triage.services.casework.execute import TOLD, Decision, Text


def feedback(*, kind: FeedbackKind, text: str) -> Decision:
    """Give feedback in the mailbox; *text* is what the reporter will read."""
    return Decision(
        lambda case, ids, on, actor: commands.decide_feedback(
            case, on=on, actor=actor, kind=kind, item=ids[TOLD]
        ),
        told=text,
    )


def feedback_handed(*, kind: FeedbackKind, text: str, given_on: date) -> Decision:
    """Record feedback that was given at a meeting or by letter; *text* is what the reporter was told."""
    return Decision(
        lambda case, ids, on, actor: commands.hand_feedback(
            case, on=on, actor=actor, kind=kind, item=ids["told_by_hand"], given_on=given_on
        ),
        {"told_by_hand": Text(text)},
    )
