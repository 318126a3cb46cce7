"""The deadlines of a case page: what somebody waits for stands first, and what is settled is folded away."""

from datetime import date, datetime

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _report(world: OfficeWorld) -> tuple[Browser, str]:
    """A report that was acknowledged and opened on the day it came: both clocks are settled."""
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    return anna, anna.open_case()


def _running(browser: Browser) -> list[str]:
    assert browser.page is not None
    panel = browser.page.query_one("#deadlines > dl")
    return [" ".join(each.to_text().split()) for each in panel.query("dt")]


def test_what_is_settled_is_folded_away(world: OfficeWorld) -> None:
    """Two clocks were met; two run, the nearer one first."""
    anna, reference = _report(world)
    page = anna.get(f"/cases/{reference}")
    folded = page.query("#deadlines details")[0]
    assert "Afsluttede frister (2)" in folded.query_one("summary").to_text()
    assert "Bekræftelse på modtagelse til indberetteren" in folded.to_text()
    assert _running(anna) == [
        "Vurderet, om sagen hører under ordningen",
        "Tilbagemelding til indberetteren",
    ]


def test_law_and_own_limits_are_told_apart(world: OfficeWorld) -> None:
    """Each clock says whether it is law or the office's own."""
    anna, reference = _report(world)
    page = anna.get(f"/cases/{reference}")
    own, law = (" ".join(each.to_text().split()) for each in page.query("#deadlines > dl dd"))
    assert "Kontorets egen frist" in own
    assert "En frist efter loven" in law
    assert "egen" not in law


def test_a_late_one_is_counted_where_it_is_folded(world: OfficeWorld) -> None:
    """What was met too late stays in sight when it is folded away, and only that can be explained."""
    world.send()
    world.tick()
    world.clock.on(date(2026, 11, 30))
    anna = world.signed_in("anna")
    reference = anna.open_case()
    page = anna.get(f"/cases/{reference}")
    summary = page.query("#deadlines details")[0].query_one("summary").to_text()
    assert "Afsluttede frister (2, heraf 1 for sent)" in summary
    page = anna.get(f"/cases/{reference}/breach")
    (_choose, offered) = page.query("#rule option")
    assert str(offered.attrs["value"]).startswith("BR-READ")


def test_where_nothing_was_missed_nothing_is_to_be_explained(world: OfficeWorld) -> None:
    """The page says so, and offers no empty list to choose from."""
    anna, reference = _report(world)
    page = anna.get(f"/cases/{reference}/breach")
    assert "Ingen frist i sagen er overskredet." in anna.words("main")
    assert page.query("#rule") == []


def test_a_clock_that_stands_comes_last(world: OfficeWorld) -> None:
    """What nobody waits for now does not stand above what presses."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "external-event", event="document_access:requested", happened_on="2026-11-23")
    assert _first_date(anna, reference) == "onsdag 2. december 2026"
    anna.decide(
        reference, "suspend", clock="BR-FIRST", reason="awaiting_citizen", reason_item="Vi mangler et bilag."
    )
    anna.get(f"/cases/{reference}")
    assert _running(anna)[-1] == "Første svar til henvenderen"


def _first_date(browser: Browser, reference: str) -> str:
    page = browser.get(f"/cases/{reference}")
    return " ".join(page.query("#deadlines > dl dd .betro-due__date")[0].to_text().split())


def test_the_days_list_tells_law_and_own_limits_apart(world: OfficeWorld) -> None:
    """A report of that morning: the office's own limit to read it stands there and is called its own."""
    world.send()
    world.tick()
    anna = world.signed_in("anna")
    page = anna.get("/")
    own = [" ".join(each.to_text().split()) for each in page.query("#soon tbody tr")]
    assert len(own) == 1
    assert "Åbnet af en medarbejder Kontorets egen frist" in own[0]


def test_alerts_are_folded_under_the_days_list(world: OfficeWorld) -> None:
    """The page says how many there were; who wants to see them opens the list."""
    world.send()
    world.tick()
    page = world.signed_in("anna").get("/")
    assert "Vis 1 påmindelse" in page.query_one("#alerts summary").to_text()
    assert "ikke få besked" not in page.query_one("#alerts").to_text()
