"""
The clock: an own process that receives, acknowledges, alerts, publishes and reaps, and opens nothing.

The timetable is code, the job store is memory, and the one job is an idempotent tick: a tick that is
lost, late, doubled or killed half-way changes nothing that the next one does not put right. Several
clocks may run against one database; a lease lets one of them work at a time.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, EVENT_SCHEDULER_STARTED, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy.exc import SQLAlchemyError

from crypto.envelope import new_id
from crypto.selftest import self_test
from intake.clock import Clock
from intake.store.disk import is_nearly_full
from triage.clock.health import Pulse, answering
from triage.services.clock.heartbeat import last_beat
from triage.services.clock.steadiness import is_off
from triage.services.clock.tick import ClockDependencies, tick
from triage.services.organisation import Live, Organisation

log = logging.getLogger("betro.clock")

JOB = "tick"
LOOKS = 1.0
"""Seconds between two looks at whether the machine's clock was set back."""


@dataclass(frozen=True, slots=True)
class Served:
    """One organisation that this process ticks for, and where GET /healthz tells of it; empty for nowhere."""

    live: Live
    clock: Clock
    dependencies: ClockDependencies
    health: str = ""


def run(several: Sequence[Served], *, every_seconds: int) -> None:
    """
    Tick for each organisation now and then every so many seconds, until INT or TERM.

    A tick in progress is finished first. What fails for one organisation keeps none of the others waiting.
    """
    self_test()
    owner = new_id()
    with ExitStack() as answers:
        pulses = [Pulse() for _ in several]
        for each, pulse in zip(several, pulses, strict=True):
            answers.enter_context(answering(pulse, each.health))
        beats = [beating(each, owner, pulse) for each, pulse in zip(several, pulses, strict=True)]

        def beat() -> None:
            for one in beats:
                one()

        _until_told(timetable(beat, every_seconds=every_seconds), every_seconds)


def beating(served: Served, owner: bytes, pulse: Pulse) -> Callable[[], None]:
    """Give what ticks once for an organisation and notes in its *pulse* how that went; it never raises."""
    live, clock = served.live, served.clock
    known = _silence(live.newest, clock)
    if known is not None:
        pulse.note("starting", known)

    def beat() -> None:
        # One failed tick must not end the process: the next one catches up. The words name no case.
        try:
            organisation = live.now()
            failed = tick(organisation, served.dependencies, now=clock.now(), owner=owner)
            if failed is None:
                other = _silence(organisation, clock)
                if other is not None:
                    pulse.note("standby", other)
            elif not failed:
                pulse.note("ok", 0)
            else:
                pulse.fail()
            pulse.disk_is_full = is_nearly_full(organisation.settings.blob_folder)
            pulse.time_is_off = is_off(organisation, clock.now())
        except Exception as error:  # noqa: BLE001 - whatever it was, the clock goes on
            pulse.fail()
            log.error("a tick failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values

    return beat


def _silence(organisation: Organisation, clock: Clock) -> float | None:
    """Say how many seconds ago any clock finished a tick; None where that is not known."""
    try:
        last = last_beat(organisation)
    except SQLAlchemyError:
        return None
    return None if last is None else (clock.now() - last).total_seconds()


def timetable(beat: Callable[[], object], *, every_seconds: int) -> BlockingScheduler:
    """
    Give the timetable: one job, at once and then every so many seconds, one run at a time.

    However long the process slept, it runs once and not once for each time that was missed.
    """
    scheduler = BlockingScheduler(
        timezone="Europe/Copenhagen",
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    scheduler.add_job(beat, "interval", seconds=every_seconds, id=JOB, next_run_time=datetime.now(UTC))
    return scheduler


def _tell(event: JobExecutionEvent) -> None:
    what = "missed" if event.code == EVENT_JOB_MISSED else type(event.exception).__name__
    log.error("a tick did not run to its end: %s", what)


def keep_steady(scheduler: BlockingScheduler, every_seconds: int, ended: threading.Event) -> None:
    """
    Run the job at once whenever it waits for longer than it ever should, until *ended*.

    The timetable goes by the machine's time of day. Where that is set back by an hour, the next run would
    come an hour late.
    """
    while not ended.wait(LOOKS):
        job = scheduler.get_job(JOB)
        now = datetime.now(UTC)
        if job is not None and job.next_run_time > now + timedelta(seconds=every_seconds + LOOKS):
            with suppress(JobLookupError):  # the timetable may be ending
                job.modify(next_run_time=now)


def _until_told(scheduler: BlockingScheduler, every_seconds: int) -> None:
    # A handler runs in the middle of anything, with the locks of its own thread held: all
    # that it may do is to put a word into a queue that is made for it.
    asked: SimpleQueue[int] = SimpleQueue()
    running = threading.Event()
    ended = threading.Event()

    def stop() -> None:
        asked.get()
        running.wait()
        # Not waited for here; the end of the process waits for the running tick.
        scheduler.shutdown(wait=False)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: asked.put(number))
    # A signal may come before the scheduler runs; it is then heard as soon as it does.
    scheduler.add_listener(lambda _event: running.set(), EVENT_SCHEDULER_STARTED)
    for target, words in ((stop, ()), (keep_steady, (scheduler, every_seconds, ended))):
        threading.Thread(target=target, args=words, daemon=True).start()
    try:
        scheduler.start()
    finally:
        ended.set()
