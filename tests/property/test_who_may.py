"""
Laws of the directory and of holders, over every kind of signer that Hypothesis thinks of: nobody alone says
what another has.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.directory import Directory
from crypto.errors import HoldersError
from crypto.holders import HolderStatement, Holding, holding
from crypto.identities import Identity
from crypto.statement import ADVISOR, ALTERNATE, OLD_VERSION, RECOVERY, VERSION, Statement
from tests.property.test_sealing import UNHURRIED
from tests.unit.crypto.people import MONDAY, ROOT, a_handle, an_identity

NAMES = ("anna", "bo", "cilla", "dan")
LAST = MONDAY + timedelta(40)
ROLES = st.sampled_from([ADVISOR, ADVISOR, ADVISOR, ALTERNATE, RECOVERY, "auditor"])
ORGANISATION, CASE = b"o" * 16, b"c" * 16


@cache
def keys_of(name: str, turn: int) -> Identity:
    """Give one of the three pairs of keys that each has; nobody else has their seeds."""
    return an_identity(f"{name} {turn}")


SIGNERS = st.one_of(
    st.just([ROOT]),
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(0, 2)).map(lambda each: keys_of(*each)),
        min_size=1,
        max_size=2,
        unique_by=lambda each: each.verify_key,
    ),
    st.just([ROOT, keys_of("anna", 0)]),
    st.just([an_identity("mallory")]),
)
OWNER = {keys_of(name, turn).verify_key: a_handle(name) for name in NAMES for turn in range(3)}


@dataclass
class Told:
    """A directory to which anybody adds what they like; what does not hold stays there as it is."""

    rows: list[bytes] = field(default_factory=list)

    def directory(self, today: date = LAST) -> Directory:
        return Directory.verified(self.rows, root=ROOT.verify_key, today=today)

    def add(self, data: st.DataObject) -> Statement:
        """Draw a statement about somebody, linked as the next one must be."""
        before, name = self.directory(), data.draw(st.sampled_from(NAMES))
        identity = keys_of(name, data.draw(st.integers(0, 2)))
        begins = MONDAY + timedelta(data.draw(st.integers(0, 5)))
        statement = Statement(
            number=before.next_number,
            previous=before.head,
            person=a_handle(name),
            role=data.draw(ROLES),
            kem_public=identity.kem_public,
            verify_key=identity.verify_key,
            valid_from=begins,
            valid_until=data.draw(st.none() | st.integers(0, 5).map(lambda days: begins + timedelta(days))),
            version=data.draw(st.sampled_from([VERSION, VERSION, VERSION, OLD_VERSION])),
        )
        for signer in data.draw(SIGNERS)[: 1 if statement.version == OLD_VERSION else 2]:
            statement = statement.signed(signer)
        self.rows.append(statement.encode())
        return statement

    def founded(self) -> "Told":
        """Begin with three advisors whom the root knows."""
        for name in NAMES[:3]:
            before, identity = self.directory(), keys_of(name, 0)
            new = Statement(
                before.next_number,
                before.head,
                a_handle(name),
                ADVISOR,
                identity.kem_public,
                identity.verify_key,
                MONDAY,
            )
            self.rows.append(new.signed(ROOT).encode())
        return self


def standing(before: Directory, on: date) -> dict[bytes, tuple[bytes, str]]:
    """Give who stood, by their verify key: a plain reading of SPEC 8.5, with nothing of the program's."""
    last = {each.statement.person: each.statement for each in before.statements}
    return {
        each.verify_key: (each.person, each.role)
        for each in last.values()
        if each.valid_until is None and each.valid_from <= on and each.version == 2
    }


class TestDirectory:
    @settings(UNHURRIED, max_examples=80)
    @given(st.data())
    def test_whatever_is_said_only_those_who_may_are_believed(self, data) -> None:
        """
        Each statement that holds was signed by the root, by two other advisors who stood, by the person alone
        for themselves, or by one advisor for a newcomer; none goes back in time.
        """
        told = Told().founded()
        for _ in range(data.draw(st.integers(1, 7))):
            before = told.directory()
            said = told.add(data)
            after = told.directory()
            assert len(after.statements) + len(after.unsigned) == len(told.rows)
            if len(after.statements) == len(before.statements):
                assert [each.key_id for each in after.advisors] == [each.key_id for each in before.advisors]
                continue
            assert said.valid_from >= before.statements[-1].statement.valid_from
            if said.signers == (ROOT.verify_key,):
                continue
            stood = standing(before, said.valid_from)
            advisors = {key for key, (_, role) in stood.items() if role == ADVISOR}
            signed_by = {stood[key][0] for key in said.signers if key in stood}
            known = [each.statement for each in before.statements if each.statement.person == said.person]
            assert RECOVERY not in {said.role, *(each.role for each in known)}
            own = len(said.signers) == 1 and stood.get(said.signers[0]) == (said.person, said.role)
            newcomer = not known and said.role == "auditor" and advisors.issuperset(said.signers)
            two = (
                len(signed_by - {said.person}) == 2
                and advisors.issuperset(said.signers)
                and len(advisors) >= 3
            )
            assert own or newcomer or two

    @settings(UNHURRIED, max_examples=60)
    @given(st.data(), st.sampled_from(NAMES))
    def test_one_person_alone_changes_no_keys_but_their_own(self, data, attacker) -> None:
        """Whoever has all seeds that one person ever had, and the database, leaves the others' keys alone."""
        told = Told().founded()
        for _ in range(data.draw(st.integers(0, 4))):
            told.add(data)
        before = told.directory()
        mine = {key for key, owner in OWNER.items() if owner == a_handle(attacker)}
        for _ in range(data.draw(st.integers(1, 3))):
            said = told.add(data)
            if not mine.issuperset(said.signers):
                told.rows.pop()
        after = told.directory()

        def of_others(directory: Directory) -> set[tuple[bytes, bytes, str, date | None]]:
            return {
                (each.person, each.key_id, each.role, each.valid_until)
                for each in directory.members
                if each.person != a_handle(attacker) and each.role in {ADVISOR, ALTERNATE, RECOVERY}
            }

        assert of_others(before) == of_others(after)

    @settings(UNHURRIED, max_examples=40)
    @given(st.data())
    def test_the_order_of_rows_tells_nothing(self, data) -> None:
        """However the rows come from the database, the directory is the same."""
        told = Told().founded()
        for _ in range(data.draw(st.integers(1, 5))):
            told.add(data)
        before = told.directory()
        told.rows = data.draw(st.permutations(told.rows))
        after = told.directory()
        assert (after.members, after.head) == (before.members, before.head)


class TestHolders:
    @settings(UNHURRIED, max_examples=80)
    @given(st.data())
    def test_only_holders_say_who_holds_it(self, data) -> None:
        """
        Each statement that holds was signed by the root or by whom the one before names; the audience only
        grows, and what does not hold changes nothing.
        """
        members = Told().founded().directory()
        rows: list[bytes] = []

        def now() -> Holding:
            return holding(
                [a_handle("anna"), a_handle("bo")],
                data.draw(st.permutations(rows)),
                members=members,
                root=ROOT.verify_key,
                organisation=ORGANISATION,
                reference=CASE,
                kept_out=[a_handle("bo")],
            )

        for _ in range(data.draw(st.integers(1, 6))):
            before = now()
            names = data.draw(st.sets(st.sampled_from(NAMES), min_size=1))
            signer = data.draw(
                st.sampled_from([*(keys_of(name, 0) for name in NAMES), keys_of("anna", 1), ROOT])
            )
            on = MONDAY + timedelta(data.draw(st.integers(-1, 4)))
            persons = tuple(sorted(map(a_handle, names)))
            said = HolderStatement(ORGANISATION, CASE, before.number + 1, before.head, persons, on)
            rows.append(said.signed(signer).encode())
            after = now()
            assert after.audience >= before.audience
            if after.number == before.number:
                assert (after.holders, after.audience) == (before.holders, before.audience)
                assert len(after.unsigned) == len(set(rows)) - after.number
                continue
            assert signer is ROOT or OWNER[signer.verify_key] in before.holders
            assert on >= max(day or on for day, _ in before.turns)
            assert after.holders == set(persons)
            assert all(after.held_on(each, on) for each in (*before.holders, *after.holders))
        newest = now()
        if newest.number > 1:
            held = [row for row in rows if HolderStatement.decode(row).number == 1]
            try:
                left = holding(
                    [a_handle("anna")],
                    [row for row in rows if row not in held],
                    members=members,
                    root=ROOT.verify_key,
                    organisation=ORGANISATION,
                    reference=CASE,
                )
            except HoldersError:
                return
            raise AssertionError(left)
