"""What stands inside sealed items: written in one way, refused in every other, read for ever."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.envelope import Kind
from intake.contents import forms
from intake.contents.card import Card
from intake.contents.forms import FORMS, decode, encode, kind_of, office_text
from intake.contents.mailbox import (
    ComplaintContent,
    Contact,
    FileEntry,
    FilesContent,
    IdentityContent,
    MessageContent,
    ReportContent,
)
from intake.contents.office import DecisionContent, NoteContent, SummaryContent
from intake.contents.versioned import FormError, Forms, NewerFormError, Versioned, header
from intake.domain.schemes import Schemes
from intake.web.journeys import journeys
from tests.vectors.contents import CONTENTS, FOLDER, KEM, KEY, path_of, tomorrow

SPEC = Path(__file__).resolve().parents[3] / "crypto" / "SPEC.md"
JOURNEYS = journeys(Schemes.BOTH, anonymous=True)
FROZEN = sorted(FOLDER.glob("*.json"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ANY = st.one_of(
    st.builds(ReportContent, *[TEXTS] * 4, st.booleans(), reply_to=st.just(KEM), reporter_key=st.just(KEY)),
    st.builds(
        ComplaintContent,
        TEXTS,
        TEXTS,
        TEXTS,
        st.none() | st.builds(Contact, TEXTS, TEXTS, TEXTS, TEXTS),
        reply_to=st.just(KEM),
        reporter_key=st.just(KEY),
    ),
    st.builds(
        FilesContent,
        st.lists(
            st.builds(
                FileEntry,
                st.binary(min_size=16, max_size=16),
                st.just(KEY),
                TEXTS,
                TEXTS,
                st.integers(0, 1 << 50),
                st.binary(max_size=96),
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(IdentityContent, TEXTS, TEXTS),
    st.builds(MessageContent, TEXTS, st.integers(0, 1 << 40)),
    st.builds(Card, st.integers(0, 1 << 40), TEXTS, st.dates(), closed_on=st.none() | st.dates()),
    *(st.builds(form, TEXTS) for form in (SummaryContent, NoteContent, DecisionContent)),
)


def name(content: Versioned) -> str:
    """Name a content in the list of tests."""
    return header(type(content))[0]


@pytest.mark.parametrize("content", CONTENTS, ids=name)
def test_the_specification_names_every_key(content):
    """SPEC 13.4 says of each form what stands in it."""
    listed = SPEC.read_text(encoding="utf-8").partition("- **13.4** ")[2].partition("- **13.5** ")[0]
    entry = next(each for each in listed.split("\n  - ") if f"`{name(content)}`" in each.partition(":")[0])

    said = set(re.findall(r"\w+", entry.partition(":")[2]))
    assert set(type(content).__struct_encode_fields__) - said == set()


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS.keys())
def test_a_form_asks_for_every_field_of_its_content_and_for_nothing_else(journey):
    """And each text says what it is called, or it would be on no page but the one that asks."""
    held = {name: hint for form in journey.forms for name, hint in get_type_hints(form).items()}
    fields = {name for form in journey.forms for name in form.__struct_fields__ if form is not Contact}
    within = set(Contact.__struct_fields__) if Contact in journey.forms else set()

    # Who shall not receive it is no part of what is told; it stands beside it.
    names = [each for each in journey.names if each != "kept_out"]
    assert set(names) == (fields - {"contact"} if within else fields) | within
    assert {name for name in names if held[name] is str} == set(journey.titles)


@given(ANY)
def test_what_was_written_is_read_back(content):
    """Every form, with every sign."""
    written = encode(content)

    assert decode(kind_of(content), written) == content
    assert (
        written
        == json.dumps(json.loads(written), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )


@given(ANY, st.data())
def test_any_other_bytes_are_refused_or_mean_the_same(content, data):
    """Whatever byte is changed, it is refused or read as something that is written just so."""
    written = bytearray(encode(content))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] = data.draw(st.integers(0, 255))
    kind = kind_of(content)

    try:
        found = decode(kind, bytes(written))
    except FormError:
        return
    assert encode(found) == bytes(written)


@pytest.mark.parametrize("content", CONTENTS, ids=name)
def test_nothing_typed_shows_in_a_representation(content):
    """So that no log can hold it."""
    assert repr(content) == f"{type(content).__name__}(...)"


def test_every_form_of_every_kind_has_its_frozen_vectors():
    """One file for each form and each version that was ever released, and none besides."""
    released = {
        f"{form}-{version}.json"
        for held in FORMS.values()
        for form, newest in held.newest.items()
        for version in range(1, newest + 1)
    }

    assert {path.name for path in FROZEN} == released
    assert {path_of(each).name for each in CONTENTS} <= released
    assert {type(each) for each in CONTENTS} == set(forms._KIND_OF)


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_frozen_content_is_read_for_ever(path):
    """Of its own form, in its own kind of envelope."""
    form, _, version = path.stem.rpartition("-")
    written = path.read_bytes()
    (kind,) = (kind for kind, held in FORMS.items() if form in held.newest)

    assert json.loads(written)["form"] == f"{form}/{version}"
    assert header(type(decode(kind, written)))[0] == form


@pytest.mark.parametrize("content", CONTENTS, ids=name)
def test_the_newest_frozen_content_is_what_is_written_today(content):
    """Byte for byte, and it means what it meant."""
    frozen = path_of(content).read_bytes()

    assert encode(content) == frozen
    assert decode(kind_of(content), frozen) == content


@pytest.mark.parametrize("content", CONTENTS, ids=name)
def test_the_newest_frozen_content_has_a_value_in_every_field(content):
    """So that each field is seen as it is written, down to those of a part."""
    assert left_out(content) == []


def left_out(held: msgspec.Struct) -> list[str]:
    """Name the fields that have their default, and so are not written."""
    found = []
    for each in msgspec.structs.fields(held):
        value = getattr(held, each.name)
        found += [each.name] if value == each.default else []
        for part in value if isinstance(value, tuple) else (value,):
            found += left_out(part) if isinstance(part, msgspec.Struct) else []
    return found


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_an_older_frozen_content_means_what_it_meant(path):
    """It is today's without what came since."""
    written = path.read_bytes()
    title = path.stem.rpartition("-")[0]
    (newest,) = (each for each in CONTENTS if name(each) == title)

    assert decode(kind_of(newest), written) == as_written(newest, json.loads(written))


def as_written(held: msgspec.Struct, keys: dict[str, Any]) -> msgspec.Struct:
    """Give the same with its default in every field that was not written, down to those of a part."""
    told = {}
    for each in msgspec.structs.fields(held):
        value, key = getattr(held, each.name), keys.get(each.encode_name)
        if each.encode_name not in keys:
            told[each.name] = each.default
        elif isinstance(value, msgspec.Struct) and isinstance(key, dict):
            told[each.name] = as_written(value, key)
    return msgspec.structs.replace(held, **told)


@pytest.mark.parametrize("content", CONTENTS, ids=name)
def test_a_content_in_an_envelope_of_another_kind_is_refused(content):
    """A message that holds a name is no message."""
    written = encode(content)

    for kind in set(Kind) - {kind_of(content)}:
        with pytest.raises(FormError) as caught:
            decode(kind, written)
        assert not isinstance(caught.value, NewerFormError)


@pytest.mark.parametrize("content", CONTENTS, ids=name)
def test_a_content_of_a_newer_betro_is_not_called_damaged(content):
    """Whatever it says; one whose form nobody knows yet neither."""
    form, version = header(type(content))
    for newer in (f"{form}/{version + 1}", "seen_by_nobody/1"):
        written = encode(content).replace(f'"{form}/{version}"'.encode(), f'"{newer}"'.encode())

        with pytest.raises(NewerFormError):
            decode(kind_of(content), written)


@pytest.mark.parametrize("content", CONTENTS, ids=name)
@pytest.mark.parametrize("fault", ["space", "order", "more", "cut", "type", "no version"])
def test_another_way_of_writing_is_refused(content, fault):
    """Spaces, another order, a field more, the end missing, a list for a text."""
    plain = encode(content)
    held = json.loads(plain)
    field = next(key for key in sorted(held, reverse=True) if key != "form")
    changed = {
        "space": plain.replace(b":", b": ", 1),
        "order": encoded(dict(reversed(held.items())), sort=False),
        "more": encoded({**held, "x": 1}),
        "cut": plain[:-1],
        "type": encoded({**held, field: [5]}),
        "no version": encoded({**held, "form": held["form"].partition("/")[0]}),
    }[fault]

    assert changed != plain
    with pytest.raises(FormError) as caught:
        decode(kind_of(content), changed)
    assert not isinstance(caught.value, NewerFormError)


def encoded(held: dict, *, sort: bool = True) -> bytes:
    """Write a dict as contents are written."""
    return json.dumps(held, sort_keys=sort, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_text_of_the_office_has_the_form_of_its_kind():
    """A summary, a note, or what stands behind a decision."""
    for kind, form in (
        (Kind.SUMMARY, SummaryContent),
        (Kind.NOTE, NoteContent),
        (Kind.DECISION, DecisionContent),
    ):
        assert decode(kind, encode(office_text(kind, "Hej"))) == form("Hej")


def test_a_card_is_given_another_number():
    """And is the same otherwise."""
    card = Card(3, "investigating", date(2026, 11, 23))

    assert card.numbered(4) == Card(4, "investigating", date(2026, 11, 23))


@pytest.mark.parametrize("form", [type(each) for each in CONTENTS], ids=lambda form: header(form)[0])
def test_a_form_with_a_field_more_reads_what_was_frozen_yesterday(form):
    """In a copy: old contents are read, new ones go round, and an old one with the new field is refused."""
    title, version = header(form)
    grown = tomorrow(form)
    reader = Forms[Versioned](grown)
    for path in (path for path in FROZEN if path.stem.rpartition("-")[0] == title):
        written = path.read_bytes()
        found = reader.read(written)

        assert isinstance(found, grown)
        assert found.added == ""
        with_more = encoded({**json.loads(written), "added": "da"})
        with pytest.raises(FormError):
            reader.read(with_more)
        new = msgspec.structs.replace(found, added="da")
        assert reader.read(reader.write(new)) == new
        assert json.loads(reader.write(new))["form"] == f"{title}/{version + 1}"
        with pytest.raises(NewerFormError):
            decode(next(kind for kind, held in FORMS.items() if title in held.newest), reader.write(new))
