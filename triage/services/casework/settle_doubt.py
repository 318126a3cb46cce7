"""Settling a doubt about who holds a case, by one who holds it, with the reason."""

from datetime import datetime

from sqlalchemy import Connection

from intake.clock import local_date
from intake.store.engine import read
from triage.cases.decisions.holders import DoubtKind, require_doubted
from triage.cases.typed import Typed
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute
from triage.services.clock.comparing import items_of
from triage.services.clock.doubts import kind_of
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.recorded_stanzas import record_as_they_are
from triage.services.people.sign_in import SignedIn
from triage.store import holdings


def settle_doubt(
    organisation: Organisation,
    who: SignedIn,
    known: CaseFile,
    decision: Typed,
    *,
    seen: int,
    now: datetime,
    form: SentForm | None = None,
) -> CaseFile:
    """
    Record that doubts of one kind are settled. Where the stanzas were not those that were recorded, those
    that stand there now are recorded.

    Raises:
        Refusal: there is no such doubt, or no reason.
        NoSuchCaseError, MovedOnError, SomeFailedError, HoldersUnknownError: as `execute`.
    """
    kind = decision.given.get("kind")
    assert isinstance(kind, DoubtKind)

    def settle(connection: Connection, after: CaseFile) -> None:
        handle = after.row.handle
        open_ones = [each.kind for each in holdings.doubts(connection, handle) if each.settled_on is None]
        codes = [each for each in open_ones if kind_of(each) is kind]
        require_doubted(kind, [kind_of(each) for each in codes])
        holdings.settle(connection, handle, codes, local_date(now))
        if kind is DoubtKind.CHANGED:
            with read(organisation.intake) as mailboxes:
                items = items_of(connection, mailboxes, after.row)
                record_as_they_are(connection, mailboxes, after.row, items)

    reference = known.row.case_reference
    return execute(
        organisation, who, reference, decision, now=now, known=known, seen=seen, then=settle, form=form
    )
