"""What is the same for everybody on a page is made once; it is the page that would have been made anew."""

from collections.abc import Callable, Hashable, Iterator
from itertools import count
from pathlib import Path

import pytest
from markupsafe import Markup

from intake.web.kept import MOST, KeptPages, Parts
from tests.builders import a_portal
from tests.visitor import Visitor

BUTTONS = {
    "da": {"next": "Næste", "report": "Send indberetningen", "complaint": "Send klagen"},
    "en": {"next": "Next", "report": "Send the report", "complaint": "Send the complaint"},
}
PAGES = {"report": 6, "complaint": 5}
"""With the receipt."""


class Compared(KeptPages):
    """Keeps pages, and compares each with one that is made for the visitor."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0

    def page(self, key: Hashable, parts: Parts, make: Callable[[Parts], str]) -> str:
        """Give the kept page, which is the other one byte for byte."""
        kept = super().page(key, parts, make)
        assert kept == make(parts)
        self.shown += 1
        return kept


def typed(kind: str, word: str) -> Iterator[dict[str, str]]:
    """Give what somebody types on page after page, with a word of their own; nothing of their name."""
    text = f'{word}: a "gift" & <more>\r\n \U0001f600'
    yield from {
        "report": ({"relation": "employee"}, {"what": text, "where": word}, {}, {}),
        "complaint": ({"unit": word, "what": text}, {}, {}),
    }[kind]


def write(visitor: Visitor, language: str, kind: str, word: str) -> None:
    """Write and send."""
    buttons = BUTTONS[language]
    visitor.get(f"/{language}/{kind}/")
    for each in typed(kind, word):
        chosen = (
            {"files": [(f"{word}.txt", word.encode())]} if visitor.page.query('input[type="file"]') else {}
        )
        visitor.press(buttons["next"], files=chosen, **each)
    visitor.press(buttons[kind])


@pytest.mark.parametrize("language", BUTTONS)
@pytest.mark.parametrize("kind", PAGES)
def test_a_kept_page_is_byte_for_byte_the_page_made_for_the_visitor(
    kind: str, language: str, tmp_path: Path
) -> None:
    """Three visitors: the first is the one for whom the pages are made and kept."""
    world = a_portal(tmp_path / "portal")
    world.app.extensions["kept_pages"] = pages = Compared()
    for word in ("Havnefoged", "Stadsgartner", "Brandinspektør"):
        write(Visitor(world.app.test_client()), language, kind, word)
    assert pages.shown == 3 * PAGES[kind]


@pytest.mark.parametrize("kind", PAGES)
def test_what_was_typed_is_on_no_page_of_another_and_in_nothing_that_is_kept(
    kind: str, tmp_path: Path
) -> None:
    """Neither a word nor the receipt code."""
    world = a_portal(tmp_path / "portal")
    one, other = Visitor(world.app.test_client()), Visitor(world.app.test_client())
    write(one, "da", kind, "Havnefoged")
    write(other, "da", kind, "Stadsgartner")
    codes = {visitor.code for visitor in (one, other)}
    assert len(codes) == 2
    assert any("Stadsgartner" in page for _, page in other.pages)
    secret = {"Havnefoged", one.code}
    assert not [each for each in secret for _, page in other.pages if each in page]
    kept = "".join(piece for page in world.app.extensions["kept_pages"].kept.values() for piece in page)
    assert "Tilbage" in kept
    assert not [each for each in (*secret, "Stadsgartner", other.code) if each in kept]


def test_no_more_pages_are_kept_than_there_is_room_for() -> None:
    """A receipt of each day and new words make new ones for as long as the portal runs."""
    pages, made, part = KeptPages(), count(), {"one": Markup("")}
    for number in range(3 * MOST):
        pages.page(number, part, lambda _parts: str(next(made)))
    assert len(pages.kept) <= MOST
    assert pages.page(3 * MOST - 1, part, lambda _parts: "made anew") == str(3 * MOST - 1)
