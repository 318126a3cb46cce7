"""How the demo's reports and inquiries came, and how the inquiries were sorted."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from intake.contents.choices import Need
from intake.contents.mailbox import Contact
from intake.contents.office import InquirerContent
from intake.services.submit import ComplaintDraft, Draft, ReportDraft
from triage.cases.case import COMPLAINT, Case
from triage.cases.decisions.complaints import (
    REJECTED,
    HandlingRecorded,
    InquiryRejected,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.inquiries import TypeRecorded
from triage.cases.decisions.own_initiative import OrderedBy, OwnInitiativeKind
from triage.cases.decisions.receiving import ORAL
from triage.cases.typed import Typed, typed
from triage.cases.vocabulary import InquirerKind, InquirerRelation, InquiryWish, Resident
from triage.cli.demo.town import demo_data
from triage.services.casework.indexing import beginning
from triage.services.casework.own_initiative import OwnInitiative
from triage.services.casework.register_inquiry import InquiryOutcome, inquiry

SENTENCE_END = re.compile(r"(?<=\D)\. (?=\D)")
A_YEAR = timedelta(days=366)


def came_as(data: Mapping[str, Any], received: date, **common: Any) -> Typed:
    """
    Give how an inquiry came: its line, what was written, and who it is from as far as they said.

    Args:
        common: what it has in common with another case of the same inquiry.
    """
    text, contact, kind = data["what"].strip(), data.get("contact") or {}, data.get("kind", COMPLAINT)
    spoken, line = data["channel"] in ORAL, data.get("line") or line_of(text)
    needs = tuple(map(Need, data.get("needs", ())))
    relation = data.get("relation", InquirerRelation.SELF if spoken else None)
    came = {
        "channel": data["channel"],
        "type": kind,
        "wish": data.get("came_for", kind if kind in set(InquiryWish) else None),
        "happened_on": received,
        "summary_item": line,
        "item": None if text == line else text,
        "inquirer_item": InquirerContent(**contact, language=data.get("language", ""), needs=needs),
        "inquirer_kind": data.get("inquirer", InquirerKind.CITIZEN),
        "relation": relation,
        "resident": Resident.YES,
    }
    return inquiry(**{**came, **common})


def sorted_as(data: Mapping[str, Any], case: Case, on: date, why: str) -> Iterator[Typed]:
    """
    Give what is recorded of an inquiry by whoever has opened it: unit, type, themes, handling, or that it was
    turned away and why.
    """
    kind = data.get("kind", COMPLAINT)
    yield typed(UnitRecorded, unit=data["unit"])
    if kind not in (case.complaint.type, REJECTED):
        yield typed(TypeRecorded, type=kind)
    if data.get("themes"):
        main, *others = data["themes"]
        yield typed(ThemesRecorded, main=main, others=others)
    if data.get("handlings"):
        yield typed(HandlingRecorded, codes=data["handlings"])
    rejected = rejection_of(data, on, why)
    if rejected is not None:
        yield rejected


def taken_up(data: Mapping[str, Any]) -> OwnInitiative:
    """Give what the adviser takes up without anybody having come."""
    ordered = data.get("ordered_by")
    return OwnInitiative(
        OwnInitiativeKind(data["own_initiative"]),
        data["line"],
        data["what"].strip(),
        None if ordered is None else OrderedBy(ordered),
        (data["unit"],),
    )


def told_with(data: Mapping[str, Any], received: date) -> InquiryOutcome:
    """Give what one save tells besides."""
    main, *others = data.get("themes") or (None,)
    return InquiryOutcome(
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
