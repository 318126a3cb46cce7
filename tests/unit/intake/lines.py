"""A body as granian gives it, and a door to send it to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from intake.page.door import Door
from intake.page.incoming import PIECE


@dataclass
class Headers:
    """Headers as granian gives them: small letters, repeated where they are repeated."""

    given: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        """Give each."""
        return self.given


@dataclass
class Asked:
    """A request as granian gives it."""

    headers: Headers
    path: str = "/"
    method: str = "GET"
    query_string: str = "a=%20&b=ø€"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:4711"
    http_version: str = "1.1"
    scheme: str = "http"


def at_once(content: bytes) -> Callable[[], AsyncIterator[bytes]]:
    """Send without a pause."""

    async def sender() -> AsyncIterator[bytes]:
        for begin in range(0, len(content), PIECE):
            yield content[begin : begin + PIECE]

    return sender


async def stalled() -> AsyncIterator[bytes]:
    """Send a piece and then nothing more."""
    yield bytes(PIECE)
    await asyncio.sleep(3600)


def stalled_after(content: bytes) -> Callable[[], AsyncIterator[bytes]]:
    """Send this much and then nothing more."""

    async def sender() -> AsyncIterator[bytes]:
        if content:
            yield content
        await asyncio.sleep(3600)

    return sender


@dataclass
class Line:
    """Where a body comes from and an answer goes."""

    sender: Callable[[], AsyncIterator[bytes]] = field(default_factory=lambda: at_once(b""))
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        """Wait for the whole body."""
        return b"".join([piece async for piece in self.sender()])

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Give its pieces."""
        return self.sender()

    def response_bytes(self, status: int, _headers: list[tuple[str, str]], body: bytes) -> None:
        """Take a whole answer."""
        self.answers.append((status, body))

    def response_empty(self, status: int, _headers: list[tuple[str, str]]) -> None:
        """Take an answer without a body."""
        self.answers.append((status, b""))


def posted(length: int, path: str = "/", kind: str = "multipart/form-data; boundary=x") -> Any:
    """Give a form of so many bytes as granian announces it."""
    headers = Headers([("host", "h"), ("content-type", kind), ("content-length", str(length))])
    return Asked(headers, path, "POST")


def a_door(app: Any, *, largest: int = PIECE, places: int = 1) -> Door:
    """Give the door of an app to which every form may be long, begun in the loop that runs."""
    door = Door(app, largest=largest, is_long=lambda _environ: True, places=places)
    door.__rsgi_init__(asyncio.get_running_loop())
    return door
