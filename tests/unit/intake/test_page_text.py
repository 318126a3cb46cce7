"""Text has one form on every page."""

import pytest

from intake.domain.page_text import normalised


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("\r\n\r\n", "\n\n"),
        ("a\r\r\nb", "a\n\nb"),
        ("a\vb\fc\x85d", "a\nb\nc\nd"),
        ("\ta ", "\ta "),
        ("a\0b\x1fc\x7fd\x9fe", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("\ufdd0\uffff\U0010ffff", "\ufffd\ufffd\ufffd"),
        ("æøå ÆØÅ 😀 \u2028 \ufeff", "æøå ÆØÅ 😀 \u2028 \ufeff"),
    ],
)
def test_text_has_one_form(typed, kept):
    """One kind of line end, and no sign that a page cannot carry; all else as it was typed."""
    assert normalised(typed) == kept
    assert normalised(kept) == kept
