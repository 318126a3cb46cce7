"""
Starting portal, office and clock together and ending them together.

For the demo and for tests; a real installation lets systemd do this (deploy/systemd). The children share
the process group's fate: INT, TERM or HUP to this process ends all three, and if one of them dies the others
are ended too.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

GRACE_SECONDS = 8.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux' prctl(2): the signal that a process gets when its parent has died."""
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which processes to start: the ports of the two web apps, and the settings all three read."""

    settings: Path
    portal_port: int
    office_port: int

    def commands(self) -> Mapping[str, list[str]]:
        """Give the command line of each process."""
        return {
            "portal": server("intake.web", self.portal_port, workers=1),
            "office": server("triage.office", self.office_port, workers=1),
            "clock": [sys.executable, "-m", "triage.clock"],
        }


def server(module: str, port: int, *, workers: int) -> list[str]:
    """Give the command line of one web app."""
    where = ["--host", HOST, "--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", module, *where]


def require_free(ports: Mapping[str, int]) -> None:
    """
    Refuse to start when a port is taken, naming it, before anything has been made.

    Raises:
        click.ClickException: with the port and the process that wants it.
    """
    for name, port in ports.items():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise click.ClickException(
                    f"port {port} on {HOST} is taken, and the {name} needs it; end what uses it, "
                    f"or choose another with --{name}-port"
                ) from None


def answers(port: int, *, within: float) -> bool:
    """Wait until something listens on *port*; False when nothing does within the given seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return True
        time.sleep(0.05)
    return False


def end_with_parent() -> None:
    """
    Ask the kernel to end this process when its parent dies in whatever way, kill -9 among them (Linux only).
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)


class Children:
    """
    The running processes. Asked to end while they are being started, they are ended as soon as they stand.
    """

    def __init__(self, plan: Plan) -> None:
        self._ending = False
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        # Before the first child: a signal in between would leave orphans.
        for number in ENDING:
            # Under nohup a closed terminal is to change nothing.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._asked_to_end)
        environment = {**os.environ, "BETRO_SETTINGS": str(plan.settings)}
        for name, command in plan.commands().items():
            if not self._ending:
                # A session of its own: a Ctrl-C at the terminal reaches this process, and from here
                # each child once.
                self._running[name] = subprocess.Popen(  # noqa: S603 - our own commands
                    command,
                    env=environment,
                    start_new_session=True,
                    preexec_fn=end_with_parent,  # no other thread runs here
                )

    def _asked_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    @property
    def _died(self) -> list[str]:
        return [name for name, child in self._running.items() if child.poll() is not None]

    def are_ready(self, ports: Iterable[int], *, within: float) -> bool:
        """Wait until every port answers; False when asked to end, when a process died, or when time is up."""
        until = time.monotonic() + within
        waiting = list(ports)
        while waiting and not self._ending and not self._died and time.monotonic() < until:
            waiting = [port for port in waiting if not answers(port, within=0.2)]
        return not waiting

    def watch(self) -> int:
        """Wait until asked to end, or until a process dies; end the rest and give the exit status."""
        while not self._ending and not self._died:
            time.sleep(0.1)
        died = self._died
        self.end()
        if died and not self._ending:
            click.echo(
                f"The {died[0]} ended by itself, so everything was stopped. Its message stands above.",
                err=True,
            )
            return 1
        return 0

    def end(self) -> None:
        """End every process: TERM first, KILL for what has not gone after the grace."""
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for child in self._running.values():
            try:
                child.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            if child.returncode < 0:
                # A server that was killed leaves its worker behind, holding the port.
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
