"""
The status card: the whole present state of a case as codes and dates, for the mailbox alone.

It carries no free text and asks for nothing; text is always signed by a handler.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from intake.contents.card import Card
from intake.contents.forms import encode
from triage.cases.card import card_state
from triage.cases.case import Case
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.fold import told
from triage.cases.hand_over import question_is_open
from triage.cases.vocabulary import Mode
from triage.engine.deadline import Deadline

ACKNOWLEDGE_RULES = ("WB-ACK", "WB-EXT-ACK", "BR-ACK")
FEEDBACK_RULES = ("WB-FB", "WB-EXT-FB6", "WB-EXT-FB3", "BR-FIRST")
"""How the ids of the two promised dates begin, in every country; an extension before what it extends."""


def promised_dates(due: Sequence[Deadline]) -> tuple[date | None, date | None]:
    """
    Give the dates by which a report is acknowledged and answered: the only two that are told to a reporter.
    """
    return _first(due, ACKNOWLEDGE_RULES), _first(due, FEEDBACK_RULES)


def _first(due: Sequence[Deadline], rules: tuple[str, ...]) -> date | None:
    return next((each.due_strict for rule in rules for each in due if each.rule.startswith(rule)), None)


def card_of(case: Case, due: Sequence[Deadline], newest_message: int, *, version: int = 0) -> Card:
    """
    Write the card that a case deserves now.

    Args:
        case: the case as its events tell it.
        due: its deadlines, for the two dates that the reporter was promised.
        newest_message: the number of the office's last that lies in the mailbox, as its events tell it.
        version: the number of the card in its mailbox; the highest wins.
    """
    # An inquiry that was handed over is answered here no more.
    is_over = case.closed_on is not None and case.handed_over_on is not None and not case.is_report
    acknowledge_by, feedback_by = promised_dates(() if is_over else due)
    return Card(
        version=version,
        state=card_state(case),
        received_on=case.received_on,
        acknowledged_on=case.acknowledged_on,
        acknowledged_automatically=case.acknowledged_on is not None
        and case.acknowledgement.mode is Mode.AUTO,
        acknowledge_by=acknowledge_by,
        feedback_by=feedback_by,
        feedback_on=case.report.feedback_given_on or case.complaint.answered_on,
        closed_on=case.closed_on,
        code_known_to_office=case.code_known_to_office,
        newest_message=newest_message,
        question_open=question_is_open(case),
        expected_by=_told_to_expect(case, feedback_by),
    )


def _told_to_expect(case: Case, feedback_by: date | None) -> date | None:
    """Give the day that the newest letter about the second date named, where it is later."""
    letters = (each for each in reversed(told(case.history)) if isinstance(each, LetterRecorded))
    named = next((each.until_on for each in letters if str(each.rule).startswith(FEEDBACK_RULES)), None)
    return named if named is not None and feedback_by is not None and named > feedback_by else None


def card_digest(case: Case, due: Sequence[Deadline], newest_message: int) -> bytes:
    """Hash what a card would say, so that an unchanged state asks for no new one."""
    return hashlib.sha256(encode(card_of(case, due, newest_message))).digest()
