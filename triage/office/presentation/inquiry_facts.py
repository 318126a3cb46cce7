"""What the page of a complaint says of the inquiry: its type, what they came for, who they are."""

from collections.abc import Iterator

from flask_babel import gettext as _

from triage.cases.case import Case
from triage.cases.decisions.inquiries import InquiryRegistered, inquirer_of
from triage.office.presentation import labels


def inquiry_facts(case: Case) -> Iterator[tuple[str, str]]:
    """Give pairs of a label and its words: what it came as, what for, and from whom, as far as it is said."""
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
