"""Opening content: always an act of its own, in the journal before anything is shown."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from crypto.errors import DirectoryError
from intake.clock import local_date
from intake.services.opened_items import answer_to
from intake.store.engine import write
from triage.cases.decisions.hand_over import HandOverConsented, HandOverDeclined
from triage.cases.decisions.messages import MessageReceived
from triage.cases.decisions.receiving import IdentityOpened, ReportOpened
from triage.cases.refusals import Refusal
from triage.cases.typed import Typed, typed
from triage.services.casework.compare_holders import compare_holders
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute, execute_in
from triage.services.casework.follow_mailbox import follow_mailbox
from triage.services.casework.indexing import index_opened
from triage.services.casework.restanza import bring_stanzas
from triage.services.clock.receive import fetch_one
from triage.services.history.case_file import CaseFile
from triage.services.history.one_by_one import SomeFailedError
from triage.services.organisation import Organisation
from triage.services.people.first_item import HoldersUnknownError
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import OpenedNames, correspondence, identity
from triage.services.reading.visible_case import NoSuchCaseError, case_file, visible_file


def open_report(organisation: Organisation, who: SignedIn, reference: str, *, now: datetime) -> bytes:
    """
    Record that a person opens the content of a case, with what lies in its mailbox and can be taken over, and
    give the case's handle. A yes or a no in the mailbox to a question that is still open is recorded with it,
    as of the day on which it came. What is not as it was signed about who holds the case is noted, and
    stanzas that wait for it are made.

    Raises:
        NoSuchCaseError: it is not there for this person, or a grant says so and they do not hold it.
    """
    today = local_date(now)
    while True:
        known = case_file(organisation, who, reference, today=today)
        with suppress(SomeFailedError):
            if fetch_one(organisation, known.row, now=now):
                continue
        answer = _answer(organisation, who, known)
        with write(organisation.triage) as connection:
            before = visible_file(connection, organisation, who, reference, today=today, known=known)
            if len(before.history) != len(known.history):
                continue  # What came in between may be the answer.
            is_theirs = compare_holders(connection, organisation, who, before, now=now)
            if is_theirs:
                _open(connection, organisation, who, before, answer)
        if not is_theirs:
            raise NoSuchCaseError
        with suppress(HoldersUnknownError, DirectoryError):
            follow_mailbox(organisation, who, before, now=now)
            bring_stanzas(organisation, who, known.row, now=now)
        return known.row.handle


def _open(
    connection: Connection, organisation: Organisation, who: SignedIn, before: CaseFile, answer: Typed | None
) -> None:
    after = execute_in(connection, organisation, who, before, typed(ReportOpened))
    if answer is not None:
        # The report may be inside the scheme by now.
        with suppress(Refusal):
            execute_in(connection, organisation, who, after, answer)
    index_opened(connection, organisation, who, after)


def _answer(organisation: Organisation, who: SignedIn, file: CaseFile) -> Typed | None:
    """Give the decision that the reporter's answer in the mailbox makes, if one lies there."""
    question = file.case.hand_over
    if question is None or not file.case.hand_over_pending:
        return None
    messages = correspondence(organisation, who, file, today=file.today).messages
    answer = answer_to(bytes.fromhex(question.item.id), messages)
    said = None if answer is None else answer.content.answer
    if answer is None or said is None:
        return None
    received = (each.item for each in file.history if isinstance(each, MessageReceived))
    message = next((item for item in received if item.id == answer.item_id.hex()), None)
    decides = HandOverConsented if said.agrees else HandOverDeclined
    return None if message is None else Typed(decides, {"message": message, "happened_on": answer.on}, {})


def open_identity(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    why: str,
    now: datetime,
    seen: int | None = None,
    form: SentForm | None = None,
) -> OpenedNames:
    """
    Record that a person opens the reporter's name, and why; then open it.

    Args:
        seen: how many events of the case the person has seen, as `execute` asks for it.
        form: the form that was sent, whose drafts are used up by it.

    Raises:
        NoSuchCaseError: it is not there for this person.
        MovedOnError: there are more events by now, what lay unnoticed in the mailbox among them.
        SomeFailedError: what lies in the mailbox could not be taken over.
        Refusal: the domain says no.
    """
    opened = typed(IdentityOpened, reason_item=why)
    file = execute(organisation, who, reference, opened, now=now, seen=seen, form=form)
    return identity(organisation, who, file, today=local_date(now))
