"""Keep the Danish catalogues in step with the sentences in the source.

    python deploy/catalogues.py extract [--tidy]   add new sentences to the .po files, keep every translation
    python deploy/catalogues.py check              say what is untranslated, wrong or left over

English sentences are the message ids, so English needs no catalogue; and the apps read the .po files
themselves, so there is nothing to compile. A sentence belongs to the catalogue of whoever shows it:

    shared   templates/shared, intake/page, and intake/domain (both apps show its words)
    portal   templates/portal and the rest of intake
    office   templates/office, triage, and the titles in triage/rules/*.toml (TOML_KEYS below)

A sentence that `shared` has is left out of the other two. In Python a sentence is found inside `_`,
`gettext`, `lazy_gettext`, `ngettext`, `lazy_ngettext` and, where it stands in a table and is translated when
it is shown, inside `N_`, which returns its argument (`intake.domain.words`). In
templates it is found inside `_()`, `ngettext()` and `{% trans %}`.

The files are sorted and carry no dates and no line numbers, so that two people who add sentences at the same
time seldom meet. Sentences no longer used stay at the end as `#~` until `--tidy`, so that nobody's work is
lost while files are moved about. Running it twice changes nothing; one run at a time, each file replaced
whole.
"""

import argparse
import fcntl
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from intake.domain.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE)
SOURCES = {
    "shared": ("templates/shared", "intake/page", "intake/domain"),
    "portal": ("templates/portal", "intake"),
    "office": ("templates/office", "triage"),
}
TOML_KEYS = {
    "triage/rules/deadlines.toml": ("title", "source"),
    "triage/rules/countries.toml": ("title",),
    "triage/rules/calendars.toml": ("title",),
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
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""
NAMED = re.compile(r"%\((\w+)\)[sd]")
FORMATTING = re.compile(r"%%|%\(\w+\)[sd]")

MessageId = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a catalogue."""

    catalogue: str
    sentence: str
    fault: str

    def __str__(self) -> str:
        return f"{self.catalogue}: {self.fault}: {self.sentence!r}"


def _header(language: str) -> bytes:
    return HEADER.format(language=language, plural_forms=Catalog(locale=language).plural_forms).encode()


def place(language: str, domain: str) -> Path:
    """Return the file of a catalogue."""
    return ROOT / "templates" / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def _toml_sentences(data: object, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _toml_sentences(value, keys)
    elif isinstance(data, list):
        for value in data:
            yield from _toml_sentences(value, keys)


def _sentences(path: Path, name: str) -> Iterator[MessageId]:
    """Yield the message ids of one file.

    Raises:
        SyntaxError, TemplateSyntaxError, TOMLDecodeError and the like: the file is broken; its name is added
            as a note, and nothing is written.
    """
    try:
        yield from _read(path, name)
    except Exception as error:  # Whatever it was, it goes on with the name of the file.
        error.add_note(f"while reading {name}")
        raise


def _read(path: Path, name: str) -> Iterator[MessageId]:
    if keys := TOML_KEYS.get(name):
        yield from _toml_sentences(tomllib.loads(path.read_text(encoding="utf-8")), keys)
        return
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {"encoding": "utf-8"} if path.suffix == ".py" else JINJA
    for _line, found, _comments, _context in extract_from_file(method, str(path), KEYWORDS, options=options):
        yield found if isinstance(found, str) else (found[0], found[1])


def _files(folders: Iterable[str]) -> list[str]:
    found = set()
    for folder in folders:
        for suffix in ("py", "html", "txt"):
            found |= {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(f"*.{suffix}")}
        found |= {name for name in TOML_KEYS if name.startswith(f"{folder}/")}
    return sorted(found)


def extracted() -> dict[str, Catalog]:
    """Return what the sources say now: one catalogue of untranslated sentences for each domain."""
    taken_files: set[str] = set()
    taken_ids: set[str] = set()
    catalogues = {}
    for domain, folders in SOURCES.items():
        catalogue = catalogues[domain] = Catalog(domain=domain)
        for name in _files(folders):
            if name in taken_files:
                continue
            taken_files.add(name)
            for found in _sentences(ROOT / name, name):
                first = found if isinstance(found, str) else found[0]
                if first and first not in taken_ids:
                    catalogue.add(found, locations=[(name, 0)])
        if domain == "shared":
            taken_ids = {_first(message) for message in catalogue}
    return catalogues


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def stored(language: str, domain: str) -> Catalog:
    """Return the catalogue as it lies in the repository; an empty one where there is none yet."""
    path = place(language, domain)
    text = path.read_bytes() if path.is_file() else _header(language)
    return read_po(BytesIO(text), locale=language, domain=domain)


def _write(catalogue: Catalog, language: str, domain: str, *, tidy: bool) -> bool:
    """Replace a catalogue's file where it differs; return whether it did."""
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=110,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=tidy,
    )
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


def _faults(message: Message, plurals: int = 2) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not all(texts) or len(texts) != (1 if len(ids) == 1 else plurals):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked as uncertain"
    # A singular may leave out the number; nothing may name what the source does not give.
    given = {name for text in ids for name in NAMED.findall(text)}
    for text in texts:
        named = set(NAMED.findall(text))
        if named - given or (len(texts) == 1 and named != given):
            yield "its placeholders differ"
    in_template = any(name.endswith((".html", ".txt")) for name, _line in message.locations)
    if (in_template or given) and any("%" in FORMATTING.sub("", text) for text in (*ids, *texts)):
        yield "a percent sign must be written twice here"


def complaints(languages: Iterable[str] = TRANSLATED) -> list[Complaint]:
    """Return everything that stands between the catalogues and complete, current translations."""
    found = []
    now = extracted()
    for language in languages:
        for domain, template in now.items():
            name = f"{language}/{domain}.po"
            catalogue = stored(language, domain)
            for wanted in template:
                first = _first(wanted)
                if first and catalogue.get(first) is None:
                    found.append(Complaint(name, first, "missing, run extract"))
            for message in catalogue:
                if message.id:
                    found += [
                        Complaint(name, _first(message), fault)
                        for fault in _faults(message, catalogue.num_plurals)
                    ]
                    if template.get(_first(message)) is None:
                        found.append(Complaint(name, _first(message), "no longer used, run extract --tidy"))
            found += [
                Complaint(name, str(first), "left over, run extract --tidy") for first in catalogue.obsolete
            ]
    return found


def main() -> int:
    """Do what the command line says; 1 when `check` found something."""
    parser = argparse.ArgumentParser(description="Keep the catalogues in step with the source.")
    commands = parser.add_subparsers(dest="command", required=True)
    extraction = commands.add_parser("extract", help="add new sentences, keep translations")
    extraction.add_argument("--tidy", action="store_true", help="also drop sentences no longer used")
    commands.add_parser("check", help="say what is untranslated, wrong or left over")
    options = parser.parse_args()
    if options.command == "extract":
        print("changed: " + (", ".join(extract(tidy=options.tidy)) or "nothing"))
        return 0
    faults = complaints()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
