"""
Opening a database so that what was confirmed is durable and writers wait their turn.

- SQLite: write-ahead log, synchronous=FULL (a commit is on disk before it is answered), deleted rows
  overwritten, temporary tables in memory, foreign keys on.
- A write transaction begins IMMEDIATE, behind a lock of this process and a file lock between processes:
  SQLite's own waiting is unfair and lets a writer starve for seconds (design §8).
- An error of the database names the statement and never its values: they may be a name, or a wrapped key.
- Elsewhere (PostgreSQL) the database's own transactions serve.
"""

import fcntl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
WAIT_SECONDS = 30

_turns: dict[str, threading.Lock] = {}
_turns_guard = threading.Lock()


def open_engine(url: str) -> Engine:
    """
    Give an engine for the database at *url*; nothing is read or made before the first transaction.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": WAIT_SECONDS, "isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("betro_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def read(engine: Engine) -> Generator[Connection]:
    """
    Give a connection that sees one state of the database throughout.
    """
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def write(engine: Engine) -> Generator[Connection]:
    """
    Give a connection in a write transaction: committed and on disk when the block ends, undone if it raises.

    Not to be nested on one database: the second would wait for the first for ever.
    """
    with _turn(engine), engine.connect() as bare:
        connection = bare.execution_options(betro_writes=True)
        with connection.begin():
            yield connection


@contextmanager
def _turn(engine: Engine) -> Generator[None]:
    path = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not path or path == ":memory:":
        yield
        return
    with _turns_guard:
        lock = _turns.setdefault(path, threading.Lock())
    with lock, Path(f"{path}.turn").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
