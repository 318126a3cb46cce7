"""What begins on the other side of the house with a yes: its first item, and who does not receive it."""

from datetime import date

from crypto.directory import Directory
from crypto.envelope import digest
from crypto.holders import Holding
from crypto.mailbox import Mailbox
from intake.contents.mailbox import ComplaintContent, FirstContent, Origin, ReportContent
from intake.domain.schemes import FROM_COMPLAINTS, FROM_REPORTS
from intake.services.submit import ComplaintDraft, Draft, ReportDraft
from intake.store.mailboxes import SubmissionRow


def out_today(held: Holding, members: Directory) -> tuple[bytes, ...]:
    """Give those who have a stanza of what lies here, could be sealed to today, and do not hold it."""
    return tuple(sorted((held.audience - held.holders) & members.can_hold.keys()))


def kind_over_there(first: FirstContent) -> type[Draft]:
    """Give of which journey it is."""
    return ReportDraft if isinstance(first, ReportContent) else ComplaintDraft


def first_over_there(
    kind: str, crossing: str, origin: Origin, begins: Mailbox, kept_out: tuple[bytes, ...]
) -> FirstContent:
    """
    Give the first item over there: the text that crosses, and nothing else of what was sent.

    Args:
        kind: the journey that it comes from.
        crossing: the text.
        origin: where it comes from.
        begins: the mailbox over there.
        kept_out: the persons who do not receive it.
    """
    if kind == ReportDraft.kind:
        return ComplaintContent(
            unit="",
            what=crossing,
            wish="",
            reply_to=begins.kem_public,
            reporter_key=begins.verify_key,
            came_from=origin,
            kept_out=kept_out,
        )
    return ReportContent(
        relation="",
        what=crossing,
        reply_to=begins.kem_public,
        reporter_key=begins.verify_key,
        came_from=origin,
        kept_out=kept_out,
    )


def submission_over_there(
    reference: bytes, first: FirstContent, begins: Mailbox, tag: bytes, envelope: bytes, today: date
) -> SubmissionRow:
    """Give the plain facts of the submission over there."""
    draft = kind_over_there(first)
    channel = FROM_COMPLAINTS if draft is ReportDraft else FROM_REPORTS
    facts = (draft.kind, draft.scheme, channel, today)
    return SubmissionRow(reference, *facts, begins.kem_public, tag, digest(envelope))
