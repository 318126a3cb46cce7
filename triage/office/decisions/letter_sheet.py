"""A letter that is being written, on paper: to print, to take as a file, and to record how it was given."""

import secrets

from flask import render_template, request
from flask.typing import ResponseReturnValue

from triage.cases.letters import SentBy
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import GIVEN_ON, HOW_GIVEN, LetterForm, PostForm
from triage.office.forms import OfficeForm
from triage.office.presentation.paper import FORMATS, paper, paper_file
from triage.office.presentation.who_acts import who_acts
from triage.office.request_context import now, organisation, today, who
from triage.services.views.documents import address_lines, taken_as_file

GIVEN = "given"
"""The step that records a letter as given by hand, and places it in no mailbox."""
WAY = ("given_on", "sent_by")
"""The fields that say how a letter was given."""


def sheet(form: LetterForm, what: str, step: str) -> ResponseReturnValue:
    """
    Show a letter alone on a sheet of paper, or give it as a file, which stands in the audit log. What it is
    to record is sent to the page of its decision as from any other.
    """
    if not form.words.data:
        form.write_draft()
    row = form.decision_context.file.row
    made = paper(str(form.title), form.words.data or "", form.language.data, today(), to=_addressed(form))
    if step in FORMATS:
        taken_as_file(organisation(), who(), row.handle, now=now())
        return paper_file(made, step, f"{row.case_reference}-{what}")
    by_hand = form if isinstance(form, PostForm) else None
    if by_hand is not None:
        _ask_how(by_hand)
    return render_template(
        "office/letter.html",
        row=row,
        what=what,
        title=form.title,
        paper=made,
        typed=[pair for pair in typed_again(form) if by_hand is None or pair[0] not in WAY],
        by_hand=by_hand,
        given_step=GIVEN,
        warnings=warned(form),
        goes_by_post=form.decision_context.view.goes_by_post,
        is_report=form.decision_context.case.is_report,
        once=secrets.token_hex(16),
        confirm=OfficeForm(formdata=None),
    )


def warned(form: DecisionForm) -> list[str]:
    """Say what an adviser should know first; of what the citizen reads, who else may read it."""
    said = who_acts(form.decision_context.view) if form.reporter_reads else ""
    return [*form.warnings(), *([said] if said else [])]


def typed_again(form: DecisionForm) -> list[tuple[str, str]]:
    """
    Give what was typed, to be sent once more; of a letter the words that are shown and their language,
    perhaps a draft's.
    """
    drafted = (
        {form.words.name: form.words.data or "", "language": form.language.data}
        if isinstance(form, LetterForm)
        else {}
    )
    gone = {"csrf_token", "step", "once", *drafted}
    return [*(pair for pair in request.form.items(multi=True) if pair[0] not in gone), *drafted.items()]


def _ask_how(form: PostForm) -> None:
    """Ask how and on which day it was given, beginning with today and, for who is exempt, with a letter."""
    form.given_on.label.text, form.given_on.description = GIVEN_ON, ""
    form.sent_by.label.text = HOW_GIVEN
    form.given_on.data, form.given_on.raw_data = form.given_on.data or today(), None
    if not form.sent_by.data and form.decision_context.view.goes_by_post:
        form.sent_by.data = str(SentBy.LETTER)


def _addressed(form: LetterForm) -> tuple[str, ...]:
    """Give name and address of the citizen, where the letter goes to them and the case is open here."""
    return address_lines(form.decision_context.view.addressee) if isinstance(form, PostForm) else ()
