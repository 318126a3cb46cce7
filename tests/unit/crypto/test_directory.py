"""The directory believes what the root, or those who may, signed in unbroken order, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crypto.directory import Directory
from crypto.errors import DirectoryError
from crypto.statement import Statement, link
from tests.unit.crypto.people import (
    MONDAY,
    ROOT,
    Book,
    a_handle,
    an_identity,
    keys,
    three_advisors,
    two_advisors,
    verified,
)

TUESDAY = date(2026, 3, 3)
NEXT_MONDAY = date(2026, 3, 9)

SIGNED = ["number", "previous", "person", "role", "kem_public", "verify_key", "valid_from", "valid_until"]


ANNA, BO, CILLA, MALLORY = map(an_identity, ("anna", "bo", "cilla", "mallory"))


class TestOrder:
    def test_any_order_of_rows(self) -> None:
        """The order in which rows are read does not matter, nor does a row that is read twice."""
        book = three_advisors()
        book.add("dan", ANNA, BO)
        shuffled = [book.rows[2], book.rows[3], book.rows[0], book.rows[1], book.rows[0]]

        assert Directory.verified(shuffled, root=ROOT.verify_key, today=MONDAY) == verified(book)

    @pytest.mark.parametrize("missing", [0, 1, 2])
    def test_gap(self, missing: int) -> None:
        """A gap in the numbering refuses the directory."""
        book = two_advisors()
        book.add("cilla")
        book.add("dan")
        del book.rows[missing]

        with pytest.raises(DirectoryError):
            verified(book)

    def test_gap_before_a_row_that_depends_on_it(self) -> None:
        """A gap is one even when, without the missing row, the rest looks like a stranger's."""
        book = three_advisors()
        book.add("dan", ANNA, BO)
        book.add("eva", an_identity("dan"), BO)
        del book.rows[3]

        with pytest.raises(DirectoryError):
            verified(book)

    def test_altered_in_the_middle(self) -> None:
        """An altered statement before others is a gap."""
        book = two_advisors()
        book.add("cilla")
        book.rows[1] = book.rows[1][:-1] + bytes([book.rows[1][-1] ^ 1])

        with pytest.raises(DirectoryError):
            verified(book)

    def test_replaced_by_an_ended_advisor(self) -> None:
        """Who was an advisor once cannot exchange an old statement for another of the same number."""
        book = three_advisors()
        book.add("dan", ANNA, BO)
        book.add("anna", BO, CILLA, valid_until=TUESDAY)
        other = Book()
        other.rows = book.rows[:3]
        other.add("mallory", ANNA, BO)
        book.rows[3] = other.rows[3]

        with pytest.raises(DirectoryError):
            verified(book)

    def test_two_claims_to_a_number(self) -> None:
        """Two statements that both hold and claim one number refuse the directory."""
        book, other = three_advisors(), three_advisors()
        book.add("dan", ANNA, BO)
        other.add("eva", ANNA, BO)

        with pytest.raises(DirectoryError):
            Directory.verified(book.rows + other.rows, root=ROOT.verify_key, today=MONDAY)

    @pytest.mark.parametrize("turned", [False, True])
    def test_claims_that_undo_each_other(self, turned: bool) -> None:
        """Also where one of them ends who signed the other, whichever is read first."""
        book, other = three_advisors(), three_advisors()
        book.add("anna", BO, CILLA, valid_until=MONDAY)
        other.add("anna", ANNA, keys="anna again")
        rows = other.rows + book.rows if turned else book.rows + other.rows
        with pytest.raises(DirectoryError):
            Directory.verified(rows, root=ROOT.verify_key, today=MONDAY)

    def test_a_number_again(self) -> None:
        """A number that is used a second time, further down the chain, refuses the directory."""
        book = two_advisors()
        again = replace(book.add("cilla"), number=2)
        signed = Statement(**{name: getattr(again, name) for name in SIGNED}).signed(ROOT)
        book.rows[-1] = signed.encode()

        with pytest.raises(DirectoryError):
            verified(book)

    def test_a_strangers_row_takes_no_number(self) -> None:
        """A forged row does not push the real ones aside, whatever number it claims."""
        book, forger = two_advisors(), two_advisors()
        forger.add("mallory", MALLORY)
        book.add("cilla")

        directory = Directory.verified(forger.rows + book.rows, root=ROOT.verify_key, today=MONDAY)
        assert an_identity("cilla").verify_key in keys(directory)
        assert (len(directory.advisors), len(directory.unsigned), directory.next_number) == (3, 1, 4)

    def test_cut_tail_shows_in_the_head(self) -> None:
        """A missing tail is no gap, but the head tells whoever kept it."""
        book = two_advisors()
        whole = verified(book)
        assert whole.head == link(book.rows[-1])
        del book.rows[-1]

        assert verified(book).head != whole.head

    def test_unreadable_row(self) -> None:
        """A row that is no statement is unsigned."""
        book = two_advisors()
        book.rows.append(b"nonsense")

        (row,) = verified(book).unsigned
        assert (row.statement, row.why) == (None, "unreadable")


class TestMembers:
    def test_fewer_than_two(self) -> None:
        """With fewer than two advisors nothing is taken in, but the office can still work."""
        book = Book()
        book.add("anna")
        book.add("eva", role="administrator")
        book.add("the chest", role="recovery")
        directory = verified(book)

        with pytest.raises(DirectoryError):
            directory.require_intake_ready()

        assert len(directory.advisors) == 1

    def test_no_recovery_key(self) -> None:
        """Without a recovery key nothing is taken in either."""
        with pytest.raises(DirectoryError):
            verified(two_advisors()).require_intake_ready()

    def test_recovery_key(self) -> None:
        """The newest recovery key that is valid is the one, and no advisor's."""
        book = two_advisors()
        book.add("the chest", role="recovery")
        book.add("the new chest", role="recovery", valid_from=TUESDAY)
        book.add("the new chest", role="recovery", valid_from=NEXT_MONDAY, valid_until=NEXT_MONDAY)
        found = [verified(book, day).require_recovery() for day in (MONDAY, TUESDAY, NEXT_MONDAY)]
        assert [each.verify_key for each in found] == list(
            map(_key, ("the chest", "the new chest", "the chest"))
        )
        assert len(verified(book, TUESDAY).advisors) == 2

    def test_alternates(self) -> None:
        """An alternate is known as one, and is no advisor."""
        book = three_advisors()
        book.add("olga", ANNA, BO, role="alternate")
        directory = verified(book)
        assert [each.verify_key for each in directory.alternates] == [_key("olga")]
        assert len(directory.advisors) == 3

    def test_person(self) -> None:
        """A person is found for as long as they stand: not before, and not on the last day."""
        book = two_advisors()
        book.add("cilla", valid_from=TUESDAY, valid_until=NEXT_MONDAY)
        for day, stands in ((MONDAY, False), (TUESDAY, True), (NEXT_MONDAY, False)):
            assert (verified(book, day).person(a_handle("cilla")) is not None) == stands
        assert verified(book).person(a_handle("nobody")) is None

    def test_of_key(self) -> None:
        """A key is known by its id, long after it ended."""
        book = two_advisors()
        book.add("anna", ANNA, keys="anna again", valid_from=TUESDAY)
        directory = verified(book, NEXT_MONDAY)
        for identity in (ANNA, an_identity("anna again")):
            found = directory.of_key(identity.key_id)
            assert found is not None
            assert (found.person, found.verify_key) == (a_handle("anna"), identity.verify_key)
        assert directory.of_key(MALLORY.key_id) is None

    def test_statements(self) -> None:
        """Each statement that holds stands there with its link, to be confirmed."""
        book = three_advisors()
        book.add("mallory", MALLORY)
        directory = verified(book)
        assert [each.statement.encode() for each in directory.statements] == book.rows[:3]
        assert [each.link for each in directory.statements] == list(map(link, book.rows[:3]))
        assert directory.head == directory.statements[-1].link

    def test_empty(self) -> None:
        """An empty directory is whole, and not ready."""
        directory = verified(Book())
        assert (directory.next_number, directory.head) == (1, bytes(32))

        with pytest.raises(DirectoryError):
            directory.require_intake_ready()

    def test_roles_that_only_sign(self) -> None:
        """Other roles are members and senders, never recipients."""
        book = two_advisors()
        book.add("eva", role="auditor")
        directory = verified(book)

        assert an_identity("eva").verify_key not in keys(directory)
        sender = directory.sender(an_identity("eva").verify_key, MONDAY)
        assert sender is not None
        assert sender.role == "auditor"

    def test_from_and_until(self) -> None:
        """A key is sealed to from its first day up to, not on, its last; it still signs on its last."""
        book = two_advisors()
        book.add("cilla", valid_from=TUESDAY, valid_until=NEXT_MONDAY)
        key = an_identity("cilla").verify_key

        sealed_to = {day: key in keys(verified(book, day)) for day in _days(MONDAY, NEXT_MONDAY)}
        assert [day for day, yes in sealed_to.items() if yes] == _days(TUESDAY, NEXT_MONDAY - timedelta(1))
        directory = verified(book)
        signs = [day for day in _days(MONDAY, date(2026, 3, 12)) if directory.sender(key, day)]
        assert signs == _days(TUESDAY, NEXT_MONDAY)

    def test_ended_member(self) -> None:
        """A later statement with an end takes the member out; what they signed before still counts."""
        book = two_advisors()
        book.add("cilla")
        book.add("anna", ANNA, valid_until=NEXT_MONDAY)
        key = an_identity("anna").verify_key

        assert key in keys(verified(book, TUESDAY))
        directory = verified(book, NEXT_MONDAY)
        assert key not in keys(directory)
        assert directory.sender(key, TUESDAY) is not None
        assert directory.sender(key, date(2026, 3, 10)) is None  # the Tuesday after
        assert directory.sender(key) is not None

    def test_ended_at_once(self) -> None:
        """An end on the first day leaves no day on which the key is good."""
        book = two_advisors()
        book.add("cilla", valid_until=MONDAY)
        directory = verified(book)

        assert len(directory.advisors) == 2
        assert directory.sender(an_identity("cilla").verify_key, MONDAY) is None

    def test_ended_by_a_statement_from_the_day(self) -> None:
        """An end can also be said from its own day on; the days before stay."""
        book = two_advisors()
        book.add("anna", ANNA, valid_from=NEXT_MONDAY, valid_until=NEXT_MONDAY)
        key = an_identity("anna").verify_key

        assert key in keys(verified(book, TUESDAY))
        assert key not in keys(verified(book, NEXT_MONDAY))
        assert verified(book).sender(key, TUESDAY) is not None

    def test_new_keys(self) -> None:
        """New keys replace the old ones on their first day; old signatures count until then."""
        book = two_advisors()
        book.add("anna", ANNA, keys="anna's second", valid_from=NEXT_MONDAY)
        old, new = an_identity("anna").verify_key, an_identity("anna's second").verify_key

        assert keys(verified(book, TUESDAY)) == [old, an_identity("bo").verify_key]
        assert keys(verified(book, NEXT_MONDAY)) == [an_identity("bo").verify_key, new]
        directory = verified(book, date(2026, 4, 1))
        assert directory.sender(old, TUESDAY) is not None
        assert directory.sender(old, date(2026, 4, 1)) is None
        assert directory.sender(new, TUESDAY) is None

    def test_return(self) -> None:
        """Somebody who ended can come back; the time between stays empty."""
        book = two_advisors()
        book.add("anna", valid_until=TUESDAY)
        book.add("anna", valid_from=NEXT_MONDAY)
        key = an_identity("anna").verify_key

        assert [key in keys(verified(book, day)) for day in (MONDAY, date(2026, 3, 5), NEXT_MONDAY)] == [
            True,
            False,
            True,
        ]

    def test_another_role_ends_the_first(self) -> None:
        """A person has one role at a time."""
        book = two_advisors()
        book.add("anna", role="auditor", valid_from=TUESDAY)

        assert an_identity("anna").verify_key in keys(verified(book, MONDAY))
        assert an_identity("anna").verify_key not in keys(verified(book, TUESDAY))

    @pytest.mark.parametrize(
        "same", [{"keys": "anna"}, {"signs_as": "anna"}, {"keys": "anna", "signs_as": "bo"}]
    )
    def test_a_key_under_two_names(self, same: dict[str, str]) -> None:
        """One key, of either kind, cannot make two advisors."""
        book = Book()
        book.add("anna")
        book.add("bo", **same)
        directory = verified(book)

        assert [each.why for each in directory.unsigned] == ["key"]
        with pytest.raises(DirectoryError):
            directory.require_intake_ready()


def _key(name: str) -> bytes:
    return an_identity(name).verify_key


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(at) for at in range((last - first).days + 1)]
