"""
Coming back with the receipt code: the mailbox and writing into it. Every page is the answer to a POST with the code.
"""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from crypto.envelope import new_id
from crypto.errors import ReceiptCodeError
from crypto.receipt import ReceiptCode, parse_receipt_code
from intake.services.attach import AttachmentGoneError, remove_file
from intake.services.correspond import NoMailboxError, open_mailbox, write_message
from intake.web.carried import Carried, carried_from, clean, unpack
from intake.web.files import add_posted_files
from intake.web.forms import CodeForm, MessageForm
from intake.web.portal import portal, ticket, today

pages = Blueprint("returning", __name__)

MAILBOX = "/<language:lang>/mailbox"
ID_BYTES = 16
REASONS = {
    "length": _(
        "The code has 25 letters and digits, in five groups of five. What you typed has more or fewer."
    ),
    "letter_u": _("The letter U is never part of a code. Perhaps it is a V."),
    "alphabet": _("A code has only letters and digits. Something else was typed."),
    "check": _("Something in the code was typed wrong. Compare it with your receipt, group by group."),
    "none": _("No mailbox has this code. Compare it with your receipt, group by group."),
}


@pages.get(f"{MAILBOX}/")
def ask(lang: str) -> ResponseReturnValue:  # noqa: ARG001 - the language is the path's
    """
    Ask for the receipt code.
    """
    return _ask(CodeForm(formdata=None))


@pages.post(f"{MAILBOX}/<ticket>/open")
def view(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """
    Show the mailbox of the code. Nothing is written.
    """
    form = CodeForm()
    if not form.validate():
        return _ask(form, expired=g.ticket != "good")
    code = _parsed(form)
    if code is None:
        return _ask(form)
    return _mailbox(code, form=form)


@pages.post(f"{MAILBOX}/<ticket>/message")
def message(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """
    Take a message, files or both; sending the same form twice adds nothing.
    """
    asked = CodeForm()
    code = _parsed(asked)
    carried = carried_from(request.form, ("text",))
    carried, troubles = add_posted_files(carried)
    if code is None:
        return _ask(asked)
    form = MessageForm(formdata=MultiDict({"text": carried.texts["text"]}))
    if "remove" in request.form or "upload" in request.form or troubles:
        return _mailbox(code, writing=form, carried=_without(carried), troubles=troubles)
    if not form.validate():
        return _mailbox(code, writing=form, carried=carried, expired=g.ticket != "good")
    if not carried.texts["text"].strip() and not carried.attached:
        form.form_errors.append(_("Write a message or attach a file."))
        return _mailbox(code, writing=form, carried=carried)
    try:
        write_message(
            portal().reception, code, carried.texts["text"], carried.attached, now=g.now, item_id=_item_id()
        )
    except AttachmentGoneError:
        return _mailbox(code, writing=form, carried=Carried(carried.texts), troubles=("gone",))
    except NoMailboxError:
        return _nobody(asked)
    return _mailbox(code, sent=True)


def _parsed(form: CodeForm) -> ReceiptCode | None:
    try:
        return parse_receipt_code(clean(form.code.data or ""))
    except ReceiptCodeError as error:
        form.code.errors = [*form.code.errors, REASONS[error.reason]]
        return None


def _item_id() -> bytes | None:
    try:
        item_id = bytes.fromhex(request.form.get("item_id", ""))
    except ValueError:
        return None
    return item_id if len(item_id) == ID_BYTES else None


def _without(carried: Carried) -> Carried:
    gone = unpack(request.form.get("remove", ""))
    if gone is None:
        return carried
    remove_file(portal().reception, gone)
    return Carried(carried.texts, tuple(each for each in carried.attached if each.blob != gone.blob))


def _ask(form: CodeForm, *, expired: bool = False) -> ResponseReturnValue:
    status = 422 if form.errors else 200
    return render_template("portal/mailbox_code.html", form=form, ticket=ticket(), expired=expired), status


def _nobody(form: CodeForm) -> ResponseReturnValue:
    form.code.errors = [REASONS["none"]]
    return _ask(form)


def _mailbox(
    code: ReceiptCode,
    *,
    form: CodeForm | None = None,
    writing: MessageForm | None = None,
    carried: Carried | None = None,
    troubles: tuple[str, ...] = (),
    sent: bool = False,
    expired: bool = False,
) -> ResponseReturnValue:
    try:
        opened = open_mailbox(portal().reception, code, now=g.now)
    except NoMailboxError:
        return _nobody(form or CodeForm(formdata=None))
    carried = carried or Carried({"text": ""})
    page = render_template(
        "portal/mailbox.html",
        mailbox=opened,
        form=writing or MessageForm(formdata=None),
        grouped=code.grouped,
        attached=carried.attached,
        carried=carried.hidden(but=("text",)),
        ticket=ticket(),
        item_id=new_id().hex(),
        troubles=troubles,
        sent=sent,
        expired=expired,
        today=today(),
    )
    return page, 422 if (writing is not None and writing.errors) or troubles else 200
