"""
"Why this date?" in the office: the page, the sheet to print and the text file, in both languages.
"""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import AGREED, BASE, Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.store.tables import grant

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Friday 20 November 2026, with a report that the clock has acknowledged."""
    world = found_office(tmp_path / "office", FRIDAY)
    world.send()
    world.tick()
    return world


def _why(reference: str, more: str = "", rule: str = "WB-FB") -> str:
    return f"/cases/{reference}/deadlines/{rule}/why{more}"


def _text(browser: Browser, path: str) -> str:
    answer = browser.client.get(path, base_url=BASE)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return answer.get_data(as_text=True)


def test_page_sheet_and_text_say_the_same(world: OfficeWorld) -> None:
    """Every fact and every step of the page stands on the sheet and in the text file too."""
    anna = world.signed_in("anna")
    reference = anna.only_case()
    page = anna.get(_why(reference))
    facts = [" ".join(each.to_text().split()) for each in page.query("dd")]
    steps = [" ".join(each.to_text().split()) for each in page.query(".betro-steps li")]
    text = _text(anna, _why(reference, "/text"))
    anna.get(_why(reference, "/print"))
    sheet = anna.words("article")
    assert len(facts) > 4
    assert len(steps) > 3
    for each in facts + steps:
        assert each in text
        assert each in sheet


def test_a_sheet_comes_in_the_language_of_the_one_it_is_for(world: OfficeWorld) -> None:
    """An advisor whose pages are Danish prints an English sheet, and nothing on it is Danish."""
    anna = world.signed_in("anna")
    reference = anna.only_case()
    page = anna.get(_why(reference, "/print?language=en"))
    assert page.query_one("html").attrs["lang"] == "en"
    assert "Why this date?" in anna.words("article")
    assert "Acknowledgement given: Friday 20 November 2026. That day itself is not counted." in anna.words(
        "article"
    )
    danish = _text(anna, _why(reference, "/text?language=da"))
    assert danish.startswith("Ny Kommune\nSag " + reference + "\nSkrevet fredag 20. november 2026\n")
    assert "Hvorfor denne dato?" in danish
    assert "Lørdag 20. februar 2027 er ikke en arbejdsdag (weekend)" in danish


def test_a_sheet_has_nothing_to_click(world: OfficeWorld) -> None:
    """No menu, no sign-out and no banner stands on paper; the organisation and the case do."""
    anna = world.signed_in("anna")
    reference = anna.only_case()
    page = anna.get(_why(reference, "/print"))
    assert page.query("nav") == []
    assert page.query("form") == []
    assert "Ny Kommune" in anna.words("article")
    assert reference in anna.words("article")


@pytest.mark.parametrize("more", ["?language=de", "/print?language=", "/text?subject=nobody"])
def test_an_unknown_language_or_clock_is_not_there(world: OfficeWorld, more: str) -> None:
    """Nothing is guessed."""
    anna = world.signed_in("anna")
    anna.get(_why(anna.only_case(), more), 404)


def test_who_holds_the_clocks_only_sees_why_and_no_letter(world: OfficeWorld) -> None:
    """A grant to the dates opens the three explanations; the case and its letters stay closed."""
    anna = world.signed_in("anna")
    reference = anna.only_case()
    with write(world.organisation.triage) as connection:
        bo = world.enrolled["bo"].handle
        connection.execute(update(grant).where(grant.c.person == bo).values(level="clocks"))
    browser = world.signed_in("bo")
    for more in ("", "/print", "/text"):
        assert browser.client.get(_why(reference, more), base_url=BASE).status_code == 200
    browser.get(_why(reference))
    assert browser.page is not None
    assert browser.page.query(f'main a[href="/cases/{reference}"]') == []
    browser.get(f"/cases/{reference}", 404)
    for what in ("acknowledge", "feedback", "delay-notice", "appeal"):
        browser.get(f"/cases/{reference}/{what}", 404)
    # On 10 February a feedback is ready to be written, for whoever may read the case.
    world.clock.on(date(2027, 2, 10))
    for name, sees in (("anna", True), ("bo", False)):
        page = world.signed_in(name).get("/")
        assert bool(page.query("#drafts a")) is sees


def test_a_person_without_any_grant_learns_nothing(world: OfficeWorld) -> None:
    """The three addresses answer as for a case that does not exist."""
    anna = world.signed_in("anna")
    reference = anna.only_case()
    with write(world.organisation.triage) as connection:
        bo = world.enrolled["bo"].handle
        connection.execute(update(grant).where(grant.c.person == bo).values(until_on=date(2026, 11, 1)))
    browser = world.signed_in("bo")
    for more in ("", "/print", "/text"):
        browser.get(_why(reference, more), 404)


def test_two_clocks_of_one_rule_are_told_apart(world: OfficeWorld) -> None:
    """Two units owe a reply: each has its own page, which names it and leads to the other."""
    world.organisation = has_units(
        world.organisation,
        ("job", "Jobcentret", "Job centre"),
        ("social", "Socialforvaltningen", "Social services"),
    )
    anna = world.signed_in("anna")
    reference = anna.call()
    for unit, sent_on in (("job", "2026-11-20"), ("social", "2026-11-20")):
        anna.decide(
            reference,
            "refer",
            unit=unit,
            item="Hvornår?",
            answers_citizen="unit",
            happened_on=sent_on,
            **AGREED,
        )
    anna.get(f"/cases/{reference}")
    assert "(Jobcentret)" in anna.words("#deadlines")
    anna.get(_why(reference, "?subject=social", rule="BR-REPLY"))
    assert "(Socialforvaltningen)" in anna.words("h2")
    assert anna.page is not None
    assert [each.attrs["href"] for each in anna.page.query('main a[href$="why?subject=job"]')]
    world.clock.on(date(2026, 12, 7))
    anna = world.signed_in("anna")
    assert "(Job centre)" in _text(anna, _why(reference, "/text?subject=job&language=en", rule="BR-REPLY"))
