"""The steps of both databases lead to what the code expects, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from intake.store import tables as intake_tables
from intake.store.engine import open_engine, read
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from tests.postgres import choice
from triage.accounts.places import NumberPlace, numbers_of
from triage.cases.decisions.complaints import ThemesRecorded, UnitRecorded
from triage.cases.decisions.promises import PromiseMade
from triage.cases.decisions.referral import ReferralSent
from triage.cases.decisions.year_accounts import AccountBegun
from triage.cases.typed import typed
from triage.services.accounts.freeze import freeze
from triage.services.accounts.year import YearOf
from triage.services.casework.begin_entry import begin_entry
from triage.services.casework.open_case import open_report
from triage.services.history.bring_up import bring_up
from triage.services.history.record import differs
from triage.services.reading.visible_case import case_file
from triage.store import tables as triage_tables
from triage.store.migrate import LINES, is_newest, migrate
from triage.store.visibility import Level, system_access, visible_to

pytestmark = pytest.mark.both_engines

METADATA = {"intake": intake_tables.metadata, "triage": triage_tables.metadata}


@pytest.fixture(params=LINES)
def line(request: pytest.FixtureRequest) -> str:
    """Each of the two lines of steps."""
    return str(request.param)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An empty database, in a folder whose name would trouble a careless reader."""
    return empty(tmp_path / "100 %(her)s")


def empty(folder: Path) -> Engine:
    """Give an empty database, in *folder* where databases are files."""
    folder.mkdir()
    databases = choice.databases()
    return open_engine(databases.intake if databases else f"sqlite:///{folder / 'x.db'}")


def statements(engine: Engine) -> dict[str, str]:
    """Give what made each table and index, without the differences that say nothing."""
    if not choice.is_sqlite:
        return {table: described(engine, table) for table in inspect(engine).get_table_names()}
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def described(engine: Engine, table: str) -> str:
    """Give what a server says of a table: its columns, its key and its indexes."""
    seen = inspect(engine)
    columns = [(each["name"], str(each["type"]), each["nullable"]) for each in seen.get_columns(table)]
    key = seen.get_pk_constraint(table)["constrained_columns"]
    foreign = [(each["constrained_columns"], each["referred_table"]) for each in seen.get_foreign_keys(table)]
    indexes = [(each["column_names"], each["unique"]) for each in seen.get_indexes(table)]
    return repr((columns, key, sorted(foreign), sorted(indexes)))


def frozen_the_day_after(town: Clockwork) -> Callable[[], YearOf]:
    """Freeze an account of Monday 23 November on the Tuesday, and give what opens it."""
    town.now = at("Tue 2026-11-24")
    days = {"first_on": date(2026, 11, 23), "last_on": date(2026, 11, 23), "profile": "betro"}
    begun = typed(AccountBegun, **days, summary_item="Beretning")
    reference = begin_entry(town.organisation, town.who(), begun, now=town.now).case_reference

    def account() -> YearOf:
        file = case_file(town.organisation, town.who(), reference, today=town.now.date())
        return YearOf(town.organisation, visible_to(town.who().handle, file.today, Level.CONTENT), file, "da")

    freeze(town.organisation, town.who(), account().file, now=town.now)
    return account


def test_the_steps_lead_to_the_tables_of_the_code(engine, line):
    """Nothing is left to do for Alembic's own comparison, and the newest form is known as such."""
    assert not is_newest(engine, line)
    migrate(engine, line)
    assert is_newest(engine, line)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA[line]) == []


def test_the_tables_are_made_as_the_code_would_make_them(engine, line, tmp_path):
    """Also what the comparison does not see: WITHOUT ROWID, and which columns are the key."""
    migrate(engine, line)
    straight = empty(tmp_path / "straight")
    with straight.begin() as connection:
        METADATA[line].create_all(connection)
    stepped = statements(engine)
    stepped.pop("alembic_version")
    made = statements(straight)
    assert stepped.keys() == made.keys()
    for name, sql in made.items():
        assert ("WITHOUT ROWID" in sql) == ("WITHOUT ROWID" in stepped[name]), name
    for name in METADATA[line].tables:
        if not choice.is_sqlite:
            assert made[name] == stepped[name]
        keys = [inspect(each).get_pk_constraint(name)["constrained_columns"] for each in (engine, straight)]
        assert keys[0] == keys[1], name


def test_a_second_run_does_nothing(engine, line):
    """Whoever is in doubt may run it again."""
    migrate(engine, line)
    before = statements(engine)
    migrate(engine, line)
    assert statements(engine) == before


def test_a_step_that_breaks_leaves_the_old_form(engine, line):
    """All of it is one transaction: a table in the way of the last one, and none of the others is made."""
    last = list(METADATA[line].sorted_tables)[-1].name
    with engine.begin() as connection:
        connection.execute(text(f'CREATE TABLE "{last}" (x INTEGER)'))
    with pytest.raises(DBAPIError):
        migrate(engine, line)
    assert set(statements(engine)) <= {last, "alembic_version"}
    assert not is_newest(engine, line)


def test_there_are_two_lines(engine):
    """A third is a mistake."""
    with pytest.raises(ValueError, match="no line"):
        migrate(engine, "portal")


def test_cases_of_the_first_form_are_recognised_after_the_step(tmp_path):
    """
    What the lists show of a case and what units owe in it is written from its history: the same as if it had
    stood there always; and the doctor sees where it is not so.
    """
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send()
    town.send(COMPLAINT)
    town.tick()
    (complaint,) = (row for row in town.cases if row.scheme == "complaints")
    open_report(town.organisation, town.who(), complaint.case_reference, now=town.now)
    town.decide(typed(UnitRecorded, unit="social"), complaint.case_reference)
    town.decide(typed(ThemesRecorded, main="processing_time"), complaint.case_reference)
    asked = {"unit": "social", "item": "Hvornår?"}
    town.decide(typed(ReferralSent, **asked, ground_item="Sagt i telefonen"), complaint.case_reference)
    town.decide(typed(PromiseMade, **asked, number=1, due_on=date(2026, 12, 1)), complaint.case_reference)
    account = frozen_the_day_after(town)
    figures = numbers_of(account().figures())
    assert [figures[NumberPlace("figures", each)].number.value for each in ("cases", "points")] == [1, 1]
    before = town.dump("triage")
    marks = ("unit", "theme", "type", "handler")
    (stored,) = town.rows("triage", "case", handle=complaint.handle)
    assert [getattr(stored, each) for each in marks] == [
        *("social", "processing_time", "complaint"),
        town.who().handle,
    ]
    names = ("day", "arrival", "progress", "unit", "theme", "type")
    with town.organisation.triage.connect() as connection:
        newest = MigrationContext.configure(connection).get_current_revision()
    town.sql(
        "triage",
        *(f"DROP INDEX case_by_{each}" for each in names),
        "DROP INDEX case_of_handler",
        "DROP INDEX case_by_handler",
        "DROP TABLE list_view",
        *(f'ALTER TABLE "case" DROP COLUMN {each}' for each in marks),
        "UPDATE alembic_version SET version_num = '0001'",
    )
    engine = town.organisation.triage
    engine.dispose()
    assert not is_newest(engine, "triage")
    migrate(engine, "triage", to="0002")
    # What later steps made is there still.
    town.sql("triage", f"UPDATE alembic_version SET version_num = '{newest}'")
    assert town.dump("triage") == before

    owed = town.rows("triage", "owed_by_unit")
    told = {
        (each.kind, each.due_on.isoformat(), each.chase_from and each.chase_from.isoformat()) for each in owed
    }
    assert told == {("request", "2026-12-14", "2026-12-11"), ("promise", "2026-12-01", None)}
    town.sql("triage", "DROP TABLE owed_by_unit", "UPDATE alembic_version SET version_num = '0005'")
    engine.dispose()
    migrate(engine, "triage", to="0006")
    town.sql("triage", f"UPDATE alembic_version SET version_num = '{newest}'")
    assert town.rows("triage", "owed_by_unit") == owed

    # And what accounts and changed rules go by is written of older cases with the steps.
    kept = {name: sorted(town.rows("triage", name)) for name in ("countable", "case_facts")}
    assert [len(rows) for rows in kept.values()] == [2, 3]
    town.sql("triage", "DELETE FROM countable", 'UPDATE case_facts SET facts = \'{"form":"facts/0"}\'')
    bring_up(town.organisation, system_access(), today=town.now.date())
    assert {name: sorted(town.rows("triage", name)) for name in kept} == kept

    # What an account was frozen with goes through the step after it, and so do its figures and their cases.
    town.sql("triage", "DROP TABLE told", "UPDATE alembic_version SET version_num = '0008'")
    engine.dispose()
    migrate(engine, "triage", to="0009")
    town.sql("triage", f"UPDATE alembic_version SET version_num = '{newest}'")
    bring_up(town.organisation, system_access(), today=town.now.date())
    assert is_newest(engine, "triage")
    again = account()
    assert numbers_of(again.figures()) == figures
    assert not again.counts_otherwise(again.of_then())
    assert not again.since_frozen().numbers
    town.decide(typed(ThemesRecorded, main="no_answer"), complaint.case_reference)
    assert numbers_of(account().figures()) == figures
    assert account().since_frozen().records.keys() == {complaint.case_reference}

    def is_stale() -> bool:
        with read(engine) as connection:
            return differs(connection, town.organisation, complaint.handle)

    assert not is_stale()
    town.sql("triage", "UPDATE owed_by_unit SET chase_from = NULL")
    assert is_stale()
