"""
The page of a mailbox: what lies under a receipt code, each thread apart with its own messages, files, state
and form; and the page that asks for the code.
"""

from dataclasses import dataclass, field

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from crypto.envelope import new_id
from crypto.errors import DirectoryError, ReceiptCodeError
from crypto.mailbox import FIRST_THREAD, LAST_THREAD
from crypto.receipt import ReceiptCode, parse_receipt_code
from intake.domain.page_text import normalised
from intake.page.body import broken_in
from intake.services.announcing import announced
from intake.services.answered import answer_id
from intake.services.correspond import MailboxView, open_threads
from intake.services.finding import NoSuchMailboxError, RetiredMailboxError
from intake.web.carried import Carried
from intake.web.forms import MailboxMessageForm, ReceiptCodeForm
from intake.web.portal import expired, known_day, portal, status, ticket

LONGEST_NUMBER = 9
REASONS = {
    "length": _("A code has 25 letters and digits, in five groups of five. You typed more or fewer."),
    "letter_u": _("A code never has the letter U. Perhaps it is a V."),
    "alphabet": _("A code has only the letters A to Z and digits. You typed something else too."),
    "check": _("Something in the code is typed wrong. Compare it with your receipt, group by group."),
    "two": _("You wrote two different codes. Type the one whose mailbox you want to open."),
    "none": _("No mailbox has this code. Compare it with your receipt, group by group."),
    "retired": _(
        "This code has been replaced by a new one. Use the new code. If you did not take a new one, somebody "
        "else knows your code: write to us anew, and say that it belongs to an earlier case."
    ),
}


@dataclass(frozen=True, slots=True)
class Notices:
    """What the mailbox page says besides the mailbox."""

    sent: bool = False
    handed_over: bool = False
    troubles: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    closed: bool = False
    unanswered: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """What was typed into the form of a thread, and what it carries: shown again where it is not sent."""

    form: MailboxMessageForm = field(repr=False)
    carried: Carried = field(repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thread as its page shows it: what lies there, and the form to write more."""

    thread: int
    mailbox: MailboxView = field(repr=False)
    written: WrittenMessage = field(repr=False)
    answered: frozenset[bytes]
    """The questions in it that have their answer."""

    @property
    def is_first(self) -> bool:
        """Whether it is what the code was made for."""
        return self.thread == FIRST_THREAD

    @property
    def form(self) -> MailboxMessageForm:
        """The form to write more."""
        return self.written.form

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the form carries on."""
        hidden = self.written.carried.hidden(but=("text",))
        return hidden if self.is_first else [*hidden, ("thread", str(self.thread))]


def thread_asked_for() -> int:
    """Give the thread that a form is of; the first where it says none that can be."""
    asked = _number("thread", FIRST_THREAD)
    return asked if FIRST_THREAD <= asked <= LAST_THREAD else FIRST_THREAD


def code_in(form: ReceiptCodeForm) -> ReceiptCode | None:
    """Read the code that was typed; None for what is none, and the form says why."""
    if not form.validate():
        return None
    try:
        return parse_receipt_code(normalised(form.code.data or ""))
    except ReceiptCodeError as error:
        form.code.errors = [REASONS[error.reason]]
        return None


def ask_for_code(form: ReceiptCodeForm, *, kept: str = "", closed: bool = False) -> ResponseReturnValue:
    """Ask for the receipt code, and show the text that was *kept* from what could not be sent."""
    said = {"announced": announced(portal().reception), "closed": closed, "broken": broken_in()}
    page = render_template("portal/mailbox_code.html", form=form, ticket=ticket(), kept=kept, **said)
    return page, status(refused=form.errors, closed=closed)


def no_mailbox(form: ReceiptCodeForm, error: NoSuchMailboxError, *, kept: str = "") -> ResponseReturnValue:
    """Say that the code opens nothing."""
    retired = isinstance(error, RetiredMailboxError)
    form.code.errors = [REASONS["retired" if retired else "none"]]
    return ask_for_code(form, kept=kept)


def mailbox_page(
    code: ReceiptCode,
    asked: ReceiptCodeForm,
    written: WrittenMessage | None = None,
    notices: Notices = Notices(),
) -> ResponseReturnValue:
    """Show everything that lies under a code; *written* is what stands in the form of the thread it is of."""
    thread, kept = thread_asked_for(), written.carried.texts["text"] if written else ""
    pages = {thread: _number("page", 0)}
    try:
        opened = open_threads(portal().reception, code, now=g.now, pages=pages)
    except NoSuchMailboxError as error:
        return no_mailbox(asked, error, kept=kept)
    except DirectoryError:
        return ask_for_code(asked, kept=kept, closed=True)
    typed = {} if written is None else {thread: written}
    conversations = [
        Conversation(number, view, typed.get(number) or _blank(code), _answered(code, view))
        for number, view in opened.items()
    ]
    for each in conversations:
        if not each.is_first:
            _of_its_own(each.form, each.thread)
    page = render_template(
        "portal/mailbox.html",
        conversations=conversations,
        form=written.form if written else conversations[0].form,
        code=code.grouped,
        seen=" ".join(f"{thread}:{each.newest}" for thread, each in opened.items()),
        today=known_day(),
        ticket=ticket(),
        expired=written is not None and expired(),
        notices=notices,
        broken=broken_in(),
    )
    is_wrong = (written is not None and written.form.errors) or notices.unanswered or notices.over
    refused = is_wrong or notices.troubles or notices.gone
    return page, status(refused=refused, closed=notices.closed)


def _answered(code: ReceiptCode, view: MailboxView) -> frozenset[bytes]:
    asked = (each.item_id for each in view.messages)
    # What was answered with an earlier code has that one's id, and says itself what it answers.
    told = frozenset(each.content.answer.question for each in view.messages if each.content.answer)
    return told.union(each for each in asked if answer_id(code, each) in view.items)


def _blank(code: ReceiptCode) -> WrittenMessage:
    return WrittenMessage(
        MailboxMessageForm(formdata=None), Carried({"text": "", "item_id": new_id().hex()}, code=code.grouped)
    )


def _of_its_own(form: MailboxMessageForm, thread: int) -> None:
    """Let no two fields of a page have one id; what they are called when they are sent stays."""
    for each in form:
        each.id = f"{each.id}-{thread}"


def _number(name: str, default: int) -> int:
    """Give the number that a form says; the default where it says none."""
    asked = request.form.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < LONGEST_NUMBER else default
