"""
A case as it stands, read once and carried as one value.

Whatever is done to a case goes on from the file that was read first: the page that shows a form, the
decision, and the placing of what was decided all have the same one, as long as nobody else has written in
between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from triage.cases.case import Case
from triage.cases.context import CheckContext, is_same_to_rules
from triage.cases.events import CaseEvent
from triage.cases.facts import facts
from triage.cases.fold import evolve, fold
from triage.engine.deadline import Deadline, Facts
from triage.services.organisation import Organisation
from triage.store import cases, events
from triage.store.cases import CaseRow
from triage.store.visibility import CaseHandle


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case: its plain facts, its history, what they add up to, and its deadlines on a day."""

    row: CaseRow
    history: tuple[CaseEvent, ...]
    case: Case
    context: CheckContext

    @property
    def today(self) -> date:
        """The day on which the deadlines are looked at."""
        return self.context.today

    @property
    def facts(self) -> Facts:
        """What the deadline engine knows of it."""
        assert self.context.facts is not None  # a case that is there has facts
        return self.context.facts

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """Its deadlines on that day; the engine is asked once."""
        return self.context.deadlines

    def after(self, organisation: Organisation, new: Sequence[CaseEvent]) -> "CaseFile":
        """Give the file after some events. The engine is asked again only if they tell it something."""
        case = self.case
        for each in new:
            case = evolve(case, each)
        known, context = facts_of(organisation, case), self.context
        if not is_same_to_rules(known, self.facts, organisation.rulebook):
            context = replace(context, facts=known)
        return CaseFile(self.row, (*self.history, *new), case, context)

    def on(self, today: date) -> "CaseFile":
        """Give the file as it is looked at on another day."""
        return self if today == self.today else replace(self, context=replace(self.context, today=today))


def opened(
    organisation: Organisation, row: CaseRow, history: tuple[CaseEvent, ...], *, today: date
) -> CaseFile:
    """Give the file of a case whose history has been read."""
    case = fold(history)
    reckoned = partial(facts_of, organisation)
    lists, rules, units = organisation.taxonomy, organisation.rulebook, organisation.units
    context = CheckContext(lists, rules, today, reckoned(case), reckoned, units)
    return CaseFile(row, history, case, context)


def read_file(connection: Connection, organisation: Organisation, row: CaseRow, *, today: date) -> CaseFile:
    """Read the file of a case; for the clock, and for a caller who has checked."""
    return opened(organisation, row, events.history(connection, row.handle), today=today)


def file_of(
    connection: Connection, organisation: Organisation, handle: CaseHandle, *, today: date
) -> CaseFile:
    """Read the file of a case by its handle; for the clock, and for a caller who has checked."""
    return read_file(connection, organisation, cases.case_by_handle(connection, handle), today=today)


def still_holds(connection: Connection, known: CaseFile) -> bool:
    """Say whether nothing was recorded in a case since its file was read."""
    return events.count(connection, known.row.handle) == len(known.history)


def facts_of(organisation: Organisation, case: Case) -> Facts:
    """Give what the engine needs of a case, under the closing days and the country of the house."""
    settings = organisation.settings
    return facts(case, own_closing=settings.closing_days, country=settings.country)
