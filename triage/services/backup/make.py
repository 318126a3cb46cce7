"""
Making a backup while everybody works.

1. Both databases are seen as they are at one moment: no writer of either has a turn while the two views are
   opened. It takes milliseconds; what follows is read from the views, and everybody writes on.
2. So a cut is what a power cut at that moment would have left, which every service takes up again from.
3. Attachments never change once they are sent. Those that no earlier cut has kept are copied, each compared
   with the hashes from when it came in. Of those that lie there already a seventh is compared with them in
   each cut, so all of them in seven, and one that has become another is copied anew.
4. Everything is on disk and read back before the cut gets its name.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from crypto.backup import BackupKey, PartSealer, part_context
from crypto.envelope import new_id
from crypto.keys import SigningKey
from intake.clock import local_date
from intake.domain.languages import SOURCE
from intake.services.attach import blob_pieces, path_of, sync_folder
from intake.store import blobs
from intake.store.blobs import BlobRow
from intake.store.engine import write
from triage.services.backup import cuts, files
from triage.services.backup.belongings import Belongings
from triage.services.backup.cuts import Manifest
from triage.services.backup.files import BackupError, Kept
from triage.services.organisation import Organisation
from triage.services.organisation.moment import one_moment
from triage.services.people.provision import closed_to_others
from triage.store import alerts, journal
from triage.store.dump import framed, records

PROCESS = "backup"
"""Under this name the triage database knows when the last backup was made."""
TURNS = 7
"""In so many cuts every attachment that was kept earlier is read again: once a week where one is made each
night."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup."""

    cut: Path
    copied: int
    manifest: Manifest
    kept: int


@closed_to_others()
def make(
    organisation: Organisation,
    belongings: Belongings,
    folder: Path,
    key: BackupKey,
    *,
    keep: int,
    now: datetime,
) -> Made:
    """
    Add a cut to *folder* and let the newest *keep* stand.

    Raises:
        BackupError: another is being made there, the folder is another installation's, or the disk is at
            fault.
        OSError: the folder cannot be written.
    """
    clock = SigningKey.from_seed(belongings.checkpoint_key)
    with cuts.alone(folder):
        before = cuts.finished(folder)
        cuts.require_own(before, organisation.settings.sealing_context)
        mine = cuts.number_of(before[-1]) + 1 if before else 1
        cut = folder / cuts.CUTS / f"{mine:06}-{local_date(now).isoformat()}"
        draft = cut.with_name(cut.name + cuts.UNFINISHED)
        for broken_off in cuts.unfinished(folder):
            shutil.rmtree(broken_off)
        draft.mkdir(mode=0o770)
        sealed = _Sealed(draft, key, organisation.settings.sealing_context, new_id())
        with one_moment(organisation) as (intake, triage):
            parts = {
                cuts.BELONGINGS: sealed.part(cuts.BELONGINGS, [msgspec.json.encode(belongings)]),
                cuts.INTAKE: sealed.part(cuts.INTAKE, framed(records(intake))),
                cuts.TRIAGE: sealed.part(cuts.TRIAGE, framed(records(triage))),
            }
            rows = blobs.claimed(intake)
            entries, _ = journal.head(triage)
        source, target = organisation.settings.blob_folder, folder / cuts.BLOBS
        attachments, copied = _keep_blobs(rows, source, target, turn=mine % TURNS)
        names = organisation.settings.organisation
        manifest = Manifest(
            organisation=organisation.settings.sealing_context,
            name=names.get(SOURCE) or next(iter(names.values())),
            cut=sealed.cut,
            number=mine,
            made_at=now,
            key_id=key.key_id,
            clock_key=clock.verify_key,
            entries=entries,
            parts=parts,
            blobs=attachments,
            missing=len(rows) - len(attachments),
        )
        cuts.write_manifest(draft, manifest, clock)
        cuts.read_manifest(draft)
        sync_folder(draft)
        draft.rename(cut)
        sync_folder(cut.parent)
        kept = cuts.rotate(folder, keep)
    with write(organisation.triage, even_closed=True) as connection:
        alerts.beat(connection, PROCESS, now)
    return Made(cut, copied, manifest, kept)


@dataclass(frozen=True, slots=True)
class _Sealed:
    draft: Path
    key: BackupKey
    organisation: bytes
    cut: bytes

    def part(self, name: str, content: Iterable[bytes]) -> Kept:
        sealer = PartSealer(self.key, part_context(self.organisation, self.cut, name))
        return files.write_whole(self.draft / name, _pieces(sealer, content))


def _pieces(sealer: PartSealer, content: Iterable[bytes]) -> Iterator[bytes]:
    yield sealer.head
    for piece in content:
        yield sealer.update(piece)
    yield sealer.finish()


def _keep_blobs(
    rows: Sequence[BlobRow], source: Path, target: Path, *, turn: int
) -> tuple[dict[str, Kept], int]:
    """
    Copy what the folder of backups lacks, or holds as something else, as far as it is its *turn* to be read;
    give what it has of these rows, and how many were copied.
    """
    kept: dict[str, Kept] = {}
    copied = 0
    for row in rows:
        there, wanted = path_of(target, row.id), Kept(row.size, files.digest_of_hashes(row.hashes))
        # An id is random, and has the same turn in every cut.
        is_whole = there.is_file() and there.stat().st_size == row.size
        if is_whole and row.id[0] % TURNS == turn:
            is_whole = not files.fault(there, wanted, files.blob_digest)
        if not is_whole:
            if files.fault(path_of(source, row.id), wanted, files.blob_digest):
                continue
            _copy(source, there, row.id)
            if files.fault(there, wanted, files.blob_digest):
                raise BackupError(files.DISK)
            copied += 1
        kept[row.id.hex()] = wanted
    return kept, copied


def _copy(source: Path, there: Path, blob: bytes) -> None:
    there.parent.mkdir(mode=0o770, exist_ok=True)
    draft = there.with_suffix(cuts.UNFINISHED)
    draft.unlink(missing_ok=True)
    files.write_whole(draft, blob_pieces(source, blob))
    draft.rename(there)
    sync_folder(there.parent)
