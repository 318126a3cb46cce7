"""The page of each unit: what it owes, since when and how long it takes; and the reminder in one press."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import AGREED, Browser, OfficeWorld, found_office
from tests.own_folder import has_set, unit_table
from triage.accounts.document import Grid, Numbers
from triage.accounts.quarterly import Quarter
from triage.services.accounts.document import AccountOrder, account_document
from triage.services.accounts.quarterly import QuarterNotOverError, QuarterOrder, quarterly_status
from triage.services.views import units
from triage.store.tables import grant
from triage.store.visibility import Level, visible_to

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
ASKED = {"item": "Hvornår får hun svar?", "answers_citizen": "unit", **AGREED}
ENDED = 'valid_to = 2026-10-31\nsuccessors = ["job"]'
ENDS = 'valid_to = 2026-12-31\nsuccessors = ["job"]'


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """An office on Monday 23 November 2026: a centre, its job centre, and a unit that went on in that."""
    folder: Path = tmp_path_factory.mktemp("units")
    world = found_office(folder / "office", MONDAY)
    tables = (
        unit_table("town", "Center for Arbejde", "Work"),
        unit_table("job", "Jobcentret", "Job centre", more='parent = "town"'),
        unit_table("old", "Ydelser", "Benefits", more=ENDED),
        unit_table("ends", "Kontrol & Ydelse", "Control", more=ENDS),
        unit_table("empty", "Park og Vej", "Parks"),
    )
    world.organisation = has_set(world.organisation, {"units.toml": "\n".join(tables)})
    return world


def rows(anna: Browser, path: str, selector: str = "#owed tbody tr") -> Sequence[str]:
    """Open a page, and give the words of its lines."""
    return [" ".join(each.to_text().split()) for each in anna.get(path).query(selector)]


def test_a_reminder_is_one_page_from_today_and_stands_on_the_page_of_its_unit(world: OfficeWorld) -> None:
    """The line of the case leads to the letter, one press records it, and it is counted; one step later."""
    anna = world.signed_in()
    reference = anna.call(summary_item="Venter på kontanthjælp")
    anna.decide(reference, "refer", unit="job", **ASKED, sent_by="mail")
    (line,) = rows(anna, "/units/job")
    assert "Venter på kontanthjælp" in line
    assert "klar 11. dec" in line
    assert "Jobcentret 1" in " ".join(rows(anna, "/units", "tbody tr"))

    for day, said in ((11, "1 rykker klar"), (14, "0 overskredet uden svar")):
        world.clock.on(date(2026, 12, day))
        anna = world.signed_in()
        anna.get("/units/job")
        assert said in anna.words(".betro-counts")
    world.clock.on(date(2026, 12, 15))
    anna = world.signed_in()
    (press,) = anna.get("/").query(f'a[href="/cases/{reference}/chase"]')
    assert press.to_text() == "Ryk"
    page = anna.get(str(press.attrs["href"]))
    letter = anna.words(".betro-visible")
    assert "Fristen var mandag 14. december 2026, og vi har ikke fået svar." in letter
    sent = {each.attrs["name"]: each.attrs.get("value", "") for each in page.query("main input")}
    assert sent["sent_by"] == "mail"
    anna.follow(f"/cases/{reference}/chase", {**sent, "step": "send"})
    assert "Rykker til Jobcentret" in anna.words("#timeline")
    assert anna.get("/").query(f'a[href="/cases/{reference}/chase"]') == []
    (line,) = rows(anna, "/units/job")
    for each in ("1 dag for sent", "1 rykker", "klar 21. dec"):
        assert each in line
    anna.decide(reference, "delay", unit="job", promised_on="2026-12-28", reason_item="Sygdom")

    world.clock.on(date(2026, 12, 29))
    anna = world.signed_in()
    (line,) = rows(anna, "/units/job")
    for each in ("15 dage for sent", "28. dec", "Ryk direktøren"):
        assert each in line
    (still,) = rows(anna, "/year/stale?kind=not_answered", "#not_answered tbody tr")
    assert "Venter på kontanthjælp Jobcentret 23. nov. 2026" in still
    anna.decide(reference, "reply", unit="job", item="Det ser vi på.", quality="evasive")
    assert rows(anna, "/units/job") == []
    told = anna.words()
    assert "1 anmodning besvaret, i gennemsnit 36 dage efter afsendelsen" in told
    assert "Rykket 1 gang" in told
    assert reference in anna.words("#evasive")


def test_hearings_promises_and_follow_ups_stand_there_too(world: OfficeWorld) -> None:
    """Each with its day; what is said, kept or withdrawn stands there no more."""
    anna = world.signed_in()
    reference = anna.call(summary_item="Sagen om pladsen")
    assert world.clock.now().date() == date(2026, 12, 29), "Tuesday"
    for code in ("job", "town"):
        anna.decide(
            reference, "hearing", unit=code, item="For langsomt.", answer_by_on="2027-01-04", **AGREED
        )
    anna.save(reference, "promise", unit="town", item="Ny vejledning", due_on="2027-02-01")
    meeting = {"kind": "joint", "meets_on": "2027-01-05", "units": ["town"]}
    anna.save(reference, "plan-meeting", **meeting, agreed="y", agreed_how="phone")
    assert [each.split()[0] for each in rows(anna, "/units/town")] == ["Høring", "Møde", "Løfte"]
    assert "Jobcentret" in anna.words("#parts")
    assert "Næste møde: tirsdag 5. januar 2027" in anna.words()
    assert "5. jan. 2027" in " ".join(rows(anna, "/units", "tbody tr"))
    anna.save(reference, "call-off-meeting", number="1")
    anna.decide(reference, "hearing-withdraw", unit="town", reason_item="Forkert enhed")
    asked = {"about": "promise", "item": "Er den skrevet?", "answer_by_on": "2027-03-01"}
    anna.decide(reference, "follow-up", unit="town", **asked, **AGREED)
    assert "Er den skrevet?" in anna.words(".betro-sheet")
    assert [each.split()[0] for each in rows(anna, "/units/town")] == ["Løfte", "Opfølgning"]
    anna.save(reference, "follow-up-answer", unit="town", item="Ja.", quality="full")
    anna.decide(reference, "follow-up", unit="town", **asked, **AGREED)
    anna.decide(reference, "follow-up-withdraw", unit="town", reason_item="Den svarer ikke.")
    anna.save(reference, "promise-kept", number="1")
    assert rows(anna, "/units/town") == []


def test_a_unit_that_is_no_more_names_what_came_after_it_and_nobody_knows_another(world: OfficeWorld) -> None:
    """It stands in the list while something of it is open; a code that was never one is no page."""
    anna = world.signed_in()
    assert "Ydelser" not in " ".join(rows(anna, "/units", "tbody tr"))
    reference = anna.call()
    anna.decide(reference, "refer", unit="ends", **ASKED)
    anna.save(reference, "plan-meeting", kind="unit", meets_on="2027-01-05", units=["ends"])
    world.clock.on(date(2027, 1, 20))
    anna = world.signed_in()
    lines = " ".join(rows(anna, "/units", "tbody tr"))
    assert "Kontrol & Ydelse til og med 31. dec. 2026, nu Jobcentret 1" in lines
    meeting, _request = rows(anna, "/units/ends")
    assert "Møde" in meeting
    assert "for sent" not in meeting, "nobody has said whether it was held"
    assert "Næste møde" not in anna.words()
    anna.get(f"/cases/{reference}/chase")
    assert "Til Jobcentret Vi venter på svar Vi sendte en anmodning til Kontrol & Ydelse" in anna.words()
    anna.get("/units/old")
    assert "Jobcentret" in anna.words(".betro-listbar")
    anna.get("/units/job")
    assert "Ydelser" in anna.words(".betro-listbar")
    for path in (
        "/units/nowhere",
        "/units/job?after=x",
        "/units/job?after=2026-01-01&after=A&after=b&after=c",
    ):
        anna.get(path, 404)


def test_nothing_is_told_of_a_case_that_one_does_not_hold(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line, no number and no answer of it; and what is more than a page goes on to the next."""
    anna = world.signed_in()
    for number in range(3):
        reference = anna.call(summary_item=f"Sag {number}")
        anna.decide(reference, "refer", unit="empty", **ASKED)
    world.clock.on(date(2027, 2, 26))
    for number in range(3):
        world.signed_in().call(summary_item=f"Sag {number}", unit="empty", theme="no_answer")
    monkeypatch.setattr(units, "MOST", 2)
    bo = world.signed_in("bo")
    page = bo.get("/units/empty")
    assert len(page.query("#owed tbody tr")) == 2
    (onward,) = page.query('a[href*="after="]')
    assert len(rows(bo, str(onward.attrs["href"]))) == 1
    bo.get("/year/patterns")
    assert "Manglende svar, Park og Vej : 3 personer." in bo.words("#days-7")
    assert len(rows(bo, "/year/stale?kind=not_answered", "tbody tr")) >= 3
    with write(world.organisation.triage) as connection:
        connection.execute(delete(grant).where(grant.c.person == world.enrolled["bo"].handle))
    bo = world.signed_in("bo")
    assert rows(bo, "/year/stale", "#not_answered tbody tr") == []
    bo.get("/year/patterns")
    assert "Park og Vej" not in bo.words()
    assert rows(bo, "/units/empty") == []
    assert set(bo.words(".betro-counts").split()) & set("123456789") == set()
    assert all(not set(each) & set("0123456789") for each in rows(bo, "/units", "tbody tr"))


def test_the_account_tells_what_units_owe_and_to_everybody_no_small_number_of_it(world: OfficeWorld) -> None:
    """Who holds the cases is led to each; in the account for everybody one request is left out."""
    order = AccountOrder(date(2026, 11, 1), date(2027, 2, 28), trace=True)
    held = visible_to(world.enrolled["anna"].handle, date(2027, 3, 1), Level.CONTENT)
    for each in (order, replace(order, trace=False)):
        document = account_document(world.organisation, held, each, today=date(2027, 3, 1))
        grids = {
            block.code: block
            for section in document.sections
            for block in section.blocks
            if isinstance(block, Grid)
        }
        asked = grids["answers_by_unit"].cells["job", "asked"]
        kept = grids["deadlines_house"].cells["house:BR-ACK", "in_time"]
        if each.trace:
            assert (asked.value, len(asked.cases)) == (1, 1)
            assert len(kept.cases) == kept.value
        else:
            assert asked.is_suppressed
            assert kept.value
            assert kept.cases == ()


def test_the_status_of_a_quarter_is_told_once_it_is_over_in_round_numbers_and_leads_nowhere(
    world: OfficeWorld,
) -> None:
    """Of the three inquiries of November and December it says none, and how their times were kept."""
    held = visible_to(world.enrolled["anna"].handle, date(2027, 1, 4), Level.CONTENT)
    with pytest.raises(QuarterNotOverError):
        quarterly_status(world.organisation, held, QuarterOrder(Quarter(2027, 1)), today=date(2027, 1, 4))
    order = QuarterOrder(Quarter(2026, 4))
    status = quarterly_status(world.organisation, held, order, today=date(2027, 1, 4))
    blocks = [block for section in status.sections for block in section.blocks]
    (numbers,) = [each for each in blocks if isinstance(each, Numbers)]

    assert {(each.number.value, each.number.is_suppressed) for each in numbers.entries} == {(None, True)}
    cells = [cell for each in blocks if isinstance(each, Grid) for cell in each.cells.values()]
    assert {each.cases for each in cells} == {()}
    assert [each.title for each in status.sections] == ["Kvartalet i tal", "Frister for henvendelser"]
