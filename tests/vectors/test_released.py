"""What a form of a released version holds is frozen: whoever changes it raises the version."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
import pytest

from intake.contents.mailbox import MessageContent
from intake.contents.versioned import Versioned, added_in, header
from tests.vectors.released import NEWEST, all_shapes, frozen, shape
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.receiving import NoteAdded
from triage.rules.codes import Scheme

FROZEN = frozen()
SHAPES = dict(all_shapes())
RAISE = (
    "{0} is not what was released: raise the version - what is new is added_in({1}) with a default, the tag "
    "says {1} (a code more in a closed list raises it too) - and run python -m tests.vectors.released"
)


def told(tag: str) -> str:
    """Say what to do about a form that was changed."""
    return RAISE.format(tag, header(NEWEST[tag])[1] + 1)


@pytest.mark.parametrize("tag", NEWEST)
def test_the_newest_version_of_a_form_is_what_was_released(tag: str) -> None:
    """Its keys, their types and defaults, and every code: a Betro of that version reads nothing else."""
    assert tag in FROZEN, f"{tag} is new: run python -m tests.vectors.released"
    assert SHAPES[tag] == FROZEN[tag], told(tag)


@pytest.mark.parametrize("tag", FROZEN)
def test_what_was_released_is_read_for_ever(tag: str) -> None:
    """An older version holds its keys and no other, and none of its codes went; nothing released is gone."""
    assert tag in SHAPES, f"{tag} was released, and there is no reader of it"
    assert without_codes(SHAPES[tag]) == without_codes(FROZEN[tag])
    assert set(codes_in(FROZEN[tag])) <= set(codes_in(SHAPES[tag]))


def without_codes(what: Any) -> Any:
    """Give what a form holds, whichever codes its lists have."""
    if isinstance(what, list):
        return [without_codes(each) for each in what]
    if not isinstance(what, dict):
        return what
    return {key: "codes" if key == "codes" else without_codes(value) for key, value in what.items()}


def codes_in(what: Any, at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Give the codes of a form, each with its place."""
    if isinstance(what, list):
        return [found for each in what for found in codes_in(each, at)]
    if not isinstance(what, dict):
        return []
    own = [(*at, code) for code in what.get("codes", ())]
    rest = ((key, value) for key, value in what.items() if key != "codes")
    return own + [found for key, value in rest for found in codes_in(value, (*at, key))]


class _More(StrEnum):
    """The codes of a closed list, and one more."""

    OFFICE = "office"
    ORGANISATION = "organisation"
    SYSTEM = "system"
    UNIT = "unit"
    NOBODY = "nobody"


@pytest.mark.parametrize(
    ("form", "name", "hint", "default"),
    [
        (NoteAdded, "place", str | None, None),
        (MessageContent, "language", str, ""),
        (BreachExplained, "responsible", _More, msgspec.NODEFAULT),
        (BreachExplained, "subject", str | None, None),
        (BreachExplained, "days_late", int, 0),
    ],
    ids=["a key of an event", "a key of a content", "a code", "another type", "another default"],
)
def test_a_change_without_a_number_is_noticed(
    form: type[Versioned], name: str, hint: Any, default: Any
) -> None:
    """Planted: a key, a code, a looser type or a default more, under the version that was released."""
    tag = "/".join(map(str, header(form)))
    field = (name, hint) if default is msgspec.NODEFAULT else (name, hint, default)
    changed = msgspec.defstruct(form.__name__, [field], bases=(form,), tag=tag, frozen=True, kw_only=True)

    assert shape(form, header(form)[1]) == FROZEN[tag]
    assert shape(changed, header(form)[1]) != FROZEN[tag]


def test_what_came_later_is_in_no_earlier_version() -> None:
    """A key that says since when is held from there on."""
    name, newest = header(NoteAdded)
    field = ("place", Annotated[str | None, added_in(newest + 1)], None)
    tag = f"{name}/{newest + 1}"
    grown = msgspec.defstruct("NoteAdded", [field], bases=(NoteAdded,), tag=tag, frozen=True, kw_only=True)

    assert shape(grown, newest) == FROZEN[f"{name}/{newest}"]
    assert set(shape(grown, newest + 1)) - set(shape(grown, newest)) == {"place"}


def test_the_codes_of_a_closed_list_are_among_what_is_frozen() -> None:
    """Down to those in a list of parts."""
    assert {each[-1] for each in codes_in(FROZEN["case:received/3"])} == set(Scheme)
    assert codes_in({"a": {"each": {"fields": {"b": {"codes": ["c"]}}}}}) == [
        ("a", "each", "fields", "b", "c")
    ]
