"""Giving a person who is here a ticket: for new keys, or for another second factor where a phone is lost."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from triage.office.pages.people import colleague
from triage.office.request_context import organisation, session, today, who
from triage.office.step_up import NotSteppedUpError, StepUpForm, require_stepped_up
from triage.services.people.tickets import FOR_A_LOST_PHONE, FOR_NEW_KEYS, EnrolTicket, invite_again
from triage.services.views.oversight import Colleague


class GiveTicketForm(StepUpForm):
    """A one-time code, before the ticket."""


def ask(person: str) -> ResponseReturnValue:
    """Say what a ticket does, and ask for a code."""
    return _page(colleague(person), GiveTicketForm(formdata=None))


def given(person: str) -> ResponseReturnValue:
    """Show the ticket, once; a second press of the same button shows the same."""
    found, form = colleague(person), GiveTicketForm()
    is_phone = request.form.get("what") == FOR_A_LOST_PHONE
    purpose = FOR_A_LOST_PHONE if is_phone else FOR_NEW_KEYS
    once = _token(purpose)
    try:
        with session().spending(once) as is_first:
            if is_first:
                require_stepped_up(form)
                name = found.person.sign_in_name
                ticket = invite_again(organisation(), name, today=today(), by=who().handle, purpose=purpose)
                session().receipt = (once, ticket)
            else:
                known, ticket = session().receipt
                if known != once:
                    return redirect(url_for("people"), 303)
    except NotSteppedUpError:
        return _page(found, form), 422
    return _page(found, form, ticket, leads_to="lost_phone" if is_phone else "enrol")


def _token(purpose: str) -> str | None:
    """Give the token of one button of the page."""
    once = request.form.get("once")
    return None if once is None else f"{once} {purpose}"


def _page(
    found: Colleague, form: GiveTicketForm, ticket: EnrolTicket | None = None, leads_to: str = ""
) -> str:
    return render_template(
        "office/ticket.html",
        form=form,
        person=found.person,
        ticket=ticket,
        leads_to=leads_to,
        once=secrets.token_hex(16),
    )
