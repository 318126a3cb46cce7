"""Giving a person who is here a ticket: for new keys, or for another second factor where a phone is lost."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from triage.office.pages.people import colleague
from triage.office.request_context import organisation, today, who
from triage.office.step_up import StepUpForm, has_stepped_up
from triage.services.people.tickets import FOR_A_LOST_PHONE, FOR_NEW_KEYS, EnrolTicket, invite_again
from triage.services.views.oversight import Colleague


class GiveTicketForm(StepUpForm):
    """A one-time code, before the ticket."""


def ask(person: str) -> ResponseReturnValue:
    """Say what a ticket does, and ask for a code."""
    return _page(colleague(person), GiveTicketForm(formdata=None))


def given(person: str) -> ResponseReturnValue:
    """Show the ticket, once."""
    found, form = colleague(person), GiveTicketForm()
    if not (form.validate() and has_stepped_up(form)):
        return _page(found, form), 422
    name = found.person.sign_in_name
    is_phone = request.form.get("what") == FOR_A_LOST_PHONE
    purpose = FOR_A_LOST_PHONE if is_phone else FOR_NEW_KEYS
    ticket = invite_again(organisation(), name, today=today(), by=who().handle, purpose=purpose)
    return _page(found, form, ticket, leads_to="lost_phone" if is_phone else "enrol")


def _page(
    found: Colleague, form: GiveTicketForm, ticket: EnrolTicket | None = None, leads_to: str = ""
) -> str:
    return render_template(
        "office/ticket.html", form=form, person=found.person, ticket=ticket, leads_to=leads_to
    )
