"""How the demo's reports and inquiries came, and which inquiries were turned away."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from intake.contents.mailbox import Contact
from intake.contents.office import InquirerContent
from intake.services.submit import ComplaintDraft, Draft, ReportDraft
from triage.cases.decisions.complaints import REJECTED, InquiryRejected
from triage.cases.decisions.receiving import ORAL
from triage.cases.typed import Typed, typed
from triage.cases.vocabulary import InquirerKind, InquirerRelation, Resident
from triage.cli.demo.town import demo_data
from triage.services.casework.indexing import beginning
from triage.services.casework.register_inquiry import Told, inquiry

SENTENCE_END = re.compile(r"(?<=\D)\. (?=\D)")
A_YEAR = timedelta(days=366)


def came_as(data: Mapping[str, Any], received: date) -> Typed:
    """Give how an inquiry came: its line, what was written, and who it is from as far as they said."""
    text, contact = data["what"].strip(), data.get("contact") or {}
    spoken = data["channel"] in ORAL
    return inquiry(
        channel=data["channel"],
        type=data.get("kind", "complaint"),
        happened_on=received,
        summary_item=line_of(text),
        item=None if text == line_of(text) else text,
        inquirer_item=InquirerContent(**contact),
        inquirer_kind=InquirerKind.CITIZEN,
        relation=InquirerRelation.SELF if spoken else None,
        resident=Resident.YES,
    )


def told_with(data: Mapping[str, Any], received: date) -> Told:
    """Give what one save tells besides."""
    main, *others = data.get("themes") or (None,)
    return Told(
        unit=data["unit"],
        main_theme=main,
        other_themes=others,
        handlings=data.get("handlings", ()),
        rejection=rejection_of(data, received),
        closed=any(step["action"] == "answered_in_call" for step in data.get("step", ())),
    )


def rejection_of(data: Mapping[str, Any], received: date, why: str | None = None) -> Typed | None:
    """Give why an inquiry was turned away, with the day of what was too old; None where it was not."""
    reason = data.get("rejection_reason")
    if reason is None or data.get("kind") != REJECTED:
        return None
    old = reason == "older_than_a_year"
    matter_on = received - 3 * A_YEAR if old else None
    return typed(InquiryRejected, reason=reason, reason_item=why, matter_on=matter_on)


def line_of(text: str) -> str:
    """Give the first sentence of a text, its greeting left out, or as much of it as a line holds."""
    return SENTENCE_END.split(beginning(text), maxsplit=1)[0]


def draft_of(data: Mapping[str, Any], *, is_report: bool) -> Draft:
    """Give what the person wrote."""
    if is_report:
        return ReportDraft(
            data["relation"],
            data["what"].strip(),
            data.get("when", ""),
            data.get("where", ""),
            name=data.get("name", ""),
        )
    contact = data.get("contact")
    return ComplaintDraft(
        _unit(data["unit"]),
        data["what"].strip(),
        data.get("wish", "").strip(),
        Contact(**contact) if contact else None,
    )


def _unit(code: str) -> str:
    """Give the words that a citizen uses for a unit."""
    units = demo_data("organisation/units")["unit"]
    return next(str(each["names"]["da"]) for each in units if each["code"] == code)
