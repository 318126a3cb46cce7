"""The letters that are ready to be written: a draft waits for each, before it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.store.engine import read
from triage.cases.letters import DueLetter, letters_due, letters_written
from triage.services.history.case_file import CaseFile, read_file
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import cases
from triage.store.cases import PAGE
from triage.store.visibility import Level, visible_to


@dataclass(frozen=True, slots=True)
class Ready:
    """One letter that is ready, and the case that it belongs to."""

    case_reference: str
    letter: DueLetter


def ready_in(file: CaseFile) -> tuple[DueLetter, ...]:
    """Give the letters that are ready in one case."""
    written = letters_written(file.history)
    book, appealable = file.context.rulebook, file.context.taxonomy.appealable
    return letters_due(file.case, file.deadlines, written, book, file.today, appealable=appealable)


def ready_today(organisation: Organisation, who: SignedIn, *, today: date) -> Sequence[Ready]:
    """
    Give the letters that are ready in the most pressing open cases whose content this person may read.

    Who holds only the dates of a case gets none of its letters.
    """
    visible = visible_to(who.handle, today, Level.CONTENT)
    found: list[Ready] = []
    with read(organisation.triage) as connection:
        for row in cases.case_page(connection, visible, limit=PAGE):
            file = read_file(connection, organisation, row, today=today)
            found += [Ready(row.case_reference, each) for each in ready_in(file)]
    return sorted(found, key=lambda each: (each.letter.by or date.max, each.case_reference))[:PAGE]
