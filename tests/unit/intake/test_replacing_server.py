"""Workers that were asked to end and do not: real processes, replaced as the server replaces its own."""

import itertools
import subprocess
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from intake.page import server
from intake.page.server import MOST_LEAVING, ReplacingServer
from tests.patience import wait_for


class Sender:
    """A process that goes on when it is asked to end, with what the server asks of a worker."""

    def __init__(self) -> None:
        self.idx = 0
        self.interrupt_by_parent = False
        self.process = subprocess.Popen(["sh", "-c", "trap '' TERM; echo ready; exec sleep 60"], stdout=-1)
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def start(self) -> None:
        """It is at it already."""

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
def senders(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Sender]]:
    """As many as may go on, one too many, and the one that is left."""
    monkeypatch.setattr(server, "SETTLED_SECONDS", 0.1)
    made = [Sender() for _ in range(MOST_LEAVING + 2)]
    yield made
    for each in made:
        each.kill()
        each.process.communicate()


def test_of_more_than_four_that_go_on_the_first_is_ended(senders: list[Sender]) -> None:
    """Each that follows pushes out the one that was asked to end first; four go on."""
    served = ReplacingServer("no:app", log_enabled=False)
    for number, (earlier, worker) in enumerate(itertools.pairwise(senders), 1):
        served.wrks = [worker]
        served._earlier = [earlier]
        told, tells = Pipe(duplex=False)
        tells.send_bytes(b"begun")
        threading.Thread(target=served._follow, args=(earlier, worker, told), daemon=True).start()
        assert wait_for(lambda said=number: len(served._leaving) == min(said, MOST_LEAVING))
    assert wait_for(lambda: not senders[0].is_alive())
    assert all(each.is_alive() for each in senders[1:])


@pytest.mark.parametrize("is_there", [True, False])
def test_where_the_next_worker_says_nothing_the_earlier_one_goes_on(
    senders: list[Sender], monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    """Whether it has ended or is still at it after its time; nobody is asked to end meanwhile."""
    monkeypatch.setattr(server, "BEGIN_SECONDS", 0.01)
    earlier, worker = senders[:2]
    told, tells = Pipe(duplex=False)
    if not is_there:
        tells.close()
    served = ReplacingServer("no:app", log_enabled=False)
    served.wrks, served._earlier = [worker], [earlier]

    served._follow(earlier, worker, told)

    assert (served.wrks, served._earlier, served._leaving) == ([earlier], [], [])
    assert earlier.is_alive()
    assert not worker.is_alive()


def test_a_worker_that_nobody_waits_for_makes_the_app_all_the_same() -> None:
    """Where the earlier one is dead nobody keeps the other end."""
    told, tells = Pipe(duplex=False)
    told.close()

    assert server._begin(lambda: "the app", tells) == "the app"
    assert tells.closed


def test_whose_place_is_being_taken_is_not_replaced_again(
    senders: list[Sender], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked twice while a setting is broken, the first one goes on; when that is over it can be replaced."""
    earlier, *others = senders
    seen, coming = threading.Event(), iter(others)

    def has_begun(_told: Connection) -> bool:
        seen.wait()
        return False

    monkeypatch.setattr(server, "_has_begun", has_begun)
    served = ReplacingServer("no:app", log_enabled=False)
    served.wrks = [earlier]
    monkeypatch.setattr(served, "_spawn_worker", lambda **_: next(coming))
    for _ in range(2):
        served._respawn_workers([0], None, None)
        assert (served.wrks, served._earlier) == ([others[0]], [earlier])
    seen.set()

    assert wait_for(lambda: not served._replacing)
    assert (served.wrks, served._earlier, served._leaving) == ([earlier], [], [])
    assert earlier.is_alive()
    assert not served.interrupt_children
    served._respawn_workers([0], None, None)
    assert wait_for(lambda: not others[1].is_alive())
    assert served.respawned_wrks.keys() == {0}
