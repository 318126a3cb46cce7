"""Languages of the pages: which one a request gets, and its texts.

English sentences are the message ids and need no catalogue. Every other language has one ``.po`` file per
domain; an app loads its own domain and ``shared``, and a sentence missing there is shown in English. The
``.po`` files themselves are read at start, so that nothing compiled can be stale.
"""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from werkzeug.routing import BaseConverter, Map

from intake.domain.languages import DEFAULT, LANGUAGES, SOURCE
from intake.domain.own_words import Words, filled
from intake.page.rooms import room


class LanguageConverter(BaseConverter):
    """The language in a path, in any case: ``/<language:lang>/report`` matches known languages only."""

    def __init__(self, routes: Map) -> None:
        super().__init__(routes)
        self.regex = f"(?i:{'|'.join(LANGUAGES)})"

    def to_python(self, value: str) -> str:
        """Return the code, however it was typed."""
        return value.lower()


@lru_cache(maxsize=16)
def catalogue(language: str, domains: tuple[str, ...]) -> NullTranslations:
    """Return the texts of `domains` in `language`; for English the message ids themselves.

    Raises:
        FileNotFoundError: a language that is not the source has no catalogue of that domain.
    """
    if language == SOURCE:
        return NullTranslations()
    merged = Translations()
    for domain in domains:
        path = room("locale") / language / "LC_MESSAGES" / f"{domain}.po"
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language, domain=domain))
        compiled.seek(0)
        part = Translations(compiled, domain=domain)
        merged.merge(part)
        merged.plural = part.plural
    return merged


class OwnTranslations(NullTranslations):
    """A catalogue whose sentences say what an organisation calls its own."""

    def __init__(self, texts: NullTranslations, own: Words, language: str) -> None:
        super().__init__()
        self.own, self._texts, self._words = own, texts, own.by_name(language)

    def ugettext(self, message: str) -> str:
        """Return a sentence; this and the next are what Flask-Babel asks for."""
        return filled(self._texts.ugettext(message), self._words)

    def ungettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the sentence that fits a number."""
        return filled(self._texts.ungettext(msgid1, msgid2, n), self._words)


class Catalogues(Domain):
    """Flask-Babel's door to `catalogue`, with what `words` answers in its sentences."""

    def __init__(self, domains: tuple[str, ...], words: Callable[[], Words]) -> None:
        super().__init__(domain=domains[0])
        self.domains, self._words = domains, words
        self._spoken: dict[str, OwnTranslations] = {}

    def get_translations(self) -> OwnTranslations:
        """Return the texts in the language of the running request: the same until the words are others."""
        locale = get_locale()
        language, words = locale.language if locale else SOURCE, self._words()
        spoken = self._spoken.get(language)
        if spoken is None or spoken.own is not words:
            spoken = OwnTranslations(catalogue(language, self.domains), words, language)
            self._spoken[language] = spoken
        return spoken


def of_request() -> str | None:
    """Return the language that the running request's path names, matched route or not."""
    named = (request.view_args or {}).get("lang")
    first = request.path.lstrip("/").split("/", 1)[0].lower()
    return named or (first if first in LANGUAGES else None)


def accepted() -> str:
    """Return the best language that the reader's browser asks for, Danish when it asks for none of ours."""
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT) or DEFAULT


def add_languages(
    app: Flask,
    domains: tuple[str, ...],
    words: Callable[[], Words],
    chosen: Callable[[], str | None] | None = None,
) -> None:
    """Give `app` its languages, and the words of its organisation in each.

    The path decides; else what `chosen` answers (an office keeps a person's choice); else the browser's wish.
    ``url_for`` fills in the current language by itself where a route takes one.
    """

    # Flask-Babel would look for the locale of a code anew in each request.
    locales = {code: Locale.parse(code) for code in LANGUAGES}

    def select() -> Locale:
        wish = of_request() or (chosen() if chosen else None)
        return locales[wish if wish in LANGUAGES else accepted()]

    app.url_map.converters["language"] = LanguageConverter
    babel = Babel(app, default_locale=DEFAULT, default_timezone="Europe/Copenhagen", locale_selector=select)
    babel.domain_instance = Catalogues(domains, words)
    for language in LANGUAGES:
        catalogue(language, domains)  # A missing or broken catalogue stops the start, not a reader.

    @app.url_defaults
    def _keep_language(endpoint: str, values: dict[str, object]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current()


def current() -> str:
    """Return the code of the language that the running request is answered in."""
    # A page asks a dozen times; Flask-Babel keeps its answer at the request.
    kept = getattr(request, "babel_locale", None) if has_request_context() else None
    locale = kept or get_locale()
    return str(locale.language) if locale else DEFAULT
