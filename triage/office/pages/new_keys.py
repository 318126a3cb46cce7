"""
New keys for who is signed in, where somebody may have seen their passphrase: the old passphrase and the
phone, then the pages on which everybody makes keys (`enrol`), and then the old keys sign the new.
"""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from triage.office.pages.new_passphrase import OldPassphraseForm
from triage.office.request_context import now, office, organisation, session, today, who
from triage.office.step_up import has_stepped_up, wait
from triage.services.people.old_copies import forget_in_logs, last_backup
from triage.services.people.own_keys import TypedBackError, begin_anew
from triage.services.people.rotation import can_be_replaced, sign_own
from triage.services.people.signed_in import SignedIn
from triage.services.people.slow_down import SignInTooSoonError


class NewKeysForm(OldPassphraseForm):
    """The passphrase that somebody may have seen, and a code."""


def ask() -> ResponseReturnValue:
    """Say what is done, and ask for the passphrase."""
    if session().own_keys is not None:
        return redirect(url_for("own_keys"), 303)
    return _page(NewKeysForm(formdata=None))


def begun() -> ResponseReturnValue:
    """Make the keys, in the memory of this session, and show what has to be written down."""
    form = NewKeysForm()
    if not form.validate():
        return _page(form), 422
    if not can_be_replaced(organisation(), who(), today=today()):
        form.form_errors.append(
            _("Your keys are of today. They can be replaced from tomorrow on: days are all that is known.")
        )
        return _page(form), 422
    typed = form.passphrase.data or ""
    try:
        made = begin_anew(organisation(), office().mistakes, who(), typed, now=now())
    except SignInTooSoonError as error:
        form.form_errors.append(wait(error))
    except TypedBackError:
        form.passphrase.errors = [_("This is not your passphrase.")]
    else:
        if has_stepped_up(form):
            session().own_keys = made
            return redirect(url_for("own_keys"), 303)
    return _page(form), 422


def signed(person: SignedIn) -> ResponseReturnValue:
    """Sign what was typed back with the old keys, end every session of theirs, and say what is left."""
    sign_own(organisation(), person, today=today())
    visit = session()
    visit.waiting_words = None
    office().sessions.end_others(visit)
    visit.over = True
    return changed()


def changed() -> str:
    """Say what became of the old keys."""
    return render_template(
        "office/keys_changed.html",
        logs=forget_in_logs(organisation()),
        last_backup=last_backup(organisation()),
    )


def _page(form: NewKeysForm) -> str:
    return render_template("office/new_keys.html", form=form)
