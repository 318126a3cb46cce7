"""
One founded installation under every test that needs one: made once for each day, people, cost of a passphrase
and database engine, and copied.

Four doors lead into a world: `tests.office` (its pages), `tests.clockwork` (its clock), `tests.process` (its
processes) and, with the portal alone and nothing of triage, `tests.builders`.
"""

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from crypto import passphrase
from crypto.hazmat.argon import Cost
from tests.postgres import choice, server
from triage.services.people.enrol import NewPerson
from triage.services.people.provision import Databases, Installation, install

NAMES = ("Ny Kommune", "New Municipality")
CHEAP = Cost(memory=8, passes=1, lanes=1)
REAL = passphrase.COST


@contextmanager
def real_cost() -> Iterator[None]:
    """Let a passphrase cost what it costs in earnest, where another process is to open what it wraps."""
    before, passphrase.COST = passphrase.COST, REAL
    try:
        yield
    finally:
        passphrase.COST = before


def an_installation(
    folder: Path, people: tuple[NewPerson, ...], day: date, **settings: object
) -> Installation:
    """Lay an installation of these *people* in *folder*, valid from a day, with *settings* besides."""
    master, made, like = _founded(people, day, passphrase.COST, choice.engine)
    shutil.copytree(master, folder)
    file = folder / made.settings.name
    text = file.read_text(encoding="utf-8").replace(str(master.resolve()), str(folder.resolve()))
    for old, new in zip(like, choice.databases(like) or (), strict=False):
        text = text.replace(f'"{old}"', f'"{new}"')
    # A path is written as its text; JSON writes text, numbers and yes or no as TOML does.
    lines = (f"{key} = {json.dumps(value, default=str)}\n" for key, value in settings.items())
    file.write_text(text + "".join(lines), encoding="utf-8")
    return replace(made, settings=file)


@contextmanager
def _closed_behind() -> Iterator[None]:
    """Close every database that is opened meanwhile: a process that is killed must be the last one at it."""
    opened: set[Engine] = set()

    def note(connection: Connection) -> None:
        opened.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", note)
        for each in opened:
            each.dispose()


@cache
def _founded(
    people: tuple[NewPerson, ...], day: date, _cost: Cost, _engine: str
) -> tuple[Path, Installation, Databases]:
    kept = Path(tempfile.mkdtemp(prefix="world-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    master = kept / "master"
    databases = choice.databases()
    if databases:
        server().made.clear()
    with _closed_behind():
        made = install(master, mode="test", names=NAMES, first=people, today=day, databases=databases)
    return master, made, databases or Databases.of_files(master)
