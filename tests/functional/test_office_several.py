"""A second request of the same kind, and hours, on the page that records them."""

from datetime import date, datetime, time

import pytest

from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
ASKED = "subject_access:requested"
BOTH = ["subject_access:", "subject_access:2"]


def test_a_second_request_has_a_clock_of_its_own_and_the_page_asks_which_one_ends(world: OfficeWorld) -> None:
    """Two dates stand side by side; who records an answer says to which request."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "external-event", event=ASKED)
    world.clock.on(date(2026, 11, 25))
    anna = world.signed_in("anna")
    path = f"/cases/{reference}/external-event"
    anna.get(path)
    anna.post(path, {"event": ASKED, "step": "preview"})
    assert "Det er nummer 2 i denne sag" in anna.words()
    anna.decide(reference, "external-event", event=ASKED)
    deadlines = anna.words("#deadlines")
    assert "23. december 2026" in deadlines
    assert "25. december 2026" in deadlines

    path = f"/cases/{reference}/access-decided"
    assert [each.attrs["value"] for each in anna.get(path).query('select[name="asked"] option')] == [
        "",
        *BOTH,
    ]
    assert anna.post(path, {"result": "given", "step": "preview"}).status_code == 422
    assert "Vælg anmodningen." in anna.words("#error-summary")
    anna.decide(reference, "access-decided", asked=BOTH[0], result="given")
    left = anna.get(path).query('select[name="asked"] option[selected]')
    assert [each.attrs["value"] for each in left] == [BOTH[1]]


def test_hours_need_the_time_of_day(world: OfficeWorld) -> None:
    """Without it the duty would be due before it began."""
    anna = world.signed_in("anna")
    reference = anna.call()
    path = f"/cases/{reference}/external-event"
    typed = {"event": "child_notification:received", "step": "preview"}
    anna.get(path)
    assert anna.post(path, typed).status_code == 422
    assert "skriv klokkeslættet" in anna.words("#error-summary")
    assert anna.post(path, {**typed, "at_time": "25:00"}).status_code == 422
    anna.decide(reference, "external-event", event=typed["event"], at_time="08.30")


def test_a_moment_is_said_in_one_way_on_every_page(world: OfficeWorld) -> None:
    """Twenty-four hours from Monday at 00.00 are over on Monday at 24.00: on the case, why, and on paper."""
    anna = world.signed_in("anna")
    reference = anna.call()
    path = f"/cases/{reference}/external-event"
    typed = {"event": "child_notification:received", "at_time": "00:00"}
    anna.get(path)
    anna.post(path, {**typed, "step": "preview"})
    assert "00.00" in anna.words()
    page = anna.decide(reference, "external-event", **typed)
    ends = "mandag 23. november 2026 kl. 24.00"
    assert ends in anna.words("#deadlines")
    assert "mandag 23. november 2026 kl. 00.00" in anna.words("#timeline")
    links = [str(each.attrs["href"]) for each in page.query("#deadlines a")]
    (why,) = (each for each in links if "24H" in each)
    for path in (why, why.replace("/why", "/why/print")):
        anna.get(path)
        assert ends in anna.words()
        assert "mandag 23. november 2026 kl. 00.00" in anna.words()
        assert "tirsdag" not in anna.words()


def choices(browser: Browser, path: str, name: str) -> list[str]:
    """Give what a field of a page offers."""
    offered = browser.get(path).query(f'[name="{name}"] option, input[name="{name}"]')
    return [str(each.attrs["value"]) for each in offered]


def test_a_limit_of_hours_is_over_at_its_moment(world: OfficeWorld) -> None:
    """Due on Monday at 8.30: at nine it is overdue, and what is done at ten was late, on the same day."""
    anna = world.signed_in("anna")
    reference = anna.call(happened_on="2026-11-22")
    typed = {"happened_on": "2026-11-22", "at_time": "08:30"}
    anna.decide(reference, "external-event", event="child_notification:received", **typed)
    assert "Overskredet mandag 23. november 2026 kl. 08.30" in anna.words("#deadlines")
    anna.decide(reference, "external-event", event="child_notification:assessed", at_time="08:45")
    assert "For sent mandag 23. november 2026" in anna.words("#deadlines")
    assert "23. november 2026: under et døgn for sent" in anna.words("#breaches")
    (missed,) = (each for each in choices(anna, f"/cases/{reference}/breach", "rule") if "24H" in each)
    anna.decide(reference, "breach", rule=missed, responsible="office", reason_item="Vi så det for sent.")
    assert "under et døgn for sent" in anna.words("#timeline")
    assert "Forklaret" in anna.words("#breaches")


@pytest.mark.parametrize(
    ("clock", "says", "in_lists", "stands"),
    [
        ("15:29", "Frist i dag", "om mindre end en time", "soon"),
        ("15:31", "Overskredet", "Overskredet", "overdue"),
    ],
)
def test_every_page_says_the_hour_in_the_same_words(
    world: OfficeWorld, clock: str, says: str, in_lists: str, stands: str
) -> None:
    """Due on Monday at 15.30: a minute before and a minute after, in the lists as on the case."""
    anna = world.signed_in("anna")
    reference = anna.call(happened_on="2026-11-22")
    typed = {"happened_on": "2026-11-22", "at_time": "15:30"}
    page = anna.decide(reference, "external-event", event="child_notification:received", **typed)
    links = [str(each.attrs["href"]) for each in page.query("#deadlines a")]
    (why,) = (each for each in links if "24H" in each)
    world.clock.moment = datetime.combine(MONDAY.date(), time.fromisoformat(clock), COPENHAGEN)
    anna = world.signed_in("anna")
    when = "mandag 23. november 2026 kl. 15.30"
    for path in ("/", "/cases"):
        anna.get(path)
        assert f"{in_lists} {when}" in anna.words(), path
    for path in (f"/cases/{reference}", why, "/calendar/day/2026-11-23"):
        anna.get(path)
        assert f"{says} {when}" in anna.words(), path
    anna.get("/calendar")
    assert when in anna.words(".betro-calendar__today")
    assert ("Overskredet" in anna.words(".betro-calendar__today")) is (stands == "overdue")
    anna.get("/")
    assert [each for each in ("overdue", "soon") if when in anna.words(f"#{each}")] == [stands]
