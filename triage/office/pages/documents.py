"""The document list of a case, and one document: to read, to print, and as a file to go on with."""

from collections.abc import Iterator

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.translatable import Worded
from intake.page.language import current
from triage.cases.document_kinds import WHO_SENT_IT, Way
from triage.cases.documents import Document
from triage.cases.letters import SentBy
from triage.cases.requests import UnitPost
from triage.office.forms import OfficeForm
from triage.office.presentation import labels
from triage.office.presentation.paper import FORMATS, Paper, as_file, paper, paper_file
from triage.office.request_context import now, organisation, session, today, who
from triage.services.people.names import subject_names
from triage.services.reading.visible_case import case_file
from triage.services.views.case_view import CaseView, case_view
from triage.services.views.documents import (
    OpenedDocument,
    document_list,
    opened_document,
    taken_as_file,
)


def list_page(reference: str) -> ResponseReturnValue:
    """Show what came in, what went out and what was written down, by number, day and title alone."""
    file = case_file(organisation(), who(), reference, today=today())
    return render_template(
        "office/documents.html",
        row=file.row,
        case=file.case,
        documents=document_list(organisation(), who(), file),
        units=subject_names(organisation(), current()),
        way_sent=way_sent,
        labels=labels,
        who_sent_it=WHO_SENT_IT,
    )


def show(reference: str, number: str) -> ResponseReturnValue:
    """Show one document, a letter on the letterhead; only where the content was opened in this session."""
    view = _view(reference)
    if not view.is_opened:
        return redirect(url_for("case", reference=reference), 303)
    found = _found(view, number)
    return render_template(
        "office/document.html",
        row=view.case_file.row,
        document=found.document,
        files=found.files,
        paper=_paper(found),
        is_letter=found.is_letter,
        way_sent=way_sent,
        labels=labels,
        form=OfficeForm(formdata=None),
    )


def fetched(reference: str, number: str) -> ResponseReturnValue:
    """Give a letter as a file for a word processor or a browser."""
    view = _view(reference)
    if not view.is_opened:
        return redirect(url_for("case", reference=reference), 303)
    found, ending = _found(view, number), request.form.get("as")
    if not found.is_letter or ending not in FORMATS:
        abort(404)
    taken_as_file(organisation(), who(), view.case_file.row.handle, now=now())
    return paper_file(_paper(found), ending, f"{reference}-{found.document.number}")


def letter_files(found: OpenedDocument) -> Iterator[tuple[str, bytes]]:
    """Give a letter as each file that it can be had as, by the ending of its name."""
    made = _paper(found)
    yield from ((ending, as_file(made, ending)) for ending in FORMATS)


def way_sent(document: Document) -> str:
    """Say how a document went; empty for what did not go out."""
    if document.way is not Way.OUT:
        return ""
    if not document.is_sent:
        return str(_("Not sent yet"))
    if isinstance(document.sent_by, Worded):
        return str(_(document.sent_by.words))
    if document.sent_by is not None:
        return labels.word((*SentBy, *UnitPost), document.sent_by)
    return "" if document.unit else str(_("In the mailbox"))


def _view(reference: str) -> CaseView:
    return case_view(organisation(), who(), reference, opened=session().opened, today=today())


def _found(view: CaseView, number: str) -> OpenedDocument:
    listed = document_list(organisation(), who(), view.case_file)
    one = next((each for each in listed if str(each.number) == number), None)
    if one is None or one.title == WHO_SENT_IT:
        abort(404)
    return opened_document(view, one, _)


def _paper(found: OpenedDocument) -> Paper:
    document = found.document
    return paper(str(_(document.title)), found.text or "", document.language, document.on, to=found.to)
