"""What the door makes of a request, and how it gives an answer."""

import asyncio
import gc
import secrets
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest

from intake.page.door import BUSY, Door, environment
from intake.page.incoming import PIECE
from intake.page.threads import Threads
from tests.builders import a_portal
from tests.own_time import in_own_time
from tests.patience import PATIENCE
from tests.unit.intake.lines import Asked, Headers, Line, a_door, at_once, posted, stalled


def asked(*headers: tuple[str, str], path: str = "/") -> dict[str, Any]:
    """Give the environment of a request."""
    return environment(cast("Any", Asked(Headers(list(headers)), path)))


def test_a_request_is_what_wsgi_says():
    """Path as bytes in Latin-1, the query as it came, the body's type and length by their own names."""
    environ = asked(("host", "h"), ("content-type", "text/x"), ("content-length", "7"), path="/a bæ")

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a bæ"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "a=%20&b=ø€"
    assert (environ["HTTP_HOST"], environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("h", "text/x", "7")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")


def test_repeated_headers_are_joined():
    """As RFC 9110 5.3 has it; cookies as RFC 6265 does."""
    environ = asked(("accept", "a"), ("accept", "b"), ("cookie", "a=1"), ("cookie", "b=2"))

    assert environ["HTTP_ACCEPT"] == "a,b"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_a_header_with_an_underscore_passes_for_no_other():
    """What a proxy sets cannot be set past it under a name that only looks alike in WSGI."""
    assert not [name for name in asked(("x_forwarded_proto", "https")) if "FORWARDED" in name]
    assert asked(("x-forwarded-proto", "https"))["HTTP_X_FORWARDED_PROTO"] == "https"


def test_nobody_is_told_who_asks():
    """No app, log line or error can hold an address that it was never given."""
    assert "192.0.2.7" not in str(asked(("host", "h")))


def test_names_without_end_fill_no_memory():
    """A header that nobody else sends is not remembered."""
    from intake.page import door

    for number in range(1000):
        asked((f"x-{number}", "1"))

    assert len(door._names) <= 200


def test_an_error_below_the_app_is_an_answer_and_no_words(capsys: pytest.CaptureFixture[str]):
    """The thread lives on, the reader gets a 500, and the log names the class alone."""
    line = Line()

    def app(_environ: object, _begin: object) -> list[bytes]:
        raise ValueError("a reporter's words")

    Door(app, largest=10)._answer(asked(), cast("Any", line))

    assert line.answers == [(500, b"")]
    assert "words" not in "".join(capsys.readouterr())


@dataclass
class Told:
    """An app that notes what it was told and answers with it."""

    bodies: list[bytes] = field(default_factory=list)
    busy: list[bool] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], begin: Any) -> list[bytes]:
        """Read the body and say how long it was."""
        self.busy.append(BUSY in environ)
        self.bodies.append(environ["wsgi.input"].read())
        begin("200 OK", [])
        return [str(len(self.bodies[-1])).encode()]


def test_what_is_there_at_the_start_is_never_looked_through_for_garbage_again():
    """Every module, template and table of the app lives as long as the process."""

    async def story() -> float:
        gc.unfreeze()
        a_door(Told())
        return gc.get_freeze_count()

    assert in_own_time(story) > 10_000


def test_where_no_place_comes_free_the_app_gets_the_first_of_it_and_is_told():
    """After a minute, with so much of the body as had been awaited."""
    app = Told()

    async def story() -> float:
        door = a_door(app, places=0)
        await door.__rsgi__(posted(9 * PIECE), cast("Any", Line(at_once(bytes(9 * PIECE)))))
        return asyncio.get_running_loop().time()

    assert in_own_time(story) >= 60
    assert (app.busy, [len(each) for each in app.bodies]) == ([True], [PIECE])


@pytest.mark.parametrize("long", [True, False])
def test_what_fails_loses_no_place_and_no_room(monkeypatch: pytest.MonkeyPatch, long: bool):
    """A thread that cannot be started, a request that is given up: the next one has all that there was."""
    app, length = Told(), 3 * PIECE if long else 1000

    async def story() -> tuple[int, int]:
        door = a_door(app)
        before = door._arrivals._room

        async def one(sender: Callable[[], AsyncIterator[bytes]]) -> None:
            await door.__rsgi__(posted(length), cast("Any", Line(sender)))

        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", _cannot)
            with pytest.raises(RuntimeError):
                await one(at_once(bytes(length)))
        given_up = asyncio.create_task(one(stalled))
        await asyncio.sleep(1)
        given_up.cancel()
        await asyncio.wait([given_up])
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await one(at_once(bytes(length)))
        return before, door._arrivals._room

    before, after = in_own_time(story)
    assert before == after
    assert not any(app.busy)
    assert length in [len(each) for each in app.bodies]


def _cannot(_thread: object) -> None:
    raise RuntimeError("can't start new thread")


def test_a_thread_that_cannot_be_started_is_not_counted(monkeypatch: pytest.MonkeyPatch):
    """Where there may be one, the next job still gets it."""
    loop = asyncio.new_event_loop()
    threads, ran = Threads(1, loop), threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _cannot)
        with pytest.raises(RuntimeError):
            threads.run(ran.set)
    threads.run(ran.set)
    loop.close()

    assert ran.wait(PATIENCE)


def test_a_thread_that_rests_holds_nothing_of_its_last_job():
    """What was done is let go before the next job comes, whichever job it was."""
    loop = asyncio.new_event_loop()
    threads = Threads(1, loop)

    class Job:
        """A job that may be looked for."""

        def __init__(self) -> None:
            self.ran = threading.Event()

        def __call__(self) -> None:
            self.ran.set()

    for _ in range(2):
        job = Job()
        ran, there, gone = job.ran, weakref.ref(job), threading.Event()
        weakref.finalize(job, gone.set)
        threads.run(job)
        assert ran.wait(PATIENCE)
        del job
        assert gone.wait(PATIENCE)
        assert there() is None
    loop.close()


def test_nothing_of_a_body_is_kept_once_it_is_answered(tmp_path: Path):
    """The bytes go at once, and no object of the process leads to the words."""
    portal = a_portal(tmp_path / "portal").app
    backwards = secrets.token_hex(16)
    door = Door(portal, largest=PIECE)

    def answered() -> tuple[int, bool]:
        body = Body(
            b'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\n'
            + backwards[::-1].encode()
            + b"\r\n--x--\r\n"
        )
        kept, line = weakref.ref(body), Line()
        length = ("content-length", str(len(body.getvalue())))
        environ = asked(("content-type", "multipart/form-data; boundary=x"), length, path="/en/report/x/what")
        environ |= {"REQUEST_METHOD": "POST", "wsgi.input": body}
        del body
        door._answer(environ, cast("Any", line))
        assert backwards[::-1].encode() in line.answers[0][1]
        return line.answers[0][0], kept() is None

    gc.unfreeze()  # What was there before the tests may hold it too, and is not looked at otherwise.
    gc.collect()
    gc.disable()
    try:
        assert answered() == (200, True)
        gc.collect()  # A form and its fields hold each other.
        assert not list(holders(backwards))
    finally:
        gc.enable()
        gc.freeze()


class Body(BytesIO):
    """A body that may be looked for."""


def holders(backwards: str) -> Iterator[str]:
    """Give the kinds of the objects that hold a text, which is told backwards."""
    text = backwards[::-1]
    sought = text.encode()
    for each in gc.get_objects():
        inside = gc.get_referents(each)
        # What holds nothing but texts is known to the collector through its holder alone.
        for held in inside + gc.get_referents(*(held for held in inside if not gc.is_tracked(held))):
            is_it = isinstance(held, str) and text in held and held is not text
            if is_it or (isinstance(held, bytes) and sought in held and held is not sought):
                yield type(each).__name__
