"""What is typed is the same on every page, in the sealed report and in the mailbox: whatever the signs."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intake.domain.page_text import normalised
from tests.builders import PortalWorld, a_portal
from tests.visitor import Visitor

# Whatever UTF-8 can carry, with more than their share of the signs that HTML, forms and browsers change.
AWKWARD = st.sampled_from("\r\n\t\v\f\0 <>&\"'=;#\x1b\x85\u2028\ufeff\ufffe\u202e😀æ")
TEXT = st.text(st.one_of(AWKWARD, st.characters(exclude_categories=["Cs"])), min_size=1, max_size=60)
# What cannot be seen is no text, and has a test of its own (tests/functional/test_invisible.py).
SEEN = st.builds("{}x{}".format, TEXT, TEXT)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalWorld]:
    """One portal for all examples."""
    return a_portal(tmp_path_factory.mktemp("hidden") / "portal")


def one_line(text: str) -> str:
    """What a browser keeps of a text in a field of one line: no line ends."""
    return re.sub("[\r\n]", "", text)


def one_way(text: str) -> str:
    """What is kept of a text in a field of one line."""
    return normalised(one_line(text))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=SEEN, where=SEEN)
@example(what="\x1f", where="0")
@example(what="\r\n<textarea>\r\r&amp;&#10;</textarea>\r\n", where='" value="x')
@example(what="\nbegins with a line end", where="'")
@example(what="x\0\x0b\x0c\x1f\x7f\x85\ufdd0", where="\0\x85")
def test_text_is_the_same_on_every_page(world, what, where):
    """From the first page to the last and back again, and in the mailbox."""
    visitor = Visitor(world.app.test_client())
    visitor.get("/da/report/")
    visitor.press("Næste", relation="employee")
    visitor.press("Næste", what=what, where=one_line(where))
    for _page in range(2):
        assert visitor.values("what") == [normalised(what)]
        visitor.press("Næste")
    for _page in range(3):
        visitor.press("Tilbage")
    assert visitor.values("what") == [normalised(what)]
    for _page in range(3):
        visitor.press("Næste")
    assert visitor.values("what") == [normalised(what)]
    assert visitor.values("where") == [one_way(where)]
    visitor.press("Send indberetningen")
    code = visitor.code
    visitor.get("/da/mailbox/")
    visitor.press("Åbn postkassen", code=code)
    shown = visitor.page.query_one(".betro-typed")

    assert shown is not None
    assert shown.to_text(separator="", strip=False) == normalised(what)
