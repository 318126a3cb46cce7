"""
Opening the texts whose home is triage: summaries, notes, and the reasons behind decisions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind
from crypto.errors import CryptoError
from crypto.unseal import unseal
from triage.services.sign_in import SignedIn
from triage.store.cases import CaseRow
from triage.store.items import ItemRow, items_of


@dataclass(frozen=True, slots=True)
class InnerText:
    """
    One text of the unit's own. *text* is None when it cannot be opened with this person's key.
    """

    kind: str
    author: bytes
    on: date
    text: str | None = field(repr=False)


def inner_texts(
    connection: Connection, who: SignedIn, row: CaseRow, *, kind: str | None = None
) -> dict[str, InnerText]:
    """
    Open the texts of a case, by the hex id of each, in their order; for a caller who has checked.
    """
    found = items_of(connection, row.handle, who.identity.key_id, kind)
    return {
        each.id.hex(): InnerText(each.kind, each.author, each.on, _opened(who, row, each)) for each in found
    }


def newest_summary(connection: Connection, who: SignedIn, row: CaseRow) -> str | None:
    """
    Open the line by which the lists show a case; None when there is none, or none for this person.
    """
    texts = inner_texts(connection, who, row, kind=Kind.SUMMARY)
    return next((each.text for each in reversed(texts.values()) if each.text is not None), None)


def _opened(who: SignedIn, row: CaseRow, each: ItemRow) -> str | None:
    if not each.stanzas:
        return None
    for reference in _references(row):
        context = Context(Kind(each.kind), reference, each.id, Direction.INTERNAL)
        try:
            opened = unseal(each.envelope, each.stanzas, context=context, identity=who.identity)
        except CryptoError:
            continue
        if opened.counter == each.counter:
            return opened.plaintext.decode()
    return None


def _references(row: CaseRow) -> Iterable[bytes]:
    """
    Give what the texts may be bound to: the submission, and the handle for those written before there was
    one.
    """
    return (row.handle,) if row.intake_reference is None else (row.intake_reference, row.handle)
