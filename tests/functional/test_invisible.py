"""Signs of which nothing can be seen are no text, wherever one is required: a list by hand, by category."""

import unicodedata
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from intake.domain.page_text import is_empty
from tests.builders import a_portal
from tests.visitor import Visitor
from triage.office.forms import line, prose

INVISIBLE = {
    "Zs": "\u0020\u00a0\u1680\u2003\u200a\u202f\u205f\u3000",  # spaces, of every width
    "Zl": "\u2028",  # line separator
    "Zp": "\u2029",  # paragraph separator
    "Cc": "\t\n",  # tab and line end
    "Cf": "\u00ad\u061c\u180e\u200b\u200d\u200e\u202e\u2060\u2063\u2069\ufeff\U000e0001\U000e0020",  # layout
    "Mn": "\u034f\u17b4\u180b\ufe00\ufe0f\U000e0100",  # joiner, inherent vowel, selectors of a variant
    "Lo": "\u115f\u1160\u3164\uffa0",  # Hangul fillers
    "So": "\u2800\U0001d159",  # the empty Braille pattern, the note without a head
    "Co": "\ue000",  # private use
}
"""Each sign under the general category of Unicode that it has."""
SIGNS = [sign for signs in INVISIBLE.values() for sign in signs]
SEEN = ("x", "0", "æ", "😀", "?", "中", "١", "\u2422", "-", "\ufffd", "\u200b.\u200b", "\u3164가")
"""Something of each can be seen."""


def test_the_list_names_the_categories_of_its_signs():
    """The list is right about them."""
    assert {sign: unicodedata.category(sign) for sign in SIGNS} == {
        sign: category for category, signs in INVISIBLE.items() for sign in signs
    }


@pytest.mark.parametrize("sign", [*SIGNS, "", "".join(SIGNS), "\u200b\u0300"], ids=ascii)
def test_nothing_is_seen_of_an_invisible_sign(sign):
    """Alone, several times and all together; a mark has nothing that it could stand on."""
    assert is_empty(sign)
    assert is_empty(sign * 3)
    assert not is_empty(f"{sign}a{sign}")


@pytest.mark.parametrize("text", SEEN, ids=ascii)
def test_a_sign_that_can_be_seen_is_a_text(text):
    """One letter, digit, mark or picture is enough, of any script."""
    assert not is_empty(text)


class Asked(Form):
    """Required fields of the office."""

    reason = prose("Why", "Write why.")
    name = line("Name", "Write a name.")


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_the_office_takes_no_reason_of_invisible_signs(sign):
    """Nor a name."""
    form = Asked(MultiDict({"reason": sign, "name": sign}))

    assert not form.validate()
    assert set(form.errors) == {"reason", "name"}


def test_a_report_of_invisible_signs_is_asked_for_again(tmp_path: Path):
    """Each of them alone in the required field: no empty report with a running clock."""
    visitor = Visitor(a_portal(tmp_path / "portal").app.test_client())
    visitor.get("/en/report/")
    visitor.press("Next", relation="employee")
    for sign in [*SIGNS, "".join(SIGNS)]:
        visitor.press("Next", what=sign, status=422)
        assert visitor.values("what") == [""]
    for text in SEEN:
        visitor.press("Next", what=text)
        visitor.press("Back")
        assert visitor.values("what") == [text]
