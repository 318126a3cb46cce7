"""
What an organisation has set for itself, from the texts of its folder of dated TOML:

    units.toml         its units, each with the time that it exists
    taxonomies/*.toml  its own entries and words in our lists
    limits.toml        the limits it has published, and its earlier targets
    bylaw.toml         the clocks that the council's bylaw gives a length
    words.toml         what it calls its council, its units and its offices

The same texts come from the folder, where they are written, and from a snapshot, which every process reads.
Its letters are texts for people, and somebody else's to read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from triage.rules.rulebook import Rulebook, load_rulebook, with_local_limits
from triage.rules.tables import File, RulebookError
from triage.rules.taxonomy import Taxonomy, organisation_taxonomy
from triage.rules.units import Units, read_units
from triage.rules.words import Words, read_words

UNITS, LIMITS, BYLAW, WORDS = "units.toml", "limits.toml", "bylaw.toml", "words.toml"
TAXONOMIES, LETTERS = "taxonomies", "letters"
Files = Mapping[str, str]
"""The texts of a folder, by path inside it."""


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """Ours, with what an organisation has set for itself laid over it."""

    rulebook: Rulebook
    taxonomy: Taxonomy
    units: Units
    words: Words


def read_organisation_data(files: Files) -> OrganisationData:
    """
    Read everything as strictly as our own rules are read; no files at all are good.

    Raises:
        RulebookError: a fault, with file and line; or a file that nothing reads.
    """
    for name in sorted(files):
        _require_known(name)
    words = read_words(_file(files, WORDS))
    own = [_file(files, name) for name in sorted(files) if _is_taxonomy(name)]
    return OrganisationData(
        rulebook=with_local_limits(load_rulebook(), _file(files, LIMITS), _file(files, BYLAW)),
        taxonomy=organisation_taxonomy(own, words),
        units=read_units(_file(files, UNITS)),
        words=words,
    )


def example_files() -> Files:
    """The commented example of a folder, for whoever begins one."""
    package = Path(str(resources.files("triage")))
    # Beside the source, or inside the wheel.
    places = (package.parent / "deploy" / "organisations" / "example", package / "_organisation")
    folder = next(place for place in places if place.is_dir())
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.toml"))
    }


def check(files: Files) -> tuple[str, ...]:
    """Every fault of a folder, "file:line: ...", the first of each file; none where it is good."""
    # No file refers to another but by saying the same twice, so what is wrong in one hides nothing.
    faults = []
    for part in (*({name: files[name]} for name in sorted(files)), files):
        try:
            read_organisation_data(part)
        except RulebookError as fault:
            faults.append(str(fault))
    return tuple(dict.fromkeys(faults))


def compare(before: OrganisationData, after: OrganisationData) -> tuple[str, ...]:
    """
    What stood in an earlier folder and is gone, or means something else now: an old case still says its code.

    What is new, what got other words and what was given a last day is no fault.
    """
    return (
        *_gone(UNITS, "unit", _units(before), _units(after)),
        *_gone(TAXONOMIES, "entry", _entries(before), _entries(after)),
        *_gone(LIMITS, "limit", _rows(before, "limit"), _rows(after, "limit")),
        *_gone(LIMITS, "target", _rows(before, "target"), _rows(after, "target")),
        *_gone(BYLAW, "clock", _rows(before, "clock"), _rows(after, "clock")),
    )


def _gone(file: str, what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for code, meaning in before.items():
        if code not in after:
            yield (
                f"{file}:1: the {what} {code!r} was applied before; end it with 'valid_to' and never take it "
                "out, for old cases name it"
            )
        elif after[code] != meaning:
            yield (
                f"{file}:1: the {what} {code!r} was applied with another meaning; a code is never used again "
                "for something else, so add a new one"
            )


def _units(data: OrganisationData) -> dict[str, Any]:
    return {code: unit.valid_from for code, unit in data.units.by_code.items()}


def _entries(data: OrganisationData) -> dict[str, Any]:
    return {
        f"{name}: {term.code}": (term.core, term.group, term.valid_from)
        for name, term in data.taxonomy.terms()
    }


def _rows(data: OrganisationData, kind: str) -> dict[str, Any]:
    return {
        f"{row.rule} {row.area} {row.valid_from} ({row.known_from})": (
            row.period.length,
            row.period.unit,
            row.period.calendar and row.period.calendar.id,
            row.source,
        )
        for row in data.rulebook.local.written
        if row.kind == kind
    }


def _file(files: Files, name: str) -> File:
    return File(files.get(name, ""), name)


def _is_taxonomy(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parent == PurePosixPath(TAXONOMIES) and path.suffix == ".toml"


def _require_known(name: str) -> None:
    known = (UNITS, LIMITS, BYLAW, WORDS)
    if name not in known and not _is_taxonomy(name) and not name.startswith(f"{LETTERS}/"):
        raise RulebookError(
            f"{name}:1: there is no such file in an organisation's folder; known are {', '.join(known)}, "
            f"{TAXONOMIES}/*.toml and {LETTERS}/*.txt"
        )
