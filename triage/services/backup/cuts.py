"""
The folder that backups lie in: cuts, the attachments that they share, and what each cut says of itself.

    cuts/NUMBER-DAY/manifest      every file of the cut with its size and digest, signed by the clock's key
    cuts/NUMBER-DAY/belongings    settings, keys and the organisation's own folder, sealed
    cuts/NUMBER-DAY/intake        a whole database, sealed
    cuts/NUMBER-DAY/triage        the other
    blobs/XX/ID                   an attachment as it lies, sealed since it came in; kept once for all cuts

A cut is there when its folder has its name: what is being written has another until it is whole on disk.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from crypto.backup import sign_manifest, verify_manifest
from crypto.errors import CryptoError
from crypto.keys import SigningKey
from intake.services.attach import path_of, sync_folder
from triage.services.backup.files import BackupError, Kept, blob_digest, fault, sha256_of

FORM = "backup/1"
BELONGINGS, INTAKE, TRIAGE = "belongings", "intake", "triage"
PARTS = (BELONGINGS, INTAKE, TRIAGE)
CUTS, BLOBS, MANIFEST, LOCK = "cuts", "blobs", "manifest", "lock"
UNFINISHED = ".part"
_NAME = re.compile(r"[0-9]{6,}-[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Manifest(msgspec.Struct, frozen=True, tag_field="form", tag=FORM, forbid_unknown_fields=True):
    """What a cut consists of, and whose it is."""

    organisation: bytes
    name: str
    cut: bytes
    number: int
    made_at: datetime
    key_id: bytes
    clock_key: bytes
    entries: int
    """How many entries the journal had."""
    parts: dict[str, Kept]
    blobs: dict[str, Kept]
    """By the attachment's id; the digest is that of the list of hashes from when it came in."""
    missing: int
    """How many attachments were missing or damaged already where the cut was made."""


_decoder = msgspec.json.Decoder(Manifest)


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """
    Write to a folder of backups while nobody else does.

    Raises:
        BackupError: somebody else does.
    """
    for each in (folder / CUTS, folder / BLOBS):
        each.mkdir(mode=0o770, parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError("another backup is being written into this folder") from None
        yield


def finished(folder: Path) -> list[Path]:
    """Give the folders of the finished cuts, the oldest first."""
    found = [each for each in (folder / CUTS).glob("*") if _NAME.fullmatch(each.name)]
    return sorted(found, key=number_of)


def unfinished(folder: Path) -> list[Path]:
    """Give the folders of cuts that were broken off."""
    return list((folder / CUTS).glob(f"*{UNFINISHED}"))


def number_of(cut: Path) -> int:
    """Give a cut's number."""
    return int(cut.name.partition("-")[0])


def write_manifest(cut: Path, manifest: Manifest, clock: SigningKey) -> None:
    """Write what a cut consists of, signed."""
    body = msgspec.json.encode(manifest)
    signed = body + b"\n" + sign_manifest(clock, body).hex().encode() + b"\n"
    with (cut / MANIFEST).open("xb") as file:
        file.write(signed)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(cut: Path) -> Manifest:
    """
    Read what a cut consists of.

    Raises:
        BackupError: it is missing, damaged, or of a form that is not known.
    """
    try:
        body, signature, _ = (cut / MANIFEST).read_bytes().split(b"\n")
        manifest = _decoder.decode(body)
        verify_manifest(manifest.clock_key, body, bytes.fromhex(signature.decode()))
    except OSError:
        raise BackupError(f"incomplete: {cut.name} has no manifest") from None
    except (ValueError, CryptoError):
        if _form_of(cut) not in (FORM, None):
            raise BackupError(f"{cut.name} was made by another version of Betro; take that one") from None
        raise BackupError(f"damaged: the manifest of {cut.name}") from None
    if set(manifest.parts) != set(PARTS):
        raise BackupError(f"damaged: the manifest of {cut.name}")
    return manifest


def require_own(cuts: Iterable[Path], organisation: bytes) -> None:
    """
    Insist that the cuts of a folder are one installation's, as far as they can say: each would take away the
    attachments of the other.

    Raises:
        BackupError: one is another's.
    """
    for cut in cuts:
        try:
            other = read_manifest(cut).organisation != organisation
        except BackupError:
            continue
        if other:
            raise BackupError("foreign: the folder holds the backups of another installation; take another")


def _form_of(cut: Path) -> object:
    try:
        said = msgspec.json.decode((cut / MANIFEST).read_bytes().partition(b"\n")[0])
    except ValueError:
        return None
    return said.get("form") if isinstance(said, dict) else None


def require_whole(cut: Path, manifest: Manifest) -> None:
    """
    Insist that every part of a cut lies there as it was written; every byte is read.

    Raises:
        BackupError: a part is missing, or is another one.
    """
    for name, kept in manifest.parts.items():
        if word := fault(cut / name, kept, sha256_of):
            raise BackupError(f"{word}: the part {name} of {cut.name}")


def bad_blobs(folder: Path, manifest: Manifest) -> frozenset[str]:
    """Give the ids of the attachments of a cut that are missing or damaged; every byte is read."""
    return frozenset(
        name
        for name, kept in manifest.blobs.items()
        if fault(path_of(folder / BLOBS, bytes.fromhex(name)), kept, blob_digest)
    )


def rotate(folder: Path, keep: int) -> int:
    """
    Let the newest *keep* cuts stand, with every attachment that one of them names, and give their number.

    Raises:
        BackupError: a cut that stands does not say what it names, so no attachment is taken away.
    """
    cuts = finished(folder)
    for cut in [*cuts[:-keep], *unfinished(folder)]:
        # What has lost its name is not taken for a cut, however far this comes.
        gone = cut if cut.name.endswith(UNFINISHED) else cut.rename(cut.with_name(cut.name + UNFINISHED))
        shutil.rmtree(gone)
    named = {name for cut in cuts[-keep:] for name in read_manifest(cut).blobs}
    for path in (folder / BLOBS).glob("??/*"):
        if path.name not in named:
            path.unlink()
    sync_folder(folder / CUTS)
    return len(cuts[-keep:])
