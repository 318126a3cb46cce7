"""A test does not wait until the disk has what it writes: nobody pulls its plug. Who asks for it, waits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


def leave_to_the_system() -> None:
    """From now on let this process leave it to the operating system when SQLite's writes reach the disk."""
    event.listen(Engine, "engine_connect", _off)


@contextmanager
def waited_for(*engines: Engine) -> Iterator[None]:
    """Let connections be as they are in earnest, and those of *engines* be made anew."""
    event.remove(Engine, "engine_connect", _off)
    for engine in engines:
        engine.dispose()
    try:
        yield
    finally:
        leave_to_the_system()


def _off(connection: Connection) -> None:
    bare = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and bare is not None:
        bare.execute("PRAGMA synchronous=OFF")
