"""Saying something about the whole service: that it is closed, or that reports may be lost."""

from datetime import date

from intake.store import notices
from intake.store.engine import read, write
from intake.store.notices import Notice, NoticePeriod
from triage.services.organisation import Organisation
from triage.store import journal

__all__ = [
    "NoticePeriod",
    "SaidOtherwiseError",
    "close",
    "closed_since",
    "reopen",
    "said_lost",
    "say_lost",
]

CLOSED, OPENED = "service:closed", "service:opened"
LOST, FOUND = "notice:published", "notice:taken_back"


def close(organisation: Organisation, *, today: date) -> None:
    """
    Let nobody write any more, until `reopen`; the clock alone notes that it lives.

    Who is writing comes to the end first; whoever comes later is told that nothing was sent. What consists of
    several transactions and has begun may still end: the mail that a server has already, the report whose
    code is shown (they write with *even_closed*).
    """
    for engine in (organisation.intake, organisation.triage):
        with write(engine, even_closed=True) as connection:
            if notices.closed_since(connection) is None:
                notices.say(connection, Notice.CLOSED, NoticePeriod(today, None))
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


class SaidOtherwiseError(Exception):
    """Something else is said than the person has seen: another one was there in between."""


def say_lost(
    organisation: Organisation,
    person: bytes,
    lost: NoticePeriod | None,
    *,
    seen: NoticePeriod | None,
    today: date,
) -> None:
    """
    Say on the portal that what was sent in these days may be lost; with None, say it no more.

    Raises:
        SaidOtherwiseError: the portal says something else than what the person has *seen*.
    """
    with write(organisation.intake) as connection:
        if notices.said(connection, Notice.LOST) != seen:
            raise SaidOtherwiseError
        if lost is None:
            notices.take_back(connection, Notice.LOST)
        else:
            notices.say(connection, Notice.LOST, lost)
    with write(organisation.triage) as connection:
        action = FOUND if lost is None else LOST
        journal.append(connection, on=today, actor=person, action=action, subject=person)


def said_lost(organisation: Organisation) -> NoticePeriod | None:
    """Give the days of which the portal says so now."""
    with read(organisation.intake) as connection:
        return notices.said(connection, Notice.LOST)
