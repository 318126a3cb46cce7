"""Who may see a case: a grant that is held today, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, update

from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases import roles
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol
from triage.store import alerts, case_lists, cases
from triage.store import due as due_store
from triage.store.receivers import content_holders
from triage.store.tables import grant, person
from triage.store.visibility import Level, system_access, visible_to

pytestmark = pytest.mark.both_engines

TODAY = date(2026, 11, 23)


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026 with one acknowledged report."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send()
    town.tick()
    return town


def seen(
    town: Clockwork, handle: bytes, today: date = TODAY, level: Level = Level.CLOCKS
) -> tuple[int, int, int, int, bool]:
    """
    Give what a person gets: cases on the page, in the counts, deadlines, alerts, and whether a reference
    leads there.
    """
    reference = town.case.case_reference
    visible = visible_to(handle, today, level)
    with read(town.organisation.triage) as connection:
        return (
            len(case_lists.case_page(connection, visible)),
            sum(case_lists.count_by_state(connection, visible).values()),
            len(due_store.open_deadlines(connection, visible)),
            len(alerts.alerts(connection, visible, since=date(2026, 1, 1))),
            cases.case_by_reference(connection, reference, visible) is not None,
        )


def change(town: Clockwork, name: str, **values: object) -> None:
    """Change a person's grant."""
    with write(town.organisation.triage) as connection:
        connection.execute(update(grant).where(grant.c.person == town.enrolled[name].handle).values(values))


NOTHING = (0, 0, 0, 0, False)


def test_whoever_holds_no_grant_sees_nothing(town):
    """An administrator, a person who does not exist, an advisor enrolled after the report came."""
    late = enrol(
        town.organisation,
        NewPerson("late", "Late", Role.ADVISOR),
        town.root,
        today=TODAY,
    )
    for handle in (town.enrolled["carla"].handle, bytes(16), late.handle):
        assert seen(town, handle) == NOTHING
    everything = seen(town, town.enrolled["anna"].handle)
    assert everything[0] == everything[1] == everything[3] == 1
    assert everything[2] >= 1
    assert everything[4]


def test_a_grant_runs_from_its_first_day_to_its_last(town):
    """Both days included; a planned absence ends by itself."""
    change(town, "bo", from_on=date(2026, 11, 24), until_on=date(2026, 11, 30))
    bo = town.enrolled["bo"].handle
    assert seen(town, bo, date(2026, 11, 23)) == NOTHING
    assert seen(town, bo, date(2026, 11, 24))[0] == 1
    assert seen(town, bo, date(2026, 11, 30))[0] == 1
    assert seen(town, bo, date(2026, 12, 1)) == NOTHING


def test_clocks_are_less_than_content(town):
    """Who may see dates may not see what needs content; who may see content sees the dates."""
    change(town, "bo", level=Level.CLOCKS)
    bo, anna = town.enrolled["bo"].handle, town.enrolled["anna"].handle
    assert seen(town, bo)[0] == 1
    assert seen(town, bo, level=Level.CONTENT) == NOTHING
    assert seen(town, anna) == seen(town, anna, level=Level.CONTENT)
    with read(town.organisation.triage) as connection:
        holders = content_holders(connection, town.case.handle, TODAY)
        assert list(holders) == [anna]


def test_nobody_is_mailed_about_a_case_they_cannot_see(town):
    """The grant of the day decides, also for the alerts of the ladder."""
    change(town, "bo", until_on=date(2026, 11, 23))
    for path in town.mail_folder.glob("*.eml"):
        path.unlink()
    town.tick(at("Mon 2026-11-23", 12))
    for path in town.mail_folder.glob("*.eml"):
        path.unlink()
    for day in range(1, 100):
        town.tick(at("Mon 2026-11-23", 8) + timedelta(days=day))
    told = {mail["To"]: str(mail["Subject"]) for mail in town.mails()}
    # The administrator hears that the unit does not react, and of no case.
    assert told == {
        "anna@example.test": "Der venter noget i Betro",
        "carla@example.test": "Enheden har ikke handlet",
    }


def test_an_advisor_who_left_gets_no_grant(town):
    """Though reports are still sealed to a key whose statement nobody has ended yet."""
    with write(town.organisation.triage) as connection:
        connection.execute(
            update(person).where(person.c.sign_in_name == "bo").values(ended_on=date(2026, 11, 23))
        )
    town.send(now=at("Tue 2026-11-24"))
    town.tick()
    assert len(town.rows("triage", "grant", person=town.enrolled["bo"].handle)) == 1
    assert len(town.rows("triage", "grant", person=town.enrolled["anna"].handle)) == 2


def test_however_many_handles_are_looked_up_no_query_has_many_variables(town):
    """The only case is found behind a thousand that are none, in three queries."""
    none = [number.to_bytes(16) for number in range(1000)]
    variables: list[int] = []
    with read(town.organisation.triage) as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: variables.append(len(told[3])))
        assert cases.taken(connection, [*none, town.case.handle]) == {town.case.handle}
    assert variables == [500, 500, 1]


def test_a_page_follows_the_page_before_by_key(town):
    """In the order of strict date and reference, no case twice and none left out; undated cases last."""
    for _ in range(12):
        town.send()
    town.tick()
    with write(town.organisation.triage) as connection:
        for row in cases.all_cases(connection, system_access())[:4]:
            connection.execute(
                update(cases.case).where(cases.case.c.handle == row.handle).values(next_due_strict=None)
            )
    visible = visible_to(town.enrolled["anna"].handle, TODAY)
    found, after = [], None
    with read(town.organisation.triage) as connection:
        while page := case_lists.case_page(connection, visible, after=after, limit=5):
            found += page
            after = page[-1].place
    rows = [each.row for each in found]
    assert len(rows) == len({row.handle for row in rows}) == 13
    keys = [(row.next_due_strict is None, row.next_due_strict or TODAY, row.case_reference) for row in rows]
    assert keys == sorted(keys)


def test_a_role_that_sees_dates_is_granted_those_of_each_case_that_begins(tmp_path, monkeypatch):
    """Its lists are not empty, its people can open nothing, and nothing is sealed to them."""
    rights = replace(roles.RIGHTS[Role.AUDITOR], sees_dates=True)
    monkeypatch.setattr(roles, "RIGHTS", {**roles.RIGHTS, Role.AUDITOR: rights})
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    new = NewPerson("olga", "Olga", Role.AUDITOR)
    olga = enrol(town.organisation, new, town.enrolled["anna"].identity, today=TODAY).handle
    town.send()
    town.tick()

    assert seen(town, olga) == seen(town, town.enrolled["anna"].handle)
    assert seen(town, olga, level=Level.CONTENT) == NOTHING
    with read(town.organisation.triage) as connection:
        assert olga not in content_holders(connection, town.case.handle, TODAY)
