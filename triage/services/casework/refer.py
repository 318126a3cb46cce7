"""The complaint side: what a complaint is about, the departments, and the answer to the citizen."""

from collections.abc import Sequence
from datetime import date

from triage.cases.decisions import commands
from triage.cases.vocabulary import AnswersCitizen, CriticismKind, ReplyQuality
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.execute import TOLD, Decision, Text


def department(*, code: str) -> Decision:
    """Record the code of the department that the complaint is about."""
    return Decision(
        lambda case, _ids, on, actor: commands.record_department(case, on=on, actor=actor, department=code)
    )


def themes(taxonomy: Taxonomy, *, main: str, others: Sequence[str] = ()) -> Decision:
    """Record the main theme and perhaps others."""
    return Decision(
        lambda case, _ids, on, actor: commands.record_themes(
            case,
            on=on,
            actor=actor,
            main=main,
            taxonomy=taxonomy,
            others=[each for each in others if each != main],
        )
    )


def handling(taxonomy: Taxonomy, *, codes: Sequence[str]) -> Decision:
    """Record how the inquiry is handled."""
    return Decision(
        lambda case, _ids, on, actor: commands.record_handling(
            case, on=on, actor=actor, codes=codes, taxonomy=taxonomy
        )
    )


def rejected(taxonomy: Taxonomy, *, reason: str, why: str) -> Decision:
    """Reject an inquiry; the citizen is told by an answer."""
    return Decision(
        lambda case, ids, on, actor: commands.reject_inquiry(
            case, on=on, actor=actor, reason=reason, reason_item=ids["reason"], taxonomy=taxonomy
        ),
        {"reason": Text(why)},
    )


def referred(
    *, department: str, questions: str, answers_citizen: AnswersCitizen, sent_on: date | None = None
) -> Decision:
    """Refer the inquiry to a department's leader."""
    return Decision(
        lambda case, ids, on, actor: commands.refer(
            case,
            on=on,
            actor=actor,
            department=department,
            item=ids["questions"],
            answers_citizen=answers_citizen,
            sent_on=sent_on,
        ),
        {"questions": Text(questions)},
    )


def delay_announced(
    *, department: str, promised_on: date, why: str, announced_on: date | None = None
) -> Decision:
    """Record that a department announced a later date, and why; its original deadline stays."""
    return Decision(
        lambda case, ids, on, actor: commands.announce_delay(
            case,
            on=on,
            actor=actor,
            department=department,
            promised_on=promised_on,
            reason_item=ids["reason"],
            announced_on=announced_on,
        ),
        {"reason": Text(why)},
    )


def reply_registered(
    *,
    department: str,
    reply: str,
    quality: ReplyQuality,
    citizen_contacted: bool,
    replied_on: date | None = None,
) -> Decision:
    """Register a department's reply with its date."""
    return Decision(
        lambda case, ids, on, actor: commands.register_reply(
            case,
            on=on,
            actor=actor,
            department=department,
            item=ids["reply"],
            quality=quality,
            citizen_contacted=citizen_contacted,
            replied_on=replied_on,
        ),
        {"reply": Text(reply)},
    )


def referral_recalled(*, department: str, why: str) -> Decision:
    """Take a referral back."""
    return Decision(
        lambda case, ids, on, actor: commands.recall_referral(
            case, on=on, actor=actor, department=department, reason_item=ids["reason"]
        ),
        {"reason": Text(why)},
    )


def answer(*, text: str) -> Decision:
    """Answer the citizen in the mailbox."""
    return Decision(
        lambda case, ids, on, actor: commands.decide_answer(case, on=on, actor=actor, item=ids[TOLD]),
        told=text,
    )


def answer_handed(*, text: str, given_on: date) -> Decision:
    """Record an answer given on the phone, at a meeting or by letter; *text* is what the citizen was told."""
    return Decision(
        lambda case, ids, on, actor: commands.answer_by_hand(
            case, on=on, actor=actor, item=ids["told_by_hand"], given_on=given_on
        ),
        {"told_by_hand": Text(text)},
    )


def heard(*, department: str, text: str, answer_by: date) -> Decision:
    """Send a department the draft of what will be said about it, to comment on."""
    return Decision(
        lambda case, ids, on, actor: commands.send_hearing(
            case, on=on, actor=actor, department=department, item=ids["draft"], answer_by=answer_by
        ),
        {"draft": Text(text)},
    )


def hearing_answered(*, department: str, text: str, answered_on: date | None = None) -> Decision:
    """Register the department's comments."""
    return Decision(
        lambda case, ids, on, actor: commands.answer_hearing(
            case, on=on, actor=actor, department=department, item=ids["comments"], answered_on=answered_on
        ),
        {"comments": Text(text)},
    )


def criticised(*, kind: CriticismKind, department: str, text: str) -> Decision:
    """Record criticism, a formal request or a recommendation."""
    return Decision(
        lambda case, ids, on, actor: commands.criticise(
            case, on=on, actor=actor, kind=kind, department=department, item=ids["criticism"]
        ),
        {"criticism": Text(text)},
    )
