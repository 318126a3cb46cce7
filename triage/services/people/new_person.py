"""Who is to become a person of the office, and what can be told of one."""

import re
from dataclasses import dataclass
from datetime import date

from intake.store.engine import write
from triage.cases.roles import Role
from triage.rules.routes import ROUTE
from triage.services.organisation import Organisation
from triage.store import enrolments, journal, people

NAME = re.compile(r"[a-zæøå0-9][a-zæøå0-9._-]{0,63}")
LONGEST_NAME = 120
ADDRESS = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}")


class EnrolError(Exception):
    """A person cannot be enrolled so; the sentence says why."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """
    Who is to be enrolled; reporters are shown the titles instead of the name, and an alternate is of a route.
    """

    sign_in_name: str
    display_name: str
    role: Role
    mail: str | None = None
    language: str = "da"
    title_da: str | None = None
    title_en: str | None = None
    route: str | None = None


def check(new: NewPerson) -> None:
    """
    Insist that what is told of a person can be stored and written to.

    Raises:
        EnrolError: it cannot, with a sentence.
    """
    if not NAME.fullmatch(new.sign_in_name):
        raise EnrolError(
            "a sign-in name has 1 to 64 small letters, digits, full stops, hyphens or underscores"
        )
    if not new.display_name.strip() or len(new.display_name) > LONGEST_NAME:
        raise EnrolError(f"a name has 1 to {LONGEST_NAME} characters")
    if not new.display_name.isprintable():
        raise EnrolError("a name is one line")
    for title in (new.title_da, new.title_en):
        if title is not None and (not title.strip() or len(title) > LONGEST_NAME or not title.isprintable()):
            raise EnrolError(f"a title is one line of 1 to {LONGEST_NAME} characters")
    if new.route is not None and not re.fullmatch(ROUTE, new.route):
        raise EnrolError("a route has 1 to 32 small letters, digits or underscores, the first a letter")
    _check_address(new.mail)


def change_address(organisation: Organisation, sign_in_name: str, mail: str | None, *, today: date) -> None:
    """
    Let the alerts of a person go to another address, or to none.

    Raises:
        EnrolError: nobody who works here, or is invited, has that name, or the address cannot be written to.
    """
    _check_address(mail)
    with write(organisation.triage) as connection:
        person = people.person_by_name(connection, sign_in_name)
        if person is not None:
            people.change_mail(connection, person.handle, mail)
        invited = enrolments.change_mail(connection, sign_in_name, mail)
        handle = invited if person is None else person.handle
        if handle is None:
            raise EnrolError("nobody has that sign-in name")
        # Whose it was and is stays out of the journal, which is never erased.
        journal.append(connection, on=today, action="person:address_changed", subject=handle)


def _check_address(mail: str | None) -> None:
    if mail is not None and not ADDRESS.fullmatch(mail):
        raise EnrolError("the mail address is none, or has letters that not every mail server takes")
