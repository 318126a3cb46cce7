"""Another second factor, for who has lost their phone: name, passphrase and ticket, and then a code of it."""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from intake.page.body import broken_in
from triage.office.forms import OfficeForm, WithoutToken
from triage.office.presentation.second_factor import picture
from triage.office.request_context import now, office, organisation, session
from triage.office.step_up import wait
from triage.services.people.new_passphrase import ChangedMeanwhileError
from triage.services.people.new_second_factor import NewSecondFactor, begin, keep
from triage.services.people.slow_down import SignInTooSoonError
from triage.services.people.step_up import StepUpRefusedError
from triage.services.people.tickets import TicketRefusedError


class LostPhoneForm(WithoutToken):
    """Who has lost a phone."""

    name = StringField(lazy_gettext("Name"), [InputRequired(lazy_gettext("Write your sign-in name."))])
    passphrase = PasswordField(
        lazy_gettext("Passphrase"), [InputRequired(lazy_gettext("Write your passphrase, all six words."))]
    )
    ticket = StringField(
        lazy_gettext("Ticket"), [InputRequired(lazy_gettext("Write the six words of your ticket."))]
    )


class FirstCodeForm(OfficeForm):
    """A code of the new second factor."""

    code = StringField(
        lazy_gettext("One-time code"),
        [InputRequired(lazy_gettext("Write the code that your app shows now."))],
    )


def ask() -> ResponseReturnValue:
    """Ask for the three; whoever has given them in this session goes on where they were."""
    if session().second_factor_change is not None:
        return redirect(url_for("new_phone"), 303)
    return render_template("office/lost_phone.html", form=LostPhoneForm(formdata=None))


def sent() -> ResponseReturnValue:
    """Begin, or say that something was wrong without saying what."""
    is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if is_foreign or broken_in() is not None:
        abort(400)
    form = LostPhoneForm()
    if form.validate():
        given = {each: form[each].data or "" for each in ("name", "passphrase", "ticket")}
        try:
            made = begin(organisation(), office().mistakes, now=now(), **given)
        except SignInTooSoonError as error:
            form.form_errors.append(wait(error))
        except TicketRefusedError:
            form.form_errors.append(
                _("The name, the passphrase or the ticket is not right, or the ticket is for something else.")
            )
        else:
            session().second_factor_change = made
            office().sessions.keep(session(), now())
            return redirect(url_for("new_phone"), 303)
    return render_template("office/lost_phone.html", form=form), 422


def show() -> ResponseReturnValue:
    """Show the new second factor, to be read by the app."""
    made = session().second_factor_change
    if made is None:
        return redirect(url_for("lost_phone"), 303)
    return _page(made, FirstCodeForm(formdata=None))


def typed() -> ResponseReturnValue:
    """Take a code of it, and let it hold, once: a second press shows what the first gave. Or leave it."""
    made, form, visit = session().second_factor_change, FirstCodeForm(), session()
    once = request.form.get("once")
    if broken_in() is None and request.form.get("step") == "leave":
        return _left()
    if made is None and visit.has_spent(once):
        return render_template("office/phone_changed.html")
    if made is None:
        return redirect(url_for("lost_phone"), 303)
    if broken_in() is not None or not form.validate():
        return _page(made, form), 422
    try:
        with visit.spending(once) as is_first:
            if is_first:
                keep(organisation(), made, form.code.data or "", now=now())
                visit.second_factor_change = None
                office().sessions.end_all(made.person)
    except StepUpRefusedError:
        form.code.errors = [
            _("The code is not right. Wait for the next one; the clock of the phone must be right.")
        ]
        form.code.data = ""
        return _page(made, form), 422
    except (TicketRefusedError, ChangedMeanwhileError):
        visit.second_factor_change = None
        anew = LostPhoneForm(formdata=None)
        anew.form_errors = [_("Your ticket or your passphrase has changed meanwhile. Nothing was stored.")]
        return render_template("office/lost_phone.html", form=anew), 409
    return render_template("office/phone_changed.html")


def _left() -> ResponseReturnValue:
    """Forget what was made, so that the next who comes to this browser finds nothing of it."""
    visit = session()
    visit.second_factor_change = None
    visit.over = visit.who is None
    return redirect(url_for("sign_in"), 303)


def _page(made: NewSecondFactor, form: FirstCodeForm) -> str:
    drawn, once = picture(made.address), secrets.token_hex(16)
    return render_template("office/new_phone.html", form=form, made=made, picture=drawn, once=once)
