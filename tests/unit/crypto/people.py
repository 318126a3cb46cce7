"""Readable people, places and statements for the tests of sealing."""

import hashlib
from datetime import date

from crypto.directory import Directory
from crypto.envelope import Context, Direction, Kind
from crypto.identities import Identity
from crypto.keys import Signer, SigningKey
from crypto.statement import VERSION, Statement, link

MONDAY = date(2026, 3, 2)
ROOT = SigningKey.from_seed(b"\1" * 32)


def an_identity(name: str) -> Identity:
    return Identity.from_seed(hashlib.sha256(name.encode()).digest())


def a_handle(name: str) -> bytes:
    """Give the handle under which somebody stands in a `Book`."""
    return hashlib.sha256(f"handle of {name}".encode()).digest()[:16]


def a_context(item: str = "item", **change: object) -> Context:
    given: dict[str, object] = {
        "kind": Kind.MESSAGE,
        "reference": b"r" * 16,
        "item_id": hashlib.sha256(item.encode()).digest()[:16],
        "direction": Direction.IN,
        "organisation": b"o" * 16,
    }
    return Context(**given | change)


class Book:
    """A directory being written; each line names who signs it, or the root does."""

    def __init__(self) -> None:
        self.rows: list[bytes] = []

    def add(
        self,
        name: str,
        *signers: Signer,
        role: str = "advisor",
        keys: str | None = None,
        signs_as: str | None = None,
        valid_from: date = MONDAY,
        valid_until: date | None = None,
        version: int = VERSION,
    ) -> Statement:
        identity = an_identity(keys or name)
        statement = Statement(
            number=len(self.rows) + 1,
            previous=link(self.rows[-1] if self.rows else None),
            person=a_handle(name),
            role=role,
            kem_public=identity.kem_public,
            verify_key=an_identity(signs_as).verify_key if signs_as else identity.verify_key,
            valid_from=valid_from,
            valid_until=valid_until,
            version=version,
        )
        for signer in signers or (ROOT,):
            statement = statement.signed(signer)
        self.rows.append(statement.encode())
        return statement


def verified(book: Book, today: date = MONDAY) -> Directory:
    return Directory.verified(book.rows, root=ROOT.verify_key, today=today)


def keys(directory: Directory) -> list[bytes]:
    return [each.verify_key for each in directory.advisors]


def refusals(book: Book) -> list[str]:
    return [each.why for each in verified(book).unsigned]


def two_advisors() -> Book:
    book = Book()
    book.add("anna")
    book.add("bo")
    return book


def three_advisors() -> Book:
    book = two_advisors()
    book.add("cilla")
    return book
