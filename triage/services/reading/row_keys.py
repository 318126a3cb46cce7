"""The keys of the index: those who hold the same cases share one, and a session opens it once (SPEC 15.1)."""

from collections.abc import Iterable

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind, key_id
from crypto.errors import CryptoError
from crypto.statement import ADVISOR
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.index import IndexKey
from intake.contents.versioned import FormError
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import index
from triage.store.index import IndexRow, KeyRow


def learn_keys(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    rows: Iterable[IndexRow],
    members: Directory | None,
) -> None:
    """Open the keys of rows that this session does not know yet."""
    unknown = {each.key for each in rows} - who.row_keys.keys()
    if unknown and members is not None:
        for each in index.keys(connection, who.identity.key_id, unknown):
            open_key(organisation, who, each, members)


def open_key(organisation: Organisation, who: SignedIn, each: KeyRow, members: Directory) -> bytes | None:
    """
    Give a shared key, and keep it for this session; None where it is not for this person, or is not what one
    of the advisors who have a stanza sealed to all of them (SPEC 4.9, 4.11, 15.1): a key that somebody else
    drew would open to them what they may not see.
    """
    try:
        context = organisation.context(Kind.INDEX, each.id, each.id, Direction.INTERNAL)
        found = unseal(each.envelope, each.stanzas, context=context, identity=who.identity)
        content = decode(Kind.INDEX, found.plaintext)
    except (CryptoError, FormError):
        return None
    sender = members.sender(found.sender, on=each.on)
    if sender is None or (sender.role, sender.person) != (ADVISOR, each.author):
        return None
    is_theirs = key_id(sender.kem_public) in found.holders == each.holders
    if not is_theirs or not isinstance(content, IndexKey):
        return None
    who.row_keys[each.id] = content.key
    return content.key
