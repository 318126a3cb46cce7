"""
The files by which the root signs: what waits, carried to the offline machine, and what was signed, carried
back.

The first holds the whole directory, so that the offline machine sees by itself after what it signs. Neither
holds a secret; both name people.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from crypto.directory import Directory
from crypto.envelope import new_id
from crypto.errors import CryptoError
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.statement import RECOVERY, Statement, six_words
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.statements import pending

PENDING = "betro/pending/1"
SIGNED = "betro/signed/1"


class PendingFileError(Exception):
    """What was given is not such a file, or cannot be signed; the sentence says why."""


class ToSign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be signed of one person; keys as base64 and handles as hexadecimal digits."""

    name: str
    sign_in_name: str
    person: str
    role: str
    kem_public: bytes
    verify_key: bytes
    until: date | None

    @property
    def words(self) -> str:
        """The six words that are compared with the person."""
        return six_words(bytes.fromhex(self.person), self.role, self.kem_public, self.verify_key)


class PendingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What waits for the root, with the directory as it stands on *day*."""

    betro: str
    root_verify_key: str
    day: date
    directory: tuple[bytes, ...]
    asked: tuple[ToSign, ...]

    @property
    def members(self) -> Directory:
        """The directory that the file holds, verified from its root."""
        return Directory.verified(self.directory, root=bytes.fromhex(self.root_verify_key), today=self.day)

    def before(self, each: ToSign) -> str | None:
        """Say in which role a person stands in the directory; None for a newcomer."""
        member = self.members.person(bytes.fromhex(each.person))
        return None if member is None else member.role

    def is_end(self, each: ToSign) -> bool:
        """Say whether it ends what a person has, and makes nothing: neither another key nor another role."""
        member = self.members.person(bytes.fromhex(each.person))
        if member is None or each.until is None or each.until > self.day:
            return False
        stands = (member.role, member.kem_public, member.verify_key)
        return stands == (each.role, each.kem_public, each.verify_key)


class SignedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Statements that the root has signed, in their order."""

    betro: str
    statements: tuple[bytes, ...]


def to_be_signed(organisation: Organisation, *, today: date) -> PendingFile:
    """
    Give what waits for signatures, as the root is to see it.

    Raises:
        DirectoryError: the directory has a gap.
    """
    asked = tuple(
        ToSign(
            name=each.person.display_name,
            sign_in_name=each.person.sign_in_name,
            person=each.proposal.person.hex(),
            role=each.proposal.role,
            kem_public=each.proposal.kem_public,
            verify_key=each.proposal.verify_key,
            until=each.proposal.until_on,
        )
        for each in pending(organisation, today=today)
    )
    rows = tuple(each.statement.encode() for each in directory(organisation, today).statements)
    return PendingFile(PENDING, organisation.settings.root_verify_key.hex(), today, rows, asked)


def written(file: PendingFile | SignedFile) -> bytes:
    """Write a file."""
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def read_pending(raw: bytes) -> PendingFile:
    """
    Read what is to be signed, and insist that its directory is whole.

    Raises:
        PendingFileError: it is another file, or altered.
    """
    try:
        file = msgspec.json.decode(raw, type=PendingFile)
        if file.betro == PENDING:
            _ = file.members, [each.words for each in file.asked]
            return file
    except (msgspec.DecodeError, ValueError, CryptoError):
        pass
    raise PendingFileError(
        "this is not a file of betro keys pending, or it has been altered or signed already"
    )


def read_signed(raw: bytes) -> SignedFile:
    """
    Read what was signed; whether it holds is for the directory to say.

    Raises:
        PendingFileError: it is another file, or altered.
    """
    try:
        file = msgspec.json.decode(raw, type=SignedFile)
        if file.betro == SIGNED:
            for each in file.statements:
                Statement.decode(each)
            return file
    except (msgspec.DecodeError, ValueError, CryptoError):
        pass
    raise PendingFileError("this is not a file that betro keys sign has signed, or it has been altered")


def signed(
    file: PendingFile, chosen: Sequence[ToSign], root: SigningKey, *, recovery: Identity | None = None
) -> SignedFile:
    """
    Sign what was chosen, one statement after the other.

    *recovery* is entered first, in a directory of an earlier Betro that has no recovery key.

    Raises:
        PendingFileError: the key is not the root of this installation, or the directory would not hold it.
    """
    if root.verify_key.hex() != file.root_verify_key:
        raise PendingFileError("this is not the root of this installation")
    rows, new = list(file.directory), []
    wanted = [_of(each) for each in chosen]
    if recovery is not None:
        wanted.insert(0, (new_id(), RECOVERY, recovery.kem_public, recovery.verify_key, None))
    for person, role, kem_public, verify_key, until in wanted:
        members = Directory.verified(rows, root=root.verify_key, today=file.day)
        first = max([file.day, *(each.valid_from for each in members.members)])
        statement = Statement(
            number=members.next_number,
            previous=members.head,
            person=person,
            role=role,
            kem_public=kem_public,
            verify_key=verify_key,
            valid_from=first,
            valid_until=None if until is None else max(until, first),
        ).signed(root)
        new.append(statement.encode())
        rows.append(new[-1])
        if (
            len(Directory.verified(rows, root=root.verify_key, today=file.day).members)
            != len(members.members) + 1
        ):
            raise PendingFileError("the directory would not hold it: has somebody else this key?")
    return SignedFile(SIGNED, tuple(new))


def _of(each: ToSign) -> tuple[bytes, str, bytes, bytes, date | None]:
    return bytes.fromhex(each.person), each.role, each.kem_public, each.verify_key, each.until
