"""
Writing: to the reporter (messages, the acknowledgement), and for the unit alone (notes, the line that lists
    show).
"""

from datetime import date

from crypto.envelope import Kind
from triage.cases.decisions import commands
from triage.cases.vocabulary import Mode
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.execute import TOLD, Decision, Text


def message(*, text: str, asks: bool = False) -> Decision:
    """Write to the reporter; *asks* says that the unit awaits an answer."""
    return Decision(
        lambda case, ids, on, actor: commands.send_message(
            case, on=on, actor=actor, item=ids[TOLD], asks=asks
        ),
        told=text,
    )


def acknowledgement(*, text: str) -> Decision:
    """Acknowledge by hand, in words of the unit's own, in the mailbox."""
    return Decision(
        lambda case, ids, on, actor: commands.decide_acknowledgement(
            case, on=on, actor=actor, mode=Mode.BY_HAND, item=ids[TOLD]
        ),
        told=text,
    )


def acknowledgement_handed(*, given_on: date, text: str | None = None) -> Decision:
    """Record an acknowledgement given at a meeting, by letter or on the phone."""
    return Decision(
        lambda case, ids, on, actor: commands.hand_acknowledgement(
            case, on=on, actor=actor, given_on=given_on, item=ids.get("told_by_hand")
        ),
        {"told_by_hand": Text(text)} if text and text.strip() else {},
    )


def note(*, text: str) -> Decision:
    """Add an internal note."""
    return Decision(
        lambda case, ids, on, actor: commands.add_note(case, on=on, actor=actor, item=ids["note"]),
        {"note": Text(text, Kind.NOTE)},
    )


def summary(*, text: str) -> Decision:
    """Write the line by which the lists show the case to its advisors."""
    return Decision(
        lambda case, ids, on, actor: commands.set_summary(case, on=on, actor=actor, item=ids["summary"]),
        {"summary": Text(text, Kind.SUMMARY)},
    )


def further_contact(
    taxonomy: Taxonomy, *, text: str, channel: str, happened_on: date | None = None
) -> Decision:
    """
    Record one more call, letter or talk on a case that is here already; it is no new inquiry and starts
    no clock.
    """
    return Decision(
        lambda case, ids, on, actor: commands.register_contact(
            case,
            on=on,
            actor=actor,
            channel=channel,
            taxonomy=taxonomy,
            happened_on=happened_on,
            item=ids["note"],
        ),
        {"note": Text(text, Kind.NOTE)},
    )


def minutes(*, text: str, drafted_on: date | None = None) -> Decision:
    """Place minutes of an oral report in the mailbox, for the reporter to read, correct and approve."""
    return Decision(
        lambda case, ids, on, actor: (
            *commands.draft_minutes(case, on=on, actor=actor, item=ids[TOLD], drafted_on=drafted_on),
            *commands.send_message(case, on=on, actor=actor, item=ids[TOLD], asks=True),
        ),
        told=text,
    )


def minutes_handed(*, text: str, drafted_on: date | None = None) -> Decision:
    """Record minutes that the reporter read at a meeting or got by letter."""
    return Decision(
        lambda case, ids, on, actor: commands.draft_minutes(
            case, on=on, actor=actor, item=ids["told_by_hand"], drafted_on=drafted_on
        ),
        {"told_by_hand": Text(text)},
    )


def minutes_approved(*, approved_on: date) -> Decision:
    """Record that the reporter approved the minutes; they are locked from then on."""
    return Decision(
        lambda case, _ids, on, actor: commands.approve_minutes(
            case, on=on, actor=actor, approved_on=approved_on
        )
    )


def code_known() -> Decision:
    """Record that somebody in the unit has seen or heard the receipt code."""
    return Decision(lambda case, _ids, on, actor: commands.mark_code_known(case, on=on, actor=actor))


def assigned(*, handler: bytes) -> Decision:
    """Give the case to one advisor, who is looked to first."""
    return Decision(
        lambda case, _ids, on, actor: commands.assign(case, on=on, actor=actor, handler=handler.hex())
    )
