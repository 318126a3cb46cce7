"""
The page of every decision: a form, then what would follow and the words the reporter will see, then the
decision.

What is internal and cannot be told to anybody (a note, a summary) is stored at the first press of its own
button. Everything else is shown first.
"""

import secrets
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.page import language
from intake.page.body import broken_in
from triage.cases.card import card_state
from triage.cases.letters import DueLetter
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CardState
from triage.office.decisions.decision_form import DecisionContext, DecisionForm
from triage.office.decisions.drafted import drafted
from triage.office.decisions.letter_form import LetterForm, PostForm
from triage.office.decisions.letter_sheet import GIVEN, sheet, typed_again, warned
from triage.office.decisions.registry import LETTER_PAGES, forms_of
from triage.office.decisions.unit_letter_form import UnitLetterForm
from triage.office.forms import OfficeForm
from triage.office.presentation import drafts, labels
from triage.office.presentation.form_summary import Shown, shown
from triage.office.presentation.paper import FORMATS
from triage.office.presentation.refusal_text import CANNOT, cannot, refusal_sentence
from triage.office.presentation.timeline import timeline
from triage.office.request_context import as_of, now, organisation, session, today, who
from triage.services.casework.as_seen import MovedOnError, require_current
from triage.services.casework.preview import Preview, preview
from triage.services.people.names import holder_names, subject_names
from triage.services.views.case_view import CaseView, case_view


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """
    What would follow: the typed values in words, the text for the reporter (*told* in the mailbox, or
    *handed* over some other way, or said) or for a unit (*to_unit*) with its *language* and what a yes to it
    passes on, and what the status page will say.
    """

    rows: tuple[Shown, ...]
    told: str | None
    handed: str | None
    crossing: str
    is_spoken: bool
    to_unit: str
    language: str
    status_before: CardState
    status_after: CardState


def letter_url(reference: str, letter: DueLetter) -> str:
    """Give the address of a letter's draft, with its clock chosen."""
    page = "extend" if letter.moves else LETTER_PAGES[letter.kind]
    with_clock = page in ("delay-notice", "extend") and letter.rule is not None
    clock = f"{letter.rule}:{letter.subject}" if letter.subject else letter.rule
    return url_for("decide", reference=reference, what=page, clock=clock if with_clock else None)


def decide(reference: str, what: str) -> ResponseReturnValue:
    """
    Show the empty form of a decision, with a draft where there is one; or what somebody goes on with, which
    is only shown to be copied where the case no longer takes it.
    """
    kept = drafts.resumed(what, reference)
    decision_context = _decision_context(reference, None if kept is None else kept.seen)
    if kept is None:
        form = _form(what, decision_context)(formdata=None)
        form.bind(decision_context)
        form.draft()
        if form.is_ready():
            previewed = preview(organisation(), who(), decision_context.file, *form.decisions())
            return _look(form, decision_context, what, previewed, drafted(form, decision_context.seen))
        return _show(form, decision_context, what)
    known = _known(what, decision_context)
    if known is None or kept.fields is None:
        return drafts.to_copy(kept, known)
    form = known(formdata=drafts.refilled(kept))
    form.bind(decision_context)
    if form.unavailable_reason():
        return drafts.to_copy(kept, known)
    return _show(form, decision_context, what)


def decided(reference: str, what: str) -> ResponseReturnValue:
    """Take a step of a decision, and keep as a draft what was typed where it was not carried out."""
    return drafts.kept_unless_done(what, lambda: _step(reference, what))


def _step(reference: str, what: str) -> ResponseReturnValue:
    """
    Take a step: preview what was typed, go back and change it, or let it happen. Where something was recorded
    since the person began, none is taken: the form is shown again, with what is new above what was typed.
    """
    decision_context = _decision_context(reference, as_of())
    form = _form(what, decision_context)()
    form.bind(decision_context)
    step = request.form.get("step", "preview") if broken_in() is None else "change"
    if step == GIVEN and isinstance(form, PostForm):
        form.is_said_given, step = True, "send"
    if step == "change" or form.reshown(step):
        return _show(form, decision_context, what)
    is_printed = isinstance(form, LetterForm) and step in ("print", *FORMATS)
    if not is_printed and not (form.validate() and form.completed()):
        return _show(form, decision_context, what), 422 if form.errors else 200
    try:
        is_unsure = not is_printed and form.is_unsure()
        if step == "send" and not is_unsure:
            return _execute(form, decision_context)
        require_current(organisation(), decision_context.file, decision_context.seen, now=now())
        if is_printed:
            return sheet(form, what, step)
        previewed = preview(organisation(), who(), decision_context.file, *form.decisions())
        if is_unsure:
            return _show(form, decision_context, what), 422
    except MovedOnError:
        decision_context, form = (
            _decision_context(reference, decision_context.seen),
            _form(what, decision_context)(),
        )
        form.bind(decision_context)
        return _show(form, decision_context, what), 409
    except Refusal as refusal:
        return _show(form, decision_context, what, refusal_sentence(refusal)), 422
    except tuple(CANNOT) as error:
        status, sentence = cannot(error)
        return _show(form, decision_context, what, sentence), status
    return _look(form, decision_context, what, previewed, typed_again(form))


def _look(
    form: DecisionForm,
    decision_context: DecisionContext,
    what: str,
    previewed: Preview,
    told: list[tuple[str, str]],
) -> str:
    """Show what would follow, with what was *told* to be sent once more."""
    return render_template(
        "office/preview.html",
        row=decision_context.file.row,
        what=what,
        title=form.title,
        preview=_preview(form, previewed),
        warnings=warned(form),
        also=decision_context.view.also,
        has_mailbox=decision_context.has_mailbox,
        typed=told,
        once=secrets.token_hex(16),
        labels=labels,
        confirm=OfficeForm(formdata=None),
    )


def _execute(form: DecisionForm, decision_context: DecisionContext) -> ResponseReturnValue:
    reference = decision_context.file.row.case_reference
    with session().spending(request.form.get("once")) as is_first:
        if is_first:
            reference = form.execute(organisation(), who(), now=now())
            here = reference == decision_context.file.row.case_reference
            session().visits.did(reference, seen=decision_context.seen if here else 0)
    return redirect(form.landing(reference), 303)


def _decision_context(reference: str, seen: int | None) -> DecisionContext:
    view = case_view(organisation(), who(), reference, opened=session().opened, today=today(), turn=0)
    return decision_context_of(view, seen)


def decision_context_of(view: CaseView, seen: int | None = None) -> DecisionContext:
    """Give what the forms of a case may use; *seen*: how many events the person has seen, if not all."""
    return DecisionContext(
        view=view,
        units=organisation().units.choices(language.current(), today()),
        names=subject_names(organisation(), language.current()),
        advisors=holder_names(organisation(), view.case_file.row.handle, today()),
        is_opened=view.is_opened,
        seen=len(view.case_file.history) if seen is None else seen,
    )


def _known(what: str, decision_context: DecisionContext) -> type[DecisionForm] | None:
    form = forms_of(organisation().settings.schemes).get(what)
    return form if form is not None and form.page.is_for(decision_context.case) else None


def _form(what: str, decision_context: DecisionContext) -> type[DecisionForm]:
    form = _known(what, decision_context)
    if form is None:
        abort(404)
    return form


def _show(
    form: DecisionForm, decision_context: DecisionContext, what: str, refusal: tuple[str, str] | None = None
) -> str:
    if form.is_submitted():
        # Asked at each showing, so that what was ticked once stays so.
        form.is_unsure()
    drafts.offer_to_keep(form, what, decision_context.file.row.case_reference)
    return render_template(
        "office/decide.html",
        form=form,
        decision_context=decision_context,
        row=decision_context.file.row,
        what=what,
        news=timeline(decision_context.view, decision_context.names, after=decision_context.seen),
        labels=labels,
        view=decision_context.view,
        other_side="reporter" if decision_context.case.is_report else "citizen",
        once=secrets.token_hex(16),
        refusal=refusal,
    )


def _preview(form: DecisionForm, previewed: Preview) -> PreviewPage:
    is_letter = isinstance(form, LetterForm)
    # What the decision leaves out is given to nobody, whatever a draft of it says.
    is_handed = is_letter and not previewed.told and form.words.short_name in form.decision().texts
    handed = form.words.data if is_handed else None
    is_nobodys = is_letter and not handed and not previewed.told
    of_letter = (form.words.short_name, *(["language"] if is_nobodys else ())) if is_letter else ()
    if isinstance(form, UnitLetterForm):
        # What the citizen agreed to before is asked for no more.
        of_letter = (*form.in_letter, *(form.consent_fields if form.is_covered() else ()))
    return PreviewPage(
        rows=shown(form, leave_out=form.reporter_reads if previewed.told or handed else of_letter),
        told=previewed.told,
        handed=handed,
        crossing=form.decision().crossing if previewed.told else "",
        is_spoken=isinstance(form, PostForm) and form.is_spoken,
        to_unit=form.letter() if isinstance(form, UnitLetterForm) else "",
        language=form.language.data if is_letter else language.current(),
        status_before=card_state(previewed.before.case),
        status_after=card_state(previewed.after),
    )
