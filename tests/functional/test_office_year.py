"""The account of a year in the office: begun, written, frozen, compared, published and taken back."""

from datetime import date, datetime
from typing import NoReturn

import pytest
from sqlalchemy import update

from intake.clock import COPENHAGEN
from intake.contents.published import PUBLISHED
from intake.services.papers import paper, papers
from intake.store.engine import read, write
from tests.office import Browser, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.services.accounts import document as accounts
from triage.services.accounts import publication
from triage.services.accounts.publication import public_of
from triage.services.accounts.year import YearOf
from triage.services.history.case_file import read_file
from triage.store import told
from triage.store.cases import case_by_reference
from triage.store.tables import case, grant
from triage.store.visibility import Level, visible_to

SUMMER = datetime(2026, 7, 6, 9, tzinfo=COPENHAGEN)
JANUARY = date(2027, 1, 4)
WORDS = "Borgerrådgiverens beretning 2026"
SECTION = "Årets vigtigste henvendelser handlede om svartider."
EXAMPLE = "En borger ventede i fire måneder på svar."
COMMENT = "Vi har ansat to nye medarbejdere."


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """A house with two units on Monday 6 July 2026."""
    found = found_office(tmp_path_factory.mktemp("year") / "office", SUMMER)
    has_units(found.organisation, ("job", "Jobcentret", "Job centre"), ("roads", "Veje", "Roads"))
    return found


@pytest.fixture(scope="module")
def calls(world: OfficeWorld) -> list[str]:
    """Five calls in July, four about the job centre, and a report; Bo is kept out of it and of the fifth."""
    anna = world.signed_in("anna")
    world.send()
    report = anna.open_case()
    found = [anna.call(unit="job", type="complaint", summary_item=f"Sag {number}") for number in range(4)]
    found.append(anna.call(unit="roads", type="complaint", summary_item="Sag om Bo"))
    with write(world.organisation.triage) as connection:
        handle = (
            case.select()
            .with_only_columns(case.c.handle)
            .where(case.c.case_reference.in_([found[-1], report]))
        )
        bo = world.enrolled["bo"].handle
        ended = update(grant).where(grant.c.case.in_(handle), grant.c.person == bo)
        connection.execute(ended.values(until_on=date(2026, 7, 5)))
    world.clock.on(JANUARY)
    return found


@pytest.fixture(scope="module")
def anna(world: OfficeWorld, calls: list[str]) -> Browser:
    """An adviser in January, who holds every call."""
    assert len(calls) == 5
    return world.signed_in("anna")


@pytest.fixture(scope="module")
def account(anna: Browser) -> str:
    """The account of 2026, begun with one earlier year beside it."""
    anna.get("/year/new")
    assert anna.value("first_on") == "2026-01-01"
    told = {
        "summary_item": WORDS,
        "first_on": "2026-01-01",
        "last_on": "2026-12-31",
        "covers": "both",
        "profile": "betro",
        "years_beside": "1",
    }
    anna.follow("/year/new", {"once": anna.value("once"), **told})
    return anna.words("main .betro-reference")


def number(browser: Browser, reference: str, code: str) -> str:
    """What the page of an account says of a number that stands by itself."""
    browser.get(f"/year/{reference}")
    assert browser.page is not None
    found = browser.page.query(f'main a[href="/year/{reference}/figures/figures/{code}"]')
    return found[0].to_text() if found else "0"


def test_every_number_leads_to_its_cases(anna: Browser, account: str, calls: list[str]) -> None:
    """Those that stand by themselves and those of tables; and to the rule by which it is counted."""
    assert number(anna, account, "inquiries") == "5"
    anna.get(f"/year/{account}/figures/figures/inquiries")
    assert all(each in anna.words("main") for each in calls)
    anna.get(f"/year/{account}/figures/tables/by_unit?row=roads&column=complaint")
    assert calls[-1] in anna.words("main")
    assert calls[0] not in anna.words("main")
    anna.get(f"/year/{account}/figures/tables/by_unit?row=roads&column=weather", 404)
    anna.get(f"/year/{account}")
    taken_out = anna.post(f"/year/{account}/file", {"format": "csv"}).text
    assert "2025;2026" in taken_out, "the earlier year stands beside it in the file too"
    anna.get("/year/profiles/betro")
    assert "Henvendelser efter afdeling og type" in anna.words("main")
    anna.get("/year")
    assert WORDS in anna.words("#accounts")
    assert "Er ved at blive skrevet" in anna.words("#accounts")


def test_whoever_is_kept_out_of_a_case_counts_the_others_and_is_told_nothing(
    world: OfficeWorld, account: str, calls: list[str]
) -> None:
    """Neither the number nor the cases behind it tell of the one that Bo does not hold."""
    bo = world.signed_in("bo")
    assert number(bo, account, "inquiries") == "4"
    bo.get(f"/year/{account}/figures/figures/inquiries")
    assert calls[-1] not in bo.words("main")
    bo.get(f"/year/{account}/figures/tables/by_unit?row=roads&column=complaint", 404)
    bo.get(f"/year/{account}/public")
    assert "Henvendelser Tæller henvendelser i perioden. 4" in bo.words("main")


def test_what_bo_would_publish_tells_of_the_report_in_the_totals_alone(
    world: OfficeWorld, account: str
) -> None:
    """Of all else it counts the reports that Bo may see, and there is none."""
    access = visible_to(world.enrolled["bo"].handle, JANUARY, Level.CONTENT)
    with read(world.organisation.triage) as connection:
        row = case_by_reference(connection, account, access)
        assert row is not None
        file = read_file(connection, world.organisation, row, today=JANUARY)
    found = public_of(YearOf(world.organisation, access, file, "da")).reports().reports
    assert (len(found.every), len(found.seen)) == (1, 0)
    nobody = visible_to(bytes(16), JANUARY, Level.CONTENT)
    of_nobody = YearOf(world.organisation, nobody, file, "da")
    assert not of_nobody.recorded
    assert len(of_nobody.reports().reports.every) == 1, "the totals of the law are everybody's"


def test_what_is_written_stands_where_it_belongs(anna: Browser, account: str) -> None:
    """A section before the figures, an example with its consent, and both can be written anew."""
    anna.save(account, "section", number="0", place="opening", heading_item="Året", item="Kladde.")
    anna.get(f"/cases/{account}/section?number=1")
    assert anna.value_of("item") == "Kladde."
    anna.save(account, "section", number="1", place="opening", heading_item="Året", item=SECTION)
    told = {"number": "0", "place": "complaints", "heading_item": "Et eksempel", "item": EXAMPLE}
    anna.get(f"/cases/{account}/example")
    answer = anna.post(f"/cases/{account}/example", {**told, "step": "send", "once": anna.value("once")})
    assert answer.status_code == 422, "an example needs the consent of the one whom it is about"
    told |= {"consent": "phone", "consented_on": "2026-08-03"}
    of_report = {**told, "place": "reports", "step": "send"}
    for page in ("section", "example"):
        anna.get(f"/cases/{account}/{page}")
        answer = anna.post(f"/cases/{account}/{page}", {**of_report, "once": anna.value("once")})
        assert "Skriv, hvorfor det må stå der." in answer.text, "there is one report"
    anna.save(account, "example", **told)
    anna.get(f"/year/{account}")
    words = anna.words("main")
    assert "Kladde." not in words
    assert words.index(SECTION) < words.index("I tal") < words.index(EXAMPLE) or EXAMPLE in words


def test_a_unit_comments_before_the_account_is_published(anna: Browser, account: str) -> None:
    """Until its day it is waited for, on Today too; what it says stands in the account."""
    anna.save(account, "ask-comment", unit="job", answer_by_on="2027-01-11")
    assert "frys" in anna.refused(account, "publish", publish_on="2027-01-04").lower()
    anna.get(f"/year/{account}")
    assert "Jobcentret" in anna.words("#comments")
    anna.get("/")
    assert "Kommentar fra afdelingen til en beretning (Jobcentret)" in anna.words("#entries")
    anna.save(account, "comment", unit="job", item=COMMENT)
    anna.get(f"/year/{account}")
    assert COMMENT in anna.words("main")


def test_frozen_figures_stay_and_what_changed_since_is_told_with_its_reason(
    anna: Browser, world: OfficeWorld, account: str, calls: list[str]
) -> None:
    """A case is moved to another unit later: the account keeps its numbers, and says which case and why."""
    anna.decide(account, "freeze-figures")
    anna.get(f"/year/{account}/changes")
    assert "Intet er ændret" in anna.words("main")
    anna.save(calls[0], "unit", unit="roads")
    anna.get(f"/year/{account}/figures/tables/by_unit?row=job&column=complaint")
    assert calls[0] in anna.words("main")
    anna.get(f"/year/{account}/changes")
    words = anna.words("main")
    assert f"{calls[0]} gik ud: afdeling: var Jobcentret, er Veje" in words
    assert "Henvendelser efter afdeling og type · Jobcentret · Klage Det var 4 og ville være 3." in words
    bo = world.signed_in("bo")
    assert number(bo, account, "inquiries") == "4"
    bo.get(f"/year/{account}/changes")
    assert calls[-1] not in bo.words("main")


def test_a_betro_that_counts_otherwise_shows_the_results_of_then(
    anna: Browser, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so, to whoever holds all that was counted."""
    assert number(anna, account, "inquiries") == "5"
    assert "tæller anderledes" not in anna.words("main")
    counts = accounts.count
    with monkeypatch.context() as other:
        other.setattr(accounts, "count", lambda profile, _found, *rest: counts(profile, [], *rest))
        anna.get(f"/year/{account}")
        assert "tæller anderledes" in anna.words("main")
        assert "Henvendelser 5" in anna.words("#part-figures ~ *") or "5" in anna.words("main")


def test_an_account_is_published_from_its_day_and_taken_back_at_once(
    anna: Browser, world: OfficeWorld, account: str
) -> None:
    """With what was written; small numbers are left out, and nothing leads to a case."""
    anna.get(f"/year/{account}/public")
    assert "udeladt" in anna.words("main")
    assert not [each for each in anna.page.query("main a") if "figures" in str(each.attrs["href"])]
    anna.get(f"/cases/{account}/publish")
    anna.post(f"/cases/{account}/publish", {"publish_on": "2027-01-11", "step": "preview"})
    assert "holdt ude" in anna.words("main")
    anna.decide(account, "publish", publish_on="2027-01-11")
    schemes = world.organisation.settings.schemes
    assert papers(world.reception, date(2027, 1, 10), schemes) == []
    shown = papers(world.reception, date(2027, 1, 11), schemes)
    assert {each.language for each in shown} == {"da", "en"}
    public = paper(world.reception, shown[0])
    assert public is not None
    said = PUBLISHED.write(public).decode()
    assert [each for each in (SECTION, EXAMPLE, COMMENT) if each not in said] == []
    anna.decide(account, "withdraw-account", reason_item="Et tal var forkert.")
    assert papers(world.reception, date(2027, 1, 11), schemes) == []
    anna.get("/year")
    assert "Frosset 4. januar 2027" in anna.words("#accounts")
    # What was told once is reckoned with ever after, but not against itself.
    with read(world.organisation.triage) as connection:
        assert list(told.names(connection)) == [f"account/{account}/1"]
    anna.decide(account, "publish", publish_on="2027-01-11")
    again = papers(world.reception, date(2027, 1, 11), schemes)
    assert [each.digest for each in again] == [each.digest for each in shown]
    anna.decide(account, "withdraw-account", reason_item="Igen.")


def test_history_and_portal_are_brought_together_by_doing_it_again(
    anna: Browser, world: OfficeWorld, account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off anywhere, the portal shows nothing that the history does not say; what stood there stays."""
    schemes = world.organisation.settings.schemes
    publishing, withdrawing = f"/cases/{account}/publish", f"/cases/{account}/withdraw-account"
    told, why = {"publish_on": "2027-01-04"}, {"reason_item": "Fejl."}

    def shown() -> int:
        return len(papers(world.reception, JANUARY, schemes))

    def about_to_send(path: str, data: dict[str, str]) -> dict[str, str]:
        anna.get(path)
        anna.post(path, {**data, "step": "preview"})
        return {**data, "step": "send", **{name: anna.value(name) for name in ("once", "as_of")}}

    sent = about_to_send(publishing, told)
    with monkeypatch.context() as broken:
        broken.setattr(publication, "put", _killed)
        with pytest.raises(RuntimeError, match="killed"):
            anna.post(publishing, sent)
    assert shown() == 0
    anna.decide(account, "publish", **told)
    assert shown() == 2
    overtaken = about_to_send(publishing, told)
    anna.save(account, "section", number="0", place="closing", heading_item="Sidst", item="Tak.")
    assert anna.post(publishing, overtaken).status_code == 409
    assert shown() == 2, "who is overtaken takes nothing off the portal"
    sent = about_to_send(withdrawing, why)
    with monkeypatch.context() as broken:
        broken.setattr(publication, "execute", _killed)
        with pytest.raises(RuntimeError, match="killed"):
            anna.post(withdrawing, sent)
    assert shown() == 0
    anna.decide(account, "withdraw-account", **why)
    anna.get("/year")
    assert "Frosset 4. januar 2027" in anna.words("#accounts")


def _killed(*_given: object, **_more: object) -> NoReturn:
    raise RuntimeError("killed")


def test_next_years_account_begins_with_the_sections_of_this_one(anna: Browser, account: str) -> None:
    """Copied to be written anew; examples stay where it was agreed that they stand."""
    anna.get("/year/new")
    told = {
        "summary_item": "Beretning 2027",
        "first_on": "2027-01-01",
        "last_on": "2027-12-31",
        "covers": "both",
        "profile": "betro",
        "years_beside": "0",
    }
    anna.follow("/year/new", {"once": anna.value("once"), **told})
    following = anna.words("main .betro-reference")
    anna.save(following, "take-over", earlier=account)
    anna.get(f"/year/{following}")
    assert SECTION in anna.words("main")
    assert EXAMPLE not in anna.words("main")
    assert "slut" in anna.refused(following, "freeze-figures").lower()


def test_a_frozen_account_is_of_the_day_on_which_it_was_frozen(world: OfficeWorld, account: str) -> None:
    """Whenever it is read."""
    world.clock.on(date(2027, 2, 1))
    anna = world.signed_in("anna")
    anna.get(f"/year/{account}")
    assert "Opgjort 4. januar 2027" in anna.words("main")
