"""The front page says first what protects, then lets one write, and says what the organisation wrote."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.domain.schemes import Schemes
from intake.settings import load_portal
from intake.web import create_app
from tests.functional.test_one_scheme import BUTTONS, words_of
from tests.office import OfficeWorld, found_office
from tests.own_folder import has_set
from tests.visitor import Visitor
from triage.rules.organisation_data import check

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TEXTS = """\
contact.da = \"\"\"
Ring på 12 34 56 78.

Eller mød os & snak <om> det.\"\"\"
privacy.da = "Vi har ansvaret for det, du sender."
privacy.en = "We answer for what you send."
about_adviser.da = "Så ring til sekretariatet."
accessibility_statement = "https://was.example/erklaering"
"""


def _portal(folder: Path, schemes: Schemes, texts: str = "") -> tuple[OfficeWorld, Visitor]:
    world = found_office(folder, MONDAY, schemes=schemes)
    if texts:
        world.organisation = has_set(world.organisation, {"texts.toml": texts})
    environment = {"BETRO_SETTINGS": str(folder / "betro.toml"), "BETRO_SCHEMES": str(schemes)}
    app = create_app(load_portal(environment), world.clock)
    return world, Visitor(app.test_client())


@pytest.mark.parametrize("schemes", Schemes)
def test_what_protects_comes_before_the_buttons(tmp_path: Path, schemes: Schemes) -> None:
    """Who reads it, how many, who does not, the server, reprisals, an adviser, a talk, how long, when."""
    _world, visitor = _portal(tmp_path / "office", schemes)
    visitor.get("/en/")
    page = visitor.pages[-1][1]
    before = words_of(page[: page.index("button-primary")])
    wanted = [
        "Do not use a computer, a telephone or a network that belongs to your workplace",
        "2 advisers of",
        "Nobody else is given a key to it, neither managers nor the mayor",
        "whoever controls the running server could read what passes through it",
        "that person cannot open it, and finds no trace of it",
        "you would rather talk or meet",
        "Nothing is erased yet",
        "acknowledgement within seven days",
    ]
    if schemes.reports:
        wanted += ["forbids reprisals", "whistleblower.dk", "within three months"]
    assert [each for each in wanted if each not in before] == []
    assert ("reprisals" in page) == schemes.reports
    assert "§" not in page


def test_the_organisation_s_texts_stand_in_each_language_or_in_another(tmp_path: Path) -> None:
    """As they were typed, with markup as text; the statement's link on every page; within half a minute."""
    world, visitor = _portal(tmp_path / "office", Schemes.BOTH)
    visitor.get("/da/privacy/")
    assert "endnu ikke lagt sin privatlivspolitik" in words_of(visitor.pages[-1][1])
    assert "Tilgængelighedserklæring" not in visitor.pages[-1][1]
    visitor.get("/da/report/")
    has_set(world.organisation, {"texts.toml": TEXTS})
    world.clock.go(seconds=31)
    for language, notice in (("da", "Vi har ansvaret"), ("en", "We answer")):
        visitor.get(f"/{language}/privacy/")
        page = visitor.pages[-1][1]
        assert notice in page
        assert "Eller mød os &amp; snak &lt;om&gt; det." in page
        for path in ("", "report/", "mailbox/", "protection/"):
            visitor.get(f"/{language}/{path}")
            assert 'href="https://was.example/erklaering"' in visitor.pages[-1][1]
    visitor.get("/da/")
    assert "Så ring til sekretariatet." in visitor.pages[-1][1]
    assert "Ring på 12 34 56 78." in visitor.pages[-1][1]


def test_the_receipt_says_where_and_when_to_come_back(tmp_path: Path) -> None:
    """The address by which one came, who to ring, the day; and the two feedback dates are explained alike."""
    world, visitor = _portal(tmp_path / "office", Schemes.BOTH, TEXTS)
    onward, report, _complain, come_back = BUTTONS["da"]
    visitor.get("/da/report/")
    visitor.press(onward, relation="employee")
    visitor.press(onward, what="Noget")
    for _page in ("who receives it", "files", "name"):
        visitor.press(onward)
    visitor.press(report)
    page = words_of(visitor.pages[-1][1])
    for each in ("https://portal.test/da/mailbox/", "Ring på 12 34 56 78.", "tirsdag 1. december 2026"):
        assert each in page
    code = visitor.code
    world.tick()
    visitor.get("/da/mailbox/")
    visitor.press(come_back, code=code)
    mailbox = words_of(visitor.pages[-1][1])
    assert "Datoen i din postkasse er den, der gælder" in mailbox
    assert "Vores automatiske bekræftelse står ovenfor" in mailbox


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('accessibility_statement = "http://was.example"', "an address that begins with https://"),
        ('adviser_phone = "ring til Ane"', "digits with spaces between"),
        ('contact.de = "Hallo"', "'contact' is in 'de'"),
        ('phone.da = "12"', "unknown key 'phone'"),
        ('contact.da = " x"', "a text that is not empty"),
    ],
)
def test_a_text_that_is_none_is_refused_with_its_line(text: str, said: str) -> None:
    """Nothing misspelt is a silent default."""
    (fault,) = check({"texts.toml": f"# a comment\n{text}\n"})
    assert fault.startswith("texts.toml:2: ")
    assert said in fault
