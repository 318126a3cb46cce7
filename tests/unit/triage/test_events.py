"""Events: what a payload may hold, and reading one back."""

import json
from datetime import date

import pytest

from tests.story import ADVISOR, item
from triage.cases.events import Event, Tag, is_item_id, make_event

ON = date(2027, 1, 11)


def test_every_tag_obeys_the_grammar() -> None:
    """A tag is subject:action, in small letters."""
    for tag in Tag:
        subject, _, action = tag.partition(":")
        assert subject.replace("_", "").isalpha()
        assert action.replace("_", "").isalpha()
        assert tag == tag.lower()


@pytest.mark.parametrize(
    "value",
    ["Min leder tager imod gaver", "gave fra leverandør", "a\nb", "", "x" * 65, "æblegrød", "<b>"],
)
def test_a_payload_refuses_free_text(value: str) -> None:
    """Whatever is no code, date, handle or id is refused, and the error does not repeat it."""
    with pytest.raises(ValueError, match="neither a code nor an id") as caught:
        make_event(Tag.NOTE_ADDED, on=ON, actor=ADVISOR, text=value)

    assert not value or value not in str(caught.value)


def test_a_list_is_checked_member_by_member() -> None:
    """One sentence among codes is one too many."""
    with pytest.raises(ValueError, match="neither a code nor an id"):
        make_event(Tag.HANDLING_RECORDED, on=ON, actor=ADVISOR, codes=("guidance", "vi talte sammen"))


@pytest.mark.parametrize("key", ["item", "reason_item", "guidance_item"])
def test_an_item_is_an_item_id(key: str) -> None:
    """A key that names an item holds 16 bytes in hex, not just any code."""
    with pytest.raises(ValueError, match="is not an item id"):
        make_event(Tag.NOTE_ADDED, on=ON, actor=ADVISOR, **{key: "guidance"})

    assert make_event(Tag.NOTE_ADDED, on=ON, actor=ADVISOR, **{key: item(7)}).text(key) == item(7)


def test_a_date_is_a_date() -> None:
    """A key that ends in _on holds a date that exists."""
    with pytest.raises(ValueError, match="day"):
        make_event(Tag.NOTE_ADDED, on=ON, actor=ADVISOR, happened_on="2027-02-30")


def test_an_actor_is_a_handle() -> None:
    """A name is not a handle; nobody at all is the clock or the reporter."""
    with pytest.raises(ValueError, match="hex handle"):
        make_event(Tag.NOTE_ADDED, on=ON, actor="Bodil")

    assert make_event(Tag.MESSAGE_RECEIVED, on=ON).actor is None


def test_an_unknown_tag_is_refused() -> None:
    """History has only the events of the list."""
    with pytest.raises(ValueError, match="case:forgotten"):
        Event("case:forgotten", ON, None, {})


def test_it_survives_json() -> None:
    """An event read back from the database equals the one that was stored, lists and all."""
    event = make_event(
        Tag.OUTCOME_RECORDED, on=ON, actor=ADVISOR, measures=["rule_changed"], police_report=True, days_late=3
    )
    stored = json.dumps(dict(event.payload))

    assert Event(event.tag, event.on, event.actor, json.loads(stored)) == event


def test_a_payload_cannot_be_changed() -> None:
    """What happened stays as it was told."""
    event = make_event(Tag.NOTE_ADDED, on=ON, actor=ADVISOR, item=item(1))

    with pytest.raises(TypeError):
        event.payload["item"] = item(2)


def test_the_day_it_happened() -> None:
    """Without a day of its own, a thing happened when it was recorded."""
    backdated = make_event(Tag.CASE_CLOSED, on=ON, actor=ADVISOR, happened_on=date(2027, 1, 8))

    assert make_event(Tag.CASE_CLOSED, on=ON, actor=ADVISOR).happened_on == ON
    assert backdated.happened_on == date(2027, 1, 8)


def test_reading_a_value_as_what_it_is_not() -> None:
    """A number is no text, a text is no list, and a missing value that is required says so."""
    event = make_event(Tag.NOTE_ADDED, on=ON, actor=ADVISOR, days_late=3, codes="guidance")

    with pytest.raises(TypeError):
        event.text("days_late")
    with pytest.raises(TypeError):
        event.texts("codes")
    with pytest.raises(ValueError, match="without item"):
        event.required("item")


@pytest.mark.parametrize(
    ("text", "is_id"), [("0" * 32, True), ("0" * 31, False), ("0" * 64, False), ("G" * 32, False)]
)
def test_item_ids(text: str, is_id: bool) -> None:
    """An item id is 32 small hex digits."""
    assert is_item_id(text) is is_id
