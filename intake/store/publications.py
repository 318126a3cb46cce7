"""
What the office has published of its year, as the portal shows it: added or withdrawn, never changed.

Of one paper there may be one that is shown and later ones whose day has not come.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from intake.domain.schemes import Schemes
from intake.store.tables import publication


class PaperKind(StrEnum):
    """What can be published."""

    ACCOUNT = "account"
    RECOMMENDATIONS = "recommendations"


@dataclass(frozen=True, slots=True)
class PublicationKey:
    """Which paper it is, in which language, of which schemes, and from which day it is shown."""

    kind: PaperKind
    code: str
    language: str
    from_on: date
    schemes: Schemes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """A paper in one language; *content* is one canonical text."""

    kind: PaperKind
    code: str
    language: str
    from_on: date
    schemes: Schemes
    content: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The hash of the content."""
        return hashlib.sha256(self.content.encode()).digest()


_OF_KEY = [publication.c[name] for name in PublicationKey.__dataclass_fields__]


def put(connection: Connection, papers: Iterable[Publication], today: date) -> None:
    """
    Publish papers: from their day on they are shown in place of what stands under their name, and in place of
    what was to be shown later than they are.
    """
    for each in papers:
        same = (publication.c.kind == each.kind) & (publication.c.code == each.code)
        same &= publication.c.language == each.language
        gone = publication.c.from_on >= (date.min if each.from_on <= today else each.from_on)
        connection.execute(delete(publication).where(same, gone))
        connection.execute(insert(publication).values(**asdict(each), digest=each.digest))


def withdraw(connection: Connection, kind: PaperKind, code: str) -> bool:
    """Take a paper away in every language, also what was to be shown later; say whether there was any."""
    gone = delete(publication).where(publication.c.kind == kind, publication.c.code == code)
    return bool(connection.execute(gone).rowcount)


def every(connection: Connection) -> list[PublicationKey]:
    """Give what is shown and what will be, without the contents."""
    rows = connection.execute(select(*_OF_KEY).order_by(*_OF_KEY[:4]))
    return [_key(row) for row in rows]


def shown(connection: Connection, today: date) -> list[PublicationKey]:
    """Give what is shown on a day, of each paper the newest that has begun."""
    begun = {
        (each.kind, each.code, each.language): each for each in every(connection) if each.from_on <= today
    }
    return list(begun.values())


def content_of(connection: Connection, key: PublicationKey) -> str | None:
    """Give the content of what is shown; None where it is gone, or is not what its hash says."""
    query = select(publication.c.content).where(
        publication.c.kind == key.kind,
        publication.c.code == key.code,
        publication.c.language == key.language,
        publication.c.from_on == key.from_on,
    )
    content: str | None = connection.execute(query).scalar()
    right = content is not None and hashlib.sha256(content.encode()).digest() == key.digest
    return content if right else None


def _key(row: Row[Any]) -> PublicationKey:
    paper = (PaperKind(row.kind), row.code, row.language, row.from_on)
    return PublicationKey(*paper, Schemes(row.schemes), row.digest)
