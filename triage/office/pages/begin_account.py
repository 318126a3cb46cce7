"""Beginning the account of a year: one page, and then the account."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from triage.cases.refusals import Refusal
from triage.office.decisions.account_forms import AccountForm
from triage.office.presentation import drafts
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, who
from triage.services.casework.begin_entry import begin_entry

PAGE = "begin_account"


def ask() -> ResponseReturnValue:
    """Show the form, filled in for the year that is over, or what somebody goes on with."""
    resumed = drafts.refilled(drafts.resumed(PAGE))
    form = AccountForm(formdata=resumed)
    form.prepare()
    if resumed is None:
        form.begin_with_last_year()
    return _show(form)


def begun() -> ResponseReturnValue:
    """Begin the account and go to it; keep as a draft what was not begun."""
    return drafts.kept_unless_done(PAGE, _begun)


def _begun() -> ResponseReturnValue:
    form = AccountForm()
    form.prepare()
    is_valid, asks_back = form.validate(), is_unsure(form)
    if form.is_only_shown:
        return _show(form)
    if asks_back or not is_valid:
        return _show(form), 422
    try:
        with session().spending(request.form.get("once")) as is_first:
            if not is_first:
                return redirect(url_for("year"), 303)
            row = begin_entry(organisation(), who(), form.typed(), now=now(), form=drafts.sent(PAGE))
            session().opened.add(row.handle)
    except Refusal as refusal:
        return _show(form, refusal_sentence(refusal)), 422
    session().visits.did(row.case_reference)
    return redirect(url_for("year_account", reference=row.case_reference), 303)


def _show(form: AccountForm, refusal: tuple[str, str] | None = None) -> str:
    drafts.offer_to_keep(form, PAGE)
    return render_template(
        "office/begin_account.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )
