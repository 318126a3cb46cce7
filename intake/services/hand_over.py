"""
A yes or a no to the question whether something may be handed over to the other side of the house.

A yes passes on the text that stands in the question, word for word, and nothing else of what was sent: it
begins the next thread of the code, a submission to those who are sealed to that day (SPEC 13.8). The yes and
the submission are stored in one transaction: there is neither without the other, and however often the yes
is sent, there is one of each.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from crypto.envelope import Direction, new_id
from crypto.mailbox import FIRST_THREAD, Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import local_date
from intake.contents.mailbox import Answer, IdentityContent, MessageContent, Origin, ReportContent
from intake.services.answered import answer_id, is_answered
from intake.services.correspond import newest_card, open_question, write_message
from intake.services.finding import later_threads, mailbox_row, place_in
from intake.services.held_by import begun, holding_in, only, tells_whom_to_believe
from intake.services.over_there import (
    first_over_there,
    kind_over_there,
    out_today,
    submission_over_there,
)
from intake.services.receiving import audience, audience_of_new, receiving
from intake.services.reception import Reception, directory
from intake.services.submit import seal_items, tag_of
from intake.store import questions
from intake.store.engine import read, write
from intake.store.handlers import add_arrival_holders
from intake.store.mailboxes import (
    add_items,
    add_submission,
    find_mailbox,
    find_submission,
    item_heads,
    item_is_there,
    items_for,
)


class QuestionOverError(Exception):
    """No such question waits for a yes: it is not there, its time is over, or the office knows the answer."""


@dataclass(frozen=True, slots=True)
class HandOverQuestion:
    """
    A question as it lies in a mailbox: the *kind* of what was sent there, and the text that a yes passes on.
    An empty one is of an earlier Betro, and nothing is passed on by the portal.
    """

    kind: str
    crossing: str = field(repr=False)
    received_on: date
    """The day of what was sent there."""


def find_question(
    reception: Reception,
    code: ReceiptCode,
    question: bytes,
    *,
    now: datetime,
    known_day: date | None = None,
    thread: int = FIRST_THREAD,
) -> HandOverQuestion:
    """
    Give a question that waits for a yes, if an advisor asked it.

    Args:
        known_day: by which day it is told whether the time is over, if not by today.

    Raises:
        QuestionOverError: it does not wait for one.
        NoSuchMailboxError: there is no such mailbox.
        DirectoryError: the directory's numbering has a gap.
    """
    mailbox, today = Mailbox.from_code(code, thread), local_date(now)
    with read(reception.engine) as connection:
        reference = mailbox_row(connection, mailbox).reference
        if questions.is_over(connection, question):
            raise QuestionOverError
        row = find_submission(connection, reference)
        heads = item_heads(connection, reference, mailbox.key_id)
        # What was asked later may stand in its place.
        since = next((each.counter for each in heads if each.id == question), None)
        wanted = [
            each.id
            for each in heads
            if each.direction == Direction.CARD
            or tells_whom_to_believe(each)
            or (since is not None and each.direction == Direction.OUT and each.counter >= since)
        ]
        held = items_for(connection, reference, mailbox.key_id, only=wanted)
        members = directory(reception, connection, today)
    reader = begun(reception, mailbox, reference, members, held).reader
    card = newest_card(reader, held, reception.checkpoint_verify_key)
    messages, _files = reader.rest(only(held, Direction.OUT))
    asked = open_question(messages, card)
    until = None if asked is None else asked.content.answer_by
    if asked is None or until is None or asked.item_id != question:
        raise QuestionOverError
    crossing = asked.content.crossing
    if crossing and until < (known_day or today):
        raise QuestionOverError
    return HandOverQuestion(row.kind, crossing, row.received_on)


def answer_question(
    reception: Reception,
    code: ReceiptCode,
    question: bytes,
    *,
    agrees: bool,
    now: datetime,
    known_day: date | None = None,
    thread: int = FIRST_THREAD,
) -> None:
    """
    Take a yes or a no; the first one to a question counts. A yes hands over what the question says.

    Args:
        known_day: as of `find_question`.

    Raises:
        QuestionOverError: a yes is not waited for; nothing is handed over.
        NoSuchMailboxError: there is no such mailbox.
        DirectoryError: there is nobody to seal to.
    """
    if is_answered(reception, code, question, now=now, thread=thread):
        return
    mailbox, answer, asked = Mailbox.from_code(code, thread), answer_id(code, question), None
    if agrees:
        asked = find_question(reception, code, question, now=now, known_day=known_day, thread=thread)
    if asked is None or not asked.crossing:
        said = Answer(question, agrees=agrees)
        write_message(reception, mailbox, "", now=now, item_id=answer, answer=said)
        return
    while not _handed_over(reception, code, mailbox, question, asked, answer, local_date(now)):
        pass  # Another message, or a change of who is sealed to, came in between.


def _handed_over(
    reception: Reception,
    code: ReceiptCode,
    mailbox: Mailbox,
    question: bytes,
    asked: HandOverQuestion,
    answer: bytes,
    today: date,
) -> bool:
    """
    Store the yes and what begins with it, and say whether the question has its answer.

    Raises:
        QuestionOverError: the office settled it in between.
    """
    with read(reception.engine) as connection:
        place = place_in(reception, connection, mailbox, today)
        if item_is_there(connection, place.reference, answer):
            return True
        held = holding_in(reception, connection, mailbox, place)
        # Who was kept out over here is kept out over there.
        kept_out = out_today(held, place.members)
        published = receiving(reception, connection, today, kept_out)
        thread = max(later_threads(connection, code), default=FIRST_THREAD) + 1
    begins, reference = Mailbox.from_code(code, thread), new_id()
    said = Answer(question, agrees=True, begun=reference)
    origin = Origin(place.reference, asked.received_on)
    first = first_over_there(asked.kind, asked.crossing, origin, begins, kept_out)
    to = audience_of_new(published, kind_over_there(first).kind, kept_out)
    # Sealed before the one writer's turn comes, so that nobody waits for it.
    yes = seal_items(
        reception,
        audience(place.members, held.holders, held.audience),
        place.reference,
        [MessageContent("", place.seen, answer=said)],
        place.counter,
        mailbox,
        mailbox.kem_public,
        first_id=answer,
    )
    items = seal_items(reception, to, reference, [first], 1, begins, begins.kem_public)
    nobody = IdentityContent("", "") if isinstance(first, ReportContent) else None
    tag = tag_of(first, nobody, code, thread=thread)
    row = submission_over_there(reference, first, begins, tag, items[0].sealed.envelope, today)
    with write(reception.engine) as connection:
        if questions.is_over(connection, question):
            raise QuestionOverError
        is_taken = find_mailbox(connection, begins.locator) is not None
        if is_taken or place_in(reception, connection, mailbox, today) != place:
            return False
        if receiving(reception, connection, today, kept_out) != published:
            return False
        add_items(connection, place.reference, yes, placed_on=today)
        add_submission(connection, row, begins.locator)
        add_items(connection, reference, items, placed_on=today)
        add_arrival_holders(connection, reference, to.persons)
    return True
