"""Errors as pages: one table says what a person reads when something did not work.

Where it is our fault, what was sent stands on the page, to be sent again from there. No log line holds the
words of an exception: they may be a reporter's.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from intake.domain.words import N_
from intake.store.engine import UNAVAILABLE


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What to say, as message ids: a title, sentences below it; and the status to send it with."""

    status: int
    title: str
    sentences: tuple[str, ...]


_NOT_SENT = N_("Nothing has been sent or changed by this.")
_UNSURE = N_("It is not certain whether what you sent was received.")
_AGAIN = N_("What you wrote is kept on this page. You can send it again from here.")
_BACK = (
    N_("Go back with your browser's back button: what you wrote is still there. Send it again."),
    N_("If the browser asks whether to send the form again, say yes."),
)
SECRET = frozenset({"passphrase"})
"""Fields that stand on no page again."""

PAGES: dict[int, ErrorPage] = {
    page.status: page
    for page in (
        ErrorPage(
            400,
            N_("We could not read what was sent"),
            (N_("Something in it was missing or damaged on the way. Go back and try again."), _NOT_SENT),
        ),
        ErrorPage(
            403,
            N_("You may not see this page"),
            (N_("The page is for someone with another role, or the matter is not shared with you."),),
        ),
        ErrorPage(
            404,
            N_("The page does not exist"),
            (N_("The address may be misspelt, or the page has been moved."),),
        ),
        ErrorPage(
            405,
            N_("The page cannot be opened this way"),
            (N_("It is a step inside a form. Begin at the front page and go on from there."),),
        ),
        ErrorPage(
            408,
            N_("What you sent did not come through in time"),
            (N_("It came so slowly that we stopped waiting. Go back and try again."), _NOT_SENT),
        ),
        ErrorPage(
            413,
            N_("What was sent is too large"),
            (N_("Send fewer or smaller files at a time."), _NOT_SENT),
        ),
        ErrorPage(
            429,
            N_("Too many are using the service right now"),
            (N_("Wait a few minutes and try again."), _NOT_SENT),
        ),
        ErrorPage(
            500,
            N_("Something went wrong on our side"),
            (N_("Try again in a while. If it happens again, contact us in another way."),),
        ),
        ErrorPage(
            503,
            N_("The service is closed for a short while"),
            (N_("Try again in a while. If it happens again, contact us in another way."), _NOT_SENT),
        ),
    )
}


_STORES_NOTHING = ErrorPage(
    503,
    N_("The service is closed for a short while"),
    (N_("Nothing can be stored or looked up just now. Try again in a while, or contact us in another way."),),
)


def show(page: ErrorPage, *, unsure: bool = False) -> Response:
    """
    Return `page` as a response in the reader's language; with what was sent, where the fault is ours.

    Args:
        page: what to say.
        unsure: whether it is not known what became of that.
    """
    sentences, kept = page.sentences, None
    if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR and request.method == "POST":
        kept = _kept()
        sentences += (*((_UNSURE,) if unsure else ()), *((_AGAIN,) if kept else _BACK))
    html = render_template(
        "shared/error.html",
        title=gettext(page.title),
        sentences=[gettext(sentence) for sentence in sentences],
        kept=kept,
    )
    return make_response(html, page.status)


def _kept() -> list[tuple[str, str]]:
    """Give the fields that were sent, if all of them are here and no file was among them."""
    # The request itself: asking Flask's stand-in for a field would read the body now.
    itself = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - werkzeug's documented way
    if isinstance(request.environ.get("wsgi.input"), BytesIO):
        # All of it is here: what failed came before anybody read it. What failed may fail again.
        with suppress(Exception):
            itself.form  # noqa: B018 - read for what it keeps
    read = vars(itself)
    if "broken_in" in g or any(each.filename for each in read.get("files", {}).values()):
        return []  # Half a form would be sent again as if it were whole.
    form: MultiDict[str, str] = read.get("form", MultiDict())
    return [(name, value) for name, value in form.items(multi=True) if name not in SECRET]


def _nearest(status: int) -> ErrorPage:
    """Return the page of `status`, or of the whole class of statuses where it has none of its own."""
    known = PAGES.get(status) or PAGES[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400]
    return ErrorPage(status, known.title, known.sentences)


def add_errors(app: Flask, families: Mapping[type[Exception], ErrorPage] | None = None) -> None:
    """Turn every HTTP error, and each of an app's own error `families`, into its page."""

    def http_error(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
            return error  # A redirect that the router makes.
        status = error.code
        if isinstance(getattr(error, "original_exception", None), UNAVAILABLE):
            status = HTTPStatus.SERVICE_UNAVAILABLE
        response = show(_STORES_NOTHING if status != error.code else _nearest(status), unsure=True)
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after"):
                response.headers[name] = value
        return response

    app.register_error_handler(HTTPException, http_error)
    for family, page in (families or {}).items():
        app.register_error_handler(family, lambda _error, page=page: show(page))
