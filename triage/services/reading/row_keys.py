"""The keys of the index: those who hold the same cases share one, and a session opens it once (SPEC 15.1)."""

from collections.abc import Iterable

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind
from crypto.errors import CryptoError
from crypto.holders import persons_of
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.index import IndexKey
from intake.contents.versioned import FormError
from intake.services.stanza_owners import SEALED_ROLES
from triage.services.organisation import Organisation
from triage.services.people.holders import can_hold
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
    of the advisors who share it sealed to those who have a stanza (SPEC 4.9, 4.11, 15.1): a key that somebody
    else drew would open to them what they may not see.
    """
    try:
        context = organisation.context(Kind.INDEX, each.id, each.id, Direction.INTERNAL)
        found = unseal(each.envelope, each.stanzas, context=context, identity=who.identity)
        content = decode(Kind.INDEX, found.plaintext)
    except (CryptoError, FormError):
        return None
    sender = members.sender(found.sender, on=each.on)
    if sender is None or sender.role not in SEALED_ROLES or sender.person != each.author:
        return None
    if not isinstance(content, IndexKey):
        return None
    # Who left has no stanza any more, and who has a new key has it under that.
    listed, there = persons_of(found.holders, members), persons_of(each.holders, members)
    holders = frozenset(content.holders) or listed
    is_theirs = sender.person in holders <= listed and holders & can_hold(members).keys() <= there <= listed
    if not is_theirs or any(_is_foreign(one, found.holders, members) for one in each.holders):
        return None
    who.row_keys[each.id], who.row_key_holders[each.id] = content.key, holders
    return content.key


def _is_foreign(stanza: bytes, listed: frozenset[bytes], members: Directory) -> bool:
    return stanza not in listed and members.of_key(stanza) is None
