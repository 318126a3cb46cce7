"""
What an organisation calls its council, its units and its offices stands on every page and in every letter
that says it, in both languages; ours stand nowhere.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.clock import COPENHAGEN
from intake.domain.own_words import NAMES, OURS, WORD, Words
from intake.domain.schemes import Schemes
from intake.services.submit import ComplaintDraft, ReportDraft
from intake.settings import load_portal
from intake.store.engine import write
from intake.web import create_app as create_portal
from tests.functional.test_one_scheme import BUTTONS, an_account, office_pages, words_of
from tests.office import AGREED, BASE, Browser, found_office
from tests.own_folder import has_set, has_units, unit_table
from tests.visitor import Visitor
from triage.office.decisions.registry import FORMS

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
OWN = """\
council = { da = "byrådet", en = "the city board" }
unit = { da = "centret", en = "the bureau" }
a_unit = { da = "et center", en = "a bureau" }
units = { da = "centre", en = "bureaus" }
whistleblower_unit = { da = "tillidskontoret", en = "the office of trust" }
citizens_adviser = { da = "ombudspersonen", en = "the ombudsperson" }
"""
SAYS_OWN = {
    "da": re.compile(
        r"\b(byrådet|centret|et center|center\b|centre|tillidskontoret|ombudspersonen)", re.IGNORECASE
    ),
    "en": re.compile(r"\b(city board|bureaus?|office of trust|ombudsperson\b)", re.IGNORECASE),
}
SAYS_OURS = {
    "da": re.compile(r"kommunalbestyrelse|\bafdeling|whistleblowerenhed|borgerrådgiver", re.IGNORECASE),
    "en": re.compile(r"\bthe council|\bdepartment|whistleblower unit|citizens. adviser", re.IGNORECASE),
}


def _office_pages(anna: Browser) -> Iterator[tuple[str, str]]:
    """Every page of the office, of a report and of a complaint, and a refusal of each kind."""
    world = anna.world
    references = {}
    for scheme in ("whistleblowing", "complaints"):
        page = anna.client.get(f"/cases?scheme={scheme}", base_url=BASE).text
        match = re.search(r'href="/cases/([0-9A-Z]{8})"', page)
        assert match is not None
        references[scheme] = match[1]
        anna.get(f"/cases/{match[1]}")
        anna.follow(f"/cases/{match[1]}/open")
    complaint = references["complaints"]
    yield "refused", anna.refused(complaint, "criticism", unit="job", kind="criticism", item="Kritik")
    anna.save(complaint, "unit", unit="job")
    anna.decide(complaint, "refer", unit="job", item="Hvorfor?", answers_citizen="unit", **AGREED)
    anna.get(f"/cases/{complaint}/hearing")
    sent = {"unit": "job", "item": "Udkast", "answer_by_on": "2026-12-01", "step": "preview"}
    yield "preview", anna.post(f"/cases/{complaint}/hearing", sent).text
    account = an_account(anna, covers="both")
    for browser in (anna, world.signed_in("carla"), world.signed_in("dan")):
        looked_at: set[str] = set()
        for scheme, reference in references.items():
            for path in office_pages(reference, account, FORMS):
                if path in looked_at:
                    continue
                looked_at.add(path)
                answer = browser.client.get(path, base_url=BASE)
                if answer.status_code == 200:
                    name = path.replace(reference, "CASE").replace(account, "ACCOUNT")
                    yield f"{scheme} {name}", answer.text


def _portal_pages(visitor: Visitor, language: str) -> Iterator[tuple[str, str]]:
    """The journeys of a report and of a complaint to their mailboxes."""
    for path in ("", "protection/", "mailbox/"):
        visitor.get(f"/{language}/{path}")
    onward, report, complain, come_back = BUTTONS[language]
    visitor.get(f"/{language}/report/")
    visitor.press(onward, relation="employee")
    visitor.press(onward, what="Noget")
    for _page in ("who receives it", "files", "name"):
        visitor.press(onward)
    visitor.press(report)
    visitor.get(f"/{language}/complaint/")
    visitor.press(onward, unit="Jobcentret", what="Noget", wish="Et svar")
    for _page in ("contact", "who receives it", "files"):
        visitor.press(onward)
    visitor.press(complain)
    code = visitor.code
    visitor.get(f"/{language}/mailbox/")
    visitor.press(come_back, code=code)
    for number, (path, page) in enumerate(visitor.pages):
        yield f"{number} {re.sub('[0-9a-zA-Z_-]{30,}', 'T', path)}", page


def _all_pages(folder: Path, language: str, words: str) -> dict[str, str]:
    world = found_office(folder, MONDAY, schemes=Schemes.BOTH)
    world.organisation = has_units(world.organisation, ("job", "Job", "Job"))
    world.organisation = has_set(world.organisation, {"words.toml": words})
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = :language"), {"language": language})
    world.send(ReportDraft(relation="employee", what="Noget"))
    world.send(ComplaintDraft("Job", "Noget andet", "Et svar", None))
    world.tick()
    portal = create_portal(load_portal({"BETRO_SETTINGS": str(folder / "betro.toml")}), world.clock)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    pages = dict(_office_pages(world.signed_in("anna")))
    pages |= dict(_portal_pages(Visitor(portal.test_client()), language))
    return {path: unescape(words_of(page)) for path, page in pages.items()}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_says_what_the_organisation_says(tmp_path: Path, language: str) -> None:
    """As often as a page said our words without them, so often it says the organisation's, and ours never."""
    own, ours = (_all_pages(tmp_path / str(len(words)), language, words) for words in (OWN, ""))
    assert own.keys() == ours.keys()
    counted = {path: len(SAYS_OURS[language].findall(page)) for path, page in ours.items()}
    assert not [path for path, page in own.items() if SAYS_OURS[language].search(page)]
    assert {path: len(SAYS_OWN[language].findall(page)) for path, page in own.items()} == counted
    assert len([path for path, number in counted.items() if number]) > 40
    assert not [path for path, page in own.items() if re.search(r"\{\w+\}", page)]


def test_both_sides_go_by_new_words_without_a_restart(tmp_path: Path) -> None:
    """The office from the next page on, the portal within half a minute."""
    world = found_office(tmp_path / "office", MONDAY)
    portal = create_portal(load_portal({"BETRO_SETTINGS": str(tmp_path / "office/betro.toml")}), world.clock)
    visitor, anna = Visitor(portal.test_client()), world.signed_in("anna")
    visitor.get("/da/complaint/")
    assert "Borgerrådgiveren er uafhængig" in words_of(visitor.pages[-1][1])
    anna.get("/register/inquiry")
    assert "Afdeling" in anna.words("label")
    has_set(world.organisation, {"words.toml": OWN, "units.toml": unit_table("job", "Job", "Job")})
    anna.get("/register/inquiry")
    assert "Center" in anna.words("label")
    assert "Afdeling" not in anna.words()
    world.clock.go(seconds=31)
    visitor.get("/da/complaint/")
    assert "Ombudspersonen er uafhængig af kommunens centre" in words_of(visitor.pages[-1][1])


def test_a_word_can_stand_in_any_page_as_it_is() -> None:
    """What a page or a format would read is no word, wherever it comes from; alone it has no article."""
    for word in ("<b>", "50 %", "a&b", '"x"', "{unit}", "", "x" * 61, "two\nlines"):
        assert not WORD.fullmatch(word), word
        with pytest.raises(ValueError, match="council"):
            Words(council={"da": word})
    ours = Words(a_unit={"da": "et center", "en": "an office", "pl": "a dział"})
    assert ours.bare_unit == {"da": "center", "en": "office", "pl": "dział"}
    assert Words(bare_unit={"da": "forvaltning"}).bare_unit == {"da": "forvaltning"}
    for name in NAMES:
        assert all(WORD.fullmatch(word) for word in getattr(OURS, name).values())
