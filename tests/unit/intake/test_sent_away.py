"""Who is sent away is told so and loses nothing that came; who comes in a crowd leaves room for others."""

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from intake.page.channel import Turns
from intake.page.door import Door
from intake.page.incoming import PIECE
from tests.builders import a_portal
from tests.html import parse
from tests.own_time import in_own_time
from tests.patience import wait_for
from tests.unit.intake.lines import Line, a_door, at_once, posted, stalled, stalled_after

TYPED = b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\nLederen tager imod gaver'
FORM = "multipart/form-data; boundary=x"
PAIRS = "application/x-www-form-urlencoded"
FEW = 2
"""So many threads may work on long bodies at a time (ADR 30)."""


@pytest.mark.parametrize(
    ("length", "came", "kind", "status", "words"),
    [
        (1000, b"", FORM, 408, "did not come through in time"),
        (1000, TYPED[:40], FORM, 408, "did not come through in time"),
        (1000, b"what=hej", PAIRS, 408, "did not come through in time"),
        (40 * 1024 * 1024, TYPED, FORM, 429, "Too many are using the service"),
    ],
)
def test_who_is_sent_away_is_answered_with_a_page(
    tmp_path: Path, length: int, came: bytes, kind: str, status: int, words: str
):
    """408 for who is too slow, 429 where too much is on its way; nothing was sent, and how to get back."""
    given, page = sent_away(tmp_path, length, came, kind)
    assert given == status
    assert words in page.query_one("h1").to_text()
    said = page.query_one("main").to_text()
    assert "Nothing has been sent or changed by this." in said
    assert "Go back with your browser's back button." in said


@pytest.mark.parametrize("length", [1000, 3 * PIECE], ids=["short", "long"])
def test_what_came_of_a_form_that_was_too_slow_stands_on_its_page(tmp_path: Path, length: int):
    """The same page with the text, and it says that we stopped waiting."""
    given, page = sent_away(tmp_path, length, TYPED)
    assert given == 408
    assert "Lederen tager imod gaver" in page.query_one("textarea").to_text()
    alert = page.query_one(".alert-error").to_text()
    assert "It came so slowly that we stopped waiting." in alert
    assert "Nothing has been sent or saved." in alert


def sent_away(folder: Path, length: int, came: bytes, kind: str = FORM) -> tuple[int, Any]:
    """Send two forms of the page "what" that stall after this much; give the answer to the second."""
    portal = a_portal(folder / "portal").app
    lines = [Line(stalled_after(came)), Line(stalled_after(came))]

    async def story() -> None:
        door = Door(portal, largest=100 * 1024 * 1024)
        door.__rsgi_init__(asyncio.get_running_loop())
        forms = [posted(length, "/en/report/x/what", kind) for _ in lines]
        await asyncio.gather(
            *(door.__rsgi__(form, cast("Any", line)) for form, line in zip(forms, lines, strict=True))
        )

    in_own_time(story)
    status, page = lines[1].answers[0]
    return status, parse(page.decode())


@dataclass
class Worker:
    """An app that notes how many threads work on a body at once, and lets a third one come if it can."""

    now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    too_many: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict[str, Any], begin: Any) -> list[bytes]:
        """Read the body piece by piece and work on each."""
        while environ["wsgi.input"].read(PIECE):
            with self._lock:
                self.now += 1
                if self.now > FEW:
                    self.too_many.set()
            self.too_many.wait(0.01)
            with self._lock:
                self.now -= 1
        begin("200 OK", [])
        return [b"done"]


def test_however_many_uploads_there_are_few_threads_work_on_them_at_once():
    """All have a place and all come to their end; one that stalls in the middle keeps nobody from working."""
    app = Worker()
    lines = [Line(at_once(bytes(20 * PIECE))) for _ in range(12)]
    slow = [Line(stalled) for _ in range(FEW)]

    async def story() -> None:
        door = a_door(app, places=16)
        waiting = [
            asyncio.create_task(door.__rsgi__(posted(20 * PIECE), cast("Any", each)))
            for each in (*slow, *lines)
        ]
        await asyncio.wait(waiting[len(slow) :])
        for each in waiting[: len(slow)]:
            each.cancel()
        await asyncio.wait(waiting)

    in_own_time(story)
    assert [line.answers for line in lines] == [[(200, b"done")]] * len(lines)
    assert not app.too_many.is_set()


def test_turns_are_taken_in_the_order_in_which_threads_come():
    """Nobody who has just worked goes before one who waits."""
    turns, order = Turns(1), []
    turns.take()

    def work(name: int) -> None:
        turns.take()
        order.append(name)
        turns.give()

    waiting = []
    for name in range(5):
        thread = threading.Thread(target=work, args=(name,))
        thread.start()
        waiting.append(thread)
        assert wait_for(lambda: len(turns._line) == len(waiting))
    turns.give()
    for thread in waiting:
        thread.join()

    assert order == list(range(5))
