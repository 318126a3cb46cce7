"""Changing one's passphrase: the old one and the phone, the new one shown once, and typed back."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import PasswordField
from wtforms.validators import InputRequired

from triage.office.forms import OfficeForm
from triage.office.request_context import now, office, organisation, session, who
from triage.office.step_up import StepUpForm, code_refused, wait
from triage.services.people.new_passphrase import (
    ChangedMeanwhileError,
    NewPassphrase,
    NotTypedBackError,
    PassphraseRefusedError,
    begin,
    keep,
)
from triage.services.people.old_copies import forget_in_logs, last_backup
from triage.services.people.slow_down import SignInTooSoonError
from triage.services.people.step_up import StepUpRefusedError


class OldPassphraseForm(StepUpForm):
    """The passphrase that is to go, and a code."""

    passphrase = PasswordField(
        lazy_gettext("Passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )


class TypedBackForm(OfficeForm):
    """The new passphrase, typed back from what was written down."""

    passphrase = PasswordField(
        lazy_gettext("New passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )


def ask() -> ResponseReturnValue:
    """Ask for the old one, or show where the person is with a change that is begun."""
    change = session().passphrase_change
    if change is None:
        return _first(OldPassphraseForm(formdata=None))
    return _second(change, TypedBackForm(formdata=None))


def sent() -> ResponseReturnValue:
    """Begin the change, go on with it, or leave it."""
    step, visit = request.form.get("step"), session()
    if step == "leave":
        visit.passphrase_change = None
        return redirect(url_for("me"), 303)
    change = visit.passphrase_change
    if change is None:
        return _changed() if visit.has_spent(request.form.get("once")) else _begun()
    if step in {"noted", "again"}:
        change.is_noted = step == "noted"
        return redirect(url_for("new_passphrase"), 303)
    return _kept(change)


def _begun() -> ResponseReturnValue:
    form = OldPassphraseForm()
    if not form.validate():
        return _first(form), 422
    try:
        session().passphrase_change = begin(
            organisation(),
            office().mistakes,
            who(),
            passphrase=form.passphrase.data or "",
            code=form.second_factor.data or "",
            now=now(),
        )
    except SignInTooSoonError as error:
        form.form_errors.append(wait(error))
    except PassphraseRefusedError:
        form.passphrase.errors = [_("This is not your passphrase.")]
    except StepUpRefusedError:
        code_refused(form)
    else:
        return redirect(url_for("new_passphrase"), 303)
    return _first(form), 422


def _kept(change: NewPassphrase) -> ResponseReturnValue:
    """Let the new one hold, once: a second press of the button shows what the first gave."""
    form, visit = TypedBackForm(), session()
    if not form.validate():
        return _second(change, form), 422
    try:
        with visit.spending(request.form.get("once")) as is_first:
            if is_first:
                keep(organisation(), who(), change, typed=form.passphrase.data or "", now=now())
                visit.passphrase_change = None
                office().sessions.end_others(visit)
    except NotTypedBackError:
        form.passphrase.errors = [
            _("These are not the six words that were shown. Look at what you wrote down.")
        ]
        return _second(change, form), 422
    except ChangedMeanwhileError:
        visit.passphrase_change = None
        old = OldPassphraseForm(formdata=None)
        old.form_errors = [_("Your passphrase was changed elsewhere meanwhile. Begin again.")]
        return _first(old), 409
    return _changed()


def _changed() -> str:
    return render_template(
        "office/passphrase_changed.html",
        logs=forget_in_logs(organisation()),
        last_backup=last_backup(organisation()),
    )


def _first(form: OldPassphraseForm) -> str:
    return render_template("office/passphrase.html", form=form)


def _second(change: NewPassphrase, form: TypedBackForm) -> str:
    once = secrets.token_hex(16)
    return render_template("office/passphrase_new.html", form=form, change=change, once=once)
