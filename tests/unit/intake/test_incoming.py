"""Bodies on their way: how long we wait, how much may be on its way, and who is sent away first."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, TypeVar, cast

import pytest
from werkzeug.exceptions import RequestTimeout

from intake.page.channel import AHEAD, Channel, Turns
from intake.page.incoming import PIECE, BrokenOffError, IncomingBodies, IncomingBody, SentAwayError
from tests.own_time import in_own_time

T = TypeVar("T")
Sender = Callable[[], AsyncIterator[bytes]]


class Line:
    """What granian gives: a body to be awaited whole or piece by piece."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def __call__(self) -> bytes:
        """Wait for all of it."""
        return b"".join([piece async for piece in self._sender()])

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the pieces, and an empty one at the end."""
        return self._sender()


async def stalled() -> AsyncIterator[bytes]:
    """Send a little and then nothing more."""
    yield b"abc"
    await asyncio.sleep(3600)


def at_once(size: int) -> Sender:
    """Send so many bytes without a pause, and the end as granian gives it."""

    async def sender() -> AsyncIterator[bytes]:
        for begin in range(0, size, PIECE):
            yield b"a" * min(PIECE, size - begin)
        yield b""

    return sender


def begun(many: IncomingBodies, sender: Sender, length: int, *, long: bool = False) -> IncomingBody:
    """Let one more body begin to arrive."""
    return many.begin(cast("Any", Line(sender)), length, long=long)


def in_a_loop(story: Callable[[IncomingBodies], Coroutine[Any, Any, T]], *, places: int = 1) -> T:
    """Tell a story with a budget of a MiB."""

    async def told() -> T:
        return await story(IncomingBodies(places, asyncio.get_running_loop(), budget=1024 * 1024))

    return in_own_time(told)


async def sent_away(coming: Coroutine[Any, Any, object]) -> HTTPStatus:
    """Give the status with which a sender is sent away."""
    with pytest.raises(SentAwayError) as error:
        await coming
    return error.value.status


@pytest.mark.parametrize("size", [1, PIECE, PIECE + 1, 5 * PIECE])
def test_a_body_comes_whole(size):
    """Small ones in one go, larger ones piece by piece."""

    async def story(many: IncomingBodies) -> bytes:
        return await begun(many, at_once(size), size).whole()

    assert in_a_loop(story) == b"a" * size


@pytest.mark.parametrize("length", [1000, 2 * PIECE])
def test_who_is_too_slow_is_sent_away(length):
    """A body that stops coming is not awaited for ever, and the request goes on to its answer."""

    async def story(many: IncomingBodies) -> tuple[HTTPStatus, float]:
        return await sent_away(begun(many, stalled, length).whole()), asyncio.get_running_loop().time()

    status, seconds = in_a_loop(story)
    assert status == HTTPStatus.REQUEST_TIMEOUT
    assert 30 < seconds < 33


def test_who_goes_away_is_not_waited_for():
    """A body that ends before its announced length has broken off."""

    async def story(many: IncomingBodies) -> None:
        with pytest.raises(BrokenOffError):
            await begun(many, at_once(PIECE), 3 * PIECE).whole()

    in_a_loop(story)


def test_the_largest_makes_room_for_a_small_one():
    """Two who announce most of the budget and send nothing keep nobody out; for a larger one nobody goes."""

    async def story(many: IncomingBodies) -> None:
        waiting = [asyncio.create_task(sent_away(begun(many, stalled, 384 * 1024).whole())) for _ in range(2)]
        await asyncio.sleep(0)
        # A quarter is for small forms alone, also while the large ones have only just begun.
        with pytest.raises(SentAwayError):
            begun(many, at_once(1), 384 * 1024)
        small = [begun(many, at_once(PIECE), PIECE) for _ in range(4)]
        await asyncio.sleep(2)
        with pytest.raises(SentAwayError):
            begun(many, at_once(1), 600 * 1024)
        form = begun(many, at_once(2000), 2000)
        assert await form.whole() == b"a" * 2000
        for each in (form, *small):
            many.end(each)
        done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert {each.result() for each in done} == {HTTPStatus.TOO_MANY_REQUESTS}
        assert len(rest) == 1
        await asyncio.wait(rest)

    in_a_loop(story)


def test_a_flood_of_equals_gives_way_to_the_next():
    """Where all announce alike, the slowest goes, so that a late comer is heard."""

    async def story(many: IncomingBodies) -> None:
        flood = [begun(many, stalled, 10 * PIECE, long=True) for _ in range(12)]
        waiting = [asyncio.create_task(sent_away(each.first(PIECE))) for each in flood]
        await asyncio.sleep(2)
        late = begun(many, at_once(10 * PIECE), 10 * PIECE, long=True)
        assert len(await late.first(PIECE)) == PIECE
        await asyncio.wait(waiting)

    in_a_loop(story)


def test_the_slowest_gives_up_its_place_when_somebody_waits():
    """One who trickles behind the first piece holds a place only as long as nobody else wants it."""

    async def trickle() -> AsyncIterator[bytes]:
        yield b"a" * PIECE
        while True:
            await asyncio.sleep(1)
            yield b"a"

    async def story(many: IncomingBodies) -> None:
        slow = begun(many, trickle, 10 * PIECE, long=True)
        channel = Channel(await slow.first(PIECE), asyncio.get_running_loop(), Turns(1))
        assert await many.place(slow)
        filling = asyncio.create_task(channel.fill(slow))
        await asyncio.sleep(60.5)
        assert slow.arrived == PIECE + 60  # Nobody waits: it may go on.
        other = begun(many, at_once(10 * PIECE), 10 * PIECE, long=True)
        await other.first(PIECE)
        waits = asyncio.create_task(many.place(other))
        await filling
        with pytest.raises(RequestTimeout):
            channel.read(1)
        many.end(slow)
        assert await waits

    in_a_loop(story)


def test_a_long_body_is_read_as_it_comes_and_not_all_at_once():
    """The thread gets every byte, and no more than a little waits for it."""

    async def story(many: IncomingBodies) -> None:
        size = 40 * PIECE + 7
        body = begun(many, at_once(size), size, long=True)
        channel = Channel(await body.first(PIECE), asyncio.get_running_loop(), Turns(1))
        filling = asyncio.create_task(channel.fill(body))
        await asyncio.sleep(5)
        assert body.arrived <= AHEAD + PIECE
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(lambda: len(channel.read(10)) + len(channel.read()))
            assert await asyncio.wrap_future(reading) == size
        await filling

    in_a_loop(story)
