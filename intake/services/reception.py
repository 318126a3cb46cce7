"""What the services of intake work with, and the directory they seal by."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine

from crypto.directory import Directory
from intake.domain.own_words import OURS, Words
from intake.store import snapshots
from intake.store.engine import read
from intake.store.mailboxes import statements


@dataclass(frozen=True, slots=True)
class Reception:
    """
    Where things arrive. It holds no private key.

    *root_verify_key* (32 bytes), *recovery_kem_public* (1216 bytes) and the organisation's *sealing_context*
    (16 bytes) are pinned in the settings.
    """

    engine: Engine
    blob_folder: Path
    root_verify_key: bytes
    recovery_kem_public: bytes
    checkpoint_verify_key: bytes
    sealing_context: bytes


def own_words(reception: Reception, today: date, known: Words) -> Words:
    """
    Give what the organisation calls its own today: *known* itself where that says the same.

    Raises:
        DamagedSnapshotError: what was applied has been altered.
        ValueError: it holds what is no word.
    """
    with read(reception.engine) as connection:
        snapshot = snapshots.newest(connection, today)
    words = OURS if snapshot is None else Words(**json.loads(snapshot.content)["words"])
    return known if asdict(words) == asdict(known) else words


def directory(reception: Reception, connection: Connection, today: date) -> Directory:
    """
    Give the directory, verified from the pinned root; anew when a statement or the day has changed.

    Raises:
        DirectoryError: the numbering has a gap.
    """
    return _verified(tuple(statements(connection)), reception.root_verify_key, today)


@lru_cache(maxsize=16)
def _verified(rows: tuple[bytes, ...], root: bytes, today: date) -> Directory:
    return Directory.verified(rows, root=root, today=today)


def require_ready(reception: Reception, today: date) -> None:
    """
    Insist that what is sent today could be sealed.

    Raises:
        DirectoryError: the numbering has a gap, or there are fewer than two valid advisors.
    """
    with read(reception.engine) as connection:
        directory(reception, connection, today).require_intake_ready()


def recipients(reception: Reception, members: Directory) -> list[bytes]:
    """
    Give the public keys that everything arriving is sealed to: the valid advisors and the recovery key.

    Raises:
        DirectoryError: there are fewer than two valid advisors.
    """
    members.require_intake_ready()
    return [*(each.kem_public for each in members.advisors), reception.recovery_kem_public]
