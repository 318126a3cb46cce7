"""Who may say what about whose keys: nobody alone about another's (SPEC 8.5)."""

from dataclasses import replace
from datetime import date

import pytest

from crypto.directory import Directory
from crypto.errors import DirectoryError
from crypto.statement import OLD_VERSION
from tests.unit.crypto.people import (
    MONDAY,
    ROOT,
    Book,
    a_handle,
    an_identity,
    keys,
    refusals,
    three_advisors,
    two_advisors,
    verified,
)

TUESDAY = date(2026, 3, 3)
NEXT_MONDAY = date(2026, 3, 9)

ANNA, BO, CILLA, MALLORY = map(an_identity, ("anna", "bo", "cilla", "mallory"))


class TestWhoMaySign:
    def test_first_statements_by_root(self) -> None:
        """The first statements are signed by the ceremony root."""
        book = two_advisors()
        book.add("the chest", role="recovery")
        directory = verified(book)

        assert len(directory.advisors) == 2
        assert directory.unsigned == ()
        directory.require_intake_ready()

    def test_two_of_three(self) -> None:
        """Two of three advisors make the next one, in whichever order they signed."""
        for signers in ((ANNA, BO), (BO, ANNA)):
            book = three_advisors()
            book.add("dan", *signers)
            assert len(verified(book).advisors) == 4

    def test_one_alone(self) -> None:
        """One advisor makes no other, and no alternate."""
        for role in ("advisor", "alternate"):
            book = three_advisors()
            book.add("dan", BO, role=role)
            assert refusals(book) == ["signer"]

    def test_two_of_two(self) -> None:
        """With fewer than three who stand, only the root makes an advisor."""
        book = two_advisors()
        book.add("cilla", ANNA, BO)
        assert refusals(book) == ["signer"]

        book = two_advisors()
        book.add("cilla")
        assert len(verified(book).advisors) == 3

    def test_one_newcomer_without_cases(self) -> None:
        """One advisor vouches for a newcomer who is sealed nothing."""
        book = two_advisors()
        book.add("eva", BO, role="administrator")
        assert refusals(book) == []

        book.add("eva", ANNA, role="auditor")
        assert refusals(book) == ["signer"]  # she is none any more

    def test_one_advisor_gives_nobody_another_key(self) -> None:
        """What bo says of anna's keys is an alarm; nothing is sealed to them (H3, a10)."""
        book = three_advisors()
        book.add("anna", BO, keys="mallory")

        directory = verified(book)
        assert [each.why for each in directory.unsigned] == ["signer"]
        assert ANNA.verify_key in keys(directory)
        assert MALLORY.verify_key not in keys(directory)

    def test_one_advisor_ends_nobody(self) -> None:
        """Nor can one end another, or move her to another role."""
        for change in ({"valid_until": MONDAY}, {"role": "auditor"}):
            book = three_advisors()
            book.add("anna", BO, **change)
            assert refusals(book) == ["signer"]
            assert ANNA.verify_key in keys(verified(book))

    def test_two_advisors_change_a_third(self) -> None:
        """Two give the third new keys, and end her."""
        book = three_advisors()
        book.add("cilla", ANNA, BO, keys="cilla again")
        assert keys(verified(book)) == [*(each.verify_key for each in (ANNA, BO)), _key("cilla again")]

        book.add("cilla", ANNA, BO, keys="cilla again", valid_until=MONDAY)
        assert keys(verified(book)) == [ANNA.verify_key, BO.verify_key]

    def test_the_one_it_is_about_is_no_second(self) -> None:
        """Who signs for herself together with one other is one other only."""
        book = three_advisors()
        book.add("cilla", BO, CILLA, keys="cilla again")
        assert refusals(book) == ["signer"]

    def test_one_with_two_keys_is_one(self) -> None:
        """An old key of a signer is no second advisor's."""
        book = three_advisors()
        book.add("bo", BO, keys="bo again")
        book.add("dan", BO, an_identity("bo again"))
        assert refusals(book) == ["signer"]

    def test_a_stranger_beside_an_advisor(self) -> None:
        """Two signatures are two only where both are advisors'."""
        book = three_advisors()
        book.add("mallory", BO, MALLORY)
        assert refusals(book) == ["signer"]

    def test_the_root_signs_alone(self) -> None:
        """There is one way to write what the root says."""
        book = three_advisors()
        book.add("dan", ROOT, BO)
        assert refusals(book) == ["signer"]

    def test_own_new_keys(self) -> None:
        """Whoever stands gives themselves new keys with the old, which then sign nothing."""
        book = two_advisors()
        book.add("anna", ANNA, keys="anna again")
        assert keys(verified(book)) == [BO.verify_key, _key("anna again")]

        book.add("anna", ANNA, keys="mallory")
        assert refusals(book) == ["signer"]

    def test_own_end(self) -> None:
        """Whoever stands ends themselves, of any role, and not by another's."""
        book = two_advisors()
        book.add("eva", role="auditor")
        book.add("eva", an_identity("eva"), role="auditor", valid_until=MONDAY)
        book.add("anna", ANNA, valid_until=MONDAY)
        assert refusals(book) == []
        assert keys(verified(book)) == [BO.verify_key]

    def test_own_role(self) -> None:
        """Nobody raises themselves."""
        book = three_advisors()
        book.add("eva", role="administrator")
        for role in ("advisor", "alternate", "auditor", "recovery"):
            book.add("eva", an_identity("eva"), role=role)
            assert refusals(book) == ["signer"]
            book.rows.pop()

    def test_recovery_is_the_roots(self) -> None:
        """A recovery key comes from the root alone, and is changed and ended by it alone (A5)."""
        book = three_advisors()
        book.add("mallory", ANNA, BO, role="recovery")
        assert refusals(book) == ["signer"]
        assert verified(book).recovery is None

        for role in ("recovery", "auditor"):
            book = three_advisors()
            book.add("the chest", role="recovery")
            for signers in ((ANNA, BO), (an_identity("the chest"),)):
                book.add("the chest", *signers, role=role, keys="mallory")
                assert refusals(book) == ["signer"]
                found = verified(book).recovery
                assert found is not None
                assert found.verify_key == _key("the chest")
                book.rows.pop()

    def test_recovery_signs_nothing(self) -> None:
        """Whoever puts the shares together has no advisor's signature."""
        book = three_advisors()
        book.add("the chest", role="recovery")
        book.add("dan", BO, an_identity("the chest"))
        assert refusals(book) == ["signer"]

    def test_stranger(self) -> None:
        """A statement by somebody unknown is never a recipient and raises the alarm."""
        book = two_advisors()
        book.add("the chest", role="recovery")
        stranger = book.add("mallory", MALLORY)

        directory = verified(book)
        assert MALLORY.verify_key not in keys(directory)
        assert [(each.statement, each.why) for each in directory.unsigned] == [(stranger, "signer")]
        assert directory.sender(MALLORY.verify_key) is None
        directory.require_intake_ready()

    def test_stranger_cannot_be_the_first(self) -> None:
        """Without the root nobody is believed, not even in an empty directory."""
        book = Book()
        book.add("mallory", MALLORY)

        assert verified(book).members == ()

    @pytest.mark.parametrize("role", ["administrator", "auditor", "alternate"])
    def test_other_roles(self, role: str) -> None:
        """Administrators, auditors and alternates vouch for nobody."""
        book = three_advisors()
        book.add("eva", role=role)
        book.add("mallory", an_identity("eva"), BO)
        assert refusals(book) == ["signer"]
        book.rows.pop()
        book.add("mallory", an_identity("eva"), role="auditor")
        assert refusals(book) == ["signer"]

    def test_ended_advisor(self) -> None:
        """An advisor whose end is known signs nothing more, and is none of the three."""
        book = three_advisors()
        book.add("anna", valid_until=NEXT_MONDAY)
        for signers in ((ANNA, BO), (BO, CILLA)):
            book.add("dan", *signers)
            assert refusals(book) == ["signer"]
            book.rows.pop()
        assert len(verified(book).advisors) == 3

    def test_before_their_time(self) -> None:
        """Nothing begins before the statement that stands before it."""
        book = three_advisors()
        book.add("dan", valid_from=NEXT_MONDAY)
        book.add("eva", ANNA, BO, valid_from=TUESDAY)
        assert refusals(book) == ["day"]

    def test_no_early_day_voids_what_was_signed(self) -> None:
        """A statement that would end keys earlier than others were made says too early a day (b1)."""
        book = three_advisors()
        book.add("eva", role="auditor", valid_from=NEXT_MONDAY)
        for signers in ((ROOT,), (ANNA, BO), (CILLA,)):
            book.add("cilla", *signers, keys="cilla again", valid_from=MONDAY)
            directory = verified(book, NEXT_MONDAY)
            assert [each.why for each in directory.unsigned] == ["day"]
            assert directory.sender(CILLA.verify_key, NEXT_MONDAY) is not None
            book.rows.pop()

    def test_forged_signature(self) -> None:
        """A statement in two advisors' names with another signature is unsigned."""
        book = three_advisors()
        good = book.add("dan", ANNA, BO)
        for at in (0, 1):
            signatures = list(good.signatures)
            signatures[at] = signatures[at]._replace(signature=bytes(64))
            book.rows[-1] = replace(good, signatures=tuple(signatures)).encode()
            directory = verified(book)
            assert [each.why for each in directory.unsigned] == ["signature"]
            assert len(directory.advisors) == 3

    def test_other_root(self) -> None:
        """Under another root nothing holds."""
        directory = Directory.verified(two_advisors().rows, root=an_identity("x").verify_key, today=MONDAY)

        assert (directory.members, len(directory.unsigned)) == ((), 2)


class TestVersionOne:
    """Keys that were born under an operator's eyes: known, never sealed to, and they sign no other."""

    @staticmethod
    def old(*roles: str) -> Book:
        book = Book()
        for name, role in zip(("anna", "bo", "cilla"), roles, strict=False):
            book.add(name, role=role, version=OLD_VERSION)
        return book

    def test_never_sealed_to(self) -> None:
        """Three advisors of version 1 are three members and no recipients."""
        directory = verified(self.old("advisor", "advisor", "advisor"))
        assert (len(directory.members), directory.advisors, directory.unsigned) == (3, (), ())
        with pytest.raises(DirectoryError):
            directory.require_intake_ready()

    def test_no_recovery_and_no_alternate(self) -> None:
        """Nor is such an alternate or recovery key sealed to."""
        directory = verified(self.old("recovery", "alternate"))
        assert (directory.recovery, directory.alternates) == (None, ())

    def test_signatures_stay_good(self) -> None:
        """What was signed with such a key is still its holder's, and they still stand."""
        directory = verified(self.old("advisor", "advisor"))
        sender, person = directory.sender(ANNA.verify_key, MONDAY), directory.person(a_handle("anna"))
        assert sender is not None
        assert sender == person
        assert not sender.can_be_sealed_to

    @pytest.mark.parametrize("version", [1, 2])
    def test_they_sign_no_statement(self, version: int) -> None:
        """Whoever founded it makes nobody with the seeds that he saw, and gives nobody new keys."""
        book = self.old("advisor", "advisor", "advisor")
        for name, signers, role in (
            ("mallory", (ANNA, BO)[:version], "advisor"),
            ("mallory", (ANNA,), "auditor"),
            ("anna", (ANNA,), "advisor"),
        ):
            book.add(name, *signers, role=role, keys="mallory", version=version)
            assert refusals(book) == ["signer"]
            book.rows.pop()

    def test_the_root_makes_them_anew(self) -> None:
        """A later statement of version 2, with keys of their own, by the root; old signatures stay good."""
        book = self.old("advisor", "advisor", "advisor")
        for name in ("anna", "bo", "cilla"):
            book.add(name, keys=f"{name} again", valid_from=TUESDAY)
        directory = verified(book, TUESDAY)
        assert keys(directory) == [_key(f"{name} again") for name in ("anna", "bo", "cilla")]
        assert directory.sender(ANNA.verify_key, MONDAY) is not None
        assert directory.sender(ANNA.verify_key, NEXT_MONDAY) is None

    def test_they_are_none_of_the_three(self) -> None:
        """Two who stand anew are two, whoever else stands from before."""
        book = self.old("advisor", "advisor", "advisor")
        for name in ("anna", "bo"):
            book.add(name, keys=f"{name} again")
        book.add("cilla", an_identity("anna again"), an_identity("bo again"), keys="cilla again")
        assert refusals(book) == ["signer"]


def _key(name: str) -> bytes:
    return an_identity(name).verify_key
