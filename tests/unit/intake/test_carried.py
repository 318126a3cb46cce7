"""What travels in hidden fields: packed so that any name survives, and unpacked without trust."""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from crypto.receipt import new_receipt_code
from intake.page.attached import pack, unpack
from intake.page.uploads import MOST_FILES
from intake.services.attach import Attached
from intake.web.carried import carried_from

FILE = Attached(b"b" * 16, b"s" * 32, "Ελληνικά.pdf", "application/pdf", 3)


@given(name=st.text(max_size=300), kind=st.text(max_size=40), size=st.integers(0, 2**40))
def test_a_file_is_unpacked_as_it_was_packed(name, kind, size):
    """Whatever it is called, once its name is in the one form of texts."""
    each = Attached(b"b" * 16, b"s" * 32, name, kind, size)
    once = unpack(pack(each))

    assert once is not None
    assert unpack(pack(once)) == once
    assert (once.blob, once.secret, once.size) == (each.blob, each.secret, size)


def test_a_packed_file_is_one_word():
    """Nothing in it is changed by HTML or by a form."""
    assert pack(FILE).replace("-", "").replace("_", "").replace("=", "").isalnum()


def packed(held: object) -> str:
    """Write any value as a packed file is written."""
    return urlsafe_b64encode(json.dumps(held).encode()).decode()


GOOD = ["62" * 16, "73" * 32, "a", "b", 3]


@pytest.mark.parametrize(
    "held",
    [
        None,
        5,
        [],
        GOOD[:4],
        [*GOOD, 1],
        ["62" * 15, *GOOD[1:]],
        [GOOD[0], "73" * 31, *GOOD[2:]],
        [*GOOD[:4], -1],
        [*GOOD[:4], "many"],
        [1, *GOOD[1:]],
        {"blob": 1},
    ],
)
def test_what_is_no_file_is_nothing(held):
    """Refused quietly: it is left out of the draft."""
    assert unpack(packed(held)) is None
    assert unpack(packed(GOOD)) is not None


@pytest.mark.parametrize("text", ["", "=", "a", "æ", "####", "W10", "\0", "A" * 100_000])
def test_what_is_not_packed_is_nothing(text):
    """No text makes an error of ours."""
    assert unpack(text) is None


def test_nothing_that_travels_shows_in_a_representation():
    """So that no log can hold a text, a file name or a code."""
    code = new_receipt_code().grouped
    form = MultiDict([("what", "hemmelig"), ("attached", pack(FILE)), ("code", code)])
    shown = repr(carried_from(form, ("what",)))

    for word in ("hemmelig", "Ελληνικά", code, "s" * 32):
        assert word not in shown


def test_only_so_many_files_are_read():
    """A form with thousands of them is no way to keep the server busy."""
    form = MultiDict([("attached", pack(FILE))] * 1000)

    assert len(carried_from(form, ()).attached) == MOST_FILES
