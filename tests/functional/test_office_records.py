"""What is recorded of a case besides its course: each by its page, without a line of script."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import Browser, found_office
from tests.own_folder import has_units
from triage.accounts.document import Numbers, Section
from triage.accounts.results import AccountPeriod
from triage.office.decisions.decision_form import COMPLAINTS
from triage.office.decisions.registry import FORMS
from triage.rules.codes import Scheme
from triage.services.accounts.document import AccountOrder, account_document
from triage.services.accounts.whistleblowing import before_publication, reports_counted
from triage.store.tables import case, grant
from triage.store.visibility import visible_to

SECRET = "Sagt bag lukkede døre"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """An adviser in a house with two units."""
    folder: Path = tmp_path_factory.mktemp("points")
    world = found_office(folder / "office", MONDAY)
    has_units(world.organisation, ("job", "Jobcentret", "Job centre"), ("roads", "Veje", "Roads"))
    return world.signed_in("anna")


def test_points_are_typed_in_rows_and_stand_on_the_page_of_the_case(anna: Browser) -> None:
    """One row more is only shown; a row without a theme is refused; what was saved is there to be changed."""
    reference = anna.call(unit="job")
    path = f"/cases/{reference}/points"
    anna.get(path)
    typed = {
        "points-0-theme": "long_processing",
        "points-0-upheld": "yes",
        "points-1-theme": "courtesy",
        "points-1-unit": "roads",
        "points-1-seen_by_us": "y",
    }
    assert anna.post(path, {**typed, "step": "more"}).status_code == 200
    assert len(anna.page.query('select[name$="-theme"]')) == 6
    assert anna.page.query_one('select[name="points-1-unit"] option[selected]').attrs["value"] == "roads"
    assert anna.post(path, {"points-1-unit": "roads", "step": "send"}).status_code == 422
    assert "Vælg et emne til hvert klagepunkt. Begynd med hovedklagepunktet." in anna.words("#error-summary")

    anna.save(reference, "points", **typed)
    facts, history = anna.words("#facts"), anna.words("#timeline")
    assert "Hovedklagepunkt Lang sagsbehandlingstid, Medhold" in facts
    assert "hensynsfuld optræden, Veje, set af borgerrådgiveren" in facts
    assert "Klagepunkter: Lang sagsbehandlingstid, " in history
    assert not anna.page.query(f'a[href="/cases/{reference}/themes"]')
    anna.get(path)
    assert "Lang sagsbehandlingstid" in anna.words('select[name="points-0-theme"] option[selected]')
    assert "checked" in anna.page.query_one('input[name="points-1-seen_by_us"]').attrs


def test_a_closed_case_takes_a_contact(anna: Browser) -> None:
    """Its page has the form, whom it was with is told, and nobody of the house had been asked before."""
    reference = anna.closed_call(unit="job", handling="guidance", theme="no_answer")
    assert "Forvaltningen Ikke kontaktet" in anna.words("#facts")
    assert anna.page.query(f'button[formaction="/cases/{reference}/contact"]')
    about = {"channel": "phone", "other_side": "leader", "direction": "out", "item": "Spurgte til svaret."}
    anna.save(reference, "contact", **about)
    assert "Kontakt: En leder, fra os" in anna.words("#timeline")
    assert anna.page.query(f'a[href="/cases/{reference}/reopen"]')
    assert "Ikke kontaktet" not in anna.words("#facts")


def test_what_nobody_came_with_is_begun_promised_published_and_closed(anna: Browser) -> None:
    """One page begins it; no letter waits in it; a promise stands among the deadlines until it is kept."""
    anna.get("/register/own-initiative")
    typed = {"once": anna.value("once"), "summary": "Ventetider", "kind": "ordered_by_council"}
    answer = anna.post("/register/own-initiative", {**typed, "ground": "Mange klager.", "units": "job"})
    assert answer.status_code == 422
    assert "hvem der har bestilt det" in anna.words(".alert-error")
    typed |= {"once": anna.value("once"), "ground": "Mange klager.", "units": ["job", "roads"]}
    anna.follow("/register/own-initiative", {**typed, "ordered_by": "council"})
    reference = anna.reference()
    facts = anna.words("#facts")
    assert "Egen drift Bestilt af kommunalbestyrelsen, Kommunalbestyrelsen Handler også om Veje" in facts
    assert "Kom ind via Af egen drift" in facts
    for what in ("answer", "acknowledge", "appeal", "decline"):
        assert not anna.page.query(f'a[href^="/cases/{reference}/{what}"]')

    assert "Mange klager." in anna.words("#content")
    assert not anna.page.query("#write")
    anna.save(reference, "promise", unit="job", item="Nye breve", due_on="2026-11-27")
    assert "Løfte, der skal holdes (1)" in anna.words("#deadlines")
    anna.get("/")
    assert "Løfte, der skal holdes (1)" in anna.words("#soon")
    assert not anna.page.query(f'#soon a[href^="/cases/{reference}/answer"]')
    why = anna.page.query(f'#soon a[href^="/cases/{reference}/deadlines/BR-PROMISE"]')[0].attrs["href"]
    anna.get(why)
    assert "Løfte, der skal holdes (1)" in anna.words("h2")
    anna.decide(reference, "close")
    anna.get(f"/cases/{reference}/promise-kept")
    assert "Jobcentret, Nye breve" in anna.words('select[name="number"]')
    anna.save(reference, "promise-kept", number="1")
    assert "Løfte 1 senest 27. november 2026, Jobcentret, holdt 23. november 2026" in anna.words("#facts")
    anna.save(reference, "published")
    assert "Offentliggjort 23. november 2026" in anna.words("#facts")


def test_meetings_the_result_and_links_stand_on_the_page(anna: Browser) -> None:
    """Mediation with both dates; the result once for the case; a link on both cases."""
    reference, other = anna.call(unit="job"), anna.call(unit="job")
    about = {"kind": "mediation", "role": "mediator", "units": ["job"], "citizen_agreed_on": "2026-11-23"}
    about |= {"agreed_how": "in_person", "companion": "y", "item": SECRET}
    path = f"/cases/{reference}/meeting"
    anna.get(path)
    assert anna.post(path, {**about, "step": "send", "once": anna.value("once")}).status_code == 422
    assert "både borgeren og" in anna.words(".alert-error")
    anna.save(reference, "meeting", **about, unit_agreed_on="2026-11-23", is_complained_of="y")
    facts = anna.words("#facts")
    assert "Møde 23. november 2026, mægling mellem borgeren og" in facts
    assert "Jobcentret, med bisidder, fortroligt" in facts
    assert "Et møde sammen med" in facts
    _leaves_with_nothing(anna, reference)
    anna.save(reference, "result", legal_position="procedural", learned=["job"])
    assert "Borgerens retsstilling Forbedret processuelt Jobcentret Læring" in anna.words("#facts")

    path = f"/cases/{reference}/link"
    assert path in [each.attrs["href"] for each in anna.page.query("#near a")]
    for wrong in (reference, "0000WXYZ", "SAGÆ", "A" * 80):
        anna.get(path)
        sent = {"other": wrong, "why": "repeat", "step": "send", "once": anna.value("once")}
        assert anna.post(path, sent).status_code == 422
        assert "Du har ingen anden sag" in anna.words(".alert-error")
    anna.save(reference, "link", other=f" {other.lower()} ", why="repeat")
    for one, linked in ((reference, other), (other, reference)):
        anna.get(f"/cases/{one}")
        assert f"Forbundet med Sag {linked} , samme person igen" in anna.words("#facts")


def _leaves_with_nothing(anna: Browser, reference: str) -> None:
    """Look for what was said in mediation on every page that makes or offers something that leaves."""
    for what in (
        "",
        "/documents",
        *(f"/{each}" for each, form in FORMS.items() if COMPLAINTS in form.page.side),
    ):
        anna.get(f"/cases/{reference}{what}")
        shown = "main" if what else "#timeline"
        assert (SECRET in anna.words(shown)) is (what == ""), what
        assert what or "Sagt under mægling: fortroligt, bruges ikke" in anna.words(shown)
    anna.get(f"/cases/{reference}/documents")
    assert "Fortroligt notat" in anna.words()
    anna.get("/cases?show=all")
    assert SECRET not in anna.words()
    anna.get(f"/cases/{reference}/package")
    answer = anna.post(f"/cases/{reference}/package", {"why": "Til sagssystemet"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        manifest = json.loads(package.read("manifest.json"))
        parts = b"".join(map(package.read, package.namelist()))
    assert manifest["is_whole"]
    assert [each["title"] for each in manifest["documents"] if each["problem"]] == ["Fortroligt notat"]
    assert SECRET.encode() not in parts


def test_a_meeting_is_planned_seen_on_its_day_and_held(anna: Browser) -> None:
    """It stands on Today and on the wall of its month, and the form of the meeting begins with it."""
    reference = anna.call(unit="job")
    plan = {"kind": "joint", "meets_on": "2026-11-25", "starts_at": "14.30", "units": ["job"]}
    path = f"/cases/{reference}/plan-meeting"
    anna.get(path)
    assert anna.post(path, {**plan, "step": "send", "once": anna.value("once")}).status_code == 422
    assert "ikke givet samtykke" in anna.words(".alert-error")
    anna.save(reference, "plan-meeting", **plan, agreed="y", agreed_how="phone", item="Rådhuset, lokale 2")
    assert "Planlagt møde 25. november 2026, 14.30, med borgeren og" in anna.words("#facts")
    anna.get("/")
    assert "Planlagt møde (1)" in anna.words("#soon")
    anna.get("/calendar?month=2026-11")
    assert "Planlagt møde (1)" in anna.words()
    anna.save(reference, "meeting", planned="1", kind="joint", role="chair", units=["job"])
    assert "Planlagt møde 25." not in anna.words("#facts")


def test_the_other_case_is_chosen_among_those_looked_at_last_or_found_by_words(anna: Browser) -> None:
    """Nobody types a number: what was looked at last stands there, and what words find, but no linked one."""
    found = anna.call(summary_item="Hegn mod naboen", name="Kaj Krag")
    others = [anna.call(unit="job") for _each in range(6)]
    reference = others.pop()
    path = f"/cases/{reference}/link"
    anna.get(path)
    offered = [each.attrs["value"] for each in anna.page.query('input[name="among"]')]
    assert offered == list(reversed(others))[:4]
    sent = {"other": "krag", "why": "repeat", "step": "send", "once": anna.value("once")}
    assert anna.post(path, sent).status_code == 422
    assert "Vælg den sag, du mener." in anna.words("#error-summary")
    assert anna.value("among") == found
    anna.follow(
        path, {**sent, "looked_for": anna.value("looked_for"), "among": found, "once": anna.value("once")}
    )
    assert f"Forbundet med Sag {found} , samme person igen" in anna.words("#facts")
    anna.get(path)
    assert anna.post(path, {**sent, "once": anna.value("once")}).status_code == 422
    assert "Du har ingen anden sag" in anna.words("#error-summary")


def test_a_link_to_a_case_that_somebody_does_not_hold_tells_them_nothing(anna: Browser) -> None:
    """To Bo it is as if there were no such case, linked or not, before and after anything is sent."""
    world, reference, other = anna.world, anna.call(unit="job"), anna.call(unit="job")
    bo = world.signed_in("bo")
    anna.save(reference, "link", other=other, why="repeat")
    with write(world.organisation.triage) as connection:
        his = connection.execute(select(case.c.handle).where(case.c.case_reference == other)).scalar_one()
        connection.execute(
            delete(grant).where(grant.c.case == his, grant.c.person == world.enrolled["bo"].handle)
        )
    for step in ("preview", "send"):
        bo.get(f"/cases/{reference}/link")
        sent = {"other": other, "why": "repeat", "step": step, "once": bo.value("once")}
        assert bo.post(f"/cases/{reference}/link", sent).status_code == 422
        assert "Du har ingen anden sag" in bo.words(".alert-error")
    assert other not in bo.get(f"/cases/{reference}").to_html()


def test_themes_of_a_report_are_recorded_when_it_is_opened(anna: Browser) -> None:
    """They stand among its facts, and are there to be changed."""
    anna.world.send()
    (reference,) = {
        each.to_text()
        for each in anna.get("/cases?scheme=whistleblowing&show=all").query("tbody .betro-reference")
    }
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.save(reference, "report-themes", themes=["administrative_law", "other_law"])
    assert "Emner Forvaltningsretlige principper, Andre brud på lovgivningen" in anna.words("#facts")
    page = anna.get(f"/cases/{reference}/report-themes")
    assert len(page.query("input[checked]")) == 2


def _account(anna: Browser, name: str) -> Section:
    """The account of the whistleblower scheme that a person makes, with the cases behind it."""
    organisation, today = anna.world.organisation, MONDAY.date()
    access = visible_to(anna.world.enrolled[name].handle, today)
    period = AccountPeriod(date(2026, 1, 1), date(2026, 12, 31))
    assert len(before_publication(reports_counted(organisation, access), period, str)) == 2
    order = AccountOrder(period.first, period.last, scheme=Scheme.WHISTLEBLOWING)
    # Of their deadlines nothing leaves: that would be another number of reports.
    (_published,) = account_document(organisation, access, order, today=today).sections
    traced = account_document(organisation, access, replace(order, trace=True), today=today).sections
    return traced[0]


def _numbers(section: Section) -> dict[str, tuple[object, tuple[str, ...]]]:
    """Its numbers that are not nought, with the cases that are found by them."""
    blocks = (each.entries for each in section.blocks if isinstance(each, Numbers))
    numbers = {each.code: each.number for entries in blocks for each in entries}
    return {code: (each.value, each.cases) for code, each in numbers.items() if each.value}


def test_a_test_is_left_out_of_the_account_and_totals_alone_count_what_somebody_may_not_see(
    anna: Browser,
) -> None:
    """Of two reports one is left out, with a reason, and put back; of it only the totals tell Bo."""
    anna.world.send()
    first, second = sorted(
        each.to_text()
        for each in anna.get("/cases?scheme=whistleblowing&show=all").query("tbody .betro-reference")
    )
    unread = first if "/open" in str(anna.get(f"/cases/{first}").to_html()) else second
    anna.follow(f"/cases/{unread}/open")
    anna.save(unread, "leave-out", reason="test", reason_item="Vi prøvede selv.")
    assert "Udeladt af redegørelsen Den er sendt for at prøve ordningen af" in anna.words("#facts")
    assert not anna.page.query(f'a[href="/cases/{unread}/leave-out"]')
    other = second if unread == first else first
    assert _numbers(_account(anna, "anna")) == {"received": (1, (other,)), "open": (1, (other,))}
    anna.save(unread, "count-again", reason_item="Det var ingen prøve.")
    assert "Udeladt" not in anna.words("#facts")

    path = f"/cases/{unread}/aftermath"
    anna.get(path)
    wrong = {"estimated_damage": "halvanden million", "step": "send", "once": anna.value("once")}
    assert anna.post(path, wrong).status_code == 422
    anna.save(unread, "aftermath", estimated_damage="1.250.000", proceedings_on="2026-11-23")
    assert "Anslået tab 1.250.000 kr. Sag indledt 23. november 2026" in anna.words("#facts")

    with write(anna.world.organisation.triage) as connection:
        kept_from = select(case.c.handle).where(case.c.case_reference == unread).scalar_subquery()
        connection.execute(
            delete(grant).where(grant.c.case == kept_from, grant.c.person == anna.world.enrolled["bo"].handle)
        )
    assert _numbers(_account(anna, "bo")) == {"received": (2, (other,)), "open": (2, (other,))}
    assert _numbers(_account(anna, "anna"))["received"] == (2, (first, second))
