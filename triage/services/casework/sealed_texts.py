"""
Sealing what is written in a case: for the advisors who hold its content and the recovery key, signed by the
one who wrote it. Whatever it is found by is put into its row of the index with it.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from crypto.envelope import Direction, Kind, new_id
from crypto.seal import seal
from intake.contents.forms import encode, kind_of, office_text
from intake.contents.item_ref import ItemRef
from intake.contents.versioned import Versioned
from intake.domain.page_text import normalised
from triage.services.casework.indexing import index_written
from triage.services.organisation import Organisation
from triage.services.people.holding import SealedTo, recipients
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference
from triage.store import items, stanzas
from triage.store.cases import CaseRow


def keep_texts(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    texts: Mapping[str, str | Versioned],
    today: date,
    kind: Kind,
    *,
    to: SealedTo | None = None,
) -> dict[str, ItemRef]:
    """
    Seal and store texts of a case in the caller's transaction, and give their references by name.

    Args:
        kind: what the texts are sealed as; a content of another form is sealed as what it is.
        to: whom they are sealed to, where that is not who holds the case by `recipients`.

    Raises:
        HoldersUnknownError, DirectoryError, RuntimeError: as `recipients`.
    """
    contents = {
        name: office_text(kind, normalised(typed)) if isinstance(typed, str) else typed
        for name, typed in texts.items()
    }
    if not contents:
        return {}
    to = to or recipients(connection, organisation, who, row, today)
    kept, digests = {}, {}
    for name, content in contents.items():
        sealed_as = kind_of(content)
        item_id = new_id()
        counter = items.next_counter(connection, row.handle)
        sealed = seal(
            encode(content),
            context=organisation.context(sealed_as, inner_reference(row), item_id, Direction.INTERNAL),
            counter=counter,
            signer=who.identity,
            recipients=to.recipients,
            decoys=to.decoys,
        )
        items.add_item(
            connection,
            item_id=item_id,
            handle=row.handle,
            kind=sealed_as,
            counter=counter,
            author=who.handle,
            on=today,
            sealed=sealed,
        )
        kept[name], digests[item_id] = (
            ItemRef.of(item_id, sealed.envelope),
            stanzas.digest_of(sealed.stanzas, None),
        )
    stanzas.record(connection, row.handle, digests)
    index_written(connection, organisation, who, row, today, contents.values())
    return kept
