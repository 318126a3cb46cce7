"""What the complaint form offers of the organisation's own before anybody writes."""

from datetime import date, datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.settings import load_portal
from intake.web import create_app
from tests.office import found_office
from tests.own_folder import has_set, unit_table
from tests.visitor import Visitor

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
FOLDER = {
    "units.toml": unit_table("job", "Jobcentret", "The job centre")
    + unit_table("care", "Ældreplejen", "The home care")
    + unit_table("gone", "Skatteforvaltningen", "The tax office", more="valid_to = 2026-11-22")
    + unit_table("soon", "Klimacentret", "The climate centre", valid_from=date(2026, 11, 24)),
    "taxonomies/reasons.toml": """\
[[rejection_reason]]
code = "employment"
label = { da = "Personale", en = "Staff" }
guidance = { da = "Gå til HR på rådhuset.", en = "Go to HR at the town hall." }

[[rejection_reason]]
code = "private_law"
valid_to = 2026-11-22

[[rejection_reason]]
code = "local_water"
core = "other_authority"
label = { da = "Vandværket", en = "The waterworks" }
guidance = { da = "Skriv til vandværket.", en = "Write to the waterworks." }
valid_from = 2026-11-23
""",
    "limits.toml": """\
publish = true

[[area]]
code = "home_help"
names = { da = "Hjemmehjælp", en = "Home help" }

[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 6
unit = "week"
valid_from = 2025-01-01
valid_to = 2025-12-31
source = "Byrådet 2024"

[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 4
unit = "week"
valid_from = 2026-01-01
source = "Sagsbehandlingsfrister 2026"
url = "https://www.example.dk/frister"

[[temporary]]
rule = "RSL-3-2"
area = "home_help"
length = 8
unit = "week"
valid_from = 2026-11-02
valid_to = 2026-12-31
announced_on = 2026-11-18
source = "Nyhed"
reason = { da = "Mange ansøgninger", en = "Many applications" }
""",
    "texts.toml": """\
adviser_phone = "12 34 56 78"
adviser_hours = { da = "Hverdage kl. 10-15.", en = "Working days from 10 to 15." }
adviser_address.da = "Biblioteket."
""",
}


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    """A citizen at the portal of an organisation with a folder of its own, on Monday 23 November 2026."""
    folder = tmp_path / "office"
    world = found_office(folder, MONDAY)
    has_set(world.organisation, FOLDER)
    portal = create_app(load_portal({"BETRO_SETTINGS": str(folder / "betro.toml")}), world.clock)
    return Visitor(portal.test_client())


def test_the_form_offers_what_holds_today_in_the_words_of_the_organisation(visitor: Visitor) -> None:
    """Its units by name, what it cannot help with and where to turn, and how to ring or meet."""
    visitor.get("/da/complaint/")
    page = visitor.page

    unit = page.query_one('input[name="unit"]')
    options = page.query(f'datalist[id="{unit.attrs["list"]}"] option')
    assert [each.attrs["value"] for each in options] == ["Jobcentret", "Ældreplejen"]
    limits, reach = (" ".join(each.to_text().split()) for each in page.query("main details"))
    assert "Personale. Gå til HR på rådhuset." in limits
    assert "Vandværket. Skriv til vandværket." in limits
    assert "En anden kommune. " in limits
    # Of a sentence that an adviser fills in, nothing is told beforehand.
    assert "En klageinstans behandler den slags klager. Er du i tvivl" in limits
    assert "__" not in limits
    assert "mellem private" not in limits
    assert "Anden grund" not in limits
    assert "Hverdage kl. 10-15." in reach
    assert "Biblioteket." in reach
    assert page.query_one('main a[href="tel:12345678"]').to_text() == "12 34 56 78"
    visitor.get("/en/complaint/")
    assert "Write to the waterworks." in visitor.words("details")
    assert "Working days from 10 to 15." in visitor.words("details")
    visitor.press("Next", unit="Noget helt tredje", what="Ingen svarer.")
    assert visitor.heading == "How we can reach you"


def test_the_published_limits_are_shown_to_everybody(visitor: Visitor) -> None:
    """What counts today, how late that was announced, and what held before; in both languages, linked to."""
    visitor.get("/da/")
    assert visitor.page.query('footer a[href="/da/limits/"]')
    visitor.get("/da/limits/")
    counts, others = (" ".join(each.to_text().split()) for each in visitor.page.query("main table"))
    assert "Hjemmehjælp 8 uger til og med 31. december 2026: Mange ansøgninger. Ellers 4 uger" in counts
    assert "Nyhed, oplyst 18. november 2026 (16 dage for sent)" in counts
    assert "Hjemmehjælp 6 uger 1. jan. 2025 31. dec. 2025 Byrådet 2024" in others
    assert visitor.page.query('main a[href="https://www.example.dk/frister"]')
    visitor.get("/en/limits/")
    assert "Home help 8 weeks until 31 December 2026: Many applications. Otherwise 4 weeks" in visitor.words()
    assert "16 days late" in visitor.words()
