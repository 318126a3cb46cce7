"""The Flask app that both the portal and the office start from."""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from flask import Flask, has_request_context, request, url_for
from flask.logging import default_handler
from flask.sansio.app import App
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from intake.domain.languages import DEFAULT, LANGUAGES, Language, Text, words_in
from intake.domain.own_words import OURS, Words
from intake.page import language
from intake.page.body import PageRequest, add_bodies
from intake.page.drawn import drawn
from intake.page.errors import ErrorPage, add_errors
from intake.page.formats import add_formats
from intake.page.headers import add_headers
from intake.page.rooms import SHARED_PACKAGE, room
from intake.page.static import add_static
from intake.page.translated import PageEnvironment

ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class PageApp(Flask):
    """A Flask app whose templates are compiled by language, and whose log never says what an error said."""

    jinja_environment = PageEnvironment
    request_class = PageRequest

    def __init__(self, *named: Any, **options: Any) -> None:
        super().__init__(*named, **options)
        self._addresses: dict[tuple[str, str, str], str] = {}

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func` as it is: none is a coroutine, and Flask would ask seven times in each request."""
        return func

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Return an address; one that names nothing but a page is made once for each language."""
        if values or not has_request_context():
            return super().url_for(endpoint, **values)
        key = (endpoint, language.current(), request.script_root)
        if key not in self._addresses:
            self._addresses[key] = super().url_for(endpoint)
        return self._addresses[key]

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log the class of the error and the lines it passed; its words could be those of a reporter."""
        kind, _error, trace = exc_info
        places = traceback.extract_tb(trace)
        road = " < ".join(f"{place.name}:{place.lineno} in {place.filename}" for place in reversed(places))
        self.logger.error(
            "%s at %s: %s", kind.__name__ if kind else "error", request.endpoint or "no route", road
        )


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the frame of every page shows; `page` in every template."""

    product: str
    organisation: str
    language: str
    home: str
    languages: tuple[LanguageLink, ...]
    others: Mapping[str, Language]


def language_links() -> tuple[LanguageLink, ...]:
    """Return this page in each language, where its address alone leads to it.

    The answer to a form has no address of its own, and a page without a language in its path is
    left to its app: both give none, and no switch is shown.
    """
    named = request.view_args or {}
    if request.method not in ("GET", "HEAD") or request.endpoint is None or "lang" not in named:
        return ()
    here = language.current()
    return tuple(
        LanguageLink(code, each.name, url_for(request.endpoint, **{**named, "lang": code}), code == here)
        for code, each in LANGUAGES.items()
    )


def new_app(
    name: str,
    *,
    rooms: Mapping[str, str],
    organisation: Text,
    home: str,
    families: Mapping[type[Exception], ErrorPage] | None = None,
    chosen_language: Callable[[], str | None] | None = None,
    words: Callable[[], Words] = lambda: OURS,
    product: str = "Betro",
    behind_proxy: bool = False,
    own_script: bool = False,
) -> Flask:
    """Make a Flask app with our templates, texts, static files, headers and error pages.

    Args:
        name: the import name of the app.
        rooms: template room to the package that carries it, for instance ``{"portal": "intake"}``. Templates
            are named with their room (``portal/start.html``); ``shared`` comes by itself and no other exists
            for the app. A room with a catalogue (``portal``, ``office``) is also a domain of translations.
        organisation: the authority's name as it stands in the header.
        home: the endpoint that the name of the service leads to.
        families: the app's own errors and the pages they become.
        chosen_language: answers the language that the reader chose, where the path does not say it.
        words: answers what the organisation calls its own: one object for as long as it is the same.
        product: the name of the service in the header and in titles; may be a lazy translation.
        behind_proxy: whether what stands in front says if the visitor came by https.
        own_script: whether the app has a script file of its own.
    """
    # Our own static route and loader: Flask would look in folders beside the app's module.
    app = PageApp(name, static_folder=None, template_folder=None)
    if behind_proxy:
        # Of what a proxy can say only the scheme is believed, and no visitor's address is asked for.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1)  # type: ignore[method-assign]  # Flask's way
    # Flask's own form begins with the time of day, which would say when somebody was writing.
    default_handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    _set_templates(app, rooms)
    domains = tuple(r for r in rooms if (room("locale") / DEFAULT / "LC_MESSAGES" / f"{r}.po").exists())
    language.add_languages(app, (*domains, "shared"), words, chosen_language)
    add_formats(app)
    app.jinja_env.filters["drawn"] = drawn
    add_static(app)
    add_headers(app, own_script=own_script)
    add_errors(app, families)
    add_bodies(app)

    frames: dict[str, Page] = {}

    def frame() -> Page:
        here = language.current()
        if here not in frames:
            others = {code: each for code, each in LANGUAGES.items() if code != here}
            frames[here] = Page(str(product), words_in(organisation, here), here, url_for(home), (), others)
        return frames[here]

    @app.context_processor
    def _page() -> dict[str, Page]:
        links = language_links()
        return {"page": replace(frame(), languages=links) if links else frame()}

    app.extensions["frame"] = frame
    return app


def _set_templates(app: App, rooms: Mapping[str, str]) -> None:
    folders = {"shared": SHARED_PACKAGE, **rooms}
    app.jinja_loader = PrefixLoader({r: FileSystemLoader(room(r, package)) for r, package in folders.items()})
    app.jinja_options = {
        **app.jinja_options,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
