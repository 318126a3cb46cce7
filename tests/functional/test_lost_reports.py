"""What the portal says of the whole service: that reports may be lost, and that it is closed."""

from datetime import date, datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.store import notices
from intake.store.engine import read, write
from intake.store.notices import Notice, NoticePeriod
from tests.builders import PortalWorld, a_portal
from tests.functional.test_portal_report import SEND, come_back, send_report, write_until
from tests.office import OfficeWorld, found_office
from tests.visitor import Visitor
from triage.services.organisation.announce import close, reopen, said_lost
from triage.store import journal

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
LOST = NoticePeriod(date(2026, 11, 20), date(2026, 11, 22))


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at its English pages."""
    return Visitor(world.app.test_client())


@pytest.fixture
def office(tmp_path: Path) -> OfficeWorld:
    """An office of the same day."""
    return found_office(tmp_path / "office", MONDAY)


def says(world: PortalWorld, what: Notice, days: NoticePeriod) -> None:
    """Let something be said."""
    with write(world.reception.engine, even_closed=True) as connection:
        notices.say(connection, what, days)


def test_what_may_be_lost_is_said_on_the_front_page_and_where_one_comes_back(world, visitor):
    """With both days, in both languages, until it is taken back; nowhere else, and nothing is refused."""
    says(world, Notice.LOST, LOST)
    for page in ("/en/", "/en/mailbox/"):
        visitor.get(page)
        assert "What was sent between 20 November 2026 and 22 November 2026 may be lost" in visitor.words()
        assert "please send it again" in visitor.words()
    visitor.get("/da/")
    assert (
        "Det, der blev sendt mellem 20. november 2026 og 22. november 2026, kan være gået tabt"
        in visitor.words()
    )
    code = send_report(visitor)
    assert "may be lost" not in come_back(visitor, code)
    with write(world.reception.engine) as connection:
        notices.take_back(connection, Notice.LOST)
    visitor.get("/en/")
    assert "may be lost" not in visitor.words()


def test_a_report_to_a_closed_portal_is_not_sent_and_the_text_is_in_the_browser(world, visitor):
    """The page says that nothing was sent; what was typed is behind Back too, and goes when we are open."""
    write_until(visitor, "Check your answers and send")
    says(world, Notice.CLOSED, NoticePeriod(date(2026, 11, 23), None))
    visitor.press(SEND, status=503)
    assert visitor.heading == "The service is closed for a short while"
    assert "Nothing has been sent" in visitor.words()
    visitor.back()
    with write(world.reception.engine, even_closed=True) as connection:
        notices.take_back(connection, Notice.CLOSED)
    visitor.press(SEND)
    assert visitor.heading == "We have received your report"


def test_a_closed_portal_says_so_before_anybody_writes(world, visitor):
    """On its front page; and mailboxes can be read."""
    code = send_report(visitor)
    says(world, Notice.CLOSED, NoticePeriod(date(2026, 11, 23), None))
    visitor.get("/en/")
    assert "nothing can be sent just now" in visitor.words()
    assert "gaver" in come_back(visitor, code)


def test_an_administrator_says_and_takes_back_what_may_be_lost(office):
    """Between two days that can be; the log tells who did it, and an adviser cannot."""
    carla = office.signed_in("carla")
    carla.get("/lost")
    for first, last in (("2026-11-22", "2026-11-20"), ("2026-11-22", "2026-11-24"), ("", "2026-11-20")):
        assert carla.post("/lost", {"first": first, "last": last}).status_code == 422
    page = carla.follow("/lost", {"first": "2026-11-20", "last": "2026-11-22"})
    assert page is not None
    assert "20. november 2026" in carla.words()
    assert said_lost(office.organisation) == LOST
    anna = office.signed_in("anna")
    for path, data in (("/lost", {"first": "2026-11-01", "last": "2026-11-02"}), ("/lost/end", {})):
        assert anna.post(path, data).status_code == 403
    assert said_lost(office.organisation) == LOST
    carla.follow("/lost/end")
    assert said_lost(office.organisation) is None
    with read(office.organisation.triage) as connection:
        entries = [each for each in journal.entries(connection) if each.action.startswith("notice:")]
    assert [(each.action, each.actor) for each in entries] == [
        ("notice:published", office.enrolled["carla"].handle),
        ("notice:taken_back", office.enrolled["carla"].handle),
    ]


def test_the_second_of_two_administrators_sees_what_the_first_has_said(office):
    """Nothing is published over it or taken back unseen; what was typed is still there."""
    carla, other = office.signed_in("carla"), office.signed_in("carla")
    for each in (carla, other):
        each.get("/lost")
    carla.follow("/lost", {"first": "2026-11-20", "last": "2026-11-22"})
    assert other.post("/lost", {"first": "2026-11-01", "last": "2026-11-02"}).status_code == 409
    assert "20. november 2026" in other.words(".alert-warning")
    assert other.value("first") == "2026-11-01"
    assert said_lost(office.organisation) == LOST
    carla.follow("/lost", {"first": "2026-11-19", "last": "2026-11-22"})
    assert other.post("/lost/end").status_code == 409
    assert "19. november 2026" in other.words(".alert-warning")
    other.follow("/lost/end")
    assert said_lost(office.organisation) is None
    assert carla.post("/lost/end").status_code == 409
    assert "intet om" in carla.words(".alert-warning")


def test_the_office_of_a_closed_service_can_be_read_and_says_that_nothing_was_done(office):
    """A decision is refused and leaves no trace; when it is open again, it is taken."""
    office.send()
    office.tick()
    anna = office.signed_in("anna")
    reference = anna.open_case()
    close(office.organisation, today=MONDAY.date())
    assert "gaver" in anna.get(f"/cases/{reference}").to_text()
    path = f"/cases/{reference}/note"
    anna.get(path)
    answer = anna.post(path, {"step": "send", "item": "Husk dette.", "once": anna.value("once")})
    assert answer.status_code == 503
    assert "Betro er lukket" in answer.text
    assert "Der er ikke sendt eller ændret noget" in answer.text
    reopen(office.organisation, today=MONDAY.date())
    assert "Husk dette." not in anna.get(f"/cases/{reference}").to_text()
    assert "Husk dette." in anna.save(reference, "note", item="Husk dette.").to_text()
