"""What the door makes of a request, and how it gives an answer."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from intake.page.door import Door, environment


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
    query_string: str = "a=%20"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:4711"
    http_version: str = "1.1"
    scheme: str = "http"


@dataclass
class Line:
    """Where an answer goes."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def response_bytes(self, status: int, _headers: list[tuple[str, str]], body: bytes) -> None:
        """Take a whole answer."""
        self.answers.append((status, body))

    def response_empty(self, status: int, _headers: list[tuple[str, str]]) -> None:
        """Take an answer without a body."""
        self.answers.append((status, b""))


def asked(*headers: tuple[str, str], path: str = "/") -> dict[str, Any]:
    """Give the environment of a request."""
    return environment(cast("Any", Asked(Headers(list(headers)), path)))


def test_a_request_is_what_wsgi_says():
    """Path as bytes in Latin-1, the query as it came, the body's type and length by their own names."""
    environ = asked(("host", "h"), ("content-type", "text/x"), ("content-length", "7"), path="/a bæ")

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a bæ"
    assert environ["QUERY_STRING"] == "a=%20"
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
