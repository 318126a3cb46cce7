"""Forms that grow: released versions are read for ever, newer ones named as newer, all else is refused."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import pytest

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import FormError, Forms, NewerFormError, Part, Versioned, added_in, header


class Colour(StrEnum):
    """A closed list of codes."""

    RED = "red"


class Stamp(Part, frozen=True):
    """A part."""

    place: str
    colour: Annotated[Colour | None, added_in(3)] = None


class FirstStamp(Part, frozen=True):
    """The same part as it was first released."""

    place: str


class FirstCard(Versioned, frozen=True, tag="post:card/1"):
    """The form as it was first released."""

    text: str
    stamps: tuple[FirstStamp, ...] = ()


class Card(Versioned, frozen=True, tag="post:card/3"):
    """The same form, two versions on."""

    text: str
    stamps: tuple[Stamp, ...] = ()
    language: Annotated[str, added_in(2)] = ""
    on: Annotated[date | None, added_in(3)] = None


class Parcel(Versioned, frozen=True, tag="parcel/1"):
    """Another form in the same place."""

    text: str


FORMS = Forms[Versioned](Card, Parcel, elsewhere={"letter"})


def test_the_newest_version_is_read_back():
    """Through one way of writing: keys sorted, no white space, defaults left out."""
    card = Card("Hej æ", (Stamp("Her", Colour.RED),), on=date(2026, 11, 29))
    written = FORMS.write(card)

    assert FORMS.read(written) == card
    assert written.decode() == (
        '{"form":"post:card/3","on":"2026-11-29","stamps":[{"colour":"red","place":"Her"}],"text":"Hej æ"}'
    )


def test_an_old_version_is_read_into_the_newest_class():
    """With the newer fields at their defaults."""
    card = FORMS.read(b'{"form":"post:card/1","stamps":[{"place":"Her"}],"text":"Hej"}')

    assert type(card) is Card
    assert card == Card("Hej", (Stamp("Her"),))


@pytest.mark.parametrize(
    "written",
    [
        b'{"form":"post:card/1","language":"da","text":"Hej"}',
        b'{"form":"post:card/2","on":"2026-11-29","text":"Hej"}',
        b'{"form":"post:card/2","stamps":[{"colour":"red","place":"Her"}],"text":"Hej"}',
    ],
)
def test_an_old_version_with_a_newer_field_is_refused(written):
    """Also where the field stands in a part."""
    with pytest.raises(FormError):
        FORMS.read(written)


@pytest.mark.parametrize(
    "newer",
    [
        b'{"form":"parcel/2","text":[]}',
        b'{"else":{},"form":"post:card/4"}',
        b'{"form":"telegram/1","text":"Hej"}',
        b'{"form":"post:stamp/12"}',
    ],
)
def test_a_newer_version_is_not_mistaken_for_damage(newer):
    """Whatever stands in it, and a form that nobody knows yet neither."""
    assert FORMS.is_newer(newer)
    with pytest.raises(NewerFormError):
        FORMS.read(newer)


@pytest.mark.parametrize(
    "written",
    [
        b'{"form":"parcel/1", "text":"Hej"}',
        b'{"text":"Hej","form":"parcel/1"}',
        b'{"form":"parcel/1","text":"Hej","text":"Hej"}',
        b'{"form":"parcel/1","form":"parcel/1","text":"Hej"}',
        b'{"form":"post:card/3","language":"","text":"Hej"}',
        b'{"form":"post:card/3","text":"H\\u00e6j"}',
        b'{"form":"parcel/1","other":1,"text":"Hej"}',
        b'{"form":"parcel/1"}',
        b'{"form":"parcel/1","text":5}',
        b'{"form":"parcel/1","text":"\\ud800"}',
        b'{"form":"parcel/1","text":"\xff"}',
        b'{"form":"parcel/1","text":' + b"[" * 100_000 + b"}",
        b'{"form":"parcel/01","text":"Hej"}',
        b'{"form":"parcel/0","text":"Hej"}',
        b'{"form":"parcel","text":"Hej"}',
        b'{"form":"letter/1","text":"Hej"}',
        b'{"form":"letter/9","text":"Hej"}',
        b'{"form":"telegram","text":"Hej"}',
        b'{"form":"Telegram/1","text":"Hej"}',
        b'{"form":["parcel/1"],"text":"Hej"}',
        b'{"text":"Hej"}',
        b"[]",
        b"null",
        b"",
    ],
)
def test_everything_else_is_refused(written):
    """Another way of writing, another field, a form of another place, no form."""
    with pytest.raises(FormError) as caught:
        FORMS.read(written)

    assert not isinstance(caught.value, NewerFormError)
    assert "Hej" not in str(caught.value)


def test_what_was_released_first_is_what_it_is_today():
    """The reader of version 1 reads the bytes that the program of version 1 wrote."""
    first = FirstCard("Hej", (FirstStamp("Her"),))

    assert FORMS.read(Forms(FirstCard).write(first)) == Card("Hej", (Stamp("Her"),))
    assert header(Card) == ("post:card", 3)


def test_nothing_of_a_form_shows_in_its_representation():
    """So that no log can hold it."""
    assert repr(Card("geheim", (Stamp("geheim"),))) == "Card(...)"
    assert repr(Stamp("geheim")) == "Stamp(...)"


def test_a_form_that_could_not_be_read_for_ever_is_no_form():
    """A later field without a default, one from the future, a default that JSON cannot leave out."""

    class Late(Versioned, frozen=True, tag="late/2"):
        text: Annotated[str, added_in(2)]

    class Future(Versioned, frozen=True, tag="future/1"):
        text: Annotated[str, added_in(2)] = ""

    class Odd(Versioned, frozen=True, tag="odd/1"):
        text: str = "something"

    for form in (Late, Future, Odd):
        with pytest.raises(TypeError, match="text"):
            Forms(form)


def test_an_item_is_named_by_its_id_and_its_digest():
    """Another id or another envelope is another item."""
    ref = ItemRef.of(bytes(16), b"envelope")

    assert ref.names(bytes(16), b"envelope")
    assert not ref.names(bytes(16), b"another")
    assert not ref.names(b"x" * 16, b"envelope")
