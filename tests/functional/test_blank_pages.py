"""A page on which nothing is typed is made once; it is the page that would have been made for the visitor."""

from collections.abc import Callable, Hashable
from pathlib import Path

import pytest

from intake.web.blank import BlankPages, Inputs
from tests.builders import a_portal
from tests.visitor import Visitor

NEXT = {"da": "Næste", "en": "Next"}
TYPED: dict[str, tuple[dict[str, str], ...]] = {
    "report": ({"relation": "employee"}, {"what": 'A "gift" & <more>\r\n \U0001f600'}, {}),
    "complaint": ({"unit": "School", "what": 'They do not "answer"'}, {}),
}


class Compared(BlankPages):
    """Keeps pages, and compares each with one that is made for the visitor."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0

    def page(self, key: Hashable, ticket: str, carried: Inputs, make: Callable[[str, Inputs], str]) -> str:
        """Give the kept page, which is the other one byte for byte."""
        kept = super().page(key, ticket, carried, make)
        assert kept == make(ticket, carried)
        self.shown += 1
        return kept


@pytest.mark.parametrize("language", NEXT)
@pytest.mark.parametrize("kind", TYPED)
def test_a_kept_page_is_byte_for_byte_the_page_made_for_the_visitor(
    kind: str, language: str, tmp_path: Path
) -> None:
    """Three visitors: the first is the one for whom the pages are made and kept."""
    world = a_portal(tmp_path / "portal")
    world.app.extensions["blank_pages"] = pages = Compared()
    for _ in range(3):
        visitor = Visitor(world.app.test_client())
        visitor.get(f"/{language}/{kind}/")
        for typed in TYPED[kind]:
            visitor.press(NEXT[language], **typed)
    assert pages.shown == 3 * (len(TYPED[kind]) + 1)


def test_what_was_typed_is_never_on_a_page_of_another(tmp_path: Path) -> None:
    """The page is kept without what is carried in it."""
    app = a_portal(tmp_path / "portal").app
    one, other = Visitor(app.test_client()), Visitor(app.test_client())
    for visitor, word in ((one, "Havnefoged"), (other, "Stadsgartner")):
        visitor.get("/da/report/")
        visitor.press("Næste", relation="employee")
        visitor.press("Næste", what=word)
    assert "Havnefoged" in one.pages[-1][1]
    assert "Havnefoged" not in other.pages[-1][1]
    assert "Stadsgartner" in other.pages[-1][1]
