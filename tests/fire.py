"""
Clocks that die by the hundred, and what must be true of the ashes.

`python -m tests.fire` is a nursery: a process that has imported everything and forks clocks when it is asked.
A forked clock is a process of its own that runs the clock's own `start`, from the settings file on; what it
is spared is Python's start, so that two hundred can die in less than a minute.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from intake.store.engine import write
from tests.clockwork import Clockwork
from tests.patience import PATIENCE
from triage.cases.decisions.receiving import CaseReceived
from triage.cli.processes import end_with_parent
from triage.clock.start import say_little, start
from triage.rules.codes import Scheme
from triage.services.history.new_case import new_case
from triage.services.history.record import begin
from triage.store import cases, people
from triage.store.people import Person
from triage.store.visibility import Level

HEARING = "letter"
AT_ONCE = 100


@dataclass
class Nursery:
    """The forked clocks that live, and the parent that forks them."""

    process: subprocess.Popen[str]
    log: Path
    alive: list[int] = field(default_factory=list)
    killed: int = 0

    def fork(self) -> None:
        """Let one more clock begin."""
        self.alive.append(int(self._ask("fork")))

    def kill(self, which: int) -> None:
        """Kill one without a word of warning, and wait until it is gone."""
        assert self._ask(f"kill {self.alive.pop(which)}") == str(-signal.SIGKILL), self.log.read_text()
        self.killed += 1

    def _ask(self, word: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer, self.log.read_text()
        return answer


@contextmanager
def a_nursery(town: Clockwork) -> Iterator[Nursery]:
    """Give a nursery of the town's clocks; nothing of it lives afterwards."""
    log = town.folder / "clocks.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fire"],
            env={**os.environ, "BETRO_SETTINGS": str(town.settings)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
        )
    try:
        yield Nursery(process, log)
    finally:
        process.communicate(timeout=PATIENCE)


def main() -> None:
    """Fork and kill as asked on standard input; at its end kill what still lives."""
    say_little()
    alive: set[int] = set()
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "fork":
            child = os.fork()
            if child == 0:
                _be_a_clock()
            alive.add(child)
            print(child, flush=True)
        else:
            print(_kill(int(number)), flush=True)
            alive.discard(int(number))
    for each in alive:
        _kill(each)


def _be_a_clock() -> None:
    end_with_parent()
    os.close(0)
    try:
        start()
    finally:
        os._exit(1)


def _kill(child: int) -> int:
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def handlers(town: Clockwork, how_many: int) -> list[bytes]:
    """Let so many more people handle cases; nobody ever signs in as one of them."""
    made = [
        Person(
            handle=number.to_bytes(16, "big"),
            sign_in_name=f"handler{number}",
            display_name=f"Handler {number}",
            role="advisor",
            mail=f"handler{number}@example.test",
            key_id=number.to_bytes(16, "big"),
            wrapped_seed=b"none",
            totp_last_step=0,
            language="da",
            ended_on=None,
        )
        for number in range(1, how_many + 1)
    ]
    with write(town.organisation.triage) as connection:
        for each in made:
            people.add_person(connection, each)
    return [each.handle for each in made]


def letters(town: Clockwork, days: list[date], held_by: list[bytes]) -> dict[bytes, date]:
    """
    Register a report that came by letter for each of *days*, and give the days by the cases' handles.

    Two of *held_by* hold each: one and the next.
    """
    made: dict[bytes, date] = {}
    for first in range(0, len(days), AT_ONCE):
        with write(town.organisation.triage) as connection:
            for day in days[first : first + AT_ONCE]:
                row = new_case(connection, Scheme.WHISTLEBLOWING, HEARING, day)
                received = CaseReceived(
                    on=day, scheme=Scheme.WHISTLEBLOWING, channel=HEARING, received_on=day
                )
                for holder in (len(made), len(made) + 1):
                    person = held_by[holder % len(held_by)]
                    cases.add_grant(connection, row.handle, person, Level.CONTENT, from_on=day)
                begin(connection, town.organisation, row, [received])
                made[row.handle] = day
    return made


def warnings(received_on: date, today: date) -> set[tuple[str, str]]:
    """
    Compute with nothing of the clock's own which warnings a report of one day has had by another: of its
    seven days to be acknowledged and of the two working days in which somebody opens it.

    Give each as the rule and the step.
    """
    week = received_on + timedelta(days=7)
    opened, left = received_on, 2
    while left:
        opened += timedelta(days=1)
        left -= opened.weekday() < 5  # a November without a holiday
    return {
        (rule, f"{due.isoformat()}:{name}")
        for rule, due in (("WB-ACK", week), ("BR-READ", opened))
        for name, on in _steps(received_on, due).items()
        if on <= today
    }


def _steps(start: date, due: date) -> dict[str, date]:
    days = (due - start).days
    # Of those that fall on one day the last stands for all.
    of_day = {days * percent // 100: f"p{percent}" for percent in (50, 75, 90, 100)}
    of_day |= {days + late: f"late{late}" for late in (1, 3, *range(7, 60, 7))}
    return {name: start + timedelta(days=after) for after, name in of_day.items()}


def put_clock(town: Clockwork, moment: datetime) -> None:
    """Put the clock that the forked ones go by; never half-way."""
    draft = town.folder / "moment.part"
    draft.write_text(moment.isoformat(), encoding="utf-8")
    draft.replace(town.folder / "moment")


if __name__ == "__main__":
    main()
