"""Stored events can change, and what was stored once is read for ever."""

import json
from typing import Annotated

import msgspec
import pytest

from intake.contents.versioned import FormError, Forms, NewerFormError, added_in
from tests.vectors.generate_events import FOLDER, file_of
from triage.cases.events import CaseEvent, Code
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
def test_a_field_that_is_added_leaves_what_is_stored_readable(kind: type[CaseEvent]) -> None:
    """One more optional field is a new version; tomorrow's Betro reads yesterday's, and none guesses."""
    name, newest = str(kind.__struct_config__.tag).split("/")
    later = int(newest) + 1
    grown = msgspec.defstruct(
        kind.__name__,
        [("extra", Annotated[Code | None, added_in(later)], None)],
        bases=(kind,),
        tag=f"{name}/{later}",
        frozen=True,
        kw_only=True,
    )
    tomorrow = Forms(grown)
    old = _stored(kind)
    event = tomorrow.read(old)
    new = tomorrow.write(msgspec.structs.replace(event, extra="code")).decode()

    assert {**msgspec.structs.asdict(event)} == {**msgspec.structs.asdict(read(old)), "extra": None}
    with pytest.raises(FormError):
        tomorrow.read(new.replace(f"{name}/{later}", f"{name}/{newest}"))
    with pytest.raises(NewerFormError):
        read(new)
