"""How words that were typed in a hurry find those that were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.services.reading.matching import WHOLE, asked, found, is_one_slip, number, words

KNOWN = frozenset(words("Åge Sørensen, Bækvej; hjemmehjælp afslået, José Müller kom i går"))


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("aage", "aage"),
        ("ÅGE", "aage"),
        ("sørensen", "soerensen"),
        ("soerensen", "soerensen"),
        ("Sorensen", "soerensen"),
        ("Sørensn", "soerensen"),
        ("Sørnesen", "soerensen"),
        ("Sørenssen", "soerensen"),
        ("baekvej", "baekvej"),
        ("bækv", "baekvej"),
        ("hjælp", "hjemmehjaelp"),
        ("jose", "jose"),
        ("Müller", "muller"),
        ("Mueller", "muller"),
        ("gaa", "gaar"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(typed: str, finds: str) -> None:
    """Case, accents and aa, ae, oe make no difference, nor does one slip in a word of four letters."""
    (wanted,) = words(typed)
    assert finds in found(wanted, KNOWN)


@pytest.mark.parametrize("typed", ["gor", "kim", "Srensn", "Bakkevej"])
def test_another_word_is_not_found(typed: str) -> None:
    """A short word has no slip, and a long one no second."""
    (wanted,) = words(typed)
    assert found(wanted, KNOWN) == {}


def test_the_whole_word_comes_first() -> None:
    """Before one that only begins so, holds it, or is nearly it."""
    scores = found("hansen", ["hansen", "hansensvej", "johansen", "hanson"])
    assert scores["hansen"] == WHOLE
    assert scores["hansen"] > scores["hansensvej"] > scores["johansen"] > scores["hanson"] > 0


@pytest.mark.parametrize(
    "typed", ["12345678", "12 34 56 78", "+45 12345678", "0045 12-34-56-78", "4512345678"]
)
def test_a_number_is_told_however_it_is_written(typed: str) -> None:
    """Spaces and the country code of Denmark make no difference; other words stay words."""
    assert number(typed) == "12345678"
    assert asked(f"Ibsen {typed}") == (["ibsen"], ["12345678"])


def test_a_short_number_is_a_word() -> None:
    """The number of a house or of a paragraph is no telephone number."""
    assert asked("Bækvej 12, § 114") == (["baekvej", "12", "114"], [])


LETTERS = st.text("abcå", min_size=4, max_size=9)


@given(LETTERS, st.data())
def test_each_slip_is_one(word: str, data: st.DataObject) -> None:
    """A letter changed, left out, put in, or swapped with its neighbour is found, both ways."""
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdå"))
    for other in (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ):
        assert is_one_slip(word, other)
        assert is_one_slip(other, word)
        assert other in found(word, [other])
