"""Whether whoever wrote for a citizen may act for them, said where an adviser is about to answer."""

from flask_babel import gettext as _

from intake.contents.mailbox import ComplaintTold
from intake.page.formats import plaindate
from triage.cases.decisions.consent import ConsentGiver
from triage.cases.decisions.inquiries import inquirer_of
from triage.cases.decisions.mandate import mandate_over_on
from triage.services.reading.inquirer import giver
from triage.services.views.case_view import CaseView


def who_acts(view: CaseView) -> str:
    """
    Say that a power of attorney has ended, or that there is none for somebody who wrote for another; empty
    where there is nothing to say. It warns and forbids nothing: who reads an answer, an adviser judges.
    """
    case = view.case_file.case
    if not case.is_complaint:
        return ""
    over_on = mandate_over_on(case, view.case_file.today)
    if over_on is not None:
        words = _(
            "The power of attorney ended on %(date)s. Whoever had it may read what you write here: see that "
            "it goes to the citizen, or register a new one.",
            date=plaindate(over_on),
        )
        return str(words)
    if case.complaint.mandates or giver_known(view) is not ConsentGiver.REPRESENTATIVE:
        return ""
    words = _(
        "Somebody else turned to us for the citizen, and no power of attorney is registered. See what you "
        "may tell them."
    )
    return str(words)


def giver_known(view: CaseView) -> ConsentGiver:
    """Give who agrees where the one who turned to us does: as recorded, else as they wrote it."""
    known, opened = inquirer_of(view.case_file.case), view.correspondence
    told = None if opened is None else opened.first
    recorded = None if known is None else known.relation
    return giver(recorded, told if isinstance(told, ComplaintTold) else None)
