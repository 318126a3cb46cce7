"""A list of complaints as a file for a spreadsheet: every line of it, as it is read."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from intake.clock import local_date
from intake.store.engine import read, write
from triage.rules.codes import Scheme
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views.lists import CaseLine, Filters, lines_of, rows_of
from triage.store import case_lists, journal
from triage.store.cases import CaseRow
from triage.store.visibility import Level, visible_to

EXPORTED = "cases:exported"
"""What the audit log calls it; the number of cases stands behind it."""
ALL = 1_000_000
SOME = 200
"""So many lines are opened at a time."""
FORMULAS = ("=", "+", "-", "@")
"""What a spreadsheet takes a cell for a formula by."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def export(
    organisation: Organisation,
    who: SignedIn,
    filters: Filters,
    *,
    heads: Sequence[str],
    cells: Callable[[CaseLine], Sequence[str]],
    codes: Sequence[str] = (),
    now: datetime,
) -> Iterator[bytes]:
    """
    Put into the audit log that a list leaves Betro, and give it piece by piece: semicolons, a byte order mark
    and the line ends of Windows, as a Danish Excel reads it by a double click.

    Only complaints whose content this person may see are in it, whatever the filters say.

    Args:
        heads: the first line.
        cells: what stands of a case in each column.
    """
    today = local_date(now)
    wanted = replace(filters, scheme=Scheme.COMPLAINTS)
    visible = visible_to(who.handle, today, Level.CONTENT)
    with write(organisation.triage) as connection:
        found = case_lists.case_page(connection, visible, wanted, limit=ALL, codes=codes, now=now)
        action = f"{EXPORTED}/{len(found)}"
        journal.append(connection, on=today, actor=who.handle, action=action, subject=who.handle)
    rows = rows_of(found)
    return _written(organisation, who, rows, heads, cells, now)


def _written(
    organisation: Organisation,
    who: SignedIn,
    rows: Sequence[CaseRow],
    heads: Sequence[str],
    cells: Callable[[CaseLine], Sequence[str]],
    now: datetime,
) -> Iterator[bytes]:
    members = known_members(organisation, local_date(now))
    yield (BOM + _line(heads)).encode()
    for first in range(0, len(rows), SOME):
        with read(organisation.triage) as connection:
            lines = lines_of(connection, organisation, who, rows[first : first + SOME], members)
        yield "".join(_line(cells(each)) for each in lines).encode()


def _line(cells: Sequence[str]) -> str:
    into = io.StringIO()
    csv.writer(into, delimiter=";", lineterminator="\r\n").writerow([harmless(each) for each in cells])
    return into.getvalue()


def harmless(cell: str) -> str:
    """
    Give a cell that no spreadsheet reckons with. An apostrophe stands before what begins a formula, wide or
    narrow, also behind blanks or what is not seen, and before what begins a new cell or line.
    """
    seen = "".join(filter(str.isprintable, unicodedata.normalize("NFKC", cell))).lstrip(" ")
    return f"'{cell}" if seen.startswith(FORMULAS) or cell.startswith(("\t", "\r", "\n")) else cell
