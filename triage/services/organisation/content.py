"""
What is an organisation's own, from the texts of its folder: units, published limits and targets, letters.

    units.toml        the units, each with the time that it exists
    limits.toml       the limits it has published and its earlier targets
    letters/*.txt     its own words for a letter

The texts are all there is: the same come from the folder, where they are written, and from a snapshot, where
they are read by every process.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from triage.cases.letter_text import LetterBook
from triage.rules.own_limits import with_own
from triage.rules.rulebook import Rulebook, RulebookError, load_rulebook
from triage.rules.tables import File
from triage.rules.taxonomy import Taxonomy, load_taxonomy
from triage.rules.units import Units, read_units
from triage.services.organisation.letter_files import read_letters

UNITS, LIMITS, LETTERS = "units.toml", "limits.toml", "letters"
Files = Mapping[str, str]
"""The texts of a folder, by path inside it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an organisation's services go by: ours, with what it has set for itself laid over it."""

    rulebook: Rulebook
    taxonomy: Taxonomy
    letters: LetterBook
    units: Units


def read_content(files: Files) -> Content:
    """
    Read everything as strictly as our own rules are read.

    Raises:
        RulebookError: with file and line; or a file that nothing reads.
        LetterError: with file and line.
    """
    letters = {}
    for name in sorted(files):
        path = PurePosixPath(name)
        if path.parent == PurePosixPath(LETTERS):
            letters[path.name] = files[name]
        elif name not in (UNITS, LIMITS):
            raise RulebookError(f"{name}:1: there is no such file in an organisation's folder")
    book = load_rulebook()
    limits = File(files.get(LIMITS, ""), LIMITS)
    return Content(
        rulebook=with_own(book, limits) if limits.has("limit") or limits.has("target") else book,
        taxonomy=load_taxonomy(),
        letters=read_letters(letters),
        units=read_units(File(files.get(UNITS, ""), UNITS)),
    )


def files_of(folder: Path) -> Files:
    """
    Give the texts of a folder; what begins with a full stop and README.md are not looked at.

    Raises:
        RulebookError: a file cannot be read, or the folder is not there.
    """
    if not folder.is_dir():
        raise RulebookError(f"{folder}: there is no such folder")
    texts = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder)
        if name.name == "README.md" or any(part.startswith(".") for part in name.parts):
            continue
        try:
            texts[name.as_posix()] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise RulebookError(f"{name.as_posix()}:1: the file cannot be read as UTF-8") from None
    return texts


def canonical(files: Files, *, by: str, reason: str) -> str:
    """Give the one text that says what stands in a folder, who applied it and why."""
    return json.dumps({"by": by, "files": files, "reason": reason}, ensure_ascii=False, sort_keys=True)


def from_canonical(text: str) -> Files:
    """Give the texts of the folder back."""
    files: Files = json.loads(text)["files"]
    return files
