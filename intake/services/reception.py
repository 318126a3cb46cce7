"""What the services of intake work with, and the directory they seal by."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine

from crypto.directory import Directory
from crypto.errors import DirectoryError
from intake.domain.handlers import Handler
from intake.domain.offered import Offered
from intake.domain.own_texts import OwnTexts
from intake.domain.own_words import OURS, Words
from intake.domain.published_limits import PublishedLimit, PublishedTable, by_area
from intake.store import mailboxes, publications, snapshots
from intake.store.engine import UNAVAILABLE, read
from intake.store.handlers import handlers
from intake.store.publications import PublicationKey


@dataclass(frozen=True, slots=True)
class Reception:
    """
    Where things arrive. It holds no private key.

    *root_verify_key* (32 bytes) and the organisation's *sealing_context* (16 bytes) are pinned in the
    settings.
    """

    engine: Engine
    blob_folder: Path
    root_verify_key: bytes
    checkpoint_verify_key: bytes
    sealing_context: bytes


@dataclass(frozen=True, slots=True)
class Own:
    """
    What an organisation calls its own, what it tells in its own words, what its pages offer today, and which
    *papers* of its year are published; and its *handlers*, by role title.
    """

    words: Words = OURS
    texts: OwnTexts = field(default_factory=OwnTexts)
    offered: Offered = field(default_factory=Offered)
    published: PublishedTable = field(default_factory=PublishedTable)
    papers: frozenset[PublicationKey] = frozenset()
    handlers: tuple[Handler, ...] = ()


NOTHING_OWN = Own()


def own(reception: Reception, today: date, known: Own) -> Own:
    """
    Give what is the organisation's own today: what *known* holds wherever that says the same.

    Raises:
        DamagedSnapshotError: what was applied has been altered.
        ValueError: it holds what is no word.
    """
    with read(reception.engine) as connection:
        snapshot = snapshots.newest(connection, today)
        papers = frozenset(publications.shown(connection, today))
        receive = handlers(connection)
    if snapshot is None:
        return replace(NOTHING_OWN, papers=papers, handlers=receive)
    stored = json.loads(snapshot.content)
    words, texts = Words(**stored["words"]), OwnTexts(**stored["texts"])
    # What was applied before there were such limits says none.
    offered = Offered.on(today, stored["units"], stored.get("limits", ()))
    published = PublishedTable(by_area(map(PublishedLimit.read, stored.get("published", ())), today))
    return Own(
        known.words if asdict(words) == asdict(known.words) else words,
        known.texts if asdict(texts) == asdict(known.texts) else texts,
        known.offered if asdict(offered) == asdict(known.offered) else offered,
        known.published if asdict(published) == asdict(known.published) else published,
        papers,
        receive,
    )


def clock_day(reception: Reception) -> date | None:
    """Give the day that it was for the clock when it last published dates; None where it never did."""
    with read(reception.engine) as connection:
        return mailboxes.clock_day(connection)


def first_day(reception: Reception) -> date | None:
    """Give the first day on which what is sent could be sealed; None where there is none."""
    with read(reception.engine) as connection:
        rows = tuple(mailboxes.statements(connection))
    try:
        days = {each.valid_from for each in _verified(rows, reception.root_verify_key, date.max).members}
    except DirectoryError:
        return None
    for day in sorted(days):
        with suppress(DirectoryError):
            _verified(rows, reception.root_verify_key, day).require_intake_ready()
            return day
    return None


def directory(reception: Reception, connection: Connection, today: date) -> Directory:
    """
    Give the directory, verified from the pinned root; anew when a statement or the day has changed.

    Raises:
        DirectoryError: the numbering has a gap.
    """
    return _verified(tuple(mailboxes.statements(connection)), reception.root_verify_key, today)


@lru_cache(maxsize=16)
def _verified(rows: tuple[bytes, ...], root: bytes, today: date) -> Directory:
    return Directory.verified(rows, root=root, today=today)


def require_ready(reception: Reception, today: date) -> None:
    """
    Insist that what is sent today could be sealed.

    Raises:
        DirectoryError: the numbering has a gap, there are fewer than two valid advisors, or no recovery key.
    """
    with read(reception.engine) as connection:
        directory(reception, connection, today).require_intake_ready()


def readers(reception: Reception, today: date) -> int | None:
    """Give how many advisors could open what is sent today: 0 for too few, None where no database answers."""
    try:
        with read(reception.engine) as connection:
            members = directory(reception, connection, today)
        members.require_intake_ready()
    except DirectoryError:
        return 0
    except UNAVAILABLE:
        return None
    return len(members.advisors)
