"""
The lists by what people are called: chosen and put in order from the memory of the session alone, over all
their cases and not one page. No name stands in a question to the database, in an address or in a column.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from intake.clock import local_date
from triage.services.organisation import Organisation
from triage.services.reading.memory import Memory
from triage.store import case_lists, cases
from triage.store.case_lists import ListedCase
from triage.store.cases import CaseRow
from triage.store.list_filters import Code, Filters, Place, Sort
from triage.store.visibility import Visible

SORTED = 10_000
"""So many cases are put in the order of names; a longer list has to be chosen narrower first."""
NAMED = 1_000
"""So many cases of a name are listed; of a commoner one more has to be written."""
PART = "name"
_LAST_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y"})


class NamesNote(StrEnum):
    """What a list has to say of the names that it was asked for."""

    NOT_READY = "not_ready"
    TOO_MANY = "too_many"
    TOO_COMMON = "too_common"


@dataclass(frozen=True, slots=True)
class Names:
    """What knows the names, and the one that is looked for; empty where all are wanted."""

    memory: Memory
    sought: str = field(default="", repr=False)
    is_whole: bool = True
    """Whether the memory knew every name when it was asked."""

    def looked_up(self, organisation: Organisation, filters: Filters, now: datetime) -> "Names":
        """Let the memory learn what it does not know yet, where the list asks for names."""
        if not self.sought and filters.sort is not Sort.NAME:
            return self
        return Names(self.memory, self.sought, self.memory.refresh(organisation, local_date(now)))


def found(
    connection: Connection,
    visible: Visible,
    filters: Filters,
    names: Names | None,
    *,
    content: Visible,
    after: Place | None = None,
    limit: int,
    codes: Sequence[Code] = (),
    now: datetime,
) -> tuple[Sequence[ListedCase], NamesNote | None]:
    """
    Give one page of a list as `case_lists.case_page` does, of those cases alone that have the name that is
    sought, and in the order of names where that is asked; what cannot be put in it stands by its date.

    Args:
        content: the cases whose names this person may see.

    Raises:
        ValueError: *after* is no place of such a list.
    """
    among, said = None, None if names is None or names.is_whole else NamesNote.NOT_READY
    if names is not None and names.sought:
        among, visible = names.memory.named(names.sought), content
        if len(among) > NAMED:
            return (), NamesNote.TOO_COMMON
    if filters.sort is Sort.NAME and names is not None and said is None:
        page = _in_order(connection, visible, filters, names, among, after, limit, now)
        if page is not None:
            return page, None
        said = NamesNote.TOO_MANY
    if after is not None and after.part == PART:
        after = None
    page = case_lists.case_page(
        connection, visible, filters, after=after, limit=limit, codes=codes, now=now, among=among
    )
    return page, said


def _in_order(
    connection: Connection,
    visible: Visible,
    filters: Filters,
    names: Names,
    among: Sequence[bytes] | None,
    after: Place | None,
    limit: int,
    now: datetime,
) -> Sequence[ListedCase] | None:
    """Give a page in the order of names, those without one last; None where there are too many cases."""
    listed = case_lists.references(connection, visible, filters, most=SORTED, among=among, now=now)
    if len(listed) > SORTED:
        return None

    def key(handle: bytes, reference: str) -> tuple[bool, str, str]:
        name = names.memory.of(handle).name
        return not name, collated(name), reference

    keys = {handle: key(handle, reference) for handle, reference in listed}
    order = sorted(keys, key=keys.__getitem__)
    if filters.reverse:
        unnamed = [each for each in order if keys[each][0]]
        order = [*reversed(order[: len(order) - len(unnamed)]), *unnamed]
    if after is not None:
        last = cases.case_by_reference(connection, after.reference, visible)
        if after.part != PART or last is None:
            raise ValueError("no place of this list")
        place = key(last.handle, last.case_reference)
        order = [each for each in order if _is_behind(keys[each], place, reverse=filters.reverse)]
    rows: dict[bytes, CaseRow] = {
        row.handle: row for row in cases.some_of(connection, visible, order[:limit])
    }
    return [
        ListedCase(rows[each], Place(PART, None, rows[each].case_reference))
        for each in order[:limit]
        if each in rows
    ]


def _is_behind(one: tuple[bool, str, str], other: tuple[bool, str, str], *, reverse: bool) -> bool:
    if reverse and not one[0] and not other[0]:
        return one < other
    return one > other


def collated(name: str) -> str:
    """Write a name as a Danish list puts it in order: æ, ø and å come last, and aa is å."""
    spelt = unicodedata.normalize("NFC", name).casefold().replace("aa", "å").translate(_LAST_LETTERS)
    return "".join(each for each in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(each))
