"""What a record of stanzas tells of while some of them are made anew, for any stanzas and any persons."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.envelope import Stanza
from triage.store.stanzas import digest_of, left_out

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
