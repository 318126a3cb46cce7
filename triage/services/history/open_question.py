"""Telling the portal in the same moment whether a yes to a question about a hand-over is still waited for."""

from intake.store import questions
from intake.store.engine import write
from triage.cases.hand_over import question_is_open
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.store import postbox


def settle_question(organisation: Organisation, before: CaseFile, after: CaseFile) -> bool:
    """
    Let no yes in the mailbox begin a case where what is decided leaves nothing to agree to; or again, where
    it does. Say False where something has come into the mailbox by then: it may be that yes, and nothing may
    be decided before it was read.

    The portal stores a yes behind the same writer's lock, so one of the two is first. Called in the
    transaction that records the decision, before its end: should that fail, no case begins either.
    """
    was_open, is_open = question_is_open(before.case), question_is_open(after.case)
    asked = before.case.hand_over if was_open else after.case.hand_over
    if asked is None or was_open == is_open:
        return True
    with write(organisation.intake) as mailboxes:
        if was_open and postbox.has_arrival(mailboxes, before.row):
            return False
        questions.mark(mailboxes, bytes.fromhex(asked.item.id), over=was_open)
    return True
