"""
A drill: a backup restored beside the true installation, with mail and clock off, and a signed result of it.

The result is signed with the backup key, which is where the drill was and not where the backup was made: it
says that somebody who has the seed got everything out of it.
"""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from crypto.backup import BackupKey, sign_drill, verify_drill
from crypto.errors import CryptoError
from crypto.identities import Identity
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.backup.cuts import Manifest
from triage.services.backup.files import BackupError
from triage.services.organisation import Organisation
from triage.store import alerts, inspection, journal

PROCESS = "drill"
"""Under this name the triage database knows when the last backup that was tried was tried."""
RECORDED = "drill:recorded"


class DrillResult(msgspec.Struct, frozen=True, tag_field="form", tag="drill/1", forbid_unknown_fields=True):
    """What a drill found. *faults* are the sentences of the checks: none is what is wanted."""

    organisation: bytes
    cut: bytes
    number: int
    made_at: datetime
    tried_at: datetime
    counts: dict[str, int]
    faults: tuple[str, ...]


_decoder = msgspec.json.Decoder(DrillResult)


def result_of(
    manifest: Manifest, organisation: Organisation, faults: list[str], *, now: datetime
) -> DrillResult:
    """Say what was found in a restored installation."""
    with read(organisation.intake) as intake, read(organisation.triage) as triage:
        counts = inspection.totals(intake, triage)
    return DrillResult(
        organisation=manifest.organisation,
        cut=manifest.cut,
        number=manifest.number,
        made_at=manifest.made_at,
        tried_at=now,
        counts=counts,
        faults=tuple(faults),
    )


def write_result(file: Path, result: DrillResult, holder: Identity) -> None:
    """Write a result, signed, to carry it back."""
    body = msgspec.json.encode(result)
    file.write_bytes(body + b"\n" + sign_drill(holder, body).hex().encode() + b"\n")


def record_result(organisation: Organisation, file: Path, key: BackupKey, *, now: datetime) -> DrillResult:
    """
    Take down in the true installation that a drill went well.

    Raises:
        BackupError: the file is no result of this installation's, nobody with its backup key signed it, it
            lies in the future, or it tells of faults.
    """
    result = _read(file, key)
    if result.organisation != organisation.settings.sealing_context:
        raise BackupError("foreign: it is the result of another installation's drill")
    if result.faults:
        raise BackupError(f"the drill found {len(result.faults)} faults, the first: {result.faults[0]}")
    if result.tried_at > now:
        raise BackupError("it was made later than now; is the time of this machine right?")
    with write(organisation.triage) as connection:
        alerts.beat(connection, PROCESS, result.tried_at)
        journal.append(
            connection,
            on=local_date(now),
            action=RECORDED,
            subject=result.cut,
            digest=_digest(result),
        )
    return result


def _read(file: Path, key: BackupKey) -> DrillResult:
    try:
        body, signature, _ = file.read_bytes().split(b"\n")
        verify_drill(key, body, bytes.fromhex(signature.decode()))
        return _decoder.decode(body)
    except OSError:
        raise BackupError("the file cannot be read") from None
    except (ValueError, CryptoError):
        raise BackupError("it is no result of a drill that was signed with this backup key") from None


def _digest(result: DrillResult) -> bytes:
    return hashlib.sha256(msgspec.json.encode(result)).digest()
