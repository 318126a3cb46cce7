"""
Opening a database so that what was confirmed is durable and writers wait their turn.

- SQLite: write-ahead log, synchronous=FULL (a commit is on disk before it is answered), deleted rows
  overwritten, temporary tables in memory, foreign keys on.
- A write transaction begins IMMEDIATE, behind a lock of this process and a file lock between processes:
  SQLite's own waiting is unfair and lets a writer starve for seconds (design §8).
- PostgreSQL: a write transaction begins by taking the database's one writer's lock, so that it runs as alone
  as on SQLite, and says that its commit must be on disk; a read sees one snapshot (deploy/adr/0015).
- Nobody writes to a file that was renamed away or put in another's place, nor while the house has closed.
- An error of the database names the statement and never its values: they may be a name, or a wrapped key.
"""

import fcntl
import os
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, ExceptionContext, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from intake.domain.closed import ClosedError, MovedError
from intake.store import notices

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
FILE = "file"
"""Under this name a connection knows which file it has opened."""
WAIT_SECONDS = 30
WRITERS_LOCK = 0x6265_7472_6F
"""The advisory lock that every writer of a PostgreSQL database takes; each database has its own."""
STOPPED_SECONDS = 60
"""A writer on PostgreSQL who does nothing for so long, such as one whose machine sleeps, is undone."""
BEGIN_WRITING = (
    f"SELECT pg_advisory_xact_lock({WRITERS_LOCK}), set_config('synchronous_commit', 'on', true), "
    f"set_config('idle_in_transaction_session_timeout', '{STOPPED_SECONDS}s', true)"
)


_turns: dict[str, threading.Lock] = {}
_turns_guard = threading.Lock()


def open_engine(url: str) -> Engine:
    """Give an engine for the database at *url*; nothing is read or made before the first transaction."""
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(
            url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": WAIT_SECONDS}
        )
        event.listen(engine, "begin", _begin_on_server)
        event.listen(engine, "handle_error", _without_values)
        return engine
    engine = create_engine(
        url,
        connect_args={"timeout": WAIT_SECONDS, "isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", partial(_prepare, Path(engine.url.database or "")))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(path: Path, connection: Any, record: ConnectionPoolEntry) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    record.info[FILE] = _identity(path)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _require_in_place(engine: Engine, connection: Connection) -> None:
    if FILE in connection.info and connection.info[FILE] != _identity(Path(engine.url.database or "")):
        # The next connection opens what lies there by then.
        engine.dispose()
        raise MovedError


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("betro_writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # This waits for nobody and so cannot fail; by SQLAlchemy's way it takes several times as long.
        connection.connection.cursor().execute("BEGIN")


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get("betro_writes", False):
        # READ COMMITTED: what the writer before committed is seen by every statement after the lock is had.
        connection.exec_driver_sql(BEGIN_WRITING)


def _without_values(context: ExceptionContext) -> None:
    # What PostgreSQL says of a refused row holds the row's key; the state's number says what was wrong.
    state = getattr(context.original_exception, "sqlstate", None)
    if state is not None:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                error.args = (f"({type(context.original_exception).__name__}) SQLSTATE {state}",)


@contextmanager
def read(engine: Engine) -> Generator[Connection]:
    """Give a connection that sees one state of the database throughout."""
    with engine.connect() as bare:
        connection = bare
        if engine.url.get_backend_name() == "postgresql":
            connection = bare.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def write(engine: Engine, *, even_closed: bool = False) -> Generator[Connection]:
    """
    Give a connection in a write transaction: committed and on disk when the block ends, undone if it raises.

    Not to be nested on one database: the second would wait for the first for ever.

    Args:
        even_closed: for what is done while the house has closed, and to open it again.

    Raises:
        ClosedError: the house has closed; asked inside the transaction, so that nothing is half done.
        MovedError: the file was renamed away, or another lies in its place.
    """
    with _turn(engine), engine.connect() as bare:
        _require_in_place(engine, bare)
        connection = bare.execution_options(betro_writes=True)
        with connection.begin():
            if not even_closed and notices.closed_since(connection):
                raise ClosedError
            yield connection


class NoTurnError(Exception):
    """Another writer did not give the turn back: its process was stopped in the middle, perhaps."""


UNAVAILABLE = (DBAPIError, PoolTimeoutError, NoTurnError)
"""What a database that is gone, locked, full, damaged or held by others is met with."""


@contextmanager
def _turn(engine: Engine) -> Generator[None]:
    path = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not path or path == ":memory:":
        yield
        return
    with _turns_guard:
        lock = _turns.setdefault(path, threading.Lock())
    if not lock.acquire(timeout=WAIT_SECONDS):
        raise NoTurnError
    try:
        with _locked(Path(f"{path}.turn")):
            yield
    finally:
        lock.release()


@contextmanager
def _locked(path: Path) -> Generator[None]:
    """Hold the lock of a file between processes. Raises NoTurnError: another held it for too long."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _wait_for_lock(file)
        yield


def _wait_for_lock(file: TextIO) -> None:
    # The kernel's queue is fair and has no end: a thread stands in it, also when we have left.
    own = os.dup(file.fileno())
    had = threading.Event()

    def stand() -> None:
        fcntl.flock(own, fcntl.LOCK_EX)
        os.close(own)  # The lock is the open file's, which we hold as long as somebody waits for it.
        had.set()

    threading.Thread(target=stand, daemon=True).start()
    if not had.wait(WAIT_SECONDS):
        raise NoTurnError


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """
    Store a row unless one with its primary key stands already, in one statement; say whether it was stored.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    query = dialect.insert(table).values(values).on_conflict_do_nothing(index_elements=table.primary_key)
    # psycopg forgets the number of rows otherwise.
    return connection.execute(query, execution_options={"preserve_rowcount": True}).rowcount == 1
