"""
Triage: the two questions, what is done besides, and what an investigation found.

Each function gives a `Decision` for the desk to try out or carry out.
"""

from collections.abc import Sequence
from datetime import date

from triage.cases.decisions import commands
from triage.cases.vocabulary import Investigation, Scope
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.execute import Decision, Text


def scope(
    taxonomy: Taxonomy, *, answer: Scope, why: str, reason: str | None = None, guidance: str | None = None
) -> Decision:
    """
    Answer whether the report is within the scheme.

    Args:
        why: the reason in the advisor's words; internal.
        reason: for `outside`, the code of the reason.
        guidance: for `outside`, where the reporter can turn instead; told to the reporter with the rejection.
    """
    texts = _texts(reason=why, guidance=guidance if answer is Scope.OUTSIDE else None)
    return Decision(
        lambda case, ids, on, actor: commands.assess_scope(
            case,
            on=on,
            actor=actor,
            scope=answer,
            reason_item=ids.get("reason", ""),
            taxonomy=taxonomy,
            reason=reason if answer is Scope.OUTSIDE else None,
            guidance_item=ids.get("guidance"),
        ),
        texts,
    )


def investigation(*, answer: Investigation, why: str, authority: str | None = None) -> Decision:
    """Answer whether what is within the scheme is investigated, or forwarded to an *authority*."""
    return Decision(
        lambda case, ids, on, actor: commands.decide_investigation(
            case,
            on=on,
            actor=actor,
            investigation=answer,
            reason_item=ids.get("reason", ""),
            authority_item=ids.get("authority"),
        ),
        _texts(reason=why, authority=authority if answer is Investigation.FORWARDED else None),
    )


def outcome(
    taxonomy: Taxonomy,
    *,
    finding: str,
    why: str,
    measures: Sequence[str] = (),
    police_report: bool = False,
    police_reported_on: date | None = None,
) -> Decision:
    """Record what the investigation found and what was done about it."""
    return Decision(
        lambda case, ids, on, actor: commands.record_outcome(
            case,
            on=on,
            actor=actor,
            finding=finding,
            reason_item=ids.get("reason", ""),
            taxonomy=taxonomy,
            measures=measures,
            police_report=police_report,
            police_reported_on=police_reported_on,
        ),
        _texts(reason=why),
    )


def disposition(taxonomy: Taxonomy, *, code: str, why: str, happened_on: date | None = None) -> Decision:
    """Record something done with a report that needs no more than its reason."""
    return Decision(
        lambda case, ids, on, actor: commands.record_disposition(
            case,
            on=on,
            actor=actor,
            code=code,
            reason_item=ids.get("reason", ""),
            taxonomy=taxonomy,
            happened_on=happened_on,
        ),
        _texts(reason=why),
    )


def manager_informed(
    taxonomy: Taxonomy,
    *,
    why: str,
    summary: str,
    recipient: str,
    can_be_deduced: bool,
    informed_on: date | None = None,
    ground: str | None = None,
    ground_text: str | None = None,
    notice_on: date | None = None,
) -> Decision:
    """Record that a manager was informed by the advisor's own *summary*; never the original."""
    return Decision(
        lambda case, ids, on, actor: commands.inform_manager(
            case,
            on=on,
            actor=actor,
            reason_item=ids.get("reason", ""),
            summary_item=ids.get("summary", ""),
            recipient_item=ids.get("recipient", ""),
            can_be_deduced=can_be_deduced,
            taxonomy=taxonomy,
            informed_on=informed_on,
            ground=ground,
            ground_item=ids.get("ground"),
            notice_on=notice_on,
        ),
        _texts(
            reason=why, summary=summary, recipient=recipient, ground=ground_text if can_be_deduced else None
        ),
    )


def forwarded_with_agreement(
    taxonomy: Taxonomy,
    *,
    why: str,
    recipient: str,
    agreement: str,
    agreed_on: date | None,
    forwarded_on: date | None = None,
) -> Decision:
    """Record that the report was sent on out of the unit, as the reporter agreed."""
    return Decision(
        lambda case, ids, on, actor: commands.forward_with_agreement(
            case,
            on=on,
            actor=actor,
            reason_item=ids.get("reason", ""),
            recipient_item=ids.get("recipient", ""),
            agreement_item=ids.get("agreement"),
            agreed_on=agreed_on,
            taxonomy=taxonomy,
            forwarded_on=forwarded_on,
        ),
        _texts(reason=why, recipient=recipient, agreement=agreement),
    )


def _texts(**bodies: str | None) -> dict[str, Text]:
    """Keep what was written; an empty text is no text, so that the domain can ask for it in its own words."""
    return {name: Text(body) for name, body in bodies.items() if body and body.strip()}
