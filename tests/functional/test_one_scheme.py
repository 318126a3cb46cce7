"""An organisation that runs one scheme alone: of the other there is no page, word, menu, count or filter."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
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
    "da": ("Næste", "Send indberetningen", "Send klagen", "Åbn postkassen"),
    "en": ("Next", "Send the report", "Send the complaint", "Open the mailbox"),
}
OF_COMPLAINTS = re.compile(
    r"klag|borger|henvendelse|oversend|afdelingens|venter på afdeling|"
    r"complain|citizen|inquir|refer to|hand(ing|ed)? over to the|"
    r"the department|await.* department",
    re.IGNORECASE,
)
OF_REPORTS = re.compile(r"whistleblow|indberet|\breport|anmeld", re.IGNORECASE)
ALLOWED = re.compile(
    r"klagevejledning|klagefrist|kan klages over|annual report|how to complain|whistleblowerloven § \d+|"
    r"citizen_service|over for borgere|towards citizens|"
    r"citizen(?= Den, sagen kom fra| Whoever the case came from)",
    re.IGNORECASE,
)
"""
That one may appeal is told to a reporter too; an act is named as the source of a date; reports are about how
citizens are treated; and a code that nobody sees is one for both sides.
"""
OF_EITHER_SIDE = ("/appeal", "/external-event", "/access-decided")
"""Pages that speak of complaining about a decision, or about access to a file, in a case of either side."""


OF_REPORTS_ALONE = [(Schemes.WHISTLEBLOWING, each) for each in LANGUAGES]


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
    # What a hidden field carries nobody reads, and a random token may say anything.
    body = re.sub(r'(?s)<(script|style)\b.*?</\1>|<input[^>]*type="hidden"[^>]*>', " ", page)
    shown = re.sub(r'\b(alt|title|aria-label|placeholder|value|content)="([^"]*)"', r">\2<", body)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown))


def found_in(page: str, unwanted: re.Pattern[str]) -> list[str]:
    """Give the words of the other side with what stands around them."""
    words = ALLOWED.sub("", words_of(page))
    return [words[max(0, hit.start() - 40) : hit.end() + 20] for hit in unwanted.finditer(words)]


def an_account(browser: Browser, **more: str) -> str:
    """Begin the account of last year, and give its reference."""
    browser.get("/year/new")
    offered = {name: browser.value(name) for name in ("once", "first_on", "last_on")}
    told = {"summary_item": "2025", "profile": "betro", "years_beside": "1"}
    browser.follow("/year/new", {**offered, **told, **more})
    return browser.words("main .betro-reference")


def office_pages(reference: str, account: str, pages: Collection[str]) -> Iterator[str]:
    """Give the address of every page of the office that opens by a GET."""
    values = {"reference": reference, "rule": "WB-FB", "file_id": "00" * 16, "code": "betro"}
    values |= {"day": "2026-11-23", "group": "waiting"}
    for route in ROUTES:
        if route.get is None or route.endpoint in ("file", "calendar_file"):
            continue
        for what in sorted(pages) if "<what>" in route.rule else ("",):
            path = route.rule.replace("<what>", what)
            if path.startswith("/year/"):
                path = path.replace("<reference>", account)
            for name, value in values.items():
                path = path.replace(f"<{name}>", value)
            yield path


@dataclass(frozen=True)
class Alone:
    """An organisation with one scheme: its advisor, who has read a case, and its portal."""

    schemes: Schemes
    language: str
    anna: Browser
    visitor: Visitor

    @property
    def unwanted(self) -> re.Pattern[str]:
        """The words of the other side."""
        return OF_COMPLAINTS if self.schemes is Schemes.WHISTLEBLOWING else OF_REPORTS

    @property
    def gone(self) -> set[str]:
        """The decisions of the other side."""
        return set(FORMS) - set(forms_of(self.schemes))


@pytest.fixture(scope="module", params=OF_REPORTS_ALONE + [(Schemes.COMPLAINTS, each) for each in LANGUAGES])
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """A private employer without a citizens' adviser, or an adviser without a whistleblower unit."""
    schemes, language = request.param
    world, visitor = of_schemes(tmp_path_factory.mktemp("alone") / "office", schemes, language)
    report = ReportDraft(relation="employee", what="Noget")
    world.send(report if schemes.reports else ComplaintDraft("Jobcentret", "Noget", "Et svar", None))
    world.tick()
    anna = world.signed_in("anna")
    anna.open_case()
    return Alone(schemes, language, anna, visitor)


def test_no_page_of_the_office_says_a_word_of_the_other_side(alone: Alone) -> None:
    """Every page of an advisor, an administrator and an auditor is read word for word."""
    anna, seen, said = alone.anna, 0, {}
    reference, account = anna.only_case(), an_account(anna)
    for browser in (anna, anna.world.signed_in("carla"), anna.world.signed_in("dan")):
        for path in office_pages(reference, account, forms_of(alone.schemes)):
            answer = browser.client.get(path, base_url=BASE)
            if answer.status_code in {303, 403, 404}:
                continue
            assert answer.status_code == 200, path
            seen += 1
            if not path.endswith(OF_EITHER_SIDE):
                said[path] = found_in(answer.text, alone.unwanted)
    faults = [f"{path.rpartition('/')[2]}: {words}" for path, words in said.items() if words]
    assert not faults, "\n".join(faults)
    assert seen > 30


def test_every_link_of_the_office_leads_somewhere(alone: Alone) -> None:
    """No menu and no page names an address that is not there; each one that a page names is opened."""
    world = alone.anna.world
    for browser in (alone.anna, world.signed_in("carla"), world.signed_in("dan")):
        opened, waiting = set(), {"/"}
        while waiting:
            path = waiting.pop()
            opened.add(path)
            answer = browser.client.get(path, base_url=BASE)
            assert answer.status_code in {200, 303}, path
            waiting |= {answer.headers["Location"]} - opened if answer.status_code == 303 else set()
            links = set(re.findall(r'href="(/[^"#?]*)', answer.text)) if "html" in answer.mimetype else set()
            waiting |= {each for each in links if not each.startswith("/static/")} - opened
        assert len(opened) >= 3
        assert {path.rpartition("/")[2] for path in opened}.isdisjoint(alone.gone)


def test_the_other_sides_addresses_are_not_there(alone: Alone) -> None:
    """A page, a form and a filter of the other side answer as if they had never been, to GET and to POST."""
    anna = alone.anna
    reference = anna.only_case()
    gone = [f"/cases/{reference}/{name}" for name in sorted(alone.gone)]
    if alone.schemes is Schemes.COMPLAINTS:
        gone += ["/register/report", f"/cases/{reference}/identity"]
    assert {
        "hand-over",
        "consent",
        "hand-inquiry-over",
        "scope" if alone.schemes is Schemes.COMPLAINTS else "refer",
    } <= alone.gone
    for path in gone:
        assert anna.client.get(path, base_url=BASE).status_code == 404, path
        anna.get("/cases")
        assert anna.post(path, {"step": "preview"}).status_code == 404, path
    other = "report" if alone.schemes is Schemes.COMPLAINTS else "complaint"
    for language in LANGUAGES:
        alone.visitor.get(f"/{language}/{other}/", 404)
    never = (
        ("answered", "complaints")
        if alone.schemes is Schemes.WHISTLEBLOWING
        else ("investigating", "whistleblowing")
    )
    for query in (f"state={never[0]}", f"scheme={never[1]}"):
        assert anna.client.get(f"/cases?{query}", base_url=BASE).status_code == 404, query
    page = anna.client.get("/cases", base_url=BASE).text
    assert not re.search(r'name="scheme"|<option value="(whistleblowing|complaints)"', page)


@pytest.mark.parametrize("alone", OF_REPORTS_ALONE, indirect=True, scope="module")
def test_no_draft_sends_anybody_to_the_other_side(alone: Alone) -> None:
    """The guidance that is drafted for each reason why a report is outside the scheme."""
    anna = alone.anna
    path = f"/cases/{anna.only_case()}/scope"
    anna.get(path)
    reasons = {each.attrs["value"] for each in anna.page.query('select[name="reason"] option')} - {""}
    assert len(reasons) > 5
    for reason in sorted(reasons):
        anna.get(path)
        typed = {"scope": "outside", "reason": reason, "reason_item": "x", "step": "preview"}
        page = anna.post(path, typed).text
        (draft,) = re.findall(r'<textarea[^>]*name="guidance_item"[^>]*>([^<]+)', page)
        assert len(draft) > 40, reason
        # That one may complain of a decision to whoever stands above is told to a reporter too.
        assert not found_in(draft, re.compile(r"borger|citizen|adviser", re.IGNORECASE)), reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_portal_says_a_word_of_the_other_side(alone: Alone, language: str) -> None:
    """One button on the front page; the whole journey, the receipt and the mailbox are read."""
    visitor = alone.visitor
    read = len(visitor.pages)
    visitor.get(f"/{language}/")
    assert visitor.pages[-1][1].count("button-primary") == 1
    visitor.get(f"/{language}/protection/")
    onward, report, complain, come_back = BUTTONS[language]
    if alone.schemes is Schemes.WHISTLEBLOWING:
        visitor.get(f"/{language}/report/")
        visitor.press(onward, relation="employee")
        visitor.press(onward, what="Noget")
    else:
        visitor.get(f"/{language}/complaint/")
        visitor.press(onward, unit="Jobcentret", what="Noget", wish="Et svar")
    for _page in ("who receives it", "files", "who tells it"):
        visitor.press(onward)
    visitor.press(report if alone.schemes is Schemes.WHISTLEBLOWING else complain)
    code = visitor.code
    visitor.get(f"/{language}/mailbox/")
    visitor.press(come_back, code=code)
    pages = visitor.pages[read:]
    assert len(pages) > 7
    for path, page in pages:
        assert not found_in(page, alone.unwanted), path
        assert 'value="citizen"' not in page or alone.schemes is Schemes.COMPLAINTS


def test_a_call_can_be_noted_on_either_side(alone: Alone) -> None:
    """An employer notes a mere contact in one line, with which a report can begin; an adviser a call."""
    anna = alone.anna.world.signed_in("anna")
    if alone.schemes is Schemes.COMPLAINTS:
        anna.call()
        anna.get("/register/contact", 404)
    else:
        contact = anna.contact()
        assert not found_in(str(anna.page.to_html()), alone.unwanted)
        page = anna.get(f"/register/report?earlier={contact}")
        assert not found_in(str(page.to_html()), alone.unwanted)
        anna.get("/register/inquiry", 404)
    anna.get("/cases")
    assert not found_in(str(anna.page.to_html()), alone.unwanted)
