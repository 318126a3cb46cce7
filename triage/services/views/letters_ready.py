"""The letters that are ready to be written: a draft waits for each, before it is due."""

from datetime import date

from intake.store.engine import read
from triage.cases.letters import DueLetter, letters_due, letters_written
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.lists import MOST, Group
from triage.store import letters
from triage.store.letters import Ready
from triage.store.visibility import Level, visible_to


def ready_in(file: CaseFile) -> tuple[DueLetter, ...]:
    """Give the letters that are ready in one case."""
    written, appealable = letters_written(file.history), file.context.taxonomy.appealable
    return letters_due(file.case, file.deadlines, written, file.today, appealable=appealable)


def ready_today(organisation: Organisation, who: SignedIn, *, today: date) -> Group[Ready]:
    """
    Give the most pressing letters that are ready in cases whose content this person may read.

    Who holds only the dates of a case gets none of its letters.
    """
    visible = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        found = letters.ready_letters(connection, visible, today, limit=MOST)
        return Group(found, letters.count_ready(connection, visible, today))
