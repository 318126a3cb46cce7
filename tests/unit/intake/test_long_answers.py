"""Long answers are made while they are sent: no further than they are taken, and for nobody who is gone."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from intake.page import door as doors
from intake.page.door import Door
from intake.page.incoming import PIECE
from tests.patience import PATIENCE
from tests.unit.intake.test_door import Line, asked


def test_who_reads_a_little_of_a_long_answer_and_leaves_holds_no_thread(monkeypatch: pytest.MonkeyPatch):
    """Less than the pipe holds, so that nothing of it ever comes free: that somebody began is seen."""
    monkeypatch.setattr(doors, "PIECE_SECONDS", 1_000_000)
    is_opened, seen = doors._is_opened, threading.Event()

    def look(own_end: Any) -> bool:
        if is_opened(own_end):
            seen.set()
        return seen.is_set()

    def leave(path: str) -> None:
        with Path(path).open("rb", buffering=0) as answer:
            answer.read(100)
            assert seen.wait(PATIENCE)

    class Leaving(Line):
        """Somebody who opens it, reads a little, and goes."""

        def response_file(self, _status: int, _headers: list[tuple[str, str]], path: str) -> None:
            threading.Thread(target=leave, args=(path,)).start()

    def app(_environ: object, begin: Any) -> Iterator[bytes]:
        begin("200 OK", [])
        return (bytes(PIECE) for _ in range(1000))

    monkeypatch.setattr(doors, "_is_opened", look)
    door = Door(cast("Any", app), largest=10)
    thread = threading.Thread(target=door._answer, args=(asked(), cast("Any", Leaving())), daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.mark.parametrize("reads", ["nothing", "a little", "all"])
def test_a_long_answer_is_made_no_further_than_it_is_taken(monkeypatch: pytest.MonkeyPatch, reads: str):
    """Who takes no more of it, or is gone, is not sent the rest; what it was made of is closed."""
    monkeypatch.setattr(doors, "PIECE_SECONDS", 1 if reads == "nothing" else int(PATIENCE))
    size, taken = 20 * doors.ANSWER_AT_ONCE, threading.Event()
    got: list[int] = []
    readers: list[threading.Thread] = []

    class Pieces:
        """An answer that tells how much of it was made, and whether it was closed."""

        made = 0
        is_closed = False

        def __iter__(self) -> Iterator[bytes]:
            while self.made < size:
                self.made += PIECE
                yield bytes(PIECE)

        def close(self) -> None:
            self.is_closed = True

    def read(path: str) -> None:
        with Path(path).open("rb", buffering=0) as answer:
            taken.set()
            enough = size if reads == "all" else PIECE  # Less would not wake the one who writes.
            while piece := answer.read(enough - sum(got)):
                got.append(len(piece))

    class Taking(Line):
        """Somebody who reads a long answer, or does not."""

        def response_file(self, status: int, _headers: list[tuple[str, str]], path: str) -> None:
            self.answers.append((status, b""))
            if reads != "nothing":
                readers.append(threading.Thread(target=read, args=(path,)))
                readers[0].start()
                assert taken.wait(PATIENCE)

    def app(_environ: object, begin: Any) -> Pieces:
        begin("200 OK", [])
        return given

    given, line = Pieces(), Taking()
    Door(cast("Any", app), largest=10)._answer(asked(), cast("Any", line))
    for each in readers:
        each.join()

    assert line.answers == [(200, b"")]
    assert given.is_closed
    assert sum(got) == {"nothing": 0, "a little": PIECE, "all": size}[reads]
    assert (given.made == size) == (reads == "all")
