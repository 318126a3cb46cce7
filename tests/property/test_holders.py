"""
Whoever comes, goes, is taken off a case or takes themselves off: what is sealed in it opens for exactly those
who hold it, and the number of its stanzas says nothing of that.
"""

from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crypto.envelope import Kind
from intake.clock import COPENHAGEN
from tests.holders import changed, doubts, everything, joined, left, opens, read_by, session_of, wrote
from tests.office import OfficeWorld, found_office
from tests.rounds import rounds
from triage.cases.refusals import Refusal

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
NAMES = ("anna", "bo", "cy", "dia", "eli")
TO_MAILBOX = (Kind.REPORT, Kind.MESSAGE)
KINDS = ("join", "add", "remove", "recuse", "leave", "note")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 4), st.integers(0, 4)), max_size=9)


class Town:
    """One case and its people, with what must be true of them."""

    def __init__(self, world: OfficeWorld) -> None:
        self.world = world
        self.here = ["anna", "bo"]
        self.gone: list[str] = []
        self.held = {"anna", "bo"}
        self.seen: dict[bytes, int] = {}
        world.send()
        self.sessions = {name: session_of(world, name) for name in self.here}
        read_by(world, "anna", who=self.sessions["anna"])

    @property
    def able(self) -> list[str]:
        """Who holds the case and has not left."""
        return sorted(self.held - set(self.gone))

    def step(self, kind: str, one: int, other: int) -> None:
        """Let one thing happen, where it can."""
        name, by = NAMES[one], self.able[other % len(self.able)]
        if kind == "join" and name not in (*self.here, *self.gone):
            joined(self.world, name)
            self.sessions[name] = session_of(self.world, name)
            self.here.append(name)
        elif kind == "leave" and name in self.here and len(self.here) > 2 and self.able != [name]:
            left(self.world, name)
            self.here.remove(name)
            self.gone.append(name)
        elif kind == "note":
            wrote(self.world, by, "Et notat", who=self.sessions[by])
        elif kind == "add" and name in self.here and name not in self.held:
            self.change(by, add=name)
        elif kind in {"remove", "recuse"} and name in self.held and name not in self.gone:
            self.change(name if kind == "recuse" else by, remove=name)

    def change(self, by: str, *, add: str = "", remove: str = "") -> None:
        """Let somebody change who holds it; too few are refused."""
        new = [self.world.enrolled[each].handle for each in (add, remove) if each]
        after = (self.held | {add}) - {remove, ""}
        if len(after - set(self.gone)) < 2:
            try:
                changed(self.world, self.sessions[by], remove=new)
            except Refusal:
                return
            raise AssertionError("one is left alone")
        changed(self.world, self.sessions[by], **({"add": new} if add else {"remove": new}))
        self.held = after

    def check(self) -> None:
        """Compare with what must be true."""
        lying = everything(self.world)
        for name in self.here:
            opened = opens(self.world, self.world.enrolled[name].identity)
            assert set(opened.values()) == {name in self.held}, name
        numbers = Counter(
            len(stanzas) - (kind in TO_MAILBOX) - self._of_gone(stanzas)
            for _id, kind, _direction, _envelope, stanzas in lying
        )
        assert len(numbers) == 1, numbers

    def _of_gone(self, stanzas: list) -> int:
        ids = {self.world.enrolled[name].identity.key_id for name in self.gone}
        return sum(each.key_id in ids for each in stanzas)


@settings(max_examples=rounds(6, 80), deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
@example([("join", 2, 0), ("add", 2, 0), ("remove", 1, 0), ("note", 0, 1), ("add", 1, 0), ("recuse", 0, 0)])
@example([("join", 3, 0), ("add", 3, 0), ("leave", 1, 0), ("note", 0, 0), ("remove", 0, 0), ("note", 0, 0)])
def test_what_is_sealed_opens_for_exactly_those_who_hold_it(steps: list[tuple[str, int, int]]) -> None:
    """After every step; and whoever opens the case then finds nothing in doubt."""
    with TemporaryDirectory() as folder:
        town = Town(found_office(Path(folder) / "office", MONDAY))
        for kind, one, other in steps:
            town.world.clock.go(days=1)
            town.step(kind, one, other)
            town.check()
        by = town.able[0]
        read_by(town.world, by, who=town.sessions[by])
        assert doubts(town.world) == set()
