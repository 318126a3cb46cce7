"""
What is an organisation's own, from the texts of its folder: what `organisation_data` reads, and its letters.

The texts are all there is: the same come from the folder, where they are written, and from a snapshot, where
they are read by every process.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from intake.domain.schemes import Schemes
from triage.cases.letter_text import LetterBook
from triage.rules.organisation_data import LETTERS, Files, OrganisationData, read_organisation_data
from triage.rules.tables import RulebookError
from triage.rules.taxonomy import without_adviser
from triage.services.organisation.letter_files import read_letters


@dataclass(frozen=True, slots=True)
class Content:
    """What an organisation's services go by: ours, with what it has set for itself laid over it."""

    data: OrganisationData
    letters: LetterBook


def read_content(files: Files, schemes: Schemes) -> Content:
    """
    Read everything as strictly as our own rules are read, for an organisation that runs these schemes.

    Raises:
        RulebookError: with file and line; or a file that nothing reads.
        LetterError: with file and line.
    """
    letters = {
        PurePosixPath(name).name: text
        for name, text in files.items()
        if PurePosixPath(name).parent == PurePosixPath(LETTERS)
    }
    data = read_organisation_data(files)
    if not schemes.complaints:
        data = replace(data, taxonomy=without_adviser(data.taxonomy))
    return Content(data, read_letters(letters))


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


def write_files(folder: Path, files: Files) -> None:
    """
    Write the texts into a folder, making what is not there.

    Raises:
        ValueError: a name leads out of the folder; nothing was written.
    """
    for name in files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise ValueError("a name leads out of the folder")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def canonical(files: Files, *, by: str, reason: str) -> str:
    """Give the one text that says what stands in a folder, who applied it and why."""
    return json.dumps({"by": by, "files": files, "reason": reason}, ensure_ascii=False, sort_keys=True)


def from_canonical(text: str) -> Files:
    """Give the texts of the folder back."""
    files: Mapping[str, str] = json.loads(text)["files"]
    return files
