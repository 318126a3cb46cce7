"""
What an organisation has set for itself, from the texts of its folder of dated TOML:

    units.toml         its units, each with the time that it exists
    taxonomies/*.toml  its own entries and words in our lists
    limits.toml        the limits it has published, and its earlier targets
    bylaw.toml         the clocks that the council's bylaw gives a length
    words.toml         what it calls its council, its units and its offices
    texts.toml         what it tells the visitors of its portal
    routes.toml        who receives what its own people are kept out of
    counting/*.toml    what its accounts count, and how

The same texts come from the folder, where they are written, and from a snapshot, which every process reads.
Its letters are texts for people, and somebody else's to read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from intake.domain.own_texts import OwnTexts
from intake.domain.own_words import Words
from triage.rules.code_lists import CodeLists
from triage.rules.counting_data import Profiles, meaning, read_profiles
from triage.rules.counting_profile import CountingProfile
from triage.rules.local_limits import CLOCK, LIMIT, TARGET, TEMPORARY
from triage.rules.register_tables import with_registers
from triage.rules.routes import Routes, read_routes
from triage.rules.rulebook import Rulebook, load_rulebook, with_local_limits
from triage.rules.standard_profile import STANDARD, standard_profile
from triage.rules.tables import File, RulebookError, Table
from triage.rules.taxonomy import LISTS, Taxonomy
from triage.rules.taxonomy_data import organisation_taxonomy
from triage.rules.texts import read_texts
from triage.rules.units import Units, read_units
from triage.rules.words_data import read_words

UNITS, LIMITS, BYLAW = "units.toml", "limits.toml", "bylaw.toml"
WORDS, TEXTS, ROUTES = "words.toml", "texts.toml", "routes.toml"
TAXONOMIES, COUNTING, LETTERS = "taxonomies", "counting", "letters"
EXAMPLE = "example"
Files = Mapping[str, str]
"""The texts of a folder, by path inside it."""
_LENGTH = (
    ("rule", "area", "valid_from", "known_from"),
    ("length", "unit", "calendar", "source", "adopted_on", "announced_on"),
)
_KEPT = {
    "unit": (("code",), ("valid_from",)),
    "route": (("code",), ("kind", "valid_from")),
    **dict.fromkeys(LISTS, (("code",), ("core", "theme", "reason", "valid_from"))),
    **dict.fromkeys((LIMIT, TEMPORARY, TARGET, CLOCK), _LENGTH),
}
"""By which keys a row is found again once it was applied, and which of its keys then stay as they are."""


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """Ours, with what an organisation has set for itself laid over it."""

    rulebook: Rulebook
    taxonomy: Taxonomy
    units: Units
    words: Words
    texts: OwnTexts
    routes: Routes
    profiles: Profiles
    standard: CountingProfile

    @property
    def known_profiles(self) -> Profiles:
        """Every counting profile by code, its own and Betro's; each counts the registers too."""
        known = {self.standard.head.code: self.standard, **self.profiles}
        return {code: with_registers(each) for code, each in known.items()}


def read_organisation_data(files: Files) -> OrganisationData:
    """
    Read everything as strictly as our own rules are read; no files at all are good.

    Raises:
        RulebookError: a fault, with file and line; or a file that nothing reads.
    """
    for name in sorted(files):
        _require_known(name)
    words = read_words(_file(files, WORDS))
    taxonomy = organisation_taxonomy(_files_in(files, TAXONOMIES), words)
    units = read_units(_file(files, UNITS))
    lists = CodeLists(taxonomy, units)
    return OrganisationData(
        rulebook=with_local_limits(load_rulebook(), _file(files, LIMITS), _file(files, BYLAW)),
        taxonomy=taxonomy,
        units=units,
        words=words,
        texts=read_texts(_file(files, TEXTS)),
        routes=read_routes(_file(files, ROUTES)),
        profiles=_own_profiles(files, lists),
        standard=standard_profile(lists, words),
    )


def _own_profiles(files: Files, lists: CodeLists) -> Profiles:
    found = _files_in(files, COUNTING)
    for code, top, _told in map(meaning, found):
        if code == STANDARD:
            raise top.refuse(f"'{STANDARD}' is the profile that comes with Betro; give yours another", "code")
    return read_profiles(found, lists)


def ready_names() -> tuple[str, ...]:
    """The municipalities that Betro has a ready folder of."""
    return tuple(sorted(each.name for each in _ready().iterdir() if each.is_dir() and each.name != EXAMPLE))


def ready_files(like: str = EXAMPLE) -> Files:
    """The commented example of a folder, for whoever begins one; over it what a ready folder says."""
    if like != EXAMPLE:
        return {**ready_files(), **_texts(_ready() / like)}
    return _texts(_ready() / EXAMPLE)


def _ready() -> Path:
    package = Path(str(resources.files("triage")))
    # Beside the source, or inside the wheel.
    places = (package.parent / "deploy" / "organisations", package / "_organisations")
    return next(place for place in places if place.is_dir())


def _texts(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.toml"))
    }


def check(files: Files) -> tuple[str, ...]:
    """
    Every fault of a folder, "file:line: ...", the first of each file; none where it is good. All lists are
    one file to this, for a sub-theme names its theme in whichever of them that stands.
    """
    lists = {name: files[name] for name in files if _is_in(name, TAXONOMIES)}
    # A profile names units and what stands on the lists, so it is read with them.
    apart = {*lists, *(name for name in files if _is_in(name, COUNTING))}
    others = ({name: files[name]} for name in sorted(files) if name not in apart)
    # No other file refers to another but by saying the same twice, so what is wrong in one hides nothing.
    faults = []
    for part in (*others, lists, files):
        try:
            read_organisation_data(part)
        except RulebookError as fault:
            faults.append(str(fault))
    return tuple(dict.fromkeys(faults))


def compare(before: Files, after: Files, *, today: date) -> Iterator[str]:
    """
    What stood in an earlier folder and is gone, means something else now, or had ended by *today* and has
    another last day: an old case still says its code.

    It is told with file and line, of what is gone with those of the earlier folder. What is new, what got
    other words and what was given a last day is no fault.
    """
    now = _kept(after)
    for said, (stood, meant) in _kept(before).items():
        if said not in now:
            yield str(
                stood.refuse(
                    f"the {said} stood here when it was applied; end it with 'valid_to' and never take it "
                    "out, for old cases name it"
                )
            )
        elif now[said][1] != meant:
            yield str(
                now[said][0].refuse(
                    f"the {said} was applied with another meaning; a code is never used again for something "
                    "else, so add a new one"
                )
            )
        elif (
            (last := stood.values.get("valid_to"))
            and last < today
            and now[said][0].values.get("valid_to") != last
        ):
            yield str(now[said][0].refuse(f"the {said} ended on {last} and stays so; add a new one"))


def _kept(files: Files) -> dict[str, tuple[Table, list[Any]]]:
    """Every row of an organisation's own, by what it is the row of, with what it means."""
    found = {}
    for file in _files_in(files, COUNTING):
        code, top, told = meaning(file)
        found[f"profile {code!r}"] = top, told
    for file in (_file(files, name) for name in files if name.endswith(".toml")):
        for kind, (named_by, meant) in _KEPT.items():
            for table in file.tables(kind):
                values = {"known_from": table.values.get("valid_from"), **table.values}
                # An entry without a core is one of ours, in other words.
                if kind not in LISTS or "core" in values:
                    name = " ".join(str(values[key]) for key in named_by if key in values)
                    found[f"{kind} {name!r}"] = table, [values.get(key) for key in meant]
    return found


def _file(files: Files, name: str) -> File:
    return File(files.get(name, ""), name)


def _files_in(files: Files, folder: str) -> list[File]:
    found = (_file(files, name) for name in sorted(files) if _is_in(name, folder))
    return [file for file in found if not file.is_empty]


def _is_in(name: str, folder: str) -> bool:
    path = PurePosixPath(name)
    return path.parent == PurePosixPath(folder) and path.suffix == ".toml"


def _require_known(name: str) -> None:
    known = (UNITS, LIMITS, BYLAW, WORDS, TEXTS, ROUTES)
    in_folder = _is_in(name, TAXONOMIES) or _is_in(name, COUNTING) or name.startswith(f"{LETTERS}/")
    if name not in known and not in_folder:
        raise RulebookError(
            f"{name}:1: there is no such file in an organisation's folder; known are {', '.join(known)}, "
            f"{TAXONOMIES}/*.toml, {COUNTING}/*.toml and {LETTERS}/*.txt"
        )
