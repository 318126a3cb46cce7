"""Handing a process over to the web server, once its settings are known to be right."""

import os
import resource
import sys
from collections.abc import Callable
from typing import NoReturn

from intake.own_memory import overwriting
from intake.settings import SettingsError

WORKER_SECONDS = 5
"""How long a server waits for requests under way, at most; an upload that never ends must not keep it."""
CONNECTIONS = 4096
"""So many at once in each worker: who only trickles holds a connection and nothing else."""
OPEN_FILES = 4 * CONNECTIONS
# No access log: it would name addresses and hours. One worker that died takes no other with it.
SERVER = (
    *("--interface", "rsgi", "--factory", "--http", "1", "--no-ws"),
    *("--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS)),
    *("--respawn-failed-workers", "--respawn-interval", "0.5"),
    *("--log-level", "error", "--no-access-log", "--workers-kill-timeout", str(WORKER_SECONDS)),
)


RENEWED = ("--workers-lifetime", "1800")
"""
Each worker is replaced after half an hour, when what it has under way is done; what lingers in its memory
goes with it. Only where a worker keeps nothing between two requests.
"""


def granian(factory: str, *arguments: str) -> list[str]:
    """Give the command line of the server of the web app that *factory* makes."""
    return [sys.executable, "-m", "intake.page.server", *SERVER, *arguments, factory]


def serve(name: str, check: Callable[[], object], factory: str, *more: str) -> NoReturn:
    """
    Become the server of one web app, with what stands on the command line (--host, --port, --workers) and
    *more*.

    A wrong setting ends the process with one line that names it; asked in the server's own workers, each
    worker would say it once more, in a traceback.
    """
    try:
        check()
    except SettingsError as error:
        sys.exit(f"betro {name}: {error}")
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(OPEN_FILES, most) if most >= 0 else OPEN_FILES
    if 0 <= now < wanted:  # systemd has seen to it, and forbids us to (LimitNOFILE in the units).
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    command = granian(factory, *more, *sys.argv[1:])
    os.execve(command[0], command, overwriting(os.environ))  # noqa: S606 - our own server
