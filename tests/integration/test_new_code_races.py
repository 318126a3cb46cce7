"""Two at once, on both databases: of two new codes one is the code, and no word is lost beside a new code."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.services import new_code
from intake.services.correspond import MailboxView, open_threads, write_message
from intake.services.finding import NoSuchMailboxError, RetiredMailboxError
from intake.services.new_code import take_new_code
from intake.store.engine import read, write
from intake.store.tables import item
from tests.colleagues import who_is
from tests.integration.test_consent_races import ROUNDS, agreed, asked, at_once, begun, sent
from tests.office import A_REPORT, OfficeWorld
from triage.cases.decisions.messages import MessageDecided
from triage.cases.typed import typed
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report

pytestmark = pytest.mark.both_engines

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
SAID, WROTE, AGAIN = "Hvornår skete det?", "I foråret.", "Tak. Hvem så det?"


def says(world: OfficeWorld, reference: str, text: str) -> None:
    """Let the office write into the mailbox of a case that it reads first."""
    open_report(world.organisation, who_is(world), reference, now=world.clock.now())
    execute(
        world.organisation, who_is(world), reference, typed(MessageDecided, item=text), now=world.clock.now()
    )
    world.tick()


def talked(world: OfficeWorld) -> tuple[ReceiptCode, str]:
    """Give the code and the case of a report in which both sides have written."""
    code, reference = sent(world, A_REPORT)
    says(world, reference, SAID)
    world.write(code, WROTE)
    world.tick()
    return code, reference


def takes(world: OfficeWorld, code: ReceiptCode, new: ReceiptCode, **options: Any) -> None:
    """Let a reporter take a new code."""
    take_new_code(world.reception, code, new, now=world.clock.now(), **options)


def opened(world: OfficeWorld, code: ReceiptCode) -> dict[int, MailboxView] | None:
    """Give what a code opens, in which nothing is doubtful; None where it opens nothing."""
    try:
        found = open_threads(world.reception, code, now=world.clock.now(), pages={})
    except NoSuchMailboxError:
        return None
    assert not any(view.has_warnings for view in found.values())
    return found


def texts(world: OfficeWorld, code: ReceiptCode) -> list[str]:
    """Give the messages of a code's first mailbox."""
    found = opened(world, code)
    assert found is not None
    first = found[1].first
    assert first is not None
    assert first.what == A_REPORT.what
    return [each.text for each in found[1].messages]


def changes(world: OfficeWorld) -> int:
    """Count how often a code was changed."""
    with read(world.organisation.intake) as connection:
        query = select(func.count()).where(item.c.kind == "succession")
        return int(connection.execute(query).scalar_one())


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Barrier:
    """Where two that change a code wait for one another: each has read and sealed, and none has written."""
    both, times = Barrier(2), iter(range(2))

    @contextmanager
    def written(engine: Engine) -> Iterator[Any]:
        if next(times, None) is not None:
            both.wait()
        with write(engine) as connection:
            yield connection

    monkeypatch.setattr(new_code, "write", written)
    return both


@pytest.mark.parametrize("leaves", [None, {1: 1}], ids=["all", "left"])
def test_of_two_new_codes_at_once_one_opens_everything_and_the_other_nothing(
    world: OfficeWorld, meet: Barrier, leaves: dict[int, int] | None
) -> None:
    """
    Both have read and sealed before either writes. Who comes second is told that the code was replaced; the
    first opens all, or what was not left behind; office and reporter go on writing.
    """
    code, reference = talked(world)
    news = [new_receipt_code(), new_receipt_code()]
    met = at_once(*(partial(takes, world, code, each, read_until=leaves) for each in news))
    assert meet.n_waiting == 0
    assert sorted(type(each).__name__ for each in met) == ["NoneType", "RetiredMailboxError"]
    won, lost = news if met[0] is None else reversed(news)
    assert opened(world, code) is None
    assert opened(world, lost) is None
    assert changes(world) == 1
    assert texts(world, won) == ([SAID, WROTE] if leaves is None else [])
    world.tick()
    says(world, reference, AGAIN)
    assert AGAIN in texts(world, won)


def test_one_form_that_is_sent_twice_at_once_is_done_once(world: OfficeWorld, meet: Barrier) -> None:
    """Both presses are answered with the same code."""
    code, _reference = talked(world)
    new = new_receipt_code()
    assert at_once(*(partial(takes, world, code, new),) * 2) == [None, None]
    assert meet.n_waiting == 0
    assert opened(world, code) is None
    assert texts(world, new) == [SAID, WROTE]
    assert changes(world) == 1


def test_a_message_beside_a_new_code_is_there_or_its_writer_is_told(world: OfficeWorld) -> None:
    """What was taken opens with the new code; what was not, is refused, and the page keeps it."""
    for _round in range(2 * ROUNDS):
        code, _reference = talked(world)
        new = new_receipt_code()
        writes = partial(
            write_message, world.reception, Mailbox.from_code(code), AGAIN, now=world.clock.now()
        )
        taken, wrote = at_once(partial(takes, world, code, new), writes)
        assert taken is None
        assert isinstance(wrote, RetiredMailboxError | None)
        assert texts(world, new) == [SAID, WROTE, *([AGAIN] if wrote is None else [])]
        assert opened(world, code) is None


def test_a_yes_beside_a_new_code_begins_a_thread_of_the_new_code_or_none(world: OfficeWorld) -> None:
    """The thread that it begins is never left under the old code alone."""
    for _round in range(2 * ROUNDS):
        before = begun(world)
        code, _reference, question = asked(world)
        new = new_receipt_code()
        taken, said_yes = at_once(partial(takes, world, code, new), partial(agreed, world, code, question))
        assert taken is None
        assert isinstance(said_yes, RetiredMailboxError | None)
        found = opened(world, new)
        assert found is not None
        assert len(found) == (2 if said_yes is None else 1)
        assert begun(world) - before == len(found) - 1
        assert opened(world, code) is None
