"""The vectors of statements of holders: what stands of one case, and who holds it after that."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from crypto.holders import FIRST_HEAD, HolderStatement
from crypto.keys import Signer
from tests.vectors.directories import (
    ANNA,
    BO,
    CILLA,
    DAN,
    DAY,
    LATER,
    NEW,
    PEOPLE,
    ROOT,
    STRANGER,
    TODAY,
    founded,
)
from tests.vectors.form import Vector, secret

PLACE = {name: secret(name, 16) for name in ("organisation", "reference")}
FIRST = (ANNA, BO)


def _directory() -> list[bytes]:
    book = founded()
    book.add(DAN, PEOPLE[ANNA], PEOPLE[BO])
    book.add(BO, PEOPLE[BO], keys=NEW, valid_from=LATER)
    return book.rows


def _handles(*who: int) -> tuple[bytes, ...]:
    return tuple(sorted(secret(f"handle {each}", 16) for each in who))


@dataclass
class CaseRows:
    """The statements of one case being written."""

    rows: list[bytes] = field(default_factory=list)

    def add(self, signer: Signer, *who: int, on: date = DAY, at: int | None = None, **place: bytes) -> bytes:
        """Write one more row, as number *at* where that is given."""
        number = at or len(self.rows) + 1
        before = HolderStatement.decode(self.rows[number - 2]).link() if number > 1 else FIRST_HEAD
        named = {**PLACE, **place}
        statement = HolderStatement(
            named["organisation"], named["reference"], number, before, _handles(*who), on
        )
        self.rows.append(statement.signed(signer).encode())
        return self.rows[-1]


def _vector(
    name: str,
    clause: str,
    comment: str,
    rows: Sequence[bytes],
    *,
    expect: str = "success",
    holders: Sequence[int] = FIRST,
    audience: Sequence[int] = FIRST,
    unsigned: str = "",
    kept_out: Sequence[int] = (),
) -> Vector:
    headers = [("expect", expect), ("clause", clause), ("comment", comment)]
    headers += [("root", ROOT.verify_key.hex()), ("today", TODAY.isoformat())]
    headers += [(key, value.hex()) for key, value in PLACE.items()]
    headers += [("first", each.hex()) for each in _handles(*FIRST, *kept_out)]
    headers += [("kept-out", each.hex()) for each in _handles(*kept_out)]
    if expect == "success":
        headers += [("holder", each.hex()) for each in _handles(*holders)]
        headers += [("audience", each.hex()) for each in _handles(*audience, *kept_out)]
        headers += [("unsigned", unsigned)]
    headers += [("member", base64.b64encode(row).decode()) for row in _directory()]
    headers += [("statement", base64.b64encode(row).decode()) for row in rows]
    return Vector(name, tuple(headers), b"")


def _holding() -> Iterator[Vector]:
    yield _vector("success_none", "16.4", "No statement: the first list.", [])
    yield _vector("success_kept_out", "16.4", "Somebody was kept out at first.", [], kept_out=(CILLA,))
    case = CaseRows()
    case.add(PEOPLE[ANNA], ANNA, CILLA)
    case.add(PEOPLE[CILLA], CILLA, DAN, on=LATER)
    given = {"holders": (CILLA, DAN), "audience": (ANNA, BO, CILLA, DAN)}
    yield _vector("success", "16.5", "One is let in and lets in another.", case.rows, **given)
    yield _vector("success_any_order", "16.3", "The order of the rows.", case.rows[::-1], **given)
    case = CaseRows()
    case.add(ROOT, CILLA, DAN)
    yield _vector("success_root", "16.4", "The root lets two in.", case.rows, **given)
    case = CaseRows()
    case.add(PEOPLE[NEW], BO, CILLA, on=LATER)
    given = {"holders": (BO, CILLA), "audience": (ANNA, BO, CILLA)}
    yield _vector("success_new_key", "16.4", "A holder signs with new keys.", case.rows, **given)


def _unsigned() -> Iterator[Vector]:
    def one(name: str, clause: str, comment: str, why: str, signer: Signer, **how: object) -> Vector:
        case = CaseRows()
        case.add(signer, ANNA, BO, CILLA, **how)
        return _vector(f"success_{name}", clause, comment, case.rows, unsigned=why)

    yield one("no_holder", "16.4", "One who does not hold it lets herself in.", "signer", PEOPLE[CILLA])
    yield one("stranger", "16.4", "A stranger signs.", "signer", PEOPLE[STRANGER])
    yield one("old_key", "16.4", "A holder signs with a key that has ended.", "signer", PEOPLE[BO], on=TODAY)
    yield one("early_key", "16.4", "A holder signs with a key of later.", "signer", PEOPLE[NEW])
    other = secret("other reference", 16)
    yield one("other_case", "16.4", "Signed for another case.", "place", PEOPLE[ANNA], reference=other)
    case = CaseRows()
    last = case.add(PEOPLE[ANNA], ANNA, CILLA)
    altered = [last[:-1] + bytes([last[-1] ^ 1])]
    yield _vector("success_altered", "16.2", "The signature is altered.", altered, unsigned="signature")
    yield _vector("success_nonsense", "16.1", "No statement.", [b"\1nonsense"], unsigned="unreadable")
    case = CaseRows()
    case.add(PEOPLE[ANNA], ANNA, BO, on=LATER)
    case.add(PEOPLE[ANNA], ANNA, CILLA, on=DAY)
    yield _vector("success_early", "16.4", "An earlier day than the one before.", case.rows, unsigned="day")


def _refused() -> Iterator[Vector]:
    case = CaseRows()
    for who in (BO, CILLA, DAN):
        case.add(PEOPLE[ANNA], ANNA, who)
    rows = case.rows
    comment = "Number 2 is missing."
    yield _vector("no_holders_gap", "16.3", comment, [rows[0], rows[2]], expect="no-holders")
    other = CaseRows(rows[:1]).add(PEOPLE[BO], ANNA, BO, DAN)
    yield _vector(
        "no_holders_two_claims", "16.3", "Two claim number 2.", [*rows[:2], other], expect="no-holders"
    )
    comment = "Number 2 is another than number 3 names."
    yield _vector("no_holders_replaced", "16.3", comment, [rows[0], other, rows[2]], expect="no-holders")


def case_holders() -> Iterator[Vector]:
    """Cases: the statements, and who holds it after them."""
    for maker in (_holding, _unsigned, _refused):
        yield from maker()
