"""
The clock: an own process that receives, acknowledges, alerts, publishes and reaps, and opens nothing.

The timetable is code, the job store is memory, and the one job is an idempotent tick: a tick that is
lost, late, doubled or killed half-way changes nothing that the next one does not put right. Several
clocks may run against one database; a lease lets one of them work at a time.
"""

import logging
import signal
from datetime import UTC, datetime
from types import FrameType

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.schedulers.blocking import BlockingScheduler

from crypto.envelope import new_id
from crypto.selftest import self_test
from intake.clock import Clock
from triage.services.tick import Hands, tick
from triage.services.unit import Unit

log = logging.getLogger("betro.clock")


def run(unit: Unit, clock: Clock, hands: Hands, *, every_seconds: int) -> None:
    """
    Tick now and then every so many seconds, until INT or TERM; a tick in progress is finished first.
    """
    self_test()
    owner = new_id()
    scheduler = BlockingScheduler(
        timezone="Europe/Copenhagen",
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def beat() -> None:
        # One failed tick must not end the process: the next one catches up. The words name no case.
        try:
            tick(unit, hands, now=clock.now(), owner=owner)
        except Exception as error:  # noqa: BLE001 - whatever it was, the clock goes on
            log.error("a tick failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values

    asked: list[int] = []

    def stop(*_event: object) -> None:
        # Not waited for here, in a signal's handler; the end of the process waits for the running tick.
        if asked and scheduler.running:
            scheduler.shutdown(wait=False)

    def asked_to_stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, asked_to_stop)
    # A signal may come before the scheduler runs; it is then heard as soon as it does.
    scheduler.add_listener(stop, EVENT_SCHEDULER_STARTED)
    scheduler.add_job(beat, "interval", seconds=every_seconds, id="tick", next_run_time=datetime.now(UTC))
    scheduler.start()
