"""A case is held by whom its holders say, one statement after the other, and by nobody else."""

from dataclasses import replace
from datetime import date

import pytest

from crypto import labels
from crypto.directory import Directory
from crypto.encoding import field
from crypto.errors import CryptoError, DirectoryError, FormatError, HoldersError, TruncatedError
from crypto.holders import FIRST_HEAD, HolderStatement, Holding, holding, persons_of
from crypto.keys import Signer
from crypto.statement import OLD_VERSION
from tests.unit.crypto.people import MONDAY, ROOT, Book, a_handle, an_identity, three_advisors

TUESDAY, WEDNESDAY, NEXT_MONDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 9)
ORGANISATION, CASE = b"o" * 16, b"c" * 16
NAMES = ("anna", "bo", "cilla", "dan")
ANNA, BO, CILLA, DAN = map(an_identity, NAMES)


def book() -> Book:
    written = three_advisors()
    written.add("dan", ANNA, BO)
    written.add("the chest", role="recovery")
    return written


def members(written: Book | None = None, today: date = NEXT_MONDAY) -> Directory:
    return Directory.verified((written or book()).rows, root=ROOT.verify_key, today=today)


def handles(*names: str) -> tuple[bytes, ...]:
    return tuple(sorted(map(a_handle, names)))


class CaseBook:
    """The statements of one case being written."""

    def __init__(self) -> None:
        self.rows: list[bytes] = []

    def add(self, signer: Signer, *names: str, on: date = TUESDAY, **change: object) -> HolderStatement:
        before = HolderStatement.decode(self.rows[-1]).link() if self.rows else FIRST_HEAD
        statement = HolderStatement(ORGANISATION, CASE, len(self.rows) + 1, before, handles(*names), on)
        signed = replace(statement, **change).signed(signer)
        self.rows.append(signed.encode())
        return signed


def held(
    case: CaseBook, first: tuple[str, ...] = ("anna", "bo"), written: Book | None = None, **more: object
) -> Holding:
    given: dict[str, object] = {"members": members(written), "root": ROOT.verify_key}
    given |= {"organisation": ORGANISATION, "reference": CASE}
    return holding(handles(*first), case.rows, **given | more)


def refusals(case: CaseBook, **more: object) -> list[str]:
    return [each.why for each in held(case, **more).unsigned]


class TestForm:
    def test_round_trip(self) -> None:
        """A statement reads as it was written."""
        statement = CaseBook().add(ANNA, "anna", "bo", "cilla")
        assert HolderStatement.decode(statement.encode()) == statement
        assert statement.verify()

    def test_every_part_is_signed(self) -> None:
        """Changing any one byte of a statement undoes it."""
        raw = CaseBook().add(ANNA, "anna", "bo").encode()
        for at in range(len(raw)):
            with pytest.raises(CryptoError):
                HolderStatement.decode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).verify()

    def test_every_truncation(self) -> None:
        """No beginning of a statement is one, and nothing may follow it."""
        raw = CaseBook().add(ANNA, "anna").encode()
        for length in range(len(raw)):
            with pytest.raises(TruncatedError):
                HolderStatement.decode(raw[:length])
        with pytest.raises(FormatError):
            HolderStatement.decode(raw + b"\0")

    @pytest.mark.parametrize(
        "change",
        [
            {"number": 0},
            {"previous": b""},
            {"organisation": b""},
            {"reference": b"r" * 17},
            {"persons": ()},
            {"persons": (b"a" * 16, b"a" * 16)},
            {"persons": (b"b" * 16, b"a" * 16)},
            {"persons": (b"short",)},
            {"signed_by": b""},
        ],
    )
    def test_refused_values(self, change: dict[str, object]) -> None:
        """Persons stand there in order, each once, and at least one."""
        with pytest.raises(FormatError):
            replace(CaseBook().add(ANNA, "anna"), **change)

    def test_without_a_day(self) -> None:
        """There is no statement without a day."""
        statement = CaseBook().add(ANNA, "anna")
        raw = statement.encode().replace(field(b"2026-03-03"), field(b""))
        with pytest.raises(FormatError):
            HolderStatement.decode(raw)

    def test_label(self) -> None:
        """A signature over the same bytes for another purpose does not count."""
        statement = CaseBook().add(ANNA, "anna")
        body = statement.signed_message().removeprefix(field(labels.HOLDERS_STATEMENT))
        case = CaseBook()
        case.rows = [replace(statement, signature=ANNA.sign(body)).encode()]
        assert refusals(case) == ["signature"]


class TestWhoHolds:
    def test_without_statements(self) -> None:
        """Those of the signed list hold it but whom the reporter kept out, who are of the audience."""
        found = held(CaseBook(), ("anna", "bo", "cilla"), kept_out=handles("cilla", "dan"))
        assert found.holders == set(handles("anna", "bo"))
        assert found.audience == set(handles("anna", "bo", "cilla"))
        assert (found.number, found.head, found.unsigned) == (0, FIRST_HEAD, ())

    def test_a_holder_lets_in(self) -> None:
        """A holder says who holds it; who left stays of the audience."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla")
        last = case.add(CILLA, "cilla", "dan", on=WEDNESDAY)
        found = held(case)
        assert found.holders == set(handles("cilla", "dan"))
        assert found.audience == set(handles(*NAMES))
        assert (found.number, found.head) == (2, last.link())

    def test_any_order_of_rows(self) -> None:
        """The order in which rows are read does not matter, nor does a row that is read twice."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla")
        case.add(CILLA, "cilla", "dan")
        before = held(case)
        case.rows = [case.rows[1], case.rows[0], case.rows[1]]
        assert held(case) == before

    def test_an_advisor_who_does_not_hold_it(self) -> None:
        """No other advisor lets herself in, nor whom she likes (H5)."""
        case = CaseBook()
        case.add(CILLA, "anna", "bo", "cilla")
        assert refusals(case) == ["signer"]
        assert held(case).holders == set(handles("anna", "bo"))

    def test_who_was_kept_out(self) -> None:
        """The one whom the reporter kept out does not let herself in."""
        case = CaseBook()
        case.add(CILLA, "anna", "bo", "cilla")
        assert refusals(case, first=("anna", "bo", "cilla"), kept_out=handles("cilla")) == ["signer"]

    def test_who_held_it_once(self) -> None:
        """Nor does one who held it before."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla")
        case.add(BO, "anna", "bo", "cilla", on=WEDNESDAY)
        assert refusals(case) == ["signer"]

    def test_root(self) -> None:
        """The root lets somebody in where nobody is left (recovery)."""
        case = CaseBook()
        case.add(ROOT, "cilla", "dan")
        assert held(case).holders == set(handles("cilla", "dan"))

    def test_stranger(self) -> None:
        """A stranger's statement changes nothing, and is seen."""
        case = CaseBook()
        case.add(an_identity("mallory"), "mallory")
        assert refusals(case) == ["signer"]

    def test_signed_under_another_name(self) -> None:
        """Nor does one under a holder's key that the holder did not sign."""
        case = CaseBook()
        good = case.add(ANNA, "anna", "dan")
        case.rows = [replace(good, signature=bytes(64)).encode()]
        assert refusals(case) == ["signature"]

    def test_key_of_its_day(self) -> None:
        """A key counts on the days on which it stood: neither an old one later, nor a new one before."""
        written = book()
        written.add("anna", ANNA, keys="anna again", valid_from=WEDNESDAY)
        for signer, on, why in (
            (ANNA, TUESDAY, []),
            (ANNA, WEDNESDAY, []),
            (ANNA, NEXT_MONDAY, ["signer"]),
            (an_identity("anna again"), TUESDAY, ["signer"]),
            (an_identity("anna again"), NEXT_MONDAY, []),
        ):
            case = CaseBook()
            case.add(signer, "anna", "cilla", on=on)
            assert refusals(case, written=written) == why

    def test_key_of_version_1(self) -> None:
        """A key that was born under an operator's eyes says nothing about holders."""
        written = Book()
        written.add("anna", version=OLD_VERSION)
        case = CaseBook()
        case.add(ANNA, "anna", "cilla")
        assert refusals(case, written=written) == ["signer"]

    @pytest.mark.parametrize("change", [{"reference": b"x" * 16}, {"organisation": b"x" * 16}])
    def test_another_place(self, change: dict[str, object]) -> None:
        """What was signed for another case, or another town, changes nothing here."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla", **change)
        assert refusals(case) == ["place"]

    def test_unreadable(self) -> None:
        """A row that is no statement changes nothing, and is seen."""
        case = CaseBook()
        case.rows = [b"nonsense"]
        assert refusals(case) == ["unreadable"]

    def test_an_earlier_day(self) -> None:
        """No statement is dated back before the one before it."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla", on=WEDNESDAY)
        case.add(CILLA, "cilla", "dan", on=TUESDAY)
        assert refusals(case) == ["day"]


class TestOrder:
    @pytest.mark.parametrize("missing", [0, 1])
    def test_gap(self, missing: int) -> None:
        """Where a statement is missing, nobody can be sealed to."""
        case = CaseBook()
        for names in (("anna", "bo"), ("anna", "cilla"), ("anna", "dan")):
            case.add(ANNA, *names)
        del case.rows[missing]
        with pytest.raises(HoldersError) as caught:
            held(case)
        assert isinstance(caught.value, DirectoryError)

    @pytest.mark.parametrize("turned", [False, True])
    def test_two_claims(self, turned: bool) -> None:
        """Nor where two that hold claim one number, though each says that the other's signer is none."""
        case, other = CaseBook(), CaseBook()
        case.add(ANNA, "anna", "cilla")
        other.add(BO, "bo", "dan")
        case.rows = other.rows + case.rows if turned else case.rows + other.rows
        with pytest.raises(HoldersError):
            held(case)

    def test_another_before(self) -> None:
        """Nor where one names another before it than stands there."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla")
        case.add(ANNA, "anna", "dan", previous=bytes(32))
        with pytest.raises(HoldersError):
            held(case)

    def test_a_strangers_row_takes_no_number(self) -> None:
        """A forged row does not push the real one aside."""
        case, forger = CaseBook(), CaseBook()
        case.add(ANNA, "anna", "cilla")
        forger.add(DAN, "dan")
        case.rows = forger.rows + case.rows
        found = held(case)
        assert (found.number, len(found.unsigned)) == (1, 1)
        assert found.holders == set(handles("anna", "cilla"))


class TestWhen:
    def test_held_on(self) -> None:
        """A person holds it from the day they were let in to the day they were let go, both included."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla", on=TUESDAY)
        case.add(ANNA, "anna", "bo", on=NEXT_MONDAY)
        found = held(case)
        days = (MONDAY, TUESDAY, WEDNESDAY, NEXT_MONDAY, date(2026, 3, 10))
        expected = {
            "anna": [True] * 5,
            "bo": [True, True, False, True, True],
            "cilla": [False, True, True, True, False],
            "dan": [False] * 5,
        }
        assert {name: [found.held_on(a_handle(name), day) for day in days] for name in NAMES} == expected

    def test_twice_on_a_day(self) -> None:
        """Whoever was let in and go on one day held it on that day."""
        case = CaseBook()
        case.add(ANNA, "anna", "cilla")
        case.add(ANNA, "anna")
        assert [held(case).held_on(a_handle("cilla"), day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [
            False,
            True,
            False,
        ]


def test_persons_of_a_signed_list() -> None:
    """Former keys are their person's; neither the recovery key nor one that stands nowhere is anybody's."""
    written = book()
    written.add("anna", ANNA, keys="anna again", valid_from=TUESDAY)
    names = ("anna", "anna again", "bo", "the chest", "a mailbox")
    found = persons_of((an_identity(each).key_id for each in names), members(written))
    assert found == set(handles("anna", "bo"))
