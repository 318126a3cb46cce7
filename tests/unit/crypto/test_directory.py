"""The directory believes what the root or a standing advisor signed, in unbroken order, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crypto.directory import Directory
from crypto.errors import DirectoryError
from crypto.statement import Statement, link
from tests.unit.crypto.people import MONDAY, ROOT, Book, an_identity

TUESDAY = date(2026, 3, 3)
NEXT_MONDAY = date(2026, 3, 9)

SIGNED = ["number", "previous", "person", "role", "kem_public", "verify_key", "valid_from", "valid_until"]


def verified(book: Book, today: date = MONDAY) -> Directory:
    return Directory.verified(book.rows, root=ROOT.verify_key, today=today)


def keys(directory: Directory) -> list[bytes]:
    return [each.verify_key for each in directory.advisors]


def two_advisors() -> Book:
    book = Book()
    book.add("anna")
    book.add("bo")
    return book


class TestWhoMaySign:
    def test_first_statements_by_root(self) -> None:
        """The first statements are signed by the ceremony root."""
        directory = verified(two_advisors())

        assert len(directory.advisors) == 2
        assert directory.unsigned == ()
        directory.require_intake_ready()

    def test_standing_advisor(self) -> None:
        """A standing advisor may enrol the next one."""
        book = two_advisors()
        book.add("cilla", an_identity("bo"))

        assert len(verified(book).advisors) == 3

    def test_chain_of_advisors(self) -> None:
        """Whom an advisor enrolled may enrol others."""
        book = two_advisors()
        book.add("cilla", an_identity("bo"))
        book.add("dan", an_identity("cilla"))

        assert len(verified(book).advisors) == 4

    def test_stranger(self) -> None:
        """A statement by somebody unknown is never a recipient and raises the alarm."""
        book = two_advisors()
        stranger = book.add("mallory", an_identity("mallory"))

        directory = verified(book)
        assert an_identity("mallory").verify_key not in keys(directory)
        assert [(each.statement, each.why) for each in directory.unsigned] == [(stranger, "signer")]
        assert directory.sender(an_identity("mallory").verify_key) is None
        directory.require_intake_ready()

    def test_stranger_cannot_be_the_first(self) -> None:
        """Without the root nobody is believed, not even in an empty directory."""
        book = Book()
        book.add("mallory", an_identity("mallory"))

        assert verified(book).members == ()

    @pytest.mark.parametrize("role", ["administrator", "auditor"])
    def test_other_roles(self, role: str) -> None:
        """Administrators and auditors enrol nobody."""
        book = two_advisors()
        book.add("eva", role=role)
        book.add("mallory", an_identity("eva"))

        assert [each.why for each in verified(book).unsigned] == ["signer"]

    def test_ended_advisor(self) -> None:
        """An advisor whose end is known signs nothing more, not even backdated."""
        book = two_advisors()
        book.add("anna", an_identity("bo"), valid_until=NEXT_MONDAY)
        book.add("mallory", an_identity("anna"))

        directory = verified(book)
        assert [each.why for each in directory.unsigned] == ["signer"]
        assert len(directory.advisors) == 2

    def test_before_their_time(self) -> None:
        """An advisor signs nothing that begins before they do."""
        book = two_advisors()
        book.add("cilla", valid_from=NEXT_MONDAY)
        book.add("dan", an_identity("cilla"), valid_from=TUESDAY)

        assert [each.why for each in verified(book).unsigned] == ["signer"]

    def test_forged_signature(self) -> None:
        """A statement in an advisor's name with another signature is unsigned."""
        book = two_advisors()
        good = book.add("cilla", an_identity("bo"))
        book.rows[-1] = replace(good, signature=bytes(64)).encode()

        directory = verified(book)
        assert [each.why for each in directory.unsigned] == ["signature"]
        assert len(directory.advisors) == 2

    def test_other_root(self) -> None:
        """Under another root nothing holds."""
        directory = Directory.verified(two_advisors().rows, root=an_identity("x").verify_key, today=MONDAY)

        assert (directory.members, len(directory.unsigned)) == ((), 2)


class TestOrder:
    def test_any_order_of_rows(self) -> None:
        """The order in which rows are read does not matter, nor does a row that is read twice."""
        book = two_advisors()
        book.add("cilla", an_identity("anna"))
        shuffled = [book.rows[2], book.rows[0], book.rows[1], book.rows[0]]

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
        book = two_advisors()
        book.add("cilla", an_identity("anna"))
        book.add("dan", an_identity("cilla"))
        del book.rows[2]

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
        book = two_advisors()
        book.add("cilla", an_identity("anna"))
        book.add("anna", an_identity("bo"), valid_until=TUESDAY)
        other = Book()
        other.rows = book.rows[:2]
        other.add("mallory", an_identity("anna"))
        book.rows[2] = other.rows[2]

        with pytest.raises(DirectoryError):
            verified(book)

    def test_two_claims_to_a_number(self) -> None:
        """Two statements that both hold and claim one number refuse the directory."""
        book, other = two_advisors(), two_advisors()
        book.add("cilla", an_identity("anna"))
        other.add("dan", an_identity("bo"))

        with pytest.raises(DirectoryError):
            Directory.verified(book.rows + other.rows, root=ROOT.verify_key, today=MONDAY)

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
        forger.add("mallory", an_identity("mallory"))
        book.add("cilla", an_identity("anna"))

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
        directory = verified(book)

        with pytest.raises(DirectoryError):
            directory.require_intake_ready()

        assert len(directory.advisors) == 1

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
        book.add("anna", an_identity("bo"), valid_until=NEXT_MONDAY)
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
        book.add("anna", an_identity("bo"), valid_from=NEXT_MONDAY, valid_until=NEXT_MONDAY)
        key = an_identity("anna").verify_key

        assert key in keys(verified(book, TUESDAY))
        assert key not in keys(verified(book, NEXT_MONDAY))
        assert verified(book).sender(key, TUESDAY) is not None

    def test_new_keys(self) -> None:
        """New keys replace the old ones on their first day; old signatures count until then."""
        book = two_advisors()
        book.add("anna", an_identity("anna"), keys="anna's second", valid_from=NEXT_MONDAY)
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
        book.add("anna", an_identity("bo"), valid_until=TUESDAY)
        book.add("anna", an_identity("bo"), valid_from=NEXT_MONDAY)
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


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(at) for at in range((last - first).days + 1)]
