"""Stored events can change, and what was stored once is read for ever."""

import json
from enum import Enum

import msgspec
import pytest

from intake.contents.versioned import FormError, Forms, NewerFormError, header
from tests.vectors.contents import tomorrow
from tests.vectors.generate_events import FOLDER, file_of, full
from triage.cases.events import CaseEvent
from triage.cases.history import EVENTS, read, written

VECTORS = sorted(FOLDER.glob("*.json"))
KINDS = pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)


def _stored(kind: type[CaseEvent]) -> str:
    return file_of(str(kind.__struct_config__.tag)).read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_every_vector_is_read_and_written_as_it_was(file) -> None:
    """What an earlier Betro stored is read, and the newest version of each form is written the same way."""
    stored = file.read_text(encoding="utf-8").rstrip("\n")
    event = read(stored)

    if json.loads(stored)["form"] == type(event).__struct_config__.tag:
        assert written(event) == stored


@KINDS
def test_every_form_and_version_has_its_vector(kind: type[CaseEvent]) -> None:
    """A new event, or a new version of one, has a vector before it is released: generate_events writes it."""
    name, newest = str(kind.__struct_config__.tag).split("/")
    missing = [n for n in range(1, int(newest) + 1) if not file_of(f"{name}/{n}").exists()]
    assert missing == []


@KINDS
def test_the_newest_vector_has_a_value_in_every_field(kind: type[CaseEvent]) -> None:
    """So that each field is seen as it is written; one that came without a new version is in none."""
    assert _stored(kind) == written(full(kind))


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_an_older_vector_means_what_it_meant(file) -> None:
    """It is today's without what came since, codes that are older among them."""
    held = json.loads(file.read_text(encoding="utf-8"))
    event = read(file.read_text(encoding="utf-8").rstrip("\n"))
    fields = {each.name: each for each in msgspec.structs.fields(type(event))}
    came_since = {name: each.default for name, each in fields.items() if name not in held}
    codes = {name: value for name in fields if isinstance(value := getattr(event, name), Enum)}

    assert event == msgspec.structs.replace(full(type(event)), **came_since | codes)
    assert {name: held[name] for name in codes if name in held} == {
        name: code for name, code in codes.items() if name in held
    }


@KINDS
def test_a_field_that_is_added_leaves_what_is_stored_readable(kind: type[CaseEvent]) -> None:
    """One more optional field is a new version; tomorrow's Betro reads yesterday's, and none guesses."""
    name, version = header(kind)
    grown = tomorrow(kind)
    reader = Forms(grown)
    for number in range(1, version + 1):
        old = file_of(f"{name}/{number}").read_text(encoding="utf-8").rstrip("\n")
        event = reader.read(old)
        new = reader.write(msgspec.structs.replace(event, added="code")).decode()

        assert msgspec.structs.asdict(event) == {**msgspec.structs.asdict(read(old)), "added": ""}
        with pytest.raises(FormError):
            reader.read(new.replace(f"{name}/{version + 1}", f"{name}/{number}"))
        with pytest.raises(NewerFormError):
            read(new)
