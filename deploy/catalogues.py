"""Bring the Danish catalogues up to date with the sentences in the source.

    python deploy/catalogues.py extract [--tidy]   add new sentences to the .po files, keep every translation

tests/architecture/test_translations.py says what is untranslated, wrong or left over.

English sentences are the message ids, so English needs no catalogue; and the apps read the .po files
themselves, so there is nothing to compile. A sentence belongs to the catalogue of whoever shows it:

    shared   templates/shared, intake/page, intake/domain and intake/contents (both apps show their words)
    portal   templates/portal and the rest of intake
    office   templates/office, triage, and the titles in triage/rules/*.toml (OPTIONS below)

A sentence that `shared` has is left out of the other two. In Python a sentence is found inside `_`,
`gettext`, `lazy_gettext`, `ngettext`, `lazy_ngettext` and, where it stands in a table and is translated when
it is shown, inside `N_`, which returns its argument (`intake.domain.translatable`). In
templates it is found inside `_()`, `ngettext()` and `{% trans %}`.

The files are sorted and carry no dates and no line numbers, so that two people who add sentences at the same
time seldom meet. Sentences no longer used stay at the end as `#~` until `--tidy`, so that nobody's work is
lost while files are moved about. Running it twice changes nothing; one run at a time, each file replaced
whole.
"""

import argparse
import fcntl
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from intake.domain.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE)
SOURCES = {
    "shared": ("templates/shared", "intake/page", "intake/domain", "intake/contents"),
    "portal": ("templates/portal", "intake"),
    "office": ("templates/office", "triage"),
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}
OPTIONS: dict[str, dict[str, Any]] = {
    "**.html": JINJA,
    "**.txt": JINJA,
    "rules/deadlines.toml": {"keys": ("title", "source")},
    "rules/countries.toml": {"keys": ("title",)},
    "rules/calendars.toml": {"keys": ("title",)},
}
LAYOUT: dict[str, Any] = {"width": 110, "omit_header": True, "sort_output": True, "include_lineno": False}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def _header(language: str) -> bytes:
    return HEADER.format(language=language, plural_forms=Catalog(locale=language).plural_forms).encode()


def place(language: str, domain: str) -> Path:
    """Return the file of a catalogue."""
    return ROOT / "templates" / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def _titles(data: object, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _titles(value, keys)
    elif isinstance(data, list):
        for value in data:
            yield from _titles(value, keys)


def _from_toml(file: BinaryIO, _keywords: object, _tags: object, options: dict[str, Any]) -> Iterator[Any]:
    return ((0, None, title, ()) for title in _titles(tomllib.load(file), options["keys"]))


METHODS: list[tuple[str, Any]] = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("**.txt", "jinja2.ext:babel_extract"),
    *((name, _from_toml) for name in OPTIONS if name.endswith(".toml")),
]


def sentences(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield the message ids of all files in a folder, each with its file's place in it.

    Raises:
        SyntaxError, TemplateSyntaxError, TOMLDecodeError and the like: the file is broken; its name is added
            as a note, and nothing is written.
    """
    reading = []
    try:
        for name, _line, found, *_ in extract_from_dir(
            folder, METHODS, OPTIONS, KEYWORDS, callback=lambda name, *_: reading.append(name)
        ):
            yield name, found
    except Exception as error:  # Whatever it was, it goes on with the name of the file.
        error.add_note(f"while reading {reading[-1]}")
        raise


def extracted() -> dict[str, Catalog]:
    """Return what the sources say now: one catalogue of untranslated sentences for each domain."""
    catalogues: dict[str, Catalog] = {}
    for domain, folders in SOURCES.items():
        catalogues[domain] = Catalog(domain=domain)
        for folder in folders:
            for name, found in sentences(ROOT / folder):
                if domain == "shared" or found not in catalogues["shared"]:
                    catalogues[domain].add(found, locations=[(f"{folder}/{name}", 0)])
    return catalogues


def stored(language: str, domain: str) -> Catalog:
    """Return the catalogue as it lies in the repository; an empty one where there is none yet."""
    path = place(language, domain)
    text = path.read_bytes() if path.is_file() else _header(language)
    return read_po(BytesIO(text), locale=language, domain=domain)


def _write(catalogue: Catalog, language: str, domain: str, *, tidy: bool) -> bool:
    """Replace a catalogue's file where it differs; return whether it did."""
    body = BytesIO()
    write_po(body, catalogue, ignore_obsolete=tidy, **LAYOUT)
    text = _header(language) + body.getvalue()
    path = place(language, domain)
    if path.is_file() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".po.part")
    part.write_bytes(text)
    part.replace(path)
    return True


def extract(*, tidy: bool = False) -> list[str]:
    """Bring every catalogue up to date; return the names of the files that changed."""
    with Path(__file__).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        now = extracted()
        changed = []
        for language in TRANSLATED:
            for domain, template in now.items():
                catalogue = stored(language, domain)
                catalogue.update(template, no_fuzzy_matching=True)
                if _write(catalogue, language, domain, tidy=tidy):
                    changed.append(f"{language}/{domain}.po")
        return changed


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Bring the catalogues up to date with the source.")
    parser.add_argument("command", choices=["extract"], help="add new sentences, keep translations")
    parser.add_argument("--tidy", action="store_true", help="also drop sentences no longer used")
    options = parser.parse_args()
    print("changed: " + (", ".join(extract(tidy=options.tidy)) or "nothing"))


if __name__ == "__main__":
    main()
