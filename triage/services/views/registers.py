"""The registers of the office as lists: what stands in each, a page at a time, and all of it as a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from intake.domain.spreadsheet import BOM, csv_line
from intake.store.engine import read, write
from triage.cases.countable_entries import CountableEntry, entry_of, years_of
from triage.cases.register_kinds import RegisterKind
from triage.services.history.case_file import file_of
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views.lists import lines_of
from triage.store import countables, journal, register_entries
from triage.store.cases import CaseRow
from triage.store.visibility import Level, Visible, visible_to

PAGE = 50
EXPORTED = "register:exported"
"""What the audit log calls it; the number of entries stands behind it."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One entry: its plain facts, the line by which lists show it, and what codes and days tell of it."""

    row: CaseRow
    entry: CountableEntry
    is_withdrawn: bool
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a register, how many entries were asked for in all, and the years that there are any of."""

    lines: Sequence[RegisterLine]
    total: int
    years: Sequence[int]


Wanted = Callable[[CountableEntry], bool]


def register_page(
    organisation: Organisation, who: SignedIn, kind: RegisterKind, wanted: Wanted, *, page: int, today: date
) -> RegisterPage:
    """
    Give one page of the entries of a register that this person may read, the newest first.

    Args:
        wanted: which of them, by codes and days alone.
        page: from 1 on.
    """
    with read(organisation.triage) as connection:
        every = sorted(_entries(connection, organisation, who, kind, today), key=_newest_first)
        found = [each for each in every if wanted(each.entry)]
        shown = _worded(connection, organisation, who, found[(page - 1) * PAGE : page * PAGE], today)
    years = {year for each in every for year in years_of(each.entry)}
    return RegisterPage(shown, len(found), sorted(years, reverse=True))


def export_register(
    organisation: Organisation,
    who: SignedIn,
    kind: RegisterKind,
    wanted: Wanted,
    heads: Sequence[str],
    cells: Callable[[RegisterLine], Sequence[str]],
    *,
    today: date,
) -> bytes:
    """
    Put into the audit log that a register leaves Betro, and give it as a sheet: every entry that this person
    may read and that was not withdrawn.
    """
    with write(organisation.triage) as connection:
        every = sorted(_entries(connection, organisation, who, kind, today), key=_newest_first)
        found = [each for each in every if wanted(each.entry) and not each.is_withdrawn]
        lines = _worded(connection, organisation, who, found, today)
        action = f"{EXPORTED}/{len(found)}"
        journal.append(connection, on=today, actor=who.handle, action=action, subject=who.handle)
    return (BOM + csv_line(heads) + "".join(csv_line(cells(each)) for each in lines)).encode()


def _newest_first(each: RegisterLine) -> tuple[int, int, str]:
    """Give what an entry stands by: its day, and of one day its number where its register has numbers."""
    number: int = getattr(each.entry, "number", 0)
    return -each.row.received_on.toordinal(), -number, each.row.case_reference


def read_by(who: SignedIn, today: date) -> Visible:
    """Give what this person may read of the registers, and of the cases that they tell of."""
    return visible_to(who.handle, today, Level.CONTENT)


def _entries(
    connection: Connection, organisation: Organisation, who: SignedIn, kind: RegisterKind, today: date
) -> Iterator[RegisterLine]:
    content = read_by(who, today)
    counted = dict(countables.of_kind(connection, content, [kind]))
    for row in register_entries.entries(connection, content, kind):
        # What was withdrawn counts nowhere, so that its own history alone tells what it was.
        known = counted.get(row.handle)
        case = None if known else file_of(connection, organisation, row.handle, today=today).case
        entry = known if case is None else entry_of(case, row.case_reference)
        if isinstance(entry, CountableEntry):
            yield RegisterLine(row, entry, is_withdrawn=known is None)


def _worded(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    found: Sequence[RegisterLine],
    today: date,
) -> list[RegisterLine]:
    """Give some entries with the lines that this person may read."""
    rows, content = [each.row for each in found], read_by(who, today)
    read_ones = lines_of(connection, organisation, who, rows, known_members(organisation, today), content)
    words = {each.row.handle: each.words for each in read_ones}
    return [
        RegisterLine(each.row, each.entry, each.is_withdrawn, words.get(each.row.handle, ""))
        for each in found
    ]
