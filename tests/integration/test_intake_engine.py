"""The database as it is opened: durable, private, fair between writers, refusing what the tables forbid."""

import fcntl
import multiprocessing
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from intake.store import engine as module
from intake.store.engine import NoTurnError, insert_new, open_engine, read, write
from intake.store.tables import blob, metadata, published, submission
from tests.builders import MONDAY
from tests.disk import waited_for
from tests.patience import PATIENCE
from tests.postgres import choice, server

TODAY = MONDAY.date()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A fresh intake database."""
    databases = choice.databases()
    engine = open_engine(databases.intake if databases else f"sqlite:///{tmp_path / 'intake.db'}")
    metadata.create_all(engine)
    return engine


def a_blob(number: int) -> dict[str, object]:
    """One row to store."""
    return {
        "id": number.to_bytes(16, "big"),
        "state": "begun",
        "size": 0,
        "begun_on": TODAY,
        "owner_tag": bytes(32),
        "hashes": b"",
    }


def count(engine: Engine) -> int:
    """How many blobs have a row."""
    with read(engine) as connection:
        return len(connection.execute(select(blob.c.id)).all())


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
    ],
)
def test_every_connection_is_durable_and_private(engine, pragma, value):
    """Write-ahead log, FULL, foreign keys, deleted rows overwritten, temporary tables in memory."""
    with waited_for(engine), read(engine) as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.both_engines
def test_a_write_that_raises_is_undone(engine):
    """Nothing of it stays."""

    def fail() -> None:
        with write(engine) as connection:
            connection.execute(insert(blob).values(a_blob(1)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert count(engine) == 0


@pytest.mark.both_engines
def test_a_read_sees_one_state_throughout(engine):
    """What another writes meanwhile is seen by the next read only."""
    with read(engine) as connection:
        assert connection.execute(select(blob.c.id)).all() == []
        with write(engine) as other:
            other.execute(insert(blob).values(a_blob(1)))
        assert connection.execute(select(blob.c.id)).all() == []

    assert count(engine) == 1


def test_what_is_deleted_is_overwritten(engine, tmp_path):
    """The bytes of a deleted row are not left in the file."""
    with write(engine) as connection:
        connection.execute(insert(blob).values({**a_blob(1), "owner_tag": b"kanariefugl" + bytes(21)}))
    with write(engine) as connection:
        connection.exec_driver_sql("DELETE FROM blob")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    assert b"kanariefugl" not in (tmp_path / "intake.db").read_bytes()


def test_tables_have_no_row_number(engine):
    """The order in which things came is told by nothing."""
    with read(engine) as connection:
        for table in metadata.sorted_tables:
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)
            ).scalar()
            assert "WITHOUT ROWID" in made
            assert "AUTOINCREMENT" not in made


def test_every_column_has_a_privacy_class_and_none_a_time_of_day():
    """Whoever adds a column says what it gives away."""
    classes = {"random", "plain", "sealed", "operational", "staff"}
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert column.info.get("privacy") in classes, f"{table.name}.{column.name}"
            assert "TIME" not in str(column.type).upper(), f"{table.name}.{column.name}"


@pytest.mark.both_engines
def test_an_item_needs_its_submission(engine):
    """Foreign keys are kept."""
    mailbox = {"locator": bytes(32), "reference": bytes(16)}
    with pytest.raises(IntegrityError), write(engine) as connection:
        connection.execute(insert(metadata.tables["mailbox"]).values(mailbox))


@pytest.mark.both_engines
def test_a_submission_has_one_row(engine):
    """A reference is used once."""
    row = {
        "reference": bytes(16),
        "kind": "report",
        "scheme": "whistleblowing",
        "channel": "portal",
        "received_on": TODAY,
        "mailbox_kem_pub": bytes(1216),
        "resend_tag": bytes(32),
        "digest": bytes(32),
    }
    with write(engine) as connection:
        connection.execute(insert(submission).values(row))
    with pytest.raises(IntegrityError), write(engine) as connection:
        connection.execute(insert(submission).values(row))


def _write_many(url: str, first: int, how_many: int) -> None:
    engine = open_engine(url)
    for number in range(first, first + how_many):
        with write(engine) as connection:
            # Read, then insert: with a deferred transaction this is where SQLite says that it is locked.
            connection.execute(select(blob.c.id)).all()
            connection.execute(insert(blob).values(a_blob(number)))


@pytest.mark.both_engines
def test_threads_and_processes_take_turns(engine):
    """Two processes and four threads write at once, and every write is there."""
    url = engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(url, start, 20)) for start in (1000, 2000)]
    threads = [threading.Thread(target=_write_many, args=(url, start, 20)) for start in (0, 100, 200, 300)]
    for each in (*processes, *threads):
        each.start()
    for each in (*processes, *threads):
        each.join(60)

    assert [process.exitcode for process in processes] == [0, 0]
    assert count(engine) == 120


@pytest.mark.both_engines
def test_a_row_of_published_dates_is_one_for_a_day(engine):
    """The clock writes each day once."""
    row = {"received_on": TODAY, "acknowledge_by": TODAY, "feedback_by": TODAY}
    with write(engine) as connection:
        connection.execute(insert(published).values(row))
    with pytest.raises(IntegrityError), write(engine) as connection:
        connection.execute(insert(published).values(row))


@pytest.mark.both_engines
def test_what_is_to_stand_once_is_stored_once(engine):
    """Whoever comes second is told so, and changes nothing."""
    with write(engine) as connection:
        assert insert_new(connection, blob, a_blob(1))
        assert not insert_new(connection, blob, {**a_blob(1), "size": 7})
        assert connection.execute(select(blob.c.size)).scalars().all() == [0]


@pytest.mark.both_engines
def test_an_error_says_no_value(engine):
    """Neither the values of the statement nor the key that stood there already."""
    row = {**a_blob(1), "owner_tag": b"kanariefugl" + bytes(21), "state": "kanarie"}
    with write(engine) as connection:
        connection.execute(insert(blob).values(row))
    with pytest.raises(IntegrityError) as refused, write(engine) as connection:
        connection.execute(insert(blob).values(row))
    said = "".join(traceback.format_exception(refused.value))
    assert "kanarie" not in said
    assert a_blob(1)["id"].hex() not in said


@pytest.fixture
def served(engine_of_tests: str) -> Iterator[Engine]:
    """A fresh intake database on PostgreSQL."""
    here = server()
    engine = open_engine(here.url(here.database()))
    metadata.create_all(engine)
    yield engine
    engine.dispose()
    here.forget()


def test_a_write_on_postgresql_is_on_disk_whatever_the_role_was_told(served):
    """synchronous_commit is set by each write; a read changes nothing and cannot."""
    server().run(f"ALTER DATABASE {served.url.database} SET synchronous_commit = off")
    served.dispose()
    with write(served) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    with read(served) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "off"
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
    with pytest.raises(DBAPIError), read(served) as connection:
        connection.execute(insert(blob).values(a_blob(1)))


def test_a_writer_on_postgresql_sees_what_the_one_before_committed(served):
    """Also when it began to wait before that: what is read then, under the lock, is the newest."""
    begun, seen = threading.Event(), []

    def second() -> None:
        begun.set()
        with write(served) as connection:
            seen.extend(connection.execute(select(blob.c.id)).scalars())

    with write(served) as connection:
        waiting = threading.Thread(target=second)
        waiting.start()
        assert begun.wait(PATIENCE)
        time.sleep(0.3)
        connection.execute(insert(blob).values(a_blob(1)))
    waiting.join(60)
    assert seen == [a_blob(1)["id"]]


def test_a_writer_on_postgresql_who_is_killed_lets_the_next_in(served):
    """Nothing of what it wrote stands."""
    context = multiprocessing.get_context("spawn")
    inside = context.Event()
    url = served.url.render_as_string(hide_password=False)
    process = context.Process(target=_hold_for_ever, args=(url, inside))
    process.start()
    assert inside.wait(PATIENCE)
    process.kill()
    process.join(60)
    with write(served) as connection:
        assert connection.execute(select(blob.c.id)).all() == []


def _hold_for_ever(url: str, inside: Event) -> None:
    with write(open_engine(url)) as connection:
        connection.execute(insert(blob).values(a_blob(1)))
        inside.set()
        time.sleep(600)


def test_a_writer_that_was_stopped_holds_nobody_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits too long for the turn is told so; when it comes free, the next one has it."""
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.2)
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with (tmp_path / "a.db.turn").open("a") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        for _ in range(3):
            with pytest.raises(NoTurnError), write(engine):
                pytest.fail("two had the turn")
    with write(engine, even_closed=True) as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
    lock = module._turns[str(tmp_path / "a.db")]
    with lock, pytest.raises(NoTurnError), write(engine):
        pytest.fail("two had the turn")
    engine.dispose()


def test_who_waits_for_the_turn_gets_it(tmp_path: Path) -> None:
    """Another process's writer ends its turn, and the one who waited writes."""
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with (tmp_path / "a.db.turn").open("a") as other, ThreadPoolExecutor(1) as thread:
        fcntl.flock(other, fcntl.LOCK_EX)

        def written() -> bool:
            with write(engine, even_closed=True) as connection:
                connection.exec_driver_sql("CREATE TABLE a (b)")
            return True

        waiting = thread.submit(written)
        time.sleep(0.2)
        assert not waiting.done()
        fcntl.flock(other, fcntl.LOCK_UN)
        assert waiting.result(PATIENCE)
    with (tmp_path / "a.db.turn").open("a") as free:
        fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB)
    engine.dispose()
