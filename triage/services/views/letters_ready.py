"""The letters that are ready to be written: a draft waits for each, before it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.store.engine import read
from triage.cases.fold import fold
from triage.cases.letters import DueLetter, letters_due, letters_written
from triage.engine.case_deadlines import deadlines
from triage.rules.taxonomy import load_taxonomy
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.case_view import CaseView
from triage.store import cases, events
from triage.store.cases import PAGE
from triage.store.visibility import Level, visible_to


@dataclass(frozen=True, slots=True)
class Ready:
    """One letter that is ready, and the case that it belongs to."""

    case_reference: str
    letter: DueLetter


def ready_in(organisation: Organisation, view: CaseView, *, today: date) -> tuple[DueLetter, ...]:
    """Give the letters that are ready in one case."""
    history = view.case_file.history
    return letters_due(
        view.case_file.case,
        view.deadlines,
        letters_written(history),
        organisation.rulebook,
        today,
        appealable=load_taxonomy().appealable,
    )


def ready_today(organisation: Organisation, who: SignedIn, *, today: date) -> Sequence[Ready]:
    """
    Give the letters that are ready in the most pressing open cases whose content this person may read.

    Who holds only the dates of a case gets none of its letters.
    """
    visible = visible_to(who.handle, today, Level.CONTENT)
    found: list[Ready] = []
    appealable = load_taxonomy().appealable
    with read(organisation.triage) as connection:
        for row in cases.case_page(connection, visible, limit=PAGE):
            history = events.history(connection, row.handle)
            case = fold(history)
            due = deadlines(organisation.facts_of(history), organisation.rulebook, today)
            written = letters_written(history)
            letters = letters_due(case, due, written, organisation.rulebook, today, appealable=appealable)
            found += [Ready(row.case_reference, each) for each in letters]
    return sorted(found, key=lambda each: (each.letter.by or date.max, each.case_reference))[:PAGE]
