"""Saying something about the whole service: that it is closed, or that reports may be lost."""

from datetime import date

from intake.store import notices
from intake.store.engine import read, write
from intake.store.notices import Days, Notice
from triage.services.organisation import Organisation
from triage.store import journal

CLOSED, OPENED = "service:closed", "service:opened"
LOST, FOUND = "notice:published", "notice:taken_back"


def close(organisation: Organisation, *, today: date) -> None:
    """
    Let nothing be written any more, until `reopen`.

    Who is writing comes to the end first; whoever comes later is told that nothing was sent. What consists of
    several transactions and has begun may still end: the mail that a server has already, the report whose
    code is shown (they write with *even_closed*).
    """
    for engine in (organisation.intake, organisation.triage):
        with write(engine, even_closed=True) as connection:
            if notices.closed_since(connection) is None:
                notices.say(connection, Notice.CLOSED, Days(today, None))
                if engine is organisation.triage:
                    journal.append(connection, on=today, action=CLOSED, subject=journal.SYSTEM)


def reopen(organisation: Organisation, *, today: date) -> None:
    """Let everybody write again."""
    for engine in (organisation.triage, organisation.intake):
        with write(engine, even_closed=True) as connection:
            if notices.closed_since(connection) is not None:
                notices.take_back(connection, Notice.CLOSED)
                if engine is organisation.triage:
                    journal.append(connection, on=today, action=OPENED, subject=journal.SYSTEM)


def closed_since(organisation: Organisation) -> date | None:
    """Give the day since which either database is closed; None where both are open."""
    for engine in (organisation.intake, organisation.triage):
        with read(engine) as connection:
            if since := notices.closed_since(connection):
                return since
    return None


def say_lost(organisation: Organisation, person: bytes, first: date, last: date, *, today: date) -> None:
    """Say on the portal that what was sent in these days may be lost."""
    with write(organisation.intake) as connection:
        notices.say(connection, Notice.LOST, Days(first, last))
    with write(organisation.triage) as connection:
        journal.append(connection, on=today, actor=person, action=LOST, subject=person)


def take_back_lost(organisation: Organisation, person: bytes, *, today: date) -> None:
    """Say it no more."""
    with write(organisation.intake) as connection:
        notices.take_back(connection, Notice.LOST)
    with write(organisation.triage) as connection:
        journal.append(connection, on=today, actor=person, action=FOUND, subject=person)


def said_lost(organisation: Organisation) -> Days | None:
    """Give the days of which the portal says so now."""
    with read(organisation.intake) as connection:
        return notices.said(connection, Notice.LOST)
