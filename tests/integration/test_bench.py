"""What `make bench` and `make soak` send is what the portal asks for; nobody else notices a page more."""

from pathlib import Path

from intake.clock import SystemClock
from intake.settings import load_portal
from intake.web import create_app
from tests.bench.floor import bare
from tests.bench.journeys import TEXT_PAGES, Browser, come_back, floor_submission, front, submission
from tests.bench.portal import Inside, installation


def test_the_journeys_of_the_bench_go_through_every_page(tmp_path: Path) -> None:
    """From the first page to the code, back to the mailbox, and to the front page; beside the bare form."""
    settings = load_portal({"BETRO_SETTINGS": str(installation(tmp_path / "town", SystemClock().now()))})
    visitor = Browser(Inside(create_app(settings, settings.clock)))
    come_back(visitor, submission(visitor))
    front(visitor)
    floor = Browser(Inside(bare(f"sqlite:///{tmp_path / 'floor.db'}")))
    floor_submission(floor)

    assert visitor.took.keys() == {*TEXT_PAGES, "sending", "code", "mailbox", "front"}
    assert floor.took.keys() == {"form", "sending"}
