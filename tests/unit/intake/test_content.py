"""What stands inside sealed items: written in one way, refused in every other."""

import json
from datetime import date

import pytest

from intake.domain.content import (
    ComplaintContent,
    Contact,
    ContentError,
    FileEntry,
    FilesContent,
    IdentityContent,
    MessageContent,
    ReportContent,
    decode,
    encode,
    normalised,
)
from intake.domain.status_card import Card, decode_card

KEM, KEY = bytes(1216), bytes(32)
CONTENTS = (
    ReportContent("employee", "Hvad\nder skete 😀", "i går", "", KEM, KEY, stay_in_mailbox=True),
    ComplaintContent("Hjemmeplejen", "Ingen svarer", "Et svar", Contact("Ida", "", "12345678", ""), KEM, KEY),
    ComplaintContent("Hjemmeplejen", "Ingen svarer", "Et svar", None, KEM, KEY),
    FilesContent((FileEntry(bytes(16), KEY, "Ελληνικά.pdf", "application/pdf", 3, KEY),)),
    FilesContent(()),
    IdentityContent("Ida Ibsen", "ida@example.test"),
    MessageContent("Tak"),
)
CARD = Card(3, "investigating", date(2026, 11, 23), acknowledged_on=date(2026, 11, 24))


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.form)
def test_what_was_written_is_read_back(content):
    """Every form, with every sign."""
    assert decode(encode(content)) == content


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.form)
def test_nothing_typed_shows_in_a_representation(content):
    """So that no log can hold it."""
    shown = repr(content)

    for word in ("Hvad", "Hjemme", "Ida", "Tak", "12345678", "Ελληνικά"):
        assert word not in shown


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.form)
@pytest.mark.parametrize("fault", ["space", "order", "more", "less", "cut", "form", "type"])
def test_another_way_of_writing_is_refused(content, fault):
    """Spaces, another order, a field more or less, the end missing, another form, a list for a text."""
    plain = encode(content)
    held = json.loads(plain)
    name = next(name for name in held if name != "form")
    match fault:
        case "space":
            plain = plain.replace(b":", b": ", 1)
        case "order":
            plain = json.dumps(
                dict(reversed(held.items())), separators=(",", ":"), ensure_ascii=False
            ).encode()
        case "more":
            plain = json.dumps({**held, "x": 1}, sort_keys=True, separators=(",", ":")).encode()
        case "less":
            plain = encode_raw({key: value for key, value in held.items() if key != name})
        case "cut":
            plain = plain[:-1]
        case "form":
            plain = encode_raw({**held, "form": "other"})
        case "type":
            plain = encode_raw({**held, name: [5]})

    assert plain != encode(content)
    with pytest.raises(ContentError):
        decode(plain)


def encode_raw(held: dict) -> bytes:
    """Write a dict as contents are written."""
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "plain", [b"", b"null", b"[]", b"5", b'"report"', b"\xff", b'{"form":[]}', b'{"form":{}}']
)
def test_what_is_no_content_is_refused(plain):
    """Whatever JSON it is."""
    with pytest.raises(ContentError):
        decode(plain)
    with pytest.raises(ContentError):
        decode_card(plain)


def test_a_card_is_read_back_and_only_in_its_one_form():
    """Codes and dates."""
    assert decode_card(CARD.encode()) == CARD
    assert decode_card(CARD.numbered(4).encode()).version == 4
    with pytest.raises(ContentError):
        decode_card(CARD.encode().replace(b"2026-11-24", b"2026-11-31"))
    with pytest.raises(ContentError):
        decode_card(CARD.encode().replace(b":3", b": 3"))


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
