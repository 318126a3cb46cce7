"""
An organisation that runs one scheme alone: of the other there is no page, word, menu, count or filter.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.domain.schemes import Schemes
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.settings import load_portal
from intake.store.engine import write
from intake.web import create_app as create_portal
from tests.office import BASE, Browser, OfficeWorld, found_office
from tests.visitor import Visitor
from triage.office.decisions.registry import FORMS, forms_of
from triage.office.routes import ROUTES

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LANGUAGES = ("da", "en")
BUTTONS = {
    "da": ("Næste", "Send indberetningen", "Åbn postkassen"),
    "en": ("Next", "Send the report", "Open the mailbox"),
}
OF_COMPLAINTS = re.compile(
    r"klag|borger|henvendelse|oversend|registrér et opkald|afdelingens|venter på afdeling|"
    r"complain|citizen|inquir|refer to|register a call|hand(ing|ed)? over to the|"
    r"the department|await.* department",
    re.IGNORECASE,
)
OF_REPORTS = re.compile(r"whistleblow|indberet|\breport|anmeld", re.IGNORECASE)
ALLOWED = re.compile(
    r"klagevejledning|klagefrist|kan klages over|how to complain|whistleblowerloven § \d+", re.IGNORECASE
)
"""That one may appeal is told to a reporter too; and an act is named as the source of a date."""
OF_EITHER_SIDE = ("/appeal", "/happening")
"""Pages that speak of complaining about a decision, or about access to a file, in a case of either side."""


def of_schemes(folder: Path, schemes: Schemes, language: str) -> tuple[OfficeWorld, Visitor]:
    """An office and a portal of one scheme, read in one language."""
    world = found_office(folder, MONDAY, schemes=schemes)
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = :language"), {"language": language})
    environment = {"BETRO_SETTINGS": str(folder / "betro.toml"), "BETRO_SCHEMES": str(schemes)}
    portal = create_portal(load_portal(environment), world.clock)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    return world, Visitor(portal.test_client())


def words_of(page: str) -> str:
    """Give what a person reads on a page, without markup and addresses."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    shown = re.sub(r'\b(alt|title|aria-label|placeholder|value|content)="([^"]*)"', r">\2<", body)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown))


def found_in(page: str, unwanted: re.Pattern[str]) -> list[str]:
    """Give the words of the other side with what stands around them."""
    words = ALLOWED.sub("", words_of(page))
    return [words[max(0, hit.start() - 40) : hit.end() + 20] for hit in unwanted.finditer(words)]


def office_pages(reference: str, pages: Collection[str]) -> Iterator[str]:
    """Give the address of every page of the office that opens by a GET."""
    values = {"reference": reference, "rule": "WB-FB", "file_id": "00" * 16, "day": "2026-11-23"}
    for route in ROUTES:
        if route.get is None or route.endpoint in ("file", "calendar_file"):
            continue
        for what in sorted(pages) if "<what>" in route.rule else ("",):
            path = route.rule.replace("<what>", what)
            for name, value in values.items():
                path = path.replace(f"<{name}>", value)
            yield path


@pytest.fixture(scope="module", params=LANGUAGES)
def employer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Browser, Visitor]:
    """A private employer with a report that its advisor has read."""
    folder = tmp_path_factory.mktemp("employer") / "office"
    world, visitor = of_schemes(folder, Schemes.WHISTLEBLOWING, request.param)
    world.send(ReportDraft(relation="employee", what="Noget"))
    world.tick()
    anna = world.signed_in("anna")
    anna.open_case()
    return anna, visitor


def test_an_employer_sees_nothing_of_the_complaint_side_in_the_office(
    employer: tuple[Browser, Visitor],
) -> None:
    """Every page of an advisor, an administrator and an auditor is read word for word."""
    anna, _visitor = employer
    seen = 0
    for browser in (anna, anna.world.signed_in("carla"), anna.world.signed_in("dan")):
        for path in office_pages(anna.only_case(), forms_of(Schemes.WHISTLEBLOWING)):
            answer = browser.client.get(path, base_url=BASE)
            if answer.status_code in {303, 403}:
                continue
            if path == "/register/call" or answer.status_code == 404:
                assert answer.status_code == 404, path
                continue
            assert answer.status_code == 200, path
            assert path.endswith(OF_EITHER_SIDE) or not found_in(answer.text, OF_COMPLAINTS), path
            seen += 1
    assert seen > 30


def test_the_complaint_sides_addresses_are_not_there(employer: tuple[Browser, Visitor]) -> None:
    """A page, a form and a filter of the other side answer as if they had never been."""
    anna, visitor = employer
    reference = anna.only_case()
    gone = set(FORMS) - set(forms_of(Schemes.WHISTLEBLOWING))
    for name in sorted(gone):
        assert anna.client.get(f"/cases/{reference}/{name}", base_url=BASE).status_code == 404, name
    assert {"refer", "hand-over", "consent", "unit"} <= gone
    assert anna.client.get("/register/call", base_url=BASE).status_code == 404
    for path in ("/da/complaint/", "/en/complaint/"):
        visitor.get(path, 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_employer_sees_nothing_of_the_complaint_side_on_the_portal(
    employer: tuple[Browser, Visitor], language: str
) -> None:
    """One button on the front page; the whole journey, the receipt and the mailbox are read."""
    _anna, visitor = employer
    client = visitor.client
    front = client.get(f"/{language}/", base_url="https://portal.test").text
    assert front.count("button-primary") == 1
    pages = [front]
    pages += [
        client.get(f"/{language}/{path}/", base_url="https://portal.test").text
        for path in ("protection", "mailbox")
    ]
    onward, send, come_back = BUTTONS[language]
    visitor.get(f"/{language}/report/")
    visitor.press(onward, relation="employee")
    visitor.press(onward, what="Noget")
    visitor.press(onward)
    visitor.press(onward)
    visitor.press(send)
    code = visitor.code
    visitor.get(f"/{language}/mailbox/")
    visitor.press(come_back, code=code)
    pages += [markup for _path, markup in visitor.pages]
    assert len(pages) > 9
    for page in pages:
        assert not found_in(page, OF_COMPLAINTS)
        assert 'value="citizen"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_adviser_alone_sees_nothing_of_the_report_side(tmp_path: Path, language: str) -> None:
    """The other way round: the portal has one button, and the office neither menu nor page of reports."""
    world, visitor = of_schemes(tmp_path / "office", Schemes.COMPLAINTS, language)
    world.send(ComplaintDraft("Jobcentret", "Noget", "Et svar", None))
    world.tick()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    for path in ("", "protection/", "complaint/", "mailbox/"):
        page = visitor.client.get(f"/{language}/{path}", base_url="https://portal.test").text
        assert not found_in(page, OF_REPORTS), path
        assert path or page.count("button-primary") == 1
    visitor.get(f"/{language}/report/", 404)
    assert anna.client.get("/register/report", base_url=BASE).status_code == 404
    for path in ("/", "/cases", "/register/call", f"/cases/{reference}", "/calendar"):
        assert not found_in(anna.client.get(path, base_url=BASE).text, OF_REPORTS), path
    for name in ("scope", "investigation", "feedback", "hand-over"):
        assert anna.client.get(f"/cases/{reference}/{name}", base_url=BASE).status_code == 404
