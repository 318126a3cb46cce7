"""What tests of the intake side begin with: a directory, a reception, a portal. Real databases, real keys."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.statement import ADVISOR, RECOVERY, Statement, link
from intake.clock import COPENHAGEN, Clock
from intake.domain.schemes import Schemes
from intake.services.reception import Reception
from intake.settings import PortalSettings
from intake.store.engine import open_engine, write
from intake.store.tables import directory_statement, metadata, published
from intake.web import create_app

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=COPENHAGEN)
"""Monday 23 November 2026, half past ten."""
ORGANISATION = b"o" * 16
"""The sealing context of the portals here."""


@dataclass
class FrozenClock:
    """A clock that a test moves."""

    moment: datetime = MONDAY

    def now(self) -> datetime:
        """Give the moment it was put to."""
        return self.moment

    def go(self, **steps: float) -> None:
        """Move it on, by `timedelta`'s arguments."""
        self.moment += timedelta(**steps)


def a_seed(number: int) -> bytes:
    """Give a seed that is always the same for a number."""
    return number.to_bytes(32, "big")


@dataclass
class Keys:
    """Everybody's keys: the ceremony root, the recovery key, the clock's key and two advisors."""

    root: SigningKey = field(default_factory=lambda: SigningKey.from_seed(a_seed(1)))
    checkpoint: SigningKey = field(default_factory=lambda: SigningKey.from_seed(a_seed(2)))
    recovery: Identity = field(default_factory=lambda: Identity.from_seed(a_seed(3)))
    anna: Identity = field(default_factory=lambda: Identity.from_seed(a_seed(4)))
    bo: Identity = field(default_factory=lambda: Identity.from_seed(a_seed(5)))


def a_directory(keys: Keys, *, valid_from: date = date(2026, 1, 1)) -> list[bytes]:
    """Give the encoded statements of a directory with two advisors and a recovery key, signed by the root."""
    rows: list[bytes] = []
    people = ((keys.anna, ADVISOR), (keys.bo, ADVISOR), (keys.recovery, RECOVERY))
    for number, (person, role) in enumerate(people, start=1):
        statement = Statement(
            number=number,
            previous=link(rows[-1] if rows else None),
            person=number.to_bytes(16, "big"),
            role=role,
            kem_public=person.kem_public,
            verify_key=person.verify_key,
            valid_from=valid_from,
        ).signed(keys.root)
        rows.append(statement.encode())
    return rows


def a_reception(
    folder: Path, keys: Keys | None = None, *, statements: list[bytes] | None = None
) -> Reception:
    """Lay an intake database and a blob folder in *folder*."""
    keys = keys or Keys()
    (folder / "blobs").mkdir(parents=True)
    engine = open_engine(f"sqlite:///{folder / 'intake.db'}")
    metadata.create_all(engine)
    with write(engine) as connection:
        rows = a_directory(keys) if statements is None else statements
        if rows:
            numbered = [{"number": n, "statement": row} for n, row in enumerate(rows, start=1)]
            connection.execute(insert(directory_statement), numbered)
    return Reception(
        engine,
        folder / "blobs",
        keys.root.verify_key,
        keys.checkpoint.verify_key,
        ORGANISATION,
    )


def promise(reception: Reception, received_on: date, acknowledge_by: date, feedback_by: date) -> None:
    """Publish the two dates of a day, as the clock does."""
    row = {"received_on": received_on, "acknowledge_by": acknowledge_by, "feedback_by": feedback_by}
    with write(reception.engine) as connection:
        connection.execute(insert(published).values(row))


@dataclass
class PortalWorld:
    """A portal with everything behind it."""

    folder: Path
    keys: Keys
    reception: Reception
    clock: FrozenClock
    app: Flask

    def stored(self) -> list[str]:
        """Give every row of the database and every file of the blob folder."""
        with closing(sqlite3.connect(self.folder / "intake.db")) as database:
            rows = list(database.iterdump())
        return rows + sorted(f"{path.name} {path.stat().st_size}" for path in self._blobs())

    def _blobs(self) -> list[Path]:
        return [path for path in (self.folder / "blobs").rglob("*") if path.is_file()]

    def all_bytes(self) -> bytes:
        """Give every byte that lies in the folder: databases, logs of writing, blobs."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


def portal_settings(folder: Path, keys: Keys, clock: Clock, **other: object) -> PortalSettings:
    """Give the settings of a portal in *folder*."""
    values: dict[str, object] = {
        "mode": "test",
        "organisation": {"da": "Eksempelby Kommune", "en": "Example Town"},
        "schemes": Schemes.BOTH,
        "portal_host": "",
        "intake_database": f"sqlite:///{folder / 'intake.db'}",
        "blob_folder": folder / "blobs",
        "root_verify_key": keys.root.verify_key,
        "checkpoint_verify_key": keys.checkpoint.verify_key,
        "sealing_context": ORGANISATION,
        "ticket_key": a_seed(9),
        "anonymous_intake": True,
        "upload_limit_mib": 64,
        "uploads_at_once": 4,
        "unclaimed_limit_mib": 64,
        "exit_address": "https://weather.example/",
        "behind_proxy": False,
        "clock": clock,
    }
    return PortalSettings(**{**values, **other})


def a_portal(
    folder: Path,
    *,
    clock: FrozenClock | None = None,
    statements: list[bytes] | None = None,
    **settings: object,
) -> PortalWorld:
    """Lay a portal in *folder*; *settings* differ from the usual ones."""
    keys = Keys()
    clock = clock or FrozenClock()
    reception = a_reception(folder, keys, statements=statements)
    app = create_app(portal_settings(folder, keys, clock, **settings), clock)
    # An error of ours fails the test where it happens, instead of becoming a page.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return PortalWorld(folder, keys, reception, clock, app)
