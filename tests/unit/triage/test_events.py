"""Events: what one may hold, and reading one back."""

import json
from datetime import date

import msgspec
import pytest

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import FormError, NewerFormError, header
from tests.story import ADVISOR, item
from triage.cases.decisions.assessment import OutcomeRecorded
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import HandlingRecorded, InquiryRejected
from triage.cases.decisions.messages import MessageReceived
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.history import EVENTS, is_newer, read, written

ON = date(2027, 1, 11)
NOTE = NoteAdded(on=ON, actor=ADVISOR, item=item(7))


def test_every_tag_obeys_the_grammar() -> None:
    """A tag is subject:action, in small letters."""
    for tag in EVENTS:
        subject, _, action = tag.partition(":")
        assert subject.replace("_", "").isalpha()
        assert action.replace("_", "").isalpha()
        assert tag == tag.lower()


@pytest.mark.parametrize(
    "value",
    [
        "Min leder tager imod gaver",
        "gave fra leverandør",
        "a\nb",
        "",
        "x" * 65,
        "æblegrød",
        "<b>",
        "guidance\n",
    ],
)
def test_an_event_refuses_free_text(value: str) -> None:
    """Whatever is no code, date, handle or reference is not written, and the error does not repeat it."""
    event = InquiryRejected(on=ON, actor=ADVISOR, reason=value, reason_item=item(1))
    with pytest.raises(FormError) as caught:
        written(event)

    assert not value or value not in str(caught.value)


def test_a_list_is_checked_member_by_member() -> None:
    """One sentence among codes is one too many."""
    with pytest.raises(FormError):
        written(HandlingRecorded(on=ON, actor=ADVISOR, codes=("guidance", "vi talte sammen")))


@pytest.mark.parametrize(
    ("id_", "digest"), [("guidance", "0" * 64), ("0" * 32, "guidance"), ("G" * 32, "0" * 64)]
)
def test_an_item_is_named_by_its_id_and_digest(id_: str, digest: str) -> None:
    """A field that names an item holds 16 and 32 bytes in hex, not just any code."""
    with pytest.raises(FormError):
        written(NoteAdded(on=ON, actor=ADVISOR, item=ItemRef(id_, digest)))

    assert read(written(NOTE)) == NOTE


def test_a_date_is_a_date() -> None:
    """A day that does not exist is not read."""
    with pytest.raises(FormError):
        read(written(NOTE).replace("2027-01-11", "2027-02-30"))


def test_an_actor_is_a_handle() -> None:
    """A name is not a handle; nobody at all is the clock or the reporter."""
    with pytest.raises(FormError):
        written(NoteAdded(on=ON, actor="Bodil", item=item(7)))

    assert MessageReceived(on=ON, item=item(1)).actor is None


def test_an_unknown_key_is_refused() -> None:
    """What an event does not know is not passed over."""
    with pytest.raises(FormError):
        read(json.dumps({**json.loads(written(NOTE)), "zeal": "much"}, separators=(",", ":")))


def test_a_newer_betro_is_named_and_never_called_damage() -> None:
    """The form and its version are read first; an event that nobody knows yet is newer too."""
    name, newest = header(NoteAdded)
    for tag in (f"{name}/{newest + 1}", "note:forgotten/1"):
        newer = written(NOTE).replace(f"{name}/{newest}", tag)
        with pytest.raises(NewerFormError):
            read(newer)
        assert is_newer(newer)
    assert not is_newer(written(NOTE))


def test_it_survives_storing() -> None:
    """An event read back from the database equals the one that was stored, lists and all."""
    event = OutcomeRecorded(
        on=ON,
        actor=ADVISOR,
        finding="breach_found",
        reason_item=item(1),
        measures=("rule_changed",),
        police_report=True,
        police_reported_on=ON,
    )
    assert read(written(event)) == event


def test_there_is_one_way_of_writing() -> None:
    """The same in other words, with blanks or another order of keys, is no event."""
    with pytest.raises(FormError):
        read(json.dumps(json.loads(written(NOTE))))


def test_an_event_cannot_be_changed() -> None:
    """What happened stays as it was told."""
    with pytest.raises(AttributeError):
        NOTE.item = item(2)


def test_the_day_it_happened() -> None:
    """Without a day of its own, a thing happened when it was recorded."""
    backdated = CaseClosed(on=ON, actor=ADVISOR, happened_on=date(2027, 1, 8))

    assert CaseClosed(on=ON, actor=ADVISOR).day == ON
    assert backdated.day == date(2027, 1, 8)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_what_an_event_needs_is_asked_for(event: type[msgspec.Struct]) -> None:
    """No event can be made without the day it was recorded and what it is about."""
    with pytest.raises(TypeError, match="Missing required argument"):
        event()
