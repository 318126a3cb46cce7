"""Somebody leaves: nothing is sealed to them, and whatever was goes everywhere alike."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crypto.statement import Statement
from intake.clock import COPENHAGEN, local_date
from intake.store.engine import read, write
from tests.colleagues import KilledError, finish_batches, join, killed_before_commit, opens, rows_of, who_is
from tests.office import OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.casework.change_holders import change_holders
from triage.services.casework.open_case import open_report
from triage.services.casework.rewrapping import BatchTally, Task, give_all
from triage.services.clock.comparing import compare_stanzas
from triage.services.people import statements
from triage.services.people.ending import propose_end, sign_proposal
from triage.services.people.holders import directory
from triage.services.people.leaving import (
    follow_directory,
    held_by_too_few,
    left_behind,
    let_go_of,
    people_who_left,
)
from triage.services.people.new_person import NewPerson
from triage.services.people.statements import Needs, SigningRefusedError, Why, pending, throw_away
from triage.store import holdings, leavers, postbox, rewraps
from triage.store.visibility import Level, system_access, visible_to

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TODAY = MONDAY.date()
EVA = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
CASES = 2
MOST = 100


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Anna, Bo and Eva hold two cases with messages and notes, on Monday 23 November 2026."""
    world = found_office(tmp_path / "office", MONDAY)
    join(world, EVA)
    for code in [world.send() for _ in range(CASES)]:
        world.write(code)
    eva = world.signed_in("eva")
    for row in rows_of(world, "eva"):
        open_report(world.organisation, who_is(world, "eva"), row.case_reference, now=world.clock.now())
        eva.save(row.case_reference, "note", item="Set og læst.")
    finish_batches(world)
    return world


def end(world: OfficeWorld, name: str) -> None:
    """Let somebody's end be signed by the root."""
    today = local_date(world.clock.now())
    members = directory(world.organisation, today)
    standing = members.person(world.enrolled[name].handle)
    assert standing is not None
    statement = Statement(
        number=members.next_number,
        previous=members.head,
        person=standing.person,
        role=standing.role,
        kem_public=standing.kem_public,
        verify_key=standing.verify_key,
        valid_from=today,
        valid_until=today,
    ).signed(world.root)
    with write(world.organisation.intake) as connection:
        postbox.add_statement(connection, statement.number, statement.encode())


def follow(world: OfficeWorld) -> int:
    """Do what the clock does for whoever has left."""
    return follow_directory(world.organisation, system_access(), today=local_date(world.clock.now()))


def still(world: OfficeWorld, name: str) -> int:
    """Count what is still sealed to somebody."""
    keys = {world.enrolled[name].identity.key_id}
    with read(world.organisation.triage) as ours, read(world.organisation.intake) as mailboxes:
        in_cases = leavers.count_in_cases(ours, system_access(), keys)
        return in_cases + leavers.count_in_mailboxes(mailboxes, system_access(), keys)


def test_whatever_was_sealed_to_a_leaver_goes_everywhere_alike(world: OfficeWorld) -> None:
    """In mailboxes, texts and lists; those who stay open everything as before, and see the lists."""
    assert still(world, "eva") > 0
    end(world, "eva")

    assert follow(world) > 0

    assert still(world, "eva") == 0
    assert rows_of(world, "eva") == []
    assert all(opens(world, "anna").values())
    assert all(opens(world, "bo").values())
    page = world.signed_in("anna").get("/cases?show=all")
    assert all(row.case_reference in page.to_html() for row in rows_of(world, "anna"))
    assert follow(world) == 0


def test_a_leaver_is_out_at_the_next_click(world: OfficeWorld) -> None:
    """The click after the office has followed the directory leads to the sign-in page."""
    eva = world.signed_in("eva")
    eva.get("/cases")
    end(world, "eva")
    follow(world)
    answer = eva.client.get("/cases", base_url="https://office.test")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_what_comes_in_after_an_end_is_not_sealed_to_the_leaver(world: OfficeWorld) -> None:
    """From the moment at which it stands."""
    end(world, "eva")
    follow(world)
    world.send()
    assert still(world, "eva") == 0
    assert len(rows_of(world, "anna")) == CASES + 1


def test_deleting_goes_on_after_it_was_broken_off_and_raises_no_doubt(world: OfficeWorld) -> None:
    """Killed before any commit: the next tick goes on, and what is recorded fits in the end."""
    end(world, "eva")
    for number in range(1, MOST):
        try:
            with killed_before_commit(world, number):
                follow(world)
            break
        except KilledError:
            assert all(opens(world, "anna").values())
    else:
        pytest.fail("it never came to its end")
    follow(world)
    assert still(world, "eva") == 0
    world.clock.go(days=1)
    compare_stanzas(world.organisation, system_access(), now=world.clock.now())
    anna = visible_to(world.enrolled["anna"].handle, MONDAY.date(), Level.CONTENT)
    with read(world.organisation.triage) as connection:
        assert list(holdings.open_doubts(connection, anna)) == []


def test_stanzas_that_are_given_while_others_are_deleted_raise_no_doubt(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frida is given a case just as what Eva had of it was found: what is recorded is what lies there."""
    frida, anna = join(world, NewPerson("frida", "Frida", Role.ADVISOR)).handle, who_is(world, "anna")
    case, now = rows_of(world, "anna")[0].case_reference, world.clock.now()
    end(world, "eva")
    real = leavers.held_in_mailboxes

    def meanwhile(*given: Any) -> Any:
        found = real(*given)
        monkeypatch.setattr(leavers, "held_in_mailboxes", real)
        change_holders(world.organisation, anna, case, add={frida}, now=now)
        return found

    monkeypatch.setattr(leavers, "held_in_mailboxes", meanwhile)
    follow(world)
    assert still(world, "eva") == 0
    world.clock.go(days=1)
    compare_stanzas(world.organisation, system_access(), now=world.clock.now())
    with read(world.organisation.triage) as connection:
        visible = visible_to(anna.handle, MONDAY.date(), Level.CONTENT)
        assert list(holdings.open_doubts(connection, visible)) == []


def test_an_end_during_the_deletion_of_anothers_is_followed_at_the_next_tick(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bo's end stands while Eva's stanzas are deleted: his are not left until the next day."""
    end(world, "eva")
    real = leavers.held_in_mailboxes

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(leavers, "held_in_mailboxes", real)
        end(world, "bo")
        let_go_of(world.organisation, world.enrolled["bo"].handle, today=TODAY)
        return real(*given)

    monkeypatch.setattr(leavers, "held_in_mailboxes", meanwhile)
    follow(world)
    assert still(world, "bo")
    follow(world)
    assert still(world, "bo") == 0


def test_the_page_says_of_which_days_backups_still_hold_it(world: OfficeWorld) -> None:
    """From the day of the keys to the day of the end; and whether anything is still to be deleted."""
    end(world, "eva")
    follow(world)
    [left] = people_who_left(world.organisation, today=MONDAY.date())
    assert (left.person.display_name, left.still_sealed) == ("Eva Advisor", False)
    assert (left.backups_from, left.backups_until) == (MONDAY.date(), MONDAY.date())
    page = world.signed_in("carla").get("/people")
    assert "Eva Advisor" in page.query_one("#left").to_text()


def test_cases_that_fewer_than_two_would_hold_are_listed_before_an_end(world: OfficeWorld) -> None:
    """Of three holders one may go; then neither of the two who are left."""
    anna, bo, eva = (world.enrolled[name].handle for name in ("anna", "bo", "eva"))
    assert left_behind(world.organisation, anna, eva, today=MONDAY.date()) == []
    end(world, "eva")
    follow(world)
    assert len(left_behind(world.organisation, anna, bo, today=MONDAY.date())) == CASES
    assert len(left_behind(world.organisation, bo, bo, today=MONDAY.date())) == CASES
    assert held_by_too_few(world.organisation, anna, today=MONDAY.date()) == []
    end(world, "bo")
    follow(world)
    assert len(held_by_too_few(world.organisation, anna, today=MONDAY.date())) == CASES


def test_a_long_list_of_other_cases_lets_no_end_through(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anna is alone with a case that fills the list, and holds another with Eva alone: that one is found."""
    monkeypatch.setattr(rewraps, "MOST", 1)
    first, second = sorted(rows_of(world, "anna"), key=lambda row: row.handle)
    frida, anna = join(world, NewPerson("frida", "Frida", Role.ADVISOR)).handle, who_is(world, "anna")
    eva, now = world.enrolled["eva"].handle, world.clock.now()
    change_holders(world.organisation, anna, first.case_reference, add={frida}, remove={eva}, now=now)
    for name in ("bo", "frida"):
        end(world, name)
        follow(world)

    found = left_behind(world.organisation, anna.handle, eva, today=TODAY)

    assert [row.handle for row in found] == [second.handle]


def test_an_end_that_two_advisors_sign_a_day_later_stands_at_once(world: OfficeWorld) -> None:
    """Proposed on Monday, signed on Tuesday: of Tuesday, and from then on nothing is seen any more."""
    eva = world.enrolled["eva"].handle
    propose_end(world.organisation, who_is(world, "anna"), eva, today=TODAY)
    [proposed] = pending(world.organisation, today=TODAY)
    world.clock.go(days=1)
    tuesday = TODAY + timedelta(days=1)
    sign_proposal(world.organisation, who_is(world, "anna"), proposed.proposal, today=tuesday)
    assert len(rows_of(world, "eva")) == CASES
    assert sign_proposal(world.organisation, who_is(world, "bo"), proposed.proposal, today=tuesday) is None
    assert rows_of(world, "eva") == []
    assert directory(world.organisation, tuesday).person(eva) is None
    assert pending(world.organisation, today=tuesday) == []


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_of_two_first_signatures_at_once_none_vanishes(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, is_withdrawn: bool
) -> None:
    """Bo signs after Anna's session read what is proposed: hers is the second; of what is gone it is none."""
    eva, anna, bo = world.enrolled["eva"].handle, who_is(world, "anna"), who_is(world, "bo")
    propose_end(world.organisation, anna, eva, today=TODAY)
    [proposed] = pending(world.organisation, today=TODAY)
    shown, real = proposed.proposal, statements.proposals.proposal_by_id

    def meanwhile(*given: Any) -> Any:
        found = real(*given)
        monkeypatch.setattr(statements.proposals, "proposal_by_id", real)
        if is_withdrawn:
            assert throw_away(world.organisation, shown.id, by=bo.handle, today=TODAY)
        else:
            assert sign_proposal(world.organisation, bo, shown, today=TODAY) is Needs.SECOND
        return found

    monkeypatch.setattr(statements.proposals, "proposal_by_id", meanwhile)
    if is_withdrawn:
        with pytest.raises(SigningRefusedError) as refused:
            sign_proposal(world.organisation, anna, shown, today=TODAY)
        assert refused.value.why is Why.GONE
    else:
        assert sign_proposal(world.organisation, anna, shown, today=TODAY) is None
        assert directory(world.organisation, TODAY).person(eva) is None


def test_an_end_is_not_signed_while_a_case_of_the_signer_would_be_held_by_one(world: OfficeWorld) -> None:
    """Bo's end was proposed before Eva left a case; then Anna, who would be alone with it, cannot sign."""
    bo, anna = world.enrolled["bo"].handle, who_is(world, "anna")
    propose_end(world.organisation, anna, bo, today=TODAY)
    [proposed] = pending(world.organisation, today=TODAY)
    case = rows_of(world, "anna")[0].case_reference
    eva = {world.enrolled["eva"].handle}
    change_holders(world.organisation, anna, case, remove=eva, now=world.clock.now())
    with pytest.raises(SigningRefusedError) as refused:
        sign_proposal(world.organisation, anna, proposed.proposal, today=TODAY)
    assert refused.value.why is Why.CASES


def test_a_newcomer_makes_two_again(world: OfficeWorld) -> None:
    """Whoever is left alone gives the cases to the next who joins."""
    for name in ("eva", "bo"):
        end(world, name)
    follow(world)
    new = join(world, NewPerson("frida", "Frida", Role.ADVISOR))
    for _ in give_all(world.organisation, who_is(world, "anna"), world.clock, Task(new.handle), BatchTally()):
        pass
    anna = world.enrolled["anna"].handle
    assert held_by_too_few(world.organisation, anna, today=MONDAY.date()) == []
    assert world.clock.now() - MONDAY < timedelta(days=1)
