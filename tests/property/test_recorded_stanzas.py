"""What a record of stanzas tells of while some of them are made anew, for any stanzas and any persons."""

from unittest.mock import Mock, patch

from hypothesis import given
from hypothesis import strategies as st

from crypto.envelope import Direction, Kind, Stanza
from triage.services.people.recorded_stanzas import Recorded
from triage.store import stanzas
from triage.store.stanzas import StandingItem, digest_of, left_out
from triage.store.visibility import CaseHandle

KEYS = [bytes([number]) * 16 for number in range(12)]
WRAPPED = st.binary(min_size=4, max_size=4)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Stanza], list[frozenset[bytes]], frozenset[bytes]]:
    """Stanzas, whose the keys are of those who wait, and the keys that the record leaves out."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    there = [Stanza(each, draw(WRAPPED)) for each in keys]
    owners = draw(st.lists(st.integers(0, 7), min_size=len(KEYS), max_size=len(KEYS)))
    waiting = draw(st.sets(st.integers(0, 7)))
    theirs = [
        frozenset(key for key, own in zip(KEYS, owners, strict=True) if own == each) for each in waiting
    ]
    chosen = draw(st.sets(st.sampled_from(theirs))) if theirs else set()
    return there, theirs, frozenset().union(*chosen)


@given(cases(), st.data())
def test_only_what_is_made_anew_may_change(
    case: tuple[list[Stanza], list[frozenset[bytes]], frozenset[bytes]], data: st.DataObject
) -> None:
    """Of those whose stanzas are being made anything may come; any other change is told."""
    there, theirs, out = case
    known = digest_of((each for each in there if each.key_id not in out), None)
    made = [Stanza(each, data.draw(WRAPPED)) for each in sorted(out)]
    others = [each for each in there if each.key_id not in out]
    found = left_out(known, [*others, *made], theirs)
    assert found is not None
    assert digest_of((each for each in (*others, *made) if each.key_id not in found), None) == known
    if others:
        spoilt = data.draw(st.sampled_from(others))
        changed = [each for each in others if each != spoilt]
        if data.draw(st.booleans()):
            changed.append(Stanza(spoilt.key_id, spoilt.wrapped + b"!"))
        assert left_out(known, [*changed, *made], theirs) is None


@given(cases(), st.data())
def test_those_of_others_stay_out_of_the_record_until_theirs_are_made(
    case: tuple[list[Stanza], list[frozenset[bytes]], frozenset[bytes]], data: st.DataObject
) -> None:
    """One person's are all made and another's half: what comes of the other's afterwards is no change."""
    there, theirs, _ = case
    out = frozenset[bytes]().union(*theirs)
    known = {b"item": digest_of((each for each in there if each.key_id not in out), None)}
    made = data.draw(st.sampled_from(theirs)) if theirs else frozenset[bytes]()
    waits = [each for each in theirs if each != made]
    item = StandingItem(b"item", Kind.NOTE, Direction.INTERNAL, b"", tuple(there))
    with patch.object(stanzas, "record") as record:
        recorded = Recorded(CaseHandle(b"case"), known, None, tuple(theirs), frozenset())
        recorded.record(Mock(), [item], made=made)
    [anew] = record.call_args.args[2].values()
    stand = [each for each in there if each.key_id not in out - made]
    after = [*stand, *(Stanza(each, data.draw(WRAPPED)) for each in sorted(out - made))]
    assert left_out(anew, after, waits) is not None
    assert digest_of(stand, None) == anew
