"""
Every route of the portal in one table: its path, its methods, and whether it writes. A test compares it with
the app.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """One route. *ticket* says that the path must carry a genuine form ticket."""

    rule: str
    methods: frozenset[str]
    writes: bool
    ticket: bool


def _get(rule: str) -> Access:
    return Access(rule, frozenset({"GET", "HEAD"}), writes=False, ticket=False)


def _post(rule: str, *, writes: bool) -> Access:
    return Access(rule, frozenset({"POST"}), writes=writes, ticket=True)


_JOURNEY = "/<language:lang>/<any(report, complaint):kind>"
_MAILBOX = "/<language:lang>/mailbox"

TABLE = (
    _get("/"),
    _get("/<language:lang>/"),
    _get("/<language:lang>/protection/"),
    _get(f"{_JOURNEY}/"),
    _post(f"{_JOURNEY}/<ticket>/<step>", writes=True),
    _get(f"{_MAILBOX}/"),
    _post(f"{_MAILBOX}/<ticket>/open", writes=False),
    _post(f"{_MAILBOX}/<ticket>/message", writes=True),
    _get("/static/<path:name>"),
)
