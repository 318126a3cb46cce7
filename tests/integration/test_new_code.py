"""A new receipt code, from the portal to the office: one of two codes opens, whatever breaks in between."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox, open_threads, write_message
from intake.services.finding import NoSuchMailboxError, RetiredMailboxError
from intake.services.new_code import SameCodeError, take_new_code
from intake.services.reception import Reception
from intake.services.submit import ReportDraft, submit
from tests.builders import MONDAY, a_portal
from tests.process import Town, a_town
from tests.reporter import TICKET, Broken, Http, Reporter, send_form
from tests.rounds import rounds

DRAFT = ReportDraft(relation="employee", what="Lederen tager imod gaver.")
KILLS = rounds(4, 40)
SEED = 20261130


class InjectedError(Exception):
    """What breaks a transaction in a test."""


@contextmanager
def broken_after(reception: Reception, statement: int) -> Iterator[list[str]]:
    """Let the statement of this number of a writing transaction be the last; give what was asked."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, said: str, *_rest: object) -> None:
        asked.append(said)
        if len(asked) == statement:
            raise InjectedError

    event.listen(reception.engine, "after_cursor_execute", count)
    try:
        yield asked
    finally:
        event.remove(reception.engine, "after_cursor_execute", count)


def opens(reception: Reception, code: ReceiptCode, now: datetime = MONDAY) -> bool:
    """Say whether a code opens a mailbox with the report, and nothing doubtful."""
    try:
        view = open_mailbox(reception, Mailbox.from_code(code), now=now)
    except NoSuchMailboxError:
        return False
    assert view.first is not None
    assert view.first.what == DRAFT.what
    assert not view.has_warnings
    return True


def test_whatever_breaks_at_whichever_statement_exactly_one_code_opens(tmp_path: Path) -> None:
    """A fault after each statement in turn leaves the old code; the first that goes through, the new."""
    reception = a_portal(tmp_path / "portal").reception
    code, new = new_receipt_code(), new_receipt_code()
    submit(reception, DRAFT, code, now=MONDAY)
    write_message(reception, Mailbox.from_code(code), "Mere.", now=MONDAY)
    for statement in range(1, 500):
        with broken_after(reception, statement), suppress(InjectedError):
            take_new_code(reception, code, new, now=MONDAY)
            break
        assert [opens(reception, code), opens(reception, new)] == [True, False]
    assert statement > 10
    assert [opens(reception, code), opens(reception, new)] == [False, True]


def test_it_can_be_done_again_and_again_and_never_back(tmp_path: Path) -> None:
    """Each code follows the one before; one that was there, or is another's, never follows."""
    reception = a_portal(tmp_path / "portal").reception
    codes = [new_receipt_code() for _ in range(4)]
    submit(reception, DRAFT, codes[0], now=MONDAY)
    other = new_receipt_code()
    submit(reception, DRAFT, other, now=MONDAY)
    for code, new in pairwise(codes):
        take_new_code(reception, code, new, now=MONDAY)
        take_new_code(reception, code, new, now=MONDAY)
        write_message(reception, Mailbox.from_code(new), "Mere.", now=MONDAY)
    assert [opens(reception, each) for each in codes] == [False, False, False, True]
    for known in (codes[0], codes[3], other):
        with pytest.raises(SameCodeError):
            take_new_code(reception, codes[3], known, now=MONDAY)
    with pytest.raises(RetiredMailboxError):
        take_new_code(reception, codes[0], new_receipt_code(), now=MONDAY)
    view = open_mailbox(reception, Mailbox.from_code(codes[3]), now=MONDAY)
    assert [each.text for each in view.messages] == ["Mere."] * 3


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path) as fresh:
        yield fresh


@pytest.mark.heavy
def test_a_portal_that_is_killed_meanwhile_leaves_exactly_one_code(town: Town) -> None:
    """Kill -9 at some moment of the last press; the same press, once it runs again, gives the new code."""
    seed, reception = random.Random(SEED), town.organisation.reception
    for _ in range(KILLS):
        portal = town.start("portal")
        someone = Reporter(
            portal.port, {"relation": "employee", "what": DRAFT.what, "name": "", "contact": ""}
        )
        someone.begin()
        someone.check()
        someone.send()
        new = new_receipt_code()
        fields = [("code", someone.code.grouped), ("new_code", new.grouped), ("typed", new.grouped)]
        path = f"/en/mailbox/{ticket_of(portal.port)}/new-code"
        last = (portal.port, path, [*fields, ("step", "change")])

        def press(last: tuple[int, str, list[tuple[str, str]]] = last) -> None:
            with suppress(*Broken):
                send_form(*last)

        pressing = threading.Thread(target=press)
        pressing.start()
        time.sleep(seed.random() * 0.08)
        os.killpg(portal.process.pid, signal.SIGKILL)
        portal.process.wait()
        pressing.join()
        town.let_go()
        now = datetime.now(COPENHAGEN)
        assert sorted(opens(reception, each, now) for each in (someone.code, new)) == [False, True]
        take_new_code(reception, someone.code, new, now=now)
        assert [opens(reception, each, now) for each in (someone.code, new)] == [False, True]
        assert list(open_threads(reception, new, now=now, pages={})) == [1]


def ticket_of(port: int) -> str:
    """Give a ticket of the page that asks for a code."""
    return str(TICKET.findall(Http(port).get("/en/mailbox/").text)[0])
