"""
Answering a question of the office with yes or no. A yes that passes something on is asked for twice: the page
between says what crosses, to whom, and what does not.
"""

from dataclasses import dataclass

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from crypto.envelope import ID_BYTES
from crypto.errors import DirectoryError
from crypto.receipt import ReceiptCode
from intake.domain.schemes import Schemes
from intake.page.body import broken_in
from intake.services.answered import is_answered
from intake.services.finding import NoSuchMailboxError
from intake.services.hand_over import (
    HandOverQuestion,
    QuestionOverError,
    answer_question,
    find_question,
)
from intake.web.forms import ReceiptCodeForm
from intake.web.mailbox_page import (
    Notices,
    ask_for_code,
    code_in,
    mailbox_page,
    no_mailbox,
    thread_asked_for,
)
from intake.web.portal import expired, known_day, portal, ticket
from intake.web.returning import MAILBOX

pages = Blueprint("answering", __name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """A yes or a no, as the form says it."""

    code: ReceiptCode
    question: bytes
    agrees: bool


@pages.post(f"{MAILBOX}/<ticket>/answer")
def answer(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Take a yes or a no to a question of the office; the first one to each question counts."""
    asked = ReceiptCodeForm()
    code = code_in(asked)
    if code is None:
        return ask_for_code(asked)
    said = _said(code)
    if said is None or expired() or broken_in() is not None:
        return mailbox_page(code, asked, notices=Notices(unanswered=True))
    try:
        return _taken(asked, said)
    except QuestionOverError:
        return mailbox_page(code, asked, notices=Notices(over=True))
    except DirectoryError:
        return mailbox_page(code, asked, notices=Notices(closed=True))
    except NoSuchMailboxError as error:
        return no_mailbox(asked, error)


def _taken(asked: ReceiptCodeForm, said: _Said) -> ResponseReturnValue:
    reception, thread, is_sure = portal().reception, thread_asked_for(), "sure" in request.form
    at = (reception, said.code, said.question)
    if said.agrees and not is_answered(*at, now=g.now, thread=thread):
        question = find_question(*at, now=g.now, known_day=known_day(), thread=thread)
        if question.crossing and portal().settings.schemes is not Schemes.BOTH:
            raise QuestionOverError  # The house has given up the other side since it was asked.
        if question.crossing and not is_sure:
            return _look_over(said, question)
    answer_question(*at, agrees=said.agrees, now=g.now, known_day=known_day(), thread=thread)
    return mailbox_page(said.code, asked, notices=Notices(sent=not is_sure, handed_over=is_sure))


def _look_over(said: _Said, question: HandOverQuestion) -> str:
    return render_template(
        "portal/hand_over.html",
        question=question,
        code=said.code.grouped,
        question_id=said.question.hex(),
        thread=thread_asked_for(),
        at=request.form.get("page", "0"),
        ticket=ticket(),
    )


def _said(code: ReceiptCode) -> _Said | None:
    """Read the id of the question and the answer; None for what is none."""
    agrees = request.form.get("agrees")
    try:
        question = bytes.fromhex(request.form.get("question", ""))
    except ValueError:
        return None
    if len(question) != ID_BYTES or agrees not in ("yes", "no"):
        return None
    return _Said(code, question, agrees == "yes")
