"""
Sessions that live in the memory of this one process and nowhere else.

The cookie is a random token; the store knows its hash only. A signed-in identity is an attribute of the
session, never an item of it, so nothing can write it out. A restart signs everyone out. Nothing here is kept
on a disk.

Who signs in gets an object of their own: a request that is under way in the session that the browser had
before never meets their identity. A session ends when nobody uses it, and after twelve hours in any case.
"""

import gc
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Condition, Lock
from typing import Any

from flask.sessions import SessionMixin

from triage.office.visits import Visits
from triage.services.casework.carrying import Carrying
from triage.services.casework.rewrapping import Batches
from triage.services.people.new_passphrase import NewPassphrase
from triage.services.people.new_second_factor import NewSecondFactor
from triage.services.people.own_keys import OwnKeys, WaitingWords
from triage.services.people.sign_in import SignedIn
from triage.services.reading.memory import Memory

COOKIE = "__Host-betro"
TOKEN_BYTES = 32
PATIENCE = 30
"""For so many seconds a second press of a button waits for the first."""
LONGEST = timedelta(hours=12)
"""So old does no session become, however much it is used."""
NUMBER_BYTES = 8
MOST_ENDED = 1000
"""Of so many sessions that ended by themselves it is known whose they were."""


class OfficeSession(dict[str, Any], SessionMixin):
    """
    One visitor's session. It is the live object, not a copy: whoever holds it sees the changes of other
    threads.
    """

    def __init__(self) -> None:
        super().__init__()
        self.who: SignedIn | None = None
        self.opened: set[bytes] = set()
        self.begun: datetime | None = None
        self.last_seen: datetime | None = None
        self.key: bytes | None = None
        self.number = secrets.token_hex(NUMBER_BYTES)
        """What its owner's list of sessions calls it; it opens nothing."""
        self.new_token: str | None = None
        self.over = False
        self.receipt: tuple[str | None, Any] = (None, None)
        """What the last registration gave, under its form's token: the same form again shows the same."""
        self.memory: Memory | None = None
        self.batches: Batches | None = None
        self.own_keys: OwnKeys | None = None
        """What somebody who is not here yet is making; never an item of the session either."""
        self.waiting_words: WaitingWords | None = None
        self.visits = Visits()
        self.passphrase_change: NewPassphrase | None = None
        """A change of the person's own passphrase that is begun."""
        self.second_factor_change: NewSecondFactor | None = None
        """What somebody who has lost their phone is making."""
        self.carrying: Carrying | None = None
        """What is carried over from the keys that the person had before."""
        self._spent: set[str] = set()
        self.was: bytes | None = None
        """Whose session this browser had before, where it ended by itself."""
        self._at_work: set[str] = set()
        self._done = Condition()

    @contextmanager
    def spending(self, once: str | None) -> Iterator[bool]:
        """
        Use up the token of a confirmation, if it has one; False when it was used before, by a second press of
        the same button. A second press waits for the first, so that it can show what that gave. The token is
        given back when what it confirms is refused.
        """
        if once is None:
            yield True
            return
        with self._done:
            self._done.wait_for(lambda: once not in self._at_work, timeout=PATIENCE)
            is_first = once not in self._spent
            if is_first:
                self._spent.add(once)
                self._at_work.add(once)
        try:
            yield is_first
        except BaseException:
            if is_first:
                self._spent.discard(once)
            raise
        finally:
            if is_first:
                with self._done:
                    self._at_work.discard(once)
                    self._done.notify_all()

    def has_spent(self, once: str | None) -> bool:
        """
        Say whether what a token confirms has been done: by a press before, whose answer nobody saw. Wait for
        one that is at work.
        """
        with self._done:
            self._done.wait_for(lambda: once not in self._at_work, timeout=PATIENCE)
            return once in self._spent and once not in self._at_work

    def __repr__(self) -> str:
        return "OfficeSession(...)"


class SessionStore:
    """All sessions of the process, by the hash of their token."""

    def __init__(self, idle: timedelta) -> None:
        self._idle = idle
        self._sessions: dict[bytes, OfficeSession] = {}
        self._ended: dict[bytes, bytes] = {}
        self._lock = Lock()

    def find(self, token: str, now: datetime) -> OfficeSession | None:
        """
        Give the session of *token* unless it has been idle too long, and note that it was used at *now*.
        """
        self.sweep(now)
        with self._lock:
            session = self._sessions.get(_hashed(token))
            if session is not None:
                session.last_seen = now
            return session

    def begin(self, before: OfficeSession, who: SignedIn, now: datetime) -> OfficeSession:
        """
        Give a person a session of their own, under a new token. That which the browser had *before* is over:
        nothing of it goes on, and nothing of the new one is ever seen in it.
        """
        self.end(before)
        session = OfficeSession()
        session.who = who
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session.key, session.new_token = _hashed(token), token
        session.begun = session.last_seen = now
        with self._lock:
            self._sessions[session.key] = session
        return session

    def keep(self, session: OfficeSession, now: datetime) -> None:
        """Keep the session of somebody who is nobody yet, and makes keys: as long as any other."""
        if session.key is not None:
            return
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session.key, session.new_token = _hashed(token), token
        session.begun = session.last_seen = now
        with self._lock:
            self._sessions[session.key] = session

    def end(self, session: OfficeSession) -> None:
        """Forget *session* and let go of its identity."""
        with self._lock:
            was_kept = session.key is not None
            if session.key is not None:
                self._sessions.pop(session.key, None)
            session.key = None
        _empty(session)
        if was_kept:
            # What holds each other in a circle would wait in memory until Python looks for it.
            gc.collect()

    def of(self, person: bytes) -> list[OfficeSession]:
        """Give the sessions of a person that go on, the newest first."""
        with self._lock:
            found = [
                each for each in self._sessions.values() if each.who is not None and each.who.handle == person
            ]
        return sorted(found, key=lambda each: each.begun or datetime.min.replace(tzinfo=UTC), reverse=True)

    def end_others(self, session: OfficeSession) -> int:
        """End the other sessions of whoever has *session*, and say how many there were."""
        if session.who is None:
            return 0
        others = [each for each in self.of(session.who.handle) if each is not session]
        for each in others:
            self.end(each)
        return len(others)

    def end_all(self, person: bytes) -> None:
        """End every session of a person, as their key or their passphrase is another now."""
        for each in self.of(person):
            self.end(each)

    def sweep(self, now: datetime) -> None:
        """
        Forget the sessions that have been idle too long, were used at a moment that has not come, or are as
        old as one may be.
        """
        with self._lock:
            over = [(key, each) for key, each in self._sessions.items() if self._is_over(each, now)]
            for key, session in over:
                del self._sessions[key]
                if session.who is not None:
                    self._ended[key] = session.who.handle
                _empty(session)
            for key in [*self._ended][:-MOST_ENDED]:
                del self._ended[key]

    def _is_over(self, session: OfficeSession, now: datetime) -> bool:
        if session.begun is None or session.last_seen is None:
            return True
        return abs(now - session.last_seen) > self._idle or now - session.begun >= LONGEST

    def whose(self, token: str) -> bytes | None:
        """Say whose session this was, where it has ended by itself; None where nobody knows."""
        with self._lock:
            return self._ended.get(_hashed(token))


def _empty(session: OfficeSession) -> None:
    session.who = None
    session.opened = set()
    session.receipt = (None, None)
    session.visits = Visits()
    session.passphrase_change = session.second_factor_change = session.carrying = None
    if session.memory is not None:
        session.memory.forget()
    session.memory = None
    if session.batches is not None:
        session.batches.end()
    session.batches = None
    session.own_keys = session.waiting_words = None
    session.clear()


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
