"""
Taking a new receipt code: a page that shows it, while nothing has changed yet; a page on which it is typed;
and the one that says that it is done. What is chosen travels in hidden inputs, as on the other pages.
"""

from dataclasses import dataclass, field

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from crypto.errors import DirectoryError, ReceiptCodeError
from crypto.mailbox import FIRST_THREAD, LAST_THREAD, Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code, parse_receipt_code
from intake.domain.page_text import normalised
from intake.page.body import broken_in
from intake.services.finding import NoSuchMailboxError, require_mailbox
from intake.services.new_code import SameCodeError, is_replaced_by, take_new_code
from intake.web.forms import NewCodeForm, ReceiptCodeForm
from intake.web.mailbox_page import REASONS, ask_for_code, code_in, no_mailbox
from intake.web.portal import expired, portal, status, ticket
from intake.web.returning import MAILBOX

pages = Blueprint("renewing", __name__)

SHOWN, TYPED = "show", "type"
MOST = 8
"""Signs of a number that a form says."""


@dataclass(frozen=True, slots=True)
class _Wished:
    """A change of code, as the forms say it."""

    code: ReceiptCode = field(repr=False)
    new: ReceiptCode = field(repr=False)
    seen: str
    """By thread the number of the office's newest message that was shown."""
    leave: bool

    @property
    def read_until(self) -> dict[int, int] | None:
        """What of it may be left behind; None where nothing is."""
        return _numbers(self.seen) if self.leave else None


@pages.post(f"{MAILBOX}/<ticket>/new-code")
def new_code(lang: str, ticket: str) -> ResponseReturnValue:  # noqa: ARG001 - checked before
    """Show a new code, ask for it, or let it take the place of the old one."""
    step = request.form.get("step", SHOWN)
    g.stores = step not in (SHOWN, TYPED)
    asked = ReceiptCodeForm()
    code = code_in(asked)
    if code is None or broken_in() is not None:
        return ask_for_code(asked)
    wished = _Wished(code, _new_one(), request.form.get("seen", ""), leave="leave" in request.form)
    if is_replaced_by(portal().reception, code, wished.new):
        return _done(wished)
    try:
        require_mailbox(portal().reception, Mailbox.from_code(code))
    except NoSuchMailboxError as error:
        return no_mailbox(asked, error)
    if step in (SHOWN, TYPED):
        form = NewCodeForm(formdata=None, data={"leave": wished.leave})
        return _page(f"portal/new_code_{step}.html", wished, form)
    return _changed(asked, wished)


def _changed(asked: ReceiptCodeForm, wished: _Wished) -> ResponseReturnValue:
    form = NewCodeForm()
    if form.validate():
        form.typed.errors = _objections(form.typed.data or "", wished)
    if form.errors or expired():
        return _page("portal/new_code_type.html", wished, form)
    try:
        take_new_code(portal().reception, wished.code, wished.new, now=g.now, read_until=wished.read_until)
    except DirectoryError:
        return _page("portal/new_code_type.html", wished, form, closed=True)
    except SameCodeError:
        form.typed.errors = [_("This code opens another mailbox. Begin again to get another one.")]
        return _page("portal/new_code_type.html", wished, form)
    except NoSuchMailboxError as error:
        return no_mailbox(asked, error)
    return _done(wished)


def _objections(typed: str, wished: _Wished) -> list[str]:
    """Say why what was typed is not the new code; nothing where it is."""
    try:
        code = parse_receipt_code(normalised(typed))
    except ReceiptCodeError as error:
        return [REASONS[error.reason]]
    if code == wished.code:
        return [_("This is the code that you have had until now. Type the new one.")]
    return [] if code == wished.new else [_("This is not the new code. Have it shown again, and compare.")]


def _page(name: str, wished: _Wished, form: NewCodeForm, *, closed: bool = False) -> ResponseReturnValue:
    carried = [("code", wished.code.grouped), ("new_code", wished.new.grouped), ("seen", wished.seen)]
    page = render_template(
        name,
        form=form,
        carried=carried,
        code=wished.code.grouped,
        new=wished.new.grouped,
        leave=wished.leave,
        ticket=ticket(),
        expired=expired(),
        closed=closed,
    )
    return page, status(refused=form.errors, closed=closed)


def _done(wished: _Wished) -> ResponseReturnValue:
    return render_template("portal/new_code_done.html", new=wished.new.grouped, ticket=ticket())


def _new_one() -> ReceiptCode:
    """Give the new code that the form carries; another where it carries none."""
    try:
        return parse_receipt_code(normalised(request.form.get("new_code", "")))
    except ReceiptCodeError:
        return new_receipt_code()


def _numbers(said: str) -> dict[int, int]:
    """Read how far each thread was shown; what says nothing of that is left out."""
    found = {}
    for each in said.split():
        thread, _between, number = each.partition(":")
        if all(one.isdecimal() and len(one) <= MOST for one in (thread, number)):
            found[int(thread)] = int(number)
    return {each: found[each] for each in found if FIRST_THREAD <= each <= LAST_THREAD}
