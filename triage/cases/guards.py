"""The checks that several decisions share. Each returns quietly or raises `Refusal`."""

from __future__ import annotations

from datetime import date

from intake.contents.item_ref import ItemRef
from triage.cases.case import Case
from triage.cases.events import CaseEvent, lists_of
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind
from triage.rules.taxonomy import Taxonomy, Terms


def require_case(case: Case) -> None:
    """Refuse a mere contact: nothing is decided about it before a report or an inquiry is registered."""
    if case.is_contact:
        raise Refusal("contact_only")


def require_open(case: Case) -> None:
    """Refuse a contact and a closed case."""
    require_case(case)
    if case.closed_on is not None:
        raise Refusal("case_closed", closed_on=case.closed_on)


def require_open_report(case: Case) -> None:
    """Refuse anything but an open whistleblower report."""
    require_open(case)
    require_report(case)


def require_open_complaint(case: Case) -> None:
    """Refuse anything but an open case of the complaint side."""
    require_open(case)
    require_complaint(case)


def require_report(case: Case) -> None:
    """Refuse anything but a whistleblower report, open or closed."""
    require_case(case)
    if not case.is_report:
        raise Refusal("wrong_scheme")


def require_complaint(case: Case) -> None:
    """Refuse anything but a case of the complaint side, open or closed."""
    require_case(case)
    if not case.is_complaint:
        raise Refusal("wrong_scheme")


def require_entry(case: Case, *kinds: RegisterKind) -> None:
    """Refuse anything but an entry in a register, of one of these kinds, that was not withdrawn."""
    if not case.is_register or (kinds and case.register.kind not in kinds):
        raise Refusal("wrong_scheme")
    if case.register.withdrawn_on is not None:
        raise Refusal("entry_withdrawn", withdrawn_on=case.register.withdrawn_on)


def require_sender(case: Case) -> None:
    """Refuse what somebody is told of a case that nobody came with."""
    if case.is_own_initiative:
        raise Refusal("nobody_came")


def require_opened(case: Case) -> None:
    """Refuse a decision about something that nobody has read."""
    if case.opened_on is None:
        raise Refusal("not_opened")


def require_item(item: ItemRef | None, what: str) -> None:
    """
    Refuse because a text is missing.

    Args:
        what: which text; the refusal is `<what>_missing`.
    """
    if item is None:
        raise Refusal(f"{what}_missing")


def require_code(code: str, terms: Terms, on: date) -> None:
    """Refuse a code that is not on the list, or not on that day: not yet, or no longer."""
    if code not in terms or not terms[code].holds(on):
        raise Refusal("unknown_code", code=code)


def require_listed(event: CaseEvent, taxonomy: Taxonomy) -> None:
    """Refuse a code that is not on the list that it should stand on."""
    for name, found in lists_of(type(event)).items():
        held = getattr(event, name)
        for code in held if isinstance(held, tuple) else filter(None, [held]):
            require_code(code, getattr(taxonomy, found), event.on)


def require_day(case: Case, happened_on: date, *, on: date) -> None:
    """Refuse a day that has not come, or one before the case was received."""
    require_past(happened_on, on=on)
    if happened_on < case.received_on:
        raise Refusal("date_before_received", happened_on=happened_on, received_on=case.received_on)


def require_past(happened_on: date, *, on: date) -> None:
    """Refuse a day that has not come."""
    if happened_on > on:
        raise Refusal("date_in_future", happened_on=happened_on)
