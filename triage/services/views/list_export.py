"""A list of complaints as a file for a spreadsheet: every line of it, as it is read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake.clock import local_date
from intake.domain.spreadsheet import BOM, csv_line
from intake.store.engine import read, write
from triage.rules.codes import Scheme
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn, is_still_here
from triage.services.views import by_name
from triage.services.views.by_name import Names
from triage.services.views.lists import CaseLine, Code, Filters, lines_of, readable, rows_of
from triage.store import journal
from triage.store.cases import CaseRow
from triage.store.visibility import Level, visible_to

EXPORTED = "cases:exported"
"""What the audit log calls it; the number of cases stands behind it."""
ALL = 1_000_000
SOME = 200
"""So many lines are opened at a time."""


@dataclass(frozen=True, slots=True)
class ListSheet:
    """
    How a list is written: its first line; what stands of a case in each column; and the line with which it
    ends where its reader has gone before all of it was.
    """

    heads: Sequence[str]
    cells: Callable[[CaseLine], Sequence[str]]
    cut: str


def export(
    organisation: Organisation,
    who: SignedIn,
    filters: Filters,
    sheet: ListSheet,
    *,
    codes: Sequence[Code] = (),
    names: Names | None = None,
    clock: Callable[[], datetime],
    is_here: Callable[[], bool],
) -> Iterator[bytes]:
    """
    Put into the audit log that a list leaves Betro, and give it piece by piece: semicolons, a byte order mark
    and the line ends of Windows, as a Danish Excel reads it by a double click.

    Only complaints whose content this person may see are in it, whatever the filters say. It is looked at
    again for every piece: a case whose grant has ended since is left out, and all of them once the reader
    has gone.

    Args:
        clock: gives the moment of each piece.
        is_here: whether the session that asked is still this person's.
    """
    now = clock()
    today = local_date(now)
    wanted = replace(filters, scheme=Scheme.COMPLAINTS)
    visible = visible_to(who.handle, today, Level.CONTENT)
    asked = None if names is None else names.looked_up(organisation, wanted, now)
    with write(organisation.triage) as connection:
        found, _said = by_name.found(
            connection, visible, wanted, asked, content=visible, limit=ALL, codes=codes, now=now
        )
        action = f"{EXPORTED}/{len(found)}"
        journal.append(connection, on=today, actor=who.handle, action=action, subject=who.handle)
    return _written(organisation, who, rows_of(found), sheet, clock, is_here)


def _written(
    organisation: Organisation,
    who: SignedIn,
    rows: Sequence[CaseRow],
    sheet: ListSheet,
    clock: Callable[[], datetime],
    is_here: Callable[[], bool],
) -> Iterator[bytes]:
    yield (BOM + csv_line(sheet.heads)).encode()
    for first in range(0, len(rows), SOME):
        today = local_date(clock())
        if not (is_here() and is_still_here(organisation, who, today)):
            yield csv_line([sheet.cut]).encode()
            return
        members, content = known_members(organisation, today), visible_to(who.handle, today, Level.CONTENT)
        with read(organisation.triage) as connection:
            seen = readable(connection, rows[first : first + SOME], content)
            lines = lines_of(connection, organisation, who, seen, members, content)
        yield "".join(csv_line(sheet.cells(each)) for each in lines).encode()
