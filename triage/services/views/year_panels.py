"""What more people than usual come with, and what lies still: of the cases that somebody holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.store.engine import read
from triage.accounts.patterns import BACK, Pattern, patterns
from triage.accounts.results import AccountPeriod
from triage.accounts.stale import Stale, StaleKind, stale
from triage.rules.code_lists import CodeLists
from triage.services.accounts.records import records
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views.lists import CaseLine, lines_of
from triage.store import cases
from triage.store.visibility import Level, Visible, visible_to

PAGE = 50
"""So many lines of one kind stand on a page."""


@dataclass(frozen=True, slots=True)
class StaleLine:
    """One thing that lies still, with the line of its case."""

    stale: Stale
    line: CaseLine


@dataclass(frozen=True, slots=True)
class StaleGroup:
    """What lies still of one kind, the oldest first: a page after *skipped* ones, and how much in all."""

    kind: StaleKind
    lines: Sequence[StaleLine]
    total: int
    skipped: int = 0

    @property
    def onward(self) -> int | None:
        """How many stand before the next page; None where there is none."""
        shown = self.skipped + len(self.lines)
        return shown if shown < self.total else None


def pattern_panel(organisation: Organisation, who: SignedIn, *, today: date) -> list[Pattern]:
    """Give what more people than usual came with, in the cases whose content this person holds."""
    held = visible_to(who.handle, today, Level.CONTENT)
    of_year = records(organisation, held, AccountPeriod(today - BACK, today))
    return patterns(of_year, today, CodeLists(organisation.taxonomy, organisation.units))


def stale_groups(
    organisation: Organisation, who: SignedIn, *, only: StaleKind | None = None, skip: int = 0, today: date
) -> list[StaleGroup]:
    """
    Give what lies still in the cases whose content this person holds, since the first day of last year.

    Args:
        only: the one kind that is wanted, of which *skip* have been shown.
    """
    held = visible_to(who.handle, today, Level.CONTENT)
    since = AccountPeriod(date(today.year - 1, 1, 1), today)
    found: dict[StaleKind, list[Stale]] = {}
    for record in records(organisation, held, since):
        for each in stale(record, today):
            if only in (None, each.kind):
                found.setdefault(each.kind, []).append(each)
    shown = {
        kind: sorted(every, key=lambda each: (each.since, each.case))[skip : skip + PAGE]
        for kind, every in found.items()
    }
    lines = _lines(organisation, who, {each.case for every in shown.values() for each in every}, held)
    return [
        StaleGroup(
            kind,
            [StaleLine(each, lines[each.case]) for each in shown[kind] if each.case in lines],
            len(found[kind]),
            skip,
        )
        for kind in StaleKind
        if kind in found
    ]


def _lines(
    organisation: Organisation, who: SignedIn, references: set[str], content: Visible
) -> dict[str, CaseLine]:
    members = known_members(organisation, content.today)
    with read(organisation.triage) as connection:
        rows = cases.some_of(connection, content, (), sorted(references))
        told = lines_of(connection, organisation, who, rows, members, content)
    return {each.row.case_reference: each for each in told}
