"""Flask's way to the sessions: the cookie that comes and goes, and the thread that ends what nobody uses."""

import time
from threading import Thread

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from intake.clock import Clock
from triage.office.sessions import COOKIE, OfficeSession, SessionStore

SWEEP_SECONDS = 60
LEFT_BEHIND = '"cache", "storage"'
"""What a browser forgets when somebody signs out. Never cookies: the sign of a known browser stays."""


class MemorySessions(SessionInterface):
    """Flask's door to the store."""

    def __init__(self, store: SessionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open_session(self, app: Flask, request: Request) -> OfficeSession:  # noqa: ARG002 - Flask's signature
        """Give the visitor's session, or a new one that is kept only if somebody signs in."""
        token = request.cookies.get(COOKIE)
        found = None if token is None else self._store.find(token, self._clock.now())
        if found is not None:
            return found
        new = OfficeSession()
        new.was = None if token is None else self._store.whose(token)
        return new

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Hand a new token to the browser, or take the old one back."""
        assert isinstance(session, OfficeSession)
        if session.over:
            self._store.end(session)
            response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
            response.headers["Clear-Site-Data"] = LEFT_BEHIND
            return
        if session.new_token is not None:
            response.set_cookie(
                COOKIE, session.new_token, path="/", secure=True, httponly=True, samesite="Strict"
            )
            session.new_token = None


def sweep_for_ever(store: SessionStore, clock: Clock) -> None:
    """Let a thread of the process end idle sessions even while nobody asks for a page."""

    def run() -> None:
        while True:
            time.sleep(SWEEP_SECONDS)
            store.sweep(clock.now())

    Thread(target=run, name="sessions", daemon=True).start()
