"""What must be true of what an adviser records besides: types, promises, contacts, inquiries, drafts."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from intake.store.engine import read
from tests.simulation.expected import ExpectedAlert
from tests.simulation.owed import lived
from tests.simulation.recording import ANSWERED_AT_ONCE, CONTACT, OUTSIDE_AT_ONCE
from tests.simulation.result import Result
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.inquiries import inquiry_of
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.fold import fold
from triage.cli.demo.player import ANOTHER_OF
from triage.services.clock.expire import DAYS_OF_A_DRAFT
from triage.store.tables import draft


def contacts(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Whoever is spoken with about a closed case opens nothing by it."""
    for story, told, days in lived(result):
        places = [
            place
            for place, event in enumerate(told.history)
            if isinstance(event, ContactRegistered) and event.other_side is not None
        ]
        if len(places) != (CONTACT in days):
            yield f"{story.name}: {len(places)} contacts, and spoken with on {days.get(CONTACT)}"
        for place in places:
            before, after = fold(told.history[:place]), fold(told.history[: place + 1])
            if before.is_open or after.is_open:
                yield f"{story.name}: a contact found it open, or opened it"


def at_once(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """What one page told and ended was ended on that day."""
    for story, told, days in lived(result):
        day = days.get(OUTSIDE_AT_ONCE) or days.get(ANSWERED_AT_ONCE)
        ended = [each.day for each in told.history if isinstance(each, CaseClosed)]
        if day is not None and day not in ended:
            yield f"{story.name}: told on {day}, and ended on {ended}"


def types(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """A matter that grew keeps what it was, each type with its day."""
    for story, told, _days in lived(result):
        wanted = [
            (day, step["type"])
            for day, step in story.steps
            if step["action"] == "type" and day <= result.until
        ]
        there = [(each.on, each.type) for each in told.case.complaint.types]
        if wanted and there[-len(wanted) :] != wanted:
            yield f"{story.name}: its types are {there}, and not {wanted}"


def inquiries(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """The cases of one inquiry have its id in common, and no other has it."""
    together = defaultdict(set)
    for told in result.told.values():
        if (same := inquiry_of(told.case)) is not None:
            together[same].add(told.name)
    there = {frozenset(names) for names in together.values() if len(names) > 1}
    for names in there ^ {frozenset(pair) for pair in _pairs(result)}:
        yield f"{' '.join(sorted(names))}: of one inquiry here or in the plot, and not in both"


def _pairs(result: Result) -> Iterator[tuple[str, str]]:
    names: dict[str, str] = {story.key: story.name for story in result.stories}
    for story in result.stories:
        if ANOTHER_OF in story.data and story.begins <= result.until:
            yield names[story.data[ANOTHER_OF]], story.name


def drafts(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """What nobody went on with is gone a month later."""
    since = result.until - timedelta(days=DAYS_OF_A_DRAFT)
    asked = select(func.count()).select_from(draft).where(draft.c.kept_on < since)
    with read(result.year.player.town.organisation.triage) as connection:
        if number := connection.execute(asked).scalar_one():
            yield f"{number} drafts are older than they may be"


RECALLED = {
    "contacts": contacts,
    "at_once": at_once,
    "types": types,
    "inquiries": inquiries,
    "drafts": drafts,
}
