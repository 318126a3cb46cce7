"""Errors as pages: one table says what a person reads when something did not work.

Where it is our fault, what was sent stands on the page, to be sent again from there. No log line holds the
words of an exception: they may be a reporter's.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from intake.domain.translatable import N_
from intake.page.body import BROKEN
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
_HALF = N_("What arrived of it is kept on this page. Go on from here to see what is missing.")
_BACK = (
    N_("Go back with your browser's back button. If it asks whether to send the form again, say yes."),
    N_("What you wrote on that page alone may be gone: we let no browser keep it, or others could find it."),
)
SECRET = frozenset({"passphrase", "ticket", "second_factor"})
"""Fields that stand on no page again."""

PAGES: dict[int, ErrorPage] = {
    page.status: page
    for page in (
        ErrorPage(
            400,
            N_("We could not read what was sent"),
            (N_("Something in it was missing or damaged on the way."), _NOT_SENT, *_BACK),
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
            (N_("It came so slowly that we stopped waiting."), _NOT_SENT, *_BACK),
        ),
        ErrorPage(
            413,
            N_("What was sent is too large"),
            (N_("It is more than one page can send, so none of it was read."), _NOT_SENT, *_BACK),
        ),
        ErrorPage(
            429,
            N_("Too many are using the service right now"),
            (N_("Wait a few minutes and try again."), _NOT_SENT, *_BACK),
        ),
        ErrorPage(
            500,
            N_("Something went wrong on our side"),
            (N_("Try again in a while. If it happens again, contact us in another way."),),
        ),
        ErrorPage(
            503,
            N_("The service is closed for a short while"),
            (N_("Try again in a while. If it happens again, contact us in another way."),),
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
        unsure: whether it is to be said what became of that: nothing, or what is not known.
    """
    sentences, kept, is_half = page.sentences, None, False
    if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR and request.method == "POST":
        said = (_UNSURE if _may_have_been_taken() else _NOT_SENT,) if unsure else ()
        kept = _kept()
        is_half = BROKEN in dict(kept)
        kept_as = _BACK if not kept else (_HALF,) if is_half else (_AGAIN,)
        sentences += (*said, *kept_as)
    html = render_template(
        "shared/error.html",
        title=gettext(page.title),
        sentences=[gettext(sentence) for sentence in sentences],
        kept=kept,
        is_half=is_half,
    )
    return make_response(html, page.status)


def _read() -> Mapping[str, Any]:
    """Give what has been read of the request; asking Flask's stand-in for a field would read the body now."""
    return vars(request._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - werkzeug's documented way


def _may_have_been_taken() -> bool:
    """Say whether all of the form was read, by a page that stores something: only then it may be stored."""
    return "form" in _read() and BROKEN not in _read()["form"] and bool(g.get("stores", True))


def _kept() -> list[tuple[str, str]]:
    """Give the fields that were sent; where something is missing, with the name of the last (`BROKEN`)."""
    if "fields_before" not in g and "form" not in _read():
        # What failed came before anybody read it, and may fail again. Of files there is no use now.
        g.fields_alone = True
        with suppress(Exception):
            request.form  # noqa: B018 - read for what it keeps
    read = _read()
    form: MultiDict[str, str] = MultiDict(read.get("form", g.get("fields_before", ())))
    if form and ("form" not in read or any(each.filename for each in read["files"].values())):
        form.setdefault(BROKEN, "")  # Half a form would be sent again as if it were whole.
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
