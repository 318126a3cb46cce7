"""
Making keys of one's own: a ticket, what is shown once, what is typed back, and six words to compare.

Nobody is signed in here. What is made lives in the memory of this session until it is typed back, so that a
page that is loaded anew shows the same, and leaving it loses nothing that was written.
"""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from intake.page.body import broken_in
from triage.office.forms import OfficeForm, WithoutToken
from triage.office.pages import new_keys
from triage.office.presentation.second_factor import picture
from triage.office.request_context import now, office, organisation, session, today
from triage.office.step_up import wait
from triage.services.people.own_keys import (
    OwnKeys,
    TypedBackError,
    WordsRefusedError,
    begin_anew,
    keep,
    waiting_words,
)
from triage.services.people.sign_in import Reach, normalised_name
from triage.services.people.slow_down import SignInTooSoonError
from triage.services.people.tickets import TicketRefusedError, redeem


class TicketForm(WithoutToken):
    """The ticket."""

    ticket = StringField(
        lazy_gettext("Ticket"), [InputRequired(lazy_gettext("Write the six words of your ticket."))]
    )


class WordsForm(WithoutToken):
    """What a person who has made keys types to see the six words again."""

    name = StringField(lazy_gettext("Name"), [InputRequired(lazy_gettext("Write your sign-in name."))])
    passphrase = PasswordField(
        lazy_gettext("Passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )
    code = StringField(
        lazy_gettext("One-time code"),
        [InputRequired(lazy_gettext("Write the code that your app shows now."))],
    )


class PresentForm(WithoutToken):
    """The passphrase of keys that an earlier Betro made, so that what they open stays readable."""

    passphrase = PasswordField(
        lazy_gettext("Passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )


class KeysBackForm(OfficeForm):
    """The passphrase and a code, typed back from what was written down and from the app."""

    passphrase = PasswordField(
        lazy_gettext("Passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )
    code = StringField(
        lazy_gettext("One-time code"),
        [InputRequired(lazy_gettext("Write the code that your app shows now."))],
    )


def ask() -> ResponseReturnValue:
    """Ask for the ticket; whoever has given one in this session goes on where they were."""
    visit = session()
    if visit.who is not None and visit.who.reach is not Reach.RENEWAL:
        return redirect(url_for("today"), 303)
    if visit.own_keys is not None or visit.waiting_words is not None:
        return redirect(url_for("own_keys"), 303)
    if visit.who is not None:
        return render_template("office/enrol_anew.html", form=PresentForm(formdata=None))
    return _first_page(TicketForm(formdata=None), WordsForm(formdata=None))


def sent() -> ResponseReturnValue:
    """Take the ticket, or show somebody the six words again."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    if broken_in() is not None:
        abort(400)
    if session().who is not None:
        return _begun_anew()
    return _shown_again() if "passphrase" in request.form else _redeemed()


def _begun_anew() -> ResponseReturnValue:
    visit, form = session(), PresentForm()
    if visit.who is None or visit.who.reach is not Reach.RENEWAL:
        return redirect(url_for("enrol"), 303)
    if form.validate():
        typed = form.passphrase.data or ""
        try:
            visit.own_keys = begin_anew(organisation(), office().mistakes, visit.who, typed, now=now())
        except SignInTooSoonError as error:
            form.form_errors.append(wait(error))
        except TypedBackError:
            form.passphrase.errors = [_("This is not the passphrase that you signed in with.")]
        else:
            return redirect(url_for("own_keys"), 303)
    return render_template("office/enrol_anew.html", form=form), 422


def _redeemed() -> ResponseReturnValue:
    form = TicketForm()
    if form.validate():
        try:
            invited = redeem(organisation(), office().mistakes, form.ticket.data or "", now=now())
        except SignInTooSoonError as error:
            form.form_errors.append(wait(error))
        except TicketRefusedError:
            form.form_errors.append(
                _(
                    "The ticket is not right, has been used, or is more than seven days old. If you have not"
                    " used it, somebody else may have: tell those who gave it to you at once."
                )
            )
        else:
            visit = session()
            visit.own_keys = OwnKeys(invited)
            office().sessions.keep(visit, now())
            return redirect(url_for("own_keys"), 303)
    return _first_page(form, WordsForm(formdata=None)), 422


def _shown_again() -> ResponseReturnValue:
    form = WordsForm()
    if form.validate():
        try:
            words = waiting_words(
                organisation(),
                office().mistakes,
                name=normalised_name(form.name.data or ""),
                passphrase=form.passphrase.data or "",
                code=form.code.data or "",
                now=now(),
            )
        except SignInTooSoonError as error:
            form.form_errors.append(wait(error))
        except WordsRefusedError:
            form.form_errors.append(
                _(
                    "The name, the passphrase or the code is not right, or no keys of yours wait for"
                    " signatures. A code can be used once: wait for the next one."
                )
            )
        else:
            visit = session()
            visit.own_keys, visit.waiting_words = None, words
            office().sessions.keep(visit, now())
            return redirect(url_for("own_keys"), 303)
    form.code.data = ""
    return _first_page(TicketForm(formdata=None), form), 422


def show() -> ResponseReturnValue:
    """Show what is made, ask for it to be typed back, or show the six words: whichever it is time for."""
    visit = session()
    if visit.waiting_words is not None:
        stand = visit.waiting_words.stand(organisation(), today())
        form = OfficeForm(formdata=None)
        return render_template("office/enrol_words.html", waiting=visit.waiting_words, stand=stand, form=form)
    if visit.own_keys is None:
        return redirect(url_for("enrol"), 303)
    return _page(visit.own_keys, KeysBackForm(formdata=None))


def typed_back() -> ResponseReturnValue:
    """Go on to the next page or back, leave, or take what was typed back and store the keys."""
    visit, step = session(), request.form.get("step")
    made = visit.own_keys
    if broken_in() is None and step == "leave":
        return _left()
    if made is None:
        return redirect(url_for("own_keys"), 303)
    if broken_in() is None and step in {"noted", "again"}:
        made.is_noted = step == "noted"
        return redirect(url_for("own_keys"), 303)
    form = KeysBackForm()
    if broken_in() is not None or not form.validate():
        return _page(made, form), 422
    return _kept(made, form)


def _left() -> ResponseReturnValue:
    """Forget what was made, so that the next who comes to this browser finds nothing of it."""
    visit = session()
    visit.own_keys = visit.waiting_words = None
    visit.over = visit.who is None
    is_whole = visit.who is not None and visit.who.reach is Reach.WHOLE
    return redirect(url_for("me" if is_whole else "enrol"), 303)


def _kept(made: OwnKeys, form: KeysBackForm) -> ResponseReturnValue:
    """Store the keys, once: a second press of the button goes where the first did."""
    visit = session()
    try:
        with visit.spending(request.form.get("once")) as is_first:
            if not is_first:
                return new_keys.changed() if visit.over else redirect(url_for("own_keys"), 303)
            words = keep(
                organisation(),
                made,
                passphrase=form.passphrase.data or "",
                code=form.code.data or "",
                now=now(),
            )
            visit.own_keys, visit.waiting_words = None, words
            if visit.who is not None and visit.who.reach is Reach.WHOLE:
                return new_keys.signed(visit.who)
            return redirect(url_for("own_keys"), 303)
    except TypedBackError as error:
        form[error.field].errors = [
            _("These are not the six words that were shown. Look at what you wrote down.")
            if error.field == "passphrase"
            else _("The code is not right. Wait for the next one; the clock of the phone must be right.")
        ]
        form.code.data = ""
        return _page(made, form), 422
    except TicketRefusedError:
        visit.own_keys = None
        return _first_page(_used_meanwhile(), WordsForm(formdata=None)), 409


def _used_meanwhile() -> TicketForm:
    form = TicketForm(formdata=None)
    form.form_errors = [
        _(
            "Your ticket has been used or ended while you were here. Nothing was stored. If you did not use"
            " it yourself, tell those who gave it to you at once."
        )
    ]
    return form


def _page(made: OwnKeys, form: KeysBackForm) -> str:
    if made.is_noted:
        once = secrets.token_hex(16)
        return render_template("office/enrol_back.html", form=form, made=made, once=once)
    return render_template("office/enrol_keys.html", form=form, made=made, picture=picture(made.address))


def _first_page(form: TicketForm, words: WordsForm) -> str:
    return render_template("office/enrol.html", form=form, words=words)
