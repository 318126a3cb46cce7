"""Workers that were asked to end and do not: real processes, replaced as the server replaces its own."""

import itertools
import subprocess
import threading
from collections.abc import Iterator

import pytest

from intake.page import server
from intake.page.server import MOST_LEAVING, ReplacingServer
from tests.patience import wait_for


class Sender:
    """A process that goes on when it is asked to end, with what the server asks of a worker."""

    def __init__(self) -> None:
        self.interrupt_by_parent = False
        self.process = subprocess.Popen(["sh", "-c", "trap '' TERM; echo ready; exec sleep 60"], stdout=-1)
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def is_alive(self) -> bool:
        """Say whether it is there."""
        return self.process.poll() is None

    def join(self, seconds: float | None = None) -> None:
        """Wait for its end."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def terminate(self) -> None:
        """Ask it to end."""
        self.process.terminate()

    def kill(self) -> None:
        """End it."""
        self.process.kill()


@pytest.fixture
def senders() -> Iterator[list[Sender]]:
    """As many as may go on, one too many, and the one that is left."""
    made = [Sender() for _ in range(MOST_LEAVING + 2)]
    yield made
    for each in made:
        each.kill()
        each.process.communicate()


def test_of_more_than_four_that_go_on_the_first_is_ended(
    senders: list[Sender], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that follows pushes out the one that was asked to end first; four go on."""
    monkeypatch.setattr(server, "BEGIN_SECONDS", 0.01)
    served = ReplacingServer("no:app", log_enabled=False)
    for number, (earlier, worker) in enumerate(itertools.pairwise(senders), 1):
        served.wrks = [worker]
        served._earlier = [earlier]
        threading.Thread(target=served._follow, args=(earlier, worker), daemon=True).start()
        assert wait_for(lambda said=number: len(served._leaving) == min(said, MOST_LEAVING))
    assert wait_for(lambda: not senders[0].is_alive())
    assert all(each.is_alive() for each in senders[1:])
