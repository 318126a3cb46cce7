"""What the page of a complaint says of the inquiry: its type, what they came for, what they are."""

from collections.abc import Iterator

from flask_babel import gettext as _

from triage.cases.case import Case
from triage.cases.decisions.inquiries import InquiryRegistered, inquirer_of
from triage.office.presentation import labels

Row = tuple[str, str]


def inquiry_facts(case: Case) -> Iterator[Row]:
    """Give pairs of a label and its words; of what nobody turned to us about, none."""
    if case.complaint.own_initiative is not None:
        return
    lists = labels.taxonomy()
    yield str(_("Type")), labels.term(lists.inquiry_types, case.complaint.type)
    begun, known = case.newest(InquiryRegistered), inquirer_of(case)
    if begun is not None and begun.wish is not None:
        yield str(_("They came for")), str(_(begun.wish.words))
    if begun is not None and begun.not_counted is not None:
        yield str(_("Does not count")), str(_(begun.not_counted.words))
    if begun is not None and begun.place is not None:
        yield str(_("Where")), labels.term(lists.places, begun.place)
    said = () if known is None else (known.inquirer_kind, known.relation)
    if any(said):
        yield str(_("From")), ", ".join(str(_(each.words)) for each in said if each is not None)
    if known is not None and known.resident is not None:
        yield str(_("Lives in the municipality")), str(_(known.resident.words))
