"""What the clock answers whoever watches it, and a timetable that a changed time of day does not stop."""

import json
import logging
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest

from intake.settings import SettingsError
from tests.patience import PATIENCE, wait_for
from tests.process import free_port
from triage.clock import JOB, keep_steady, timetable
from triage.clock.health import Pulse, answering

OK, LATE = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


class Seconds:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Give the seconds."""
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """Time that stands still."""
    return Seconds()


@pytest.fixture
def pulse(seconds: Seconds) -> Pulse:
    """The pulse of a clock that was started just now."""
    return Pulse(seconds)


def said(pulse: Pulse) -> tuple[HTTPStatus, object, object]:
    """What a caller would be told."""
    status, body = pulse.told()
    return status, body["status"], body["last_tick_seconds"]


def test_a_clock_that_ticks_is_well(pulse, seconds):
    """With the seconds since its last whole tick."""
    pulse.note("ok", 0)
    seconds.now += 29.9
    assert said(pulse) == (OK, "ok", 29)


def test_ten_minutes_without_a_whole_tick_are_too_long(pulse, seconds):
    """However the last one ended; and the next whole tick makes it well again."""
    pulse.note("ok", 0)
    seconds.now += 600
    assert said(pulse) == (OK, "ok", 600)
    seconds.now += 1
    assert said(pulse) == (LATE, "late", 601)
    pulse.note("ok", 0)
    assert said(pulse) == (OK, "ok", 0)


def test_one_that_stands_by_is_well_while_the_other_ticks(pulse, seconds):
    """And is not when the one that holds the lease has finished nothing for ten minutes."""
    pulse.note("standby", 40)
    assert said(pulse) == (OK, "standby", 40)
    seconds.now += 30
    pulse.note("standby", 601)
    assert said(pulse) == (LATE, "late", 601)


def test_two_failed_ticks_in_a_row_are_told_at_once(pulse):
    """A database that is gone or locked is not kept quiet for ten minutes; a whole tick ends it."""
    pulse.note("ok", 0)
    pulse.fail()
    assert said(pulse) == (OK, "ok", 0)
    pulse.fail()
    assert said(pulse) == (LATE, "failing", 0)
    pulse.note("ok", 0)
    assert said(pulse) == (OK, "ok", 0)


def test_a_disk_that_is_nearly_full_is_told(pulse):
    """Before it is full."""
    pulse.note("ok", 0)
    pulse.disk_is_full = True
    assert said(pulse) == (LATE, "disk", 0)


def test_a_time_that_is_not_to_be_believed_is_told(pulse):
    """Although the clock ticks."""
    pulse.note("ok", 0)
    pulse.time_is_off = True
    assert said(pulse) == (LATE, "time", 0)


def test_a_start_is_given_ten_minutes(pulse, seconds):
    """Where nothing is known of a tick before."""
    assert said(pulse) == (OK, "starting", None)
    seconds.now += 601
    assert said(pulse) == (LATE, "late", None)


def test_a_clock_that_dies_again_and_again_is_not_well(pulse):
    """Each start knows from the database when a tick was last finished."""
    pulse.note("starting", 3600)
    assert said(pulse) == (LATE, "late", 3600)


def test_a_last_tick_that_lies_ahead_counts_as_now(pulse):
    """The machine's time was set back meanwhile."""
    pulse.note("starting", -3600)
    assert said(pulse) == (OK, "starting", 0)


def ask(address: str, path: str = "/healthz") -> tuple[int, str, dict[str, str]]:
    """Ask as a watcher does."""
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode(), dict(answer.headers)


def test_it_is_answered_over_http(pulse, seconds, capfd):
    """With 200 or 503, the same words, no name of a program, and no log of who asked."""
    address = f"127.0.0.1:{free_port()}"
    with answering(pulse, address):
        pulse.note("ok", 0)
        status, body, headers = ask(address)
        assert (status, json.loads(body)) == (200, {"status": "ok", "last_tick_seconds": 0})
        assert (headers["Server"], headers["Cache-Control"]) == ("betro", "no-store")
        seconds.now += 700
        assert ask(address)[:2] == (503, '{"status": "late", "last_tick_seconds": 700}')
        assert ask(address, "/")[0] == 404
        assert ask(address, "/healthz?case=1")[0] == 404
    with pytest.raises(OSError):
        ask(address)
    assert capfd.readouterr() == ("", "")


def test_a_caller_who_says_nothing_keeps_nobody_waiting(pulse):
    """Each is answered by a thread of its own."""
    address = f"127.0.0.1:{free_port()}"
    host, port = address.split(":")
    with answering(pulse, address), socket.create_connection((host, int(port))):
        assert ask(address)[0] == 200


@pytest.mark.parametrize("wrong", ["8002", "127.0.0.1:", ":8002", "127.0.0.1:99999", "127.0.0.1:http"])
def test_a_wrong_address_is_refused_by_name(pulse, wrong):
    """Before the first tick."""
    with (
        pytest.raises(SettingsError, match=r"^clock_health: must be an address and a port"),
        answering(pulse, wrong),
    ):
        pass


def test_a_taken_address_is_refused_by_name(pulse):
    """Two clocks on one machine need one each."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(SettingsError, match=r"^clock_health: nothing can listen"),
            answering(pulse, address),
        ):
            pass


def test_nothing_listens_where_no_address_is_set(pulse):
    """The setting is empty: one thread and no more."""
    before = threading.active_count()
    with answering(pulse, ""):
        assert threading.active_count() == before


@contextmanager
def ticking(beat: Callable[[], object], *, every_seconds: int = 3600) -> Iterator[object]:
    """Run a timetable in a thread, as the clock does in its main one."""
    scheduler = timetable(beat, every_seconds=every_seconds)
    ended = threading.Event()
    threads = [
        threading.Thread(target=scheduler.start),
        threading.Thread(target=keep_steady, args=(scheduler, every_seconds, ended)),
    ]
    for each in threads:
        each.start()
    try:
        yield scheduler
    finally:
        ended.set()
        scheduler.shutdown(wait=True)
        for each in threads:
            each.join(PATIENCE)


def test_a_time_of_day_set_back_does_not_stop_the_clock():
    """The next run then lies an hour ahead, as after such a change; the clock runs all the same."""
    ticks: list[int] = []
    with ticking(lambda: ticks.append(1), every_seconds=60) as scheduler:
        assert wait_for(lambda: len(ticks) == 1)
        assert wait_for(lambda: scheduler.get_job(JOB).next_run_time > datetime.now(UTC))
        scheduler.get_job(JOB).modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
        assert wait_for(lambda: len(ticks) == 2)


def test_however_long_it_slept_it_ticks_once():
    """A thousand runs were missed: none is dropped in silence and none is made up for."""
    ticks: list[int] = []
    with ticking(lambda: ticks.append(1)) as scheduler:
        assert wait_for(lambda: len(ticks) == 1)
        scheduler.get_job(JOB).modify(next_run_time=datetime.now(UTC) - timedelta(hours=1000))
        assert wait_for(lambda: len(ticks) == 2)
        assert wait_for(lambda: scheduler.get_job(JOB).next_run_time > datetime.now(UTC))
    assert len(ticks) == 2


def test_a_job_is_never_two_at_once():
    """One run at a time, and that is no setting."""
    scheduler = timetable(lambda: None, every_seconds=1)
    job = scheduler.get_job(JOB)
    assert scheduler._job_defaults == {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    assert job.id == JOB


def test_a_tick_that_breaks_is_named_without_its_words(caplog):
    """Whatever gets past the tick itself: a listener says its kind, and nothing of what it says."""

    def broken() -> None:
        raise KeyError("navn")

    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    try:
        with ticking(broken):
            assert wait_for(lambda: caplog.records)
    finally:
        logging.getLogger("apscheduler").setLevel(logging.NOTSET)
    assert caplog.messages == ["a tick did not run to its end: KeyError"]
