"""
Coming back with the receipt code: the mailbox and writing into it. Every page answers a POST with the code.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from crypto.envelope import ID_BYTES, new_id
from crypto.errors import DirectoryError, ReceiptCodeError
from crypto.mailbox import Mailbox, resend_tag
from crypto.receipt import ReceiptCode, parse_receipt_code
from intake.contents.mailbox import Answer
from intake.domain.page_text import normalised
from intake.page.body import broken_in
from intake.services.announcing import announced
from intake.services.attach import AttachmentGoneError
from intake.services.correspond import NoSuchMailboxError, RetiredMailboxError, open_mailbox, write_message
from intake.web.carried import Carried, carried_from
from intake.web.files import add_posted_files, names_of, without_removed
from intake.web.forms import MailboxMessageForm, ReceiptCodeForm
from intake.web.portal import expired, known_day, portal, status, ticket

pages = Blueprint("returning", __name__)

MAILBOX = "/<language:lang>/mailbox"
LONGEST_NUMBER = 9
REASONS = {
    "length": _("A code has 25 letters and digits, in five groups of five. You typed more or fewer."),
    "letter_u": _("A code never has the letter U. Perhaps it is a V."),
    "alphabet": _("A code has only the letters A to Z and digits. You typed something else too."),
    "check": _("Something in the code is typed wrong. Compare it with your receipt, group by group."),
    "two": _("You wrote two different codes. Type the one whose mailbox you want to open."),
    "none": _("No mailbox has this code. Compare it with your receipt, group by group."),
    "retired": _("This code has been replaced by a new one. Use the new code."),
}


@dataclass(frozen=True, slots=True)
class Notices:
    """What the mailbox page says besides the mailbox."""

    sent: bool = False
    troubles: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    closed: bool = False
    unanswered: bool = False


@pages.get(f"{MAILBOX}/")
def ask(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Ask for the receipt code."""
    return _ask(ReceiptCodeForm(formdata=None))


@pages.post(f"{MAILBOX}/<ticket>/open")
def view(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Show the mailbox of the code. Nothing is written, so a ticket that has run out will do."""
    g.stores = False
    form = ReceiptCodeForm()
    code = _parsed(form) if form.validate() else None
    if code is None or broken_in() is not None:
        return _ask(form)
    return _mailbox(code, Mailbox.from_code(code), form)


@pages.post(f"{MAILBOX}/<ticket>/message")
def message(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Take a message, files or both; sending the same form twice adds nothing."""
    asked = ReceiptCodeForm()
    carried, troubles = add_posted_files(carried_from(request.form, ("text", "item_id")))
    code = _parsed(asked) if asked.validate() else None
    if code is None:
        return _ask(asked, kept=carried.texts["text"])
    carried = replace(carried, code=code.grouped)
    mailbox = Mailbox.from_code(code)
    form = MailboxMessageForm(formdata=MultiDict({"text": carried.texts["text"]}))
    if broken_in() is not None:
        return _mailbox(code, mailbox, asked, form, carried, Notices(troubles=troubles))
    if {"remove", "upload", "page"} & request.form.keys() or troubles:
        return _mailbox(code, mailbox, asked, form, without_removed(carried), Notices(troubles=troubles))
    valid = form.validate()
    if valid and not carried.texts["text"] and not carried.attached:
        form.form_errors.append(_("Write a message or attach a file."))
        valid = False
    if not valid or expired():
        return _mailbox(code, mailbox, asked, form, carried)
    return _send(code, mailbox, asked, form, carried)


@pages.post(f"{MAILBOX}/<ticket>/answer")
def answer(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Take a yes or a no to a question of the office; the first one to each question counts."""
    asked = ReceiptCodeForm()
    code = _parsed(asked) if asked.validate() else None
    if code is None:
        return _ask(asked)
    mailbox, question = Mailbox.from_code(code), _question(request.form.get("question", ""))
    if question is None or request.form.get("agrees") not in ("yes", "no") or _untaken():
        return _mailbox(code, mailbox, asked, notices=Notices(unanswered=True))
    try:
        write_message(
            portal().reception,
            mailbox,
            "",
            now=g.now,
            item_id=_answer_id(code, question),
            answer=Answer(question, agrees=request.form["agrees"] == "yes"),
        )
    except DirectoryError:
        return _mailbox(code, mailbox, asked, notices=Notices(closed=True))
    except NoSuchMailboxError as error:
        return _nobody(asked, error)
    return _mailbox(code, mailbox, asked, notices=Notices(sent=True))


def _untaken() -> bool:
    return expired() or broken_in() is not None


def _answer_id(code: ReceiptCode, question: bytes) -> bytes:
    """Give the id that the answer to a question always gets."""
    return resend_tag(code, hashlib.sha256(question).digest())[:ID_BYTES]


def _question(written: str) -> bytes | None:
    """Read the id of a question; None for what is none."""
    try:
        question = bytes.fromhex(written)
    except ValueError:
        return None
    return question if len(question) == ID_BYTES else None


def _send(
    code: ReceiptCode, mailbox: Mailbox, asked: ReceiptCodeForm, form: MailboxMessageForm, carried: Carried
) -> ResponseReturnValue:
    text = carried.texts["text"]
    try:
        write_message(
            portal().reception,
            mailbox,
            text,
            carried.attached,
            now=g.now,
            item_id=_item_id(code, carried),
        )
    except AttachmentGoneError as error:
        left = carried.without(error.blobs)
        return _mailbox(code, mailbox, asked, form, left, Notices(gone=names_of(carried, error)))
    except DirectoryError:
        return _mailbox(code, mailbox, asked, form, carried, Notices(closed=True))
    except NoSuchMailboxError as error:
        return _nobody(asked, error, kept=text)
    return _mailbox(code, mailbox, asked, notices=Notices(sent=True))


def _parsed(form: ReceiptCodeForm) -> ReceiptCode | None:
    try:
        return parse_receipt_code(normalised(form.code.data or ""))
    except ReceiptCodeError as error:
        form.code.errors = [REASONS[error.reason]]
        return None


def _page() -> int:
    """Give the page of letters that was asked for; the newest where none was."""
    asked = request.form.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else 0


def _item_id(code: ReceiptCode, carried: Carried) -> bytes:
    """
    Give the id that this message under this code always gets.

    It hangs on the page's random id and on what is said, so that the same form sent again is the same message
    and another text from the same page is another.
    """
    files = [[each.name, each.size] for each in carried.attached]
    said = json.dumps([carried.texts["item_id"], carried.texts["text"], files])
    return resend_tag(code, hashlib.sha256(said.encode()).digest())[:ID_BYTES]


def _ask(form: ReceiptCodeForm, *, kept: str = "", closed: bool = False) -> ResponseReturnValue:
    said = {"announced": announced(portal().reception), "closed": closed, "broken": broken_in()}
    page = render_template("portal/mailbox_code.html", form=form, ticket=ticket(), kept=kept, **said)
    return page, status(refused=form.errors, closed=closed)


def _nobody(form: ReceiptCodeForm, error: NoSuchMailboxError, *, kept: str = "") -> ResponseReturnValue:
    retired = isinstance(error, RetiredMailboxError)
    form.code.errors = [REASONS["retired" if retired else "none"]]
    return _ask(form, kept=kept)


def _mailbox(
    code: ReceiptCode,
    mailbox: Mailbox,
    asked: ReceiptCodeForm,
    form: MailboxMessageForm | None = None,
    carried: Carried | None = None,
    notices: Notices = Notices(),
) -> ResponseReturnValue:
    if carried is None:
        carried = Carried({"text": "", "item_id": new_id().hex()}, code=code.grouped)
    try:
        opened = open_mailbox(portal().reception, mailbox, now=g.now, page=_page())
    except NoSuchMailboxError as error:
        return _nobody(asked, error, kept=carried.texts["text"])
    except DirectoryError:
        return _ask(asked, kept=carried.texts["text"], closed=True)
    shown: dict[str, Any] = {
        "mailbox": opened,
        "form": form or MailboxMessageForm(formdata=None),
        "attached": carried.attached,
        "code": code.grouped,
        "today": known_day(),
        "answered": {
            each.item_id for each in opened.messages if _answer_id(code, each.item_id) in opened.items
        },
        "carried": carried.hidden(but=("text",)),
        "ticket": ticket(),
        "expired": form is not None and expired(),
        "sent": notices.sent,
        "troubles": notices.troubles,
        "gone": notices.gone,
        "closed": notices.closed,
        "unanswered": notices.unanswered,
        "broken": broken_in(),
    }
    refused = (form is not None and form.errors) or notices.troubles or notices.gone or notices.unanswered
    return render_template("portal/mailbox.html", **shown), status(refused=refused, closed=notices.closed)
