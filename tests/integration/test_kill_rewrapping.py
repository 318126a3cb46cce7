"""Kill -9 of the office amid a batch, and ten thousand items: nothing is unreadable at any point."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from crypto.envelope import Direction, Kind, new_id
from crypto.keys import SigningKey
from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from crypto.seal import seal
from intake.clock import COPENHAGEN, Clock, local_date
from intake.contents.forms import encode
from intake.contents.mailbox import MessageContent
from intake.services.submit import submit
from intake.store.engine import write
from intake.store.mailboxes import NewItem, find_mailbox, put_item
from tests.colleagues import opens, rows_of, who_is
from tests.office import A_REPORT, OfficeWorld, found_office
from tests.patience import wait_for
from tests.process import Running, Town, a_town, at_the_office
from tests.rounds import rounds
from triage.cases.roles import Role
from triage.rules.codes import Scheme
from triage.services.casework.rewrapping import BatchTally, Task, give_all, share
from triage.services.clock.receive import fetch
from triage.services.organisation import Organisation
from triage.services.people.enrol import Enrolled, enrol
from triage.services.people.holders import directory
from triage.services.people.new_person import NewPerson

EVA = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
CASES = rounds(10, 120)
A_FEW = rounds(1, 2)
"""So many cases more are given before the process is killed again."""
KILLS = rounds(2, 120)
"""No more than so many; what is left then is given in peace."""
MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


class RealTime(Clock):
    """The present moment, as the processes of a town have it."""

    def now(self) -> datetime:
        """Give it."""
        return datetime.now(COPENHAGEN)


@dataclass
class People:
    """What `tests.colleagues` must know of a town."""

    organisation: Organisation
    enrolled: dict[str, Enrolled]
    clock: RealTime = field(default_factory=RealTime)


def _people(town: Town) -> OfficeWorld:
    known = {each.person.sign_in_name: each for each in town.founded.enrolled}
    return cast("OfficeWorld", People(town.organisation, known))


@pytest.mark.heavy
def test_nothing_is_unreadable_however_often_the_office_is_killed_amid_a_batch(tmp_path: Path) -> None:
    """
    Killed after every few cases, each other time amid the next one's transaction, and begun again from the
    same page by Anna and by Bo in turn: whoever held everything opens everything after each kill, no case is
    done twice, and in the end Eva opens all.
    """
    with a_town(tmp_path) as town:
        people = _people(town)
        for _ in range(CASES):
            submit(town.organisation.reception, A_REPORT, new_receipt_code(), now=town.now())
        fetch(town.organisation, now=town.now())
        root = SigningKey.from_seed(town.founded.root_seed)
        eva = enrol(town.organisation, EVA, root, today=local_date(town.now()))
        people.enrolled["eva"] = eva
        kills = 0
        while kills < KILLS and _given(people) < CASES:
            wanted = min(_given(people) + A_FEW, CASES)
            is_amid = not kills % 2
            with _stuck_after(town, eva, wanted if is_amid else CASES):
                office = _begun(town, "bo" if kills % 2 else "anna", eva)
                assert wait_for(lambda wanted=wanted: _given(people) >= wanted)
                office.kill()
            kills += 1
            town.let_go()
            assert _given(people) == wanted or not is_amid
            assert all(opens(people, "anna").values())
            assert all(opens(people, "bo").values())
        assert kills > 1
        # What the last kill left half done is made at the next sign-in, without anybody's asking.
        _begun(town, "bo" if kills % 2 else "anna", eva, asks=_given(people) < CASES)
        assert wait_for(lambda: _given(people) == CASES and all(opens(people, "eva").values()))
        assert len(opens(people, "eva")) >= CASES


def _begun(town: Town, name: str, eva: Enrolled, *, asks: bool = True) -> Running:
    """Start an office and sign somebody in, who asks on the page that Eva be given everything."""
    office = town.start("office")
    browser = at_the_office(town, office, name)
    if asks:
        browser.get(f"/people/{eva.handle.hex()}/share")
        typed = {"step": "start", "schemes": [*map(str, Scheme)]}
        assert browser.post(f"/people/{eva.handle.hex()}/share", typed).status_code == 303
    return office


@contextmanager
def _stuck_after(town: Town, eva: Enrolled, number: int) -> Iterator[None]:
    """
    Let whoever gives Eva a case more than so many never come to the end of it: so the office is not done
    before it is killed, however slow the one is that kills it.
    """
    database = town.organisation.triage.url.database
    assert database is not None
    so_many = f"(SELECT count(*) FROM \"grant\" WHERE person = x'{eva.handle.hex()}') >= {number}"
    endless = "WITH RECURSIVE far(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM far) SELECT x FROM far"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"CREATE VIEW endless AS {endless}")
        connection.execute(
            f'CREATE TRIGGER stuck BEFORE INSERT ON "grant" WHEN {so_many} '
            "BEGIN SELECT count(*) FROM endless; END"
        )
    yield
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER stuck")
        connection.execute("DROP VIEW endless")


def _given(people: OfficeWorld) -> int:
    return len(rows_of(people, "eva"))


@pytest.mark.heavy
def test_ten_thousand_items_are_given_and_left_off_on_the_way(tmp_path: Path) -> None:
    """In cases of ten items each; left off twice, once by each holder, and gone on with by the other."""
    cases, each = rounds(50, 1000), 10
    world = found_office(tmp_path / "office", MONDAY)
    _fill(world, cases, each)
    root = world.root
    eva = enrol(world.organisation, EVA, root, today=MONDAY.date())
    world.enrolled["eva"] = eva
    for name, until in (("anna", cases // 3), ("bo", cases // 3), ("anna", cases)):
        steps = give_all(world.organisation, who_is(world, name), world.clock, Task(eva.handle), BatchTally())
        for number, _ in enumerate(steps, start=1):
            if number == until:
                break
        steps.close()
        assert all(opens(world, "bo").values())
    found = opens(world, "eva")
    assert len(found) == cases * each
    assert all(found.values())
    told = share(world.organisation, who_is(world, "bo"), eva.handle, today=MONDAY.date())
    assert (told.done, told.total) == (cases, cases)


def _fill(world: OfficeWorld, cases: int, each: int) -> None:
    """Send in so many reports, each with messages up to so many items."""
    members = directory(world.organisation, MONDAY.date())
    recovery = members.require_recovery()
    to = [*(one.kem_public for one in members.advisors), recovery.kem_public]
    codes = [new_receipt_code() for _ in range(cases)]
    for code in codes:
        submit(world.reception, A_REPORT, code, now=MONDAY)
    while fetch(world.organisation, now=MONDAY):
        pass  # So many at a time.
    known = {row.intake_reference for row in rows_of(world, "anna")}
    for code in codes:
        mailbox = Mailbox.from_code(code)
        with write(world.organisation.intake) as mailboxes:
            found = find_mailbox(mailboxes, mailbox.locator)
            assert found is not None
            reference = found.reference
            assert reference in known
            for counter in range(2, each + 1):
                item = new_id()
                place = world.organisation.context(Kind.MESSAGE, reference, item, Direction.IN)
                sealed = seal(
                    encode(MessageContent("Noget mere.")),
                    context=place,
                    counter=counter,
                    signer=mailbox,
                    recipients=[*to, mailbox.kem_public],
                )
                put_item(
                    mailboxes,
                    reference,
                    NewItem(item, Direction.IN, Kind.MESSAGE, counter, sealed),
                    placed_on=MONDAY.date(),
                )
