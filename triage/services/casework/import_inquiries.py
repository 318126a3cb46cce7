"""
Taking over earlier inquiries from a sheet, which lies sealed while it is looked at and is gone afterwards.

1. What is right in it is registered in small batches, each whole or not at all. Whoever stops in the middle
   goes on from there by doing it again: the handle of each case follows from its row (SPEC 15.6), so that no
   row becomes two cases, whatever happens and however often.
2. A row is known again by those who share the key of the cases that it became: of others it is as if it had
   never been taken over, as the cases are.
3. Each case is held by the same people, sealed and found as any inquiry that is registered.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Connection

from crypto.blob import open_blob
from crypto.index_row import imported_handle
from intake.clock import local_date
from intake.services.attach import Attached, blob_pieces, file_entries
from intake.store.engine import read, write
from triage.cases.importing.lists import lists_of
from triage.cases.importing.mapping import Field, SheetMapping
from triage.cases.importing.registrations import Registration, RowError
from triage.cases.importing.rows import SheetReader
from triage.cases.importing.sheet import Pieces
from triage.services.casework.indexing import shared_key
from triage.services.casework.register_row import register_row
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.holding import of_new
from triage.services.people.sign_in import SignedIn, is_still_here
from triage.services.reading.row_keys import open_key
from triage.store import cases, index, journal
from triage.store.visibility import CaseHandle
from triage.store.visibility import imported_handle as as_handle

IMPORTED = "inquiries:imported"
"""What the audit log calls it; the number of inquiries stands behind it."""
BATCH, LOOKED_UP = 10, 400
"""So many rows are registered in one transaction, and so many are asked for at once."""
FIRST, MOST_ERRORS = 5, 1000
Read = Registration | tuple[RowError, ...]


@dataclass(slots=True)
class ImportLook:
    """
    What would come of a sheet.

    Args:
        new: the rows that would be registered; *running* of them are open with time limits from their own
            day, and *open* are open without.
        there: the rows that were taken over before.
        wrong: the rows that cannot be taken over, and *errors* why, as far as they are shown.
        first: the first rows that would be registered.
        unknown: the words of coded columns that no list knows, by field.
    """

    new: int = 0
    running: int = 0
    open: int = 0
    there: int = 0
    wrong: int = 0
    errors: list[RowError] = field(default_factory=list)
    first: list[Registration] = field(default_factory=list, repr=False)
    unknown: dict[Field, dict[str, str]] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class ImportDone:
    """What came of a press: *registered* now, *there* before, *wrong*; and whether all rows were seen."""

    registered: int = 0
    there: int = 0
    wrong: int = 0
    is_whole: bool = False


def pieces_of(organisation: Organisation, sheet: Attached) -> Pieces:
    """
    Give the pieces of a sealed sheet, opened one by one and kept nowhere.

    Raises:
        AttachmentGoneError: it is not there any more.
    """
    with read(organisation.intake) as connection:
        [entry] = file_entries(connection, sheet.blob, [sheet])
    folder = organisation.settings.blob_folder
    return lambda: open_blob(entry.key, blob_pieces(folder, entry.blob), entry.size, entry.hashes)


def look_at_sheet(
    organisation: Organisation, who: SignedIn, pieces: Pieces, mapping: SheetMapping, *, today: date
) -> ImportLook:
    """
    Say what would come of a sheet, and write nothing.

    Raises:
        SheetError, MappingError: it cannot be read, or not so.
        CryptoError: the sealed sheet was damaged.
        DirectoryError: something was taken away from the directory.
    """
    found, reader = ImportLook(), _reader(organisation, mapping, today)
    with read(organisation.triage) as connection:
        keys = _known_keys(connection, organisation, who, today)
    for batch in _batches(reader.read(pieces), LOOKED_UP):
        right = [each for each in batch if isinstance(each, Registration)]
        errors = [each for each in batch if not isinstance(each, Registration)]
        found.wrong += len(errors)
        found.errors += [one for each in errors for one in each][: MOST_ERRORS - len(found.errors)]
        with read(organisation.triage) as connection:
            there = _there(connection, right, keys)
        new = [each for each in right if each.row not in there]
        found.there += len(there)
        found.new += len(new)
        found.running += sum(each.runs(today) for each in new)
        found.open += sum(each.closed_on is None and not each.runs(today) for each in new)
        found.first += new[: FIRST - len(found.first)]
    found.unknown = reader.unknown
    return found


def register_sheet(
    organisation: Organisation,
    who: SignedIn,
    pieces: Pieces,
    mapping: SheetMapping,
    *,
    numbered: Callable[[str], str],
    goes_on: Callable[[], bool],
    now: datetime,
) -> ImportDone:
    """
    Register what is right in a sheet and was not taken over before, as far as there is time.

    Args:
        numbered: gives the line of the note that says which number a row had in the sheet.
        goes_on: whether there is time for one more batch, and the session still this person's.

    Raises:
        SheetError, MappingError, CryptoError: as `look_at_sheet`; what came before it is registered.
        Refusal: a decision refuses what a row says.
        DirectoryError: there is nobody to seal to.
    """
    done, today = ImportDone(), local_date(now)
    reader = _reader(organisation, mapping, today)
    with write(organisation.triage) as connection:
        key = _key_of_new(connection, organisation, who, today)
        keys = (key, *(each for each in _known_keys(connection, organisation, who, today) if each != key))
    for number, batch in enumerate(_batches(reader.read(pieces), BATCH)):
        # One batch at least, so that every press comes further.
        if (number and not goes_on()) or not is_still_here(organisation, who, today):
            break
        right = [each for each in batch if isinstance(each, Registration)]
        done.wrong += len(batch) - len(right)
        with write(organisation.triage) as connection:
            there = _there(connection, right, keys)
            new = [each for each in right if each.row not in there]
            for each in new:
                register_row(connection, organisation, who, _handle(key, each), each, numbered, today)
            if new:
                _enter(connection, who, len(new), today)
        done.there += len(there)
        done.registered += len(new)
    else:
        done.is_whole = True
    return done


def _reader(organisation: Organisation, mapping: SheetMapping, today: date) -> SheetReader:
    return SheetReader(mapping, lists_of(organisation.taxonomy, organisation.units), today)


def _batches(rows: Iterator[Read], size: int) -> Iterator[Sequence[Read]]:
    while batch := tuple(islice(rows, size)):
        yield batch


def _key_of_new(connection: Connection, organisation: Organisation, who: SignedIn, today: date) -> bytes:
    """Give the key that those share to whom a case that begins today is given."""
    members = directory(organisation, today)
    return shared_key(connection, organisation, who, of_new(members), members, today)[1]


def _known_keys(
    connection: Connection, organisation: Organisation, who: SignedIn, today: date
) -> tuple[bytes, ...]:
    members = directory(organisation, today)
    found = (
        who.row_keys.get(each.id) or open_key(organisation, who, each, members)
        for each in index.keys(connection, who.identity.key_id)
    )
    return tuple(each for each in found if each is not None)


def _handle(key: bytes, row: Registration) -> CaseHandle:
    return as_handle(imported_handle(key, row.identity))


def _there(connection: Connection, rows: Sequence[Registration], keys: Sequence[bytes]) -> set[int]:
    """Give the numbers of the rows that are cases already."""
    handles: dict[bytes, int] = {_handle(key, each): each.row for key in keys for each in rows}
    return {handles[each] for each in cases.taken(connection, list(handles))}


def _enter(connection: Connection, who: SignedIn, number: int, today: date) -> None:
    action = f"{IMPORTED}/{number}"
    journal.append(connection, on=today, actor=who.handle, action=action, subject=who.handle)
