"""
What people are called on the portal: by their titles, never by their names, so that whoever reports may keep
somebody out without being told who works here.
"""

from collections.abc import Mapping
from datetime import date

from intake.store.engine import write
from triage.services.organisation import Organisation
from triage.services.people.new_person import LONGEST_NAME
from triage.services.people.publish_handlers import publish_handlers
from triage.services.people.sign_in import SignedIn
from triage.store import journal, people


class TitleError(Exception):
    """A title cannot be so; the sentence says why."""


def set_titles(
    organisation: Organisation, who: SignedIn, person: bytes, titles: Mapping[str, str], *, today: date
) -> None:
    """
    Let a person be called so, by language, and tell the portal.

    Raises:
        TitleError: as `require_titles`.
    """
    require_titles(titles)
    with write(organisation.triage) as connection:
        people.change_titles(connection, person, titles["da"].strip(), titles["en"].strip())
        journal.append(connection, on=today, actor=who.handle, action="person:titled", subject=person)
    publish_handlers(organisation, today=today)


def require_titles(titles: Mapping[str, str]) -> None:
    """
    Insist on titles that can be shown.

    Raises:
        TitleError: one is empty, too long, or no line.
    """
    for title in titles.values():
        if not title.strip() or len(title) > LONGEST_NAME or not title.isprintable():
            raise TitleError(f"a title is one line of 1 to {LONGEST_NAME} characters")
