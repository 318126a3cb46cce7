"""
Coming back with the receipt code: the mailbox and writing into it. Every page answers a POST with the code.
"""

import hashlib
import json
from dataclasses import replace

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from crypto.envelope import ID_BYTES
from crypto.errors import DirectoryError
from crypto.mailbox import Mailbox, resend_tag
from crypto.receipt import ReceiptCode
from intake.page.body import broken_in
from intake.services.attach import AttachmentGoneError
from intake.services.correspond import write_message
from intake.services.finding import NoSuchMailboxError
from intake.web.carried import Carried, carried_from
from intake.web.files import add_posted_files, names_of, without_removed
from intake.web.forms import MailboxMessageForm, ReceiptCodeForm
from intake.web.mailbox_page import (
    Notices,
    WrittenMessage,
    ask_for_code,
    code_in,
    mailbox_page,
    no_mailbox,
    thread_asked_for,
)
from intake.web.portal import expired, portal

pages = Blueprint("returning", __name__)

MAILBOX = "/<language:lang>/mailbox"


@pages.get(f"{MAILBOX}/")
def ask(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """Ask for the receipt code."""
    return ask_for_code(ReceiptCodeForm(formdata=None))


@pages.post(f"{MAILBOX}/<ticket>/open")
def view(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Show the mailbox of the code. Nothing is written, so a ticket that has run out will do."""
    g.stores = False
    form = ReceiptCodeForm()
    code = code_in(form)
    if code is None or broken_in() is not None:
        return ask_for_code(form)
    return mailbox_page(code, form)


@pages.post(f"{MAILBOX}/<ticket>/message")
def message(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Take a message, files or both; sending the same form twice adds nothing."""
    asked = ReceiptCodeForm()
    carried, troubles = add_posted_files(carried_from(request.form, ("text", "item_id")))
    code = code_in(asked)
    if code is None:
        return ask_for_code(asked, kept=carried.texts["text"])
    carried = replace(carried, code=code.grouped)
    form = MailboxMessageForm(formdata=MultiDict({"text": carried.texts["text"]}))
    if broken_in() is not None:
        return mailbox_page(code, asked, WrittenMessage(form, carried), Notices(troubles=troubles))
    if {"remove", "upload", "page"} & request.form.keys() or troubles:
        return mailbox_page(
            code, asked, WrittenMessage(form, without_removed(carried)), Notices(troubles=troubles)
        )
    valid = form.validate()
    if valid and not carried.texts["text"] and not carried.attached:
        form.form_errors.append(_("Write a message or attach a file."))
        valid = False
    if not valid or expired():
        return mailbox_page(code, asked, WrittenMessage(form, carried))
    return _send(code, asked, form, carried)


def _send(
    code: ReceiptCode, asked: ReceiptCodeForm, form: MailboxMessageForm, carried: Carried
) -> ResponseReturnValue:
    text = carried.texts["text"]
    try:
        write_message(
            portal().reception,
            Mailbox.from_code(code, thread_asked_for()),
            text,
            carried.attached,
            now=g.now,
            item_id=_item_id(code, carried),
        )
    except AttachmentGoneError as error:
        left = WrittenMessage(form, carried.without(error.blobs))
        return mailbox_page(code, asked, left, Notices(gone=names_of(carried, error)))
    except DirectoryError:
        return mailbox_page(code, asked, WrittenMessage(form, carried), Notices(closed=True))
    except NoSuchMailboxError as error:
        return no_mailbox(asked, error, kept=text)
    return mailbox_page(code, asked, notices=Notices(sent=True))


def _item_id(code: ReceiptCode, carried: Carried) -> bytes:
    """
    Give the id that this message under this code always gets.

    It hangs on the page's random id and on what is said, so that the same form sent again is the same message
    and another text from the same page is another.
    """
    files = [[each.name, each.size] for each in carried.attached]
    said = json.dumps([carried.texts["item_id"], carried.texts["text"], files])
    return resend_tag(code, hashlib.sha256(said.encode()).digest())[:ID_BYTES]
