"""A language more is one entry in the list and a catalogue; what is not translated yet is read in English."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from intake.domain.days import written
from intake.domain.languages import LANGUAGES, Language, words_in
from intake.page import language, rooms
from tests.builders import a_portal
from tests.html import parse
from tests.visitor import Visitor

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "Write a report"
msgstr "Napisz zgłoszenie"
"""


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """Somebody at a portal that also speaks Polish, a little."""
    locale = tmp_path / "locale"
    shutil.copytree(rooms.room("locale"), locale)
    for domain in ("portal", "shared"):
        catalogue = locale / "pl" / "LC_MESSAGES" / f"{domain}.po"
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        catalogue.write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setitem(LANGUAGES, "pl", Language("Polski", "Polish", "Po polsku"))
    monkeypatch.setattr(language, "room", lambda _name: locale)
    language.catalogue.cache_clear()
    yield Visitor(a_portal(tmp_path / "portal").app.test_client())
    language.catalogue.cache_clear()


def test_a_new_language_has_its_address_and_stands_in_the_switch(visitor):
    """Every page has an address in it, and leads to the other languages and back."""
    visitor.get("/pl/")

    assert visitor.page.query_one("html").attrs["lang"] == "pl"
    assert "Napisz zgłoszenie" in visitor.words()
    visitor.get("/da/")
    assert [each.attrs["href"] for each in visitor.page.query(".betro-languages a")] == [
        f"/{code}/" for code in LANGUAGES if code != "da"
    ]


def test_what_is_not_translated_yet_is_read_in_english(visitor):
    """A sentence without a translation, the organisation's name and a long date."""
    visitor.get("/pl/")

    assert "Have you written to us before?" in visitor.words()
    assert visitor.page.query_one(".authority-name").to_text() == "Example Town"
    assert written(date(2026, 11, 26), "long", "pl") == "czwartek 26 listopada 2026"


def test_a_form_in_the_middle_leads_to_each_other_language_with_all_that_was_typed(visitor):
    """One button for each, which keeps the text."""
    visitor.get("/pl/complaint/")
    visitor.press("Next", unit="Kantinen", what="Den var lukket.")
    assert [button.to_text() for button in visitor.page.query("button[formaction]")] == [
        each.switch for code, each in LANGUAGES.items() if code != "pl"
    ]
    visitor.press("På dansk")

    assert visitor.page.query_one("html").attrs["lang"] == "da"
    assert ("what", "Den var lukket.") in [
        (each.attrs.get("name"), each.attrs.get("value")) for each in visitor.page.query("input[type=hidden]")
    ]


def test_a_browser_that_asks_for_it_is_led_to_it(visitor):
    """The front door follows the browser's wish."""
    answer = visitor.client.get("/", headers={"Accept-Language": "pl"})

    assert answer.headers["Location"] == "/pl/"
    assert parse(visitor.client.get("/pl/protection/").text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ({"da": "Byråd", "en": "Council", "pl": "Rada"}, "Rada"),
        ({"da": "Byråd", "en": "Council"}, "Council"),
        ({"da": "Byråd", "pl": ""}, "Byråd"),
        ({"de": "Rat"}, "Rat"),
    ],
)
def test_a_text_is_read_in_the_wanted_language_or_the_nearest_it_has(text, read):
    """Own, English, Danish, any; an empty word is none."""
    assert words_in(text, "pl") == read


def test_a_text_without_words_is_a_fault():
    """Nobody is shown nothing."""
    with pytest.raises(ValueError, match="without words"):
        words_in({"da": ""}, "da")
