"""Keeping what is half written, and throwing it away: the button, the script's route, and the list's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.page.body import broken_in
from triage.office.decisions import account_forms
from triage.office.decisions import pages as deciding
from triage.office.decisions.registry import FORMS
from triage.office.forms import OfficeForm, holds_cpr
from triage.office.keeping import id_in
from triage.office.pages import (
    begin_account,
    identity,
    inquiry_form,
    new_inquiry,
    own_initiative,
    register_report,
    registers,
)
from triage.office.presentation import drafts
from triage.office.request_context import organisation, session, today, who
from triage.services.casework.drafts import (
    CarriedOutError,
    KeptDraft,
    drafts_of,
    open_draft,
    throw_away,
)

AUTOSAVE = "autosave"
"""The step of the script: it is answered with nothing to show."""
RESUME = "preview"
"""The step after signing in again: what was typed is shown."""
OF_CASES: Mapping[str, type[OfficeForm]] = {**FORMS, identity.PAGE: identity.IdentityForm}
"""The forms of a case, by the last part of the address of their page."""
OTHERS: Mapping[str, tuple[type[OfficeForm], Callable[[], ResponseReturnValue]]] = {
    new_inquiry.PAGE: (inquiry_form.InquiryForm, new_inquiry.registered),
    own_initiative.PAGE: (own_initiative.OwnInitiativeForm, own_initiative.begun),
    register_report.PAGE: (register_report.ReportForm, register_report.registered),
    begin_account.PAGE: (account_forms.AccountForm, begin_account.begun),
    **{
        registers.page_of(name): (form, partial(registers.begun, name))
        for name, form in registers.FORMS.items()
    },
}
"""The long forms that are of no case yet, by the endpoint of their page, and what answers each."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as the front page lists it."""

    kept: KeptDraft
    title: str
    url: str
    end_url: str


def lines() -> list[DraftLine]:
    """Give the drafts of the person of this request, the newest first."""
    found = drafts_of(organisation(), who(), today=today())
    return [
        DraftLine(
            each,
            str(getattr(_form(each.page), "title", each.page)),
            _url(each),
            url_for("end_draft", kept=each.id.hex()),
        )
        for each in found
    ]


def _url(kept: KeptDraft) -> str:
    """Give the address to go on at; where the form is no more, that at which it can be copied."""
    is_of_page = kept.page in OTHERS and kept.page.partition(".")[0] in current_app.view_functions
    if kept.case_reference is None and not is_of_page:
        return url_for("draft", kept=kept.id.hex())
    return drafts.resume_url(kept.page, kept.case_reference, kept.id)


def keep(reference: str, what: str) -> ResponseReturnValue:
    """Keep what was typed into a form of a case."""
    if what not in OF_CASES:
        abort(404)
    if _is_to_be_shown(OF_CASES[what]):
        return identity.opened(reference) if what == identity.PAGE else deciding.decided(reference, what)
    return _kept(what, reference)


def keep_other(what: str) -> ResponseReturnValue:
    """Keep what was typed into a form that is of no case yet."""
    if what not in OTHERS:
        abort(404)
    form, answer = OTHERS[what]
    return answer() if _is_to_be_shown(form) else _kept(what, None)


def show(kept: str) -> ResponseReturnValue:
    """Show what was typed into a form that there is no more, so that it can be copied."""
    wanted = id_in(kept)
    found = None if wanted is None else open_draft(organisation(), who(), wanted, today=today())
    if found is None:
        abort(404)
    return drafts.to_copy(found, _form(found.kept.page))


def end(kept: str) -> ResponseReturnValue:
    """Throw a draft away."""
    wanted = id_in(kept)
    if wanted is not None:
        throw_away(organisation(), who(), wanted, today=today())
    session().setdefault("notices", []).append("draft_gone")
    return redirect(url_for("today", _anchor="kept"), 303)


def _is_to_be_shown(form: type[OfficeForm]) -> bool:
    """Say whether it is not kept but shown again: it is not whole, or holds what Betro never keeps."""
    return broken_in() is not None or any(holds_cpr(form, *pair) for pair in request.form.items(multi=True))


def _kept(what: str, reference: str | None) -> ResponseReturnValue:
    step = request.form.get("step")
    try:
        kept = drafts.keep(what, reference)
    except CarriedOutError:
        if step == AUTOSAVE:
            return "", HTTPStatus.CONFLICT, {"Content-Type": "text/plain"}
        kept = drafts.keep(what, reference, anew=True)
    if step == AUTOSAVE:
        return "", HTTPStatus.NO_CONTENT, {"Content-Type": "text/plain"}
    if step == RESUME:
        return redirect(drafts.resume_url(what, reference, kept), 303)
    session().setdefault("notices", []).append("draft_kept")
    return redirect(url_for("today", _anchor="kept"), 303)


def _form(page: str) -> type[OfficeForm] | None:
    return OTHERS[page][0] if page in OTHERS else OF_CASES.get(page)
