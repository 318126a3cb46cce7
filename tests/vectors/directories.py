"""
The vectors of the directory: rows of statements, who is sealed to on the day, and what stands in `unsigned`.

Those that begin with `old` hold statements of version 1, which an earlier Betro wrote, judged by the rules of
today.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from crypto.identities import Identity
from crypto.keys import Signer, SigningKey
from crypto.statement import ADVISOR, OLD_VERSION, RECOVERY, VERSION, Statement, link
from tests.vectors.form import Vector, secret

ROOT = SigningKey.from_seed(secret("root"))
PEOPLE = [Identity.from_seed(secret(f"person {at}")) for at in range(7)]
DAY, LATER, TODAY = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)  # a Monday, a Thursday, a Monday
ANNA, BO, CILLA, CHEST, STRANGER, DAN, NEW = range(7)


@dataclass
class Rows:
    """A directory being written, each row after the one before."""

    version: int = VERSION
    rows: list[bytes] = field(default_factory=list)

    def add(
        self,
        who: int,
        *signers: Signer,
        keys: int | None = None,
        role: str = ADVISOR,
        valid_from: date = DAY,
        until: date | None = None,
        at: int | None = None,
    ) -> bytes:
        """Write one more row, as number *at* where that is given; the root signs where nobody else does."""
        number = at or len(self.rows) + 1
        identity = PEOPLE[who if keys is None else keys]
        statement = Statement(
            number=number,
            previous=link(self.rows[number - 2] if number > 1 else None),
            person=secret(f"handle {who}", 16),
            role=role,
            kem_public=identity.kem_public,
            verify_key=identity.verify_key,
            valid_from=valid_from,
            valid_until=until,
            version=self.version,
        )
        for signer in signers or (ROOT,):
            statement = statement.signed(signer)
        self.rows.append(statement.encode())
        return self.rows[-1]


def founded(advisors: int = 3) -> Rows:
    """Give a directory as it is founded: advisors and a recovery key, all signed by the root."""
    book = Rows()
    for who in range(advisors):
        book.add(who)
    book.add(CHEST, role=RECOVERY)
    return book


def vector(
    name: str, expect: str, clause: str, comment: str, rows: Sequence[bytes], **more: object
) -> Vector:
    """Write a scenario; *more* is how many advisors there are, whether a recovery key, and the rest."""
    headers = [("expect", expect), ("clause", clause), ("comment", comment)]
    headers += [("root", ROOT.verify_key.hex()), ("today", TODAY.isoformat())]
    if expect == "success":
        headers += [
            ("advisors", str(more["advisors"])),
            ("recovery", "yes" if more.get("recovery", True) else "no"),
            ("unsigned", str(more.get("unsigned", ""))),
        ]
    headers += [("statement", base64.b64encode(row).decode()) for row in rows]
    headers += [("words", str(more["words"]))] if "words" in more else []
    return Vector(name, tuple(headers), b"")


def _holding() -> Iterator[Vector]:
    def good(name: str, clause: str, comment: str, rows: Sequence[bytes], **more: object) -> Vector:
        return vector(f"success{name}", "success", clause, comment, rows, **more)

    book = founded()
    fourth = book.add(DAN, PEOPLE[ANNA], PEOPLE[BO])
    words = Statement.decode(fourth).six_words()
    yield good(
        "",
        "8.4",
        "Three and a recovery key by the root, a fourth by two.",
        book.rows,
        advisors=4,
        words=words,
    )
    rows = [book.rows[at] for at in (3, 0, 4, 2, 1)]
    yield good("_any_order", "8.4", "The order of the rows.", rows, advisors=4)
    book = founded()
    book.add(ANNA, PEOPLE[ANNA], until=TODAY)
    yield good("_ended", "8.8", "The first one ended herself today.", book.rows, advisors=2)
    book = founded()
    book.add(CILLA, PEOPLE[ANNA], PEOPLE[BO], until=TODAY)
    yield good("_ended_by_two", "8.5", "Two ended the third today.", book.rows, advisors=2)
    book = founded(2)
    book.add(ANNA, PEOPLE[ANNA], keys=NEW, valid_from=LATER)
    yield good("_own_new_keys", "8.5", "The first one has new keys by the old.", book.rows, advisors=2)
    book = founded(2)
    book.add(DAN, PEOPLE[BO], role="auditor")
    yield good("_newcomer", "8.5", "One advisor makes an auditor.", book.rows, advisors=2)


def _unsigned() -> Iterator[Vector]:
    def bad(
        name: str, why: str, clause: str, comment: str, rows: Sequence[bytes], advisors: int = 3
    ) -> Vector:
        return vector(f"success_{name}", "success", clause, comment, rows, advisors=advisors, unsigned=why)

    book = founded()
    book.add(STRANGER, PEOPLE[STRANGER])
    yield bad("forged", "signer", "8.7", "A key that a stranger wrote and signed.", book.rows)
    book = founded()
    last = book.add(DAN, PEOPLE[ANNA], PEOPLE[BO])
    altered = [*book.rows[:-1], last[:-1] + bytes([last[-1] ^ 1])]
    yield bad("altered", "signature", "8.7", "The last of two signatures is altered.", altered)
    turned = [*book.rows[:-1], last[:-192] + last[-96:] + last[-192:-96]]
    yield bad("turned", "unreadable", "8.1", "The two signatures in another order.", turned)
    twice = [*book.rows[:-1], last[:-192] + last[-96:] + last[-96:]]
    yield bad("twice", "unreadable", "8.1", "One signature twice.", twice)
    yield bad("nonsense", "unreadable", "8.7", "No statement.", [*founded().rows, b"\2nonsense"])
    book = founded()
    book.add(ANNA, PEOPLE[BO], keys=STRANGER)
    yield bad("one_signer", "signer", "8.5", "One advisor gives another new keys.", book.rows)
    book = founded()
    book.add(CILLA, PEOPLE[BO], PEOPLE[CILLA], keys=STRANGER)
    yield bad("own_second", "signer", "8.5", "One advisor, and the one whom it is about.", book.rows)
    book = founded(2)
    book.add(CILLA, PEOPLE[ANNA], PEOPLE[BO])
    yield bad("two_of_two", "signer", "8.5", "Two advisors, of only two.", book.rows, advisors=2)
    book = founded()
    book.add(STRANGER, PEOPLE[ANNA], PEOPLE[BO], role=RECOVERY)
    yield bad("recovery_by_two", "signer", "8.5", "Two advisors make a recovery key.", book.rows)
    book = founded()
    book.add(ANNA, valid_from=LATER)
    book.add(BO, keys=NEW, valid_from=DAY)
    yield bad("early", "day", "8.6", "A first day before that of the one before.", book.rows)
    book = founded()
    book.add(DAN, keys=BO)
    yield bad("shared_key", "key", "8.6", "A key of somebody else.", book.rows)


def _refused() -> Iterator[Vector]:
    def refused(name: str, comment: str, rows: Sequence[bytes]) -> Vector:
        return vector(f"refused_{name}", "refused", "8.4", comment, rows)

    book = founded()
    rows = list(book.rows)
    yield refused("gap", "Number 2 is missing.", [rows[0], *rows[2:]])
    yield refused("no_first", "Number 1 is missing.", rows[1:])
    other = Rows(rows=rows[:1]).add(DAN)
    yield refused("replaced", "Number 2 is another than number 3 names.", [rows[0], other, *rows[2:]])
    yield refused("two_claims", "Two statements claim number 2.", [*rows, other])
    altered = rows[1][:-1] + bytes([rows[1][-1] ^ 1])
    yield refused("altered_inside", "Number 2 is altered.", [rows[0], altered, *rows[2:]])
    longer = Statement.decode(book.add(DAN, PEOPLE[ANNA], PEOPLE[BO]))
    shorter = replace(longer, signatures=longer.signatures[:1]).encode()
    book.add(DAN, until=TODAY)
    rows = [*book.rows[:4], shorter, book.rows[5]]
    yield refused("one_signature_taken", "Number 5 has lost a signature.", rows)


def _old() -> Iterator[Vector]:
    def old(name: str, clause: str, comment: str, rows: Sequence[bytes], **more: object) -> Vector:
        return vector(f"old_{name}", "success", clause, comment, rows, recovery=False, **more)

    book = Rows(OLD_VERSION)
    for who in (ANNA, BO, CILLA):
        book.add(who)
    rows = list(book.rows)
    yield old("success", "8.9", "Three by the root: known, and never sealed to.", rows, advisors=0)
    altered = [*rows[:2], rows[2][:-1] + bytes([rows[2][-1] ^ 1])]
    yield old("altered", "8.7", "The last is altered.", altered, advisors=0, unsigned="signature")
    yield vector("old_gap", "refused", "8.4", "Number 2 is missing.", [rows[0], rows[2]])
    book.add(DAN, PEOPLE[ANNA])
    yield old("signer", "8.5", "The first one makes another.", book.rows, advisors=0, unsigned="signer")
    book = Rows(OLD_VERSION, rows[:])
    book.add(ANNA, PEOPLE[ANNA], keys=NEW)
    yield old("own_key", "8.5", "The first one gives herself keys.", book.rows, advisors=0, unsigned="signer")
    book = Rows(VERSION, rows[:])
    book.add(DAN, PEOPLE[ANNA], PEOPLE[BO])
    yield old("two", "8.5", "Two of them make a fourth.", book.rows, advisors=0, unsigned="signer")
    book = Rows(VERSION, rows[:])
    book.add(ANNA, keys=NEW, valid_from=LATER)
    yield old("anew", "8.9", "The first one has new keys by the root.", book.rows, advisors=1)


def directories() -> Iterator[Vector]:
    """Directories: the statements, what stands in `unsigned`, and the advisors of the day."""
    for maker in (_holding, _unsigned, _refused, _old):
        yield from maker()
