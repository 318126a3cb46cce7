"""
The public half of the ceremony, as a file that is carried from the offline machine to the server.

It holds no secret: the root's verification key, the backup key, and the first statement of the directory, by
which the root enters the recovery key. The three seeds stay where they were made.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from typing import Self

from crypto.backup import BackupKey
from crypto.directory import Directory
from crypto.envelope import new_id
from crypto.errors import CryptoError
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.statement import RECOVERY, Statement, link

FORM = "betro/ceremony/1"
LONGEST = 20_000
"""So many characters has no ceremony's file."""


class CeremonyFileError(Exception):
    """What was given is not the file of a ceremony; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """
    What an installation is founded with.

    *root_verify_key* is 32 bytes, *backup_key* what `BackupKey.to_bytes` gives, *recovery_statement* the
    statement number 1 as it will stand in the directory.
    """

    root_verify_key: bytes
    backup_key: bytes
    recovery_statement: bytes

    @classmethod
    def held(cls, root: SigningKey, *, recovery: Identity, backup: Identity, on: date) -> Self:
        """Give the public half of the three keys; the recovery key stands in the directory from *on*."""
        statement = Statement(
            number=1,
            previous=link(None),
            person=new_id(),
            role=RECOVERY,
            kem_public=recovery.kem_public,
            verify_key=recovery.verify_key,
            valid_from=on,
        ).signed(root)
        return cls(root.verify_key, BackupKey.of(backup).to_bytes(), statement.encode())

    def to_text(self) -> str:
        """Write the file."""
        values = {
            "betro": FORM,
            "root_verify_key": self.root_verify_key.hex(),
            "backup_key": self.backup_key.hex(),
            "recovery_statement": base64.b64encode(self.recovery_statement).decode(),
        }
        return json.dumps(values, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str, *, today: date) -> Self:
        """
        Read the file, and insist that a directory can begin with it today.

        Raises:
            CeremonyFileError: it is another file, or altered; or its day has not come.
        """
        try:
            values = json.loads(text) if len(text) <= LONGEST else {}
            if not isinstance(values, dict) or values.pop("betro", None) != FORM:
                raise CeremonyFileError("this is not the file of a ceremony that this version knows")
            read = cls(
                bytes.fromhex(values.pop("root_verify_key")),
                bytes.fromhex(values.pop("backup_key")),
                base64.b64decode(values.pop("recovery_statement"), validate=True),
            )
            BackupKey.from_bytes(read.backup_key)
            members = Directory.verified([read.recovery_statement], root=read.root_verify_key, today=today)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, CryptoError):
            raise CeremonyFileError("the file of the ceremony is damaged, or has been altered") from None
        if values or len(members.members) != 1 or members.members[0].role != RECOVERY:
            raise CeremonyFileError("the file of the ceremony is damaged, or has been altered")
        if members.recovery is None:
            raise CeremonyFileError(
                "the day of the ceremony has not come on this machine; is its date right?"
            )
        return read
