"""The reporter's name: opened by itself, with a reason, and shown once in the answer to that act."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from intake.page.language import current
from triage.cases.refusals import Refusal
from triage.office.forms import prose
from triage.office.presentation import drafts, labels
from triage.office.presentation.refusal_text import CANNOT, cannot, refusal_sentence
from triage.office.presentation.timeline import timeline
from triage.office.request_context import as_of, now, organisation, session, today, who
from triage.office.step_up import StepUpForm, has_stepped_up
from triage.services.casework.as_seen import MovedOnError
from triage.services.casework.open_case import open_identity
from triage.services.clock.steadiness import moment_of_reading
from triage.services.people.names import subject_names
from triage.services.reading.mailbox import OpenedNames
from triage.services.views.case_view import case_view

PAGE = "identity"


class IdentityForm(StepUpForm):
    """Why the name is needed, and the second factor once more."""

    title = _("The reporter's name")
    internal = ("why",)
    why = prose(_("Why do you need the name?"), _("Write why you need the name."))


def ask(reference: str) -> ResponseReturnValue:
    """Ask for the reason, or show what somebody goes on with."""
    kept = drafts.resumed(PAGE, reference)
    form = IdentityForm(formdata=drafts.refilled(kept))
    return _show(reference, form, seen=None if kept is None else kept.seen)


def opened(reference: str) -> ResponseReturnValue:
    """
    Put the opening into the journal and show the name in this answer only. Where something was recorded since
    the person asked for it, that is shown first. A reason for which nothing was opened is kept as a draft.
    """
    return drafts.kept_unless_done(PAGE, lambda: _opened(reference))


def _opened(reference: str) -> ResponseReturnValue:
    form, seen = IdentityForm(), as_of()
    if form.is_only_shown:
        return _show(reference, form, seen=seen)
    if not (form.validate() and has_stepped_up(form)):
        return _show(reference, form, seen=seen), 422
    try:
        moment = moment_of_reading(organisation(), now())
        found = open_identity(
            organisation(),
            who(),
            reference,
            why=form.why.data,
            seen=seen,
            now=moment,
            form=drafts.sent(PAGE, ends=True),
        )
    except MovedOnError:
        return _show(reference, form, seen=seen), 409
    except Refusal as refusal:
        return _show(reference, form, refusal=refusal_sentence(refusal)), 422
    except tuple(CANNOT) as error:
        status, sentence = cannot(error)
        return _show(reference, form, refusal=sentence), status
    return _show(reference, form, found=found)


def _show(
    reference: str,
    form: IdentityForm,
    *,
    found: OpenedNames | None = None,
    refusal: tuple[str, str] | None = None,
    seen: int | None = None,
) -> str:
    view = case_view(organisation(), who(), reference, opened=session().opened, today=today())
    known = len(view.case_file.history)
    has_moved_on = seen not in {None, known}
    names = subject_names(organisation(), current())
    if found is None:
        drafts.offer_to_keep(form, PAGE, reference)
    return render_template(
        "office/identity.html",
        row=view.case_file.row,
        form=form,
        found=found,
        labels=labels,
        refusal=refusal,
        known=known,
        has_moved_on=has_moved_on,
        news=timeline(view, names, after=seen or 0) if has_moved_on else (),
    )
