"""
Several organisations in one process: each has an app, databases, keys and sessions of its own.

Nothing of two organisations is in one app, so that no page, query or session has to keep them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MISDIRECTED = 421
"""RFC 9110 15.5.20: the answer for a host that nobody here has."""


class Hosts:
    """The apps of a process by host. Whoever asks for another host is told nothing."""

    def __init__(self, apps: Mapping[str, Flask]) -> None:
        self._apps = apps

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let the app of the request's host answer."""
        app = self._apps.get(asked_host(environ.get("HTTP_HOST", "")))
        return (app or Response(status=MISDIRECTED))(environ, start_response)


def asked_host(header: str) -> str:
    """Give the host that a Host header names, without its port and in small letters."""
    name = header.strip().lower()
    before, colon, port = name.rpartition(":")
    return (before if colon and port.isdecimal() else name).removesuffix(".")


def by_host(apps: Mapping[str, Flask]) -> WSGIApplication:
    """Give what a process serves: its one app under any host, or several, each under its own only."""
    return next(iter(apps.values())) if len(apps) == 1 else Hosts(apps)
