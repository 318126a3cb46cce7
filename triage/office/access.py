"""
Who may come where: every route of the office, the roles that may use it, and whether it writes.

A route that is not in this table is refused; tests/architecture/test_routes_office.py compares the table with
the URL map. Which *case* a person may see is decided elsewhere, by `visible_to`: here only roles are looked
at, so that a refusal tells nothing of any case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from triage.cases.permissions import Role

ADVISOR = Role.ADVISOR
ADMINISTRATOR = Role.ADMINISTRATOR
AUDITOR = Role.AUDITOR
ROLES = frozenset(Role)

_ADVISORS = frozenset({ADVISOR})

DECIDE = "/cases/<reference>/<what>"
"""The decision pages of a case, each an address of its own; which there are says `decisions.registry`."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use one method of one URL rule; *roles* is None where nobody needs to be signed in."""

    roles: frozenset[Role] | None
    writes: bool


_OPEN = Access(None, writes=False)
_READ = Access(_ADVISORS, writes=False)
_WRITE = Access(_ADVISORS, writes=True)

LEDGER: Mapping[tuple[str, str], Access] = MappingProxyType(
    {
        ("/static/<path:name>", "GET"): _OPEN,
        ("/sign-in", "GET"): _OPEN,
        ("/sign-in", "POST"): Access(None, writes=True),
        ("/sign-out", "POST"): Access(ROLES, writes=True),
        ("/", "GET"): Access(ROLES, writes=False),
        ("/health", "GET"): Access(ROLES, writes=False),
        ("/journal", "GET"): Access(frozenset({AUDITOR}), writes=False),
        ("/people", "GET"): Access(frozenset({ADMINISTRATOR}), writes=False),
        ("/people/<person>/calendar/end", "POST"): Access(frozenset({ADMINISTRATOR}), writes=True),
        ("/fetch", "POST"): _WRITE,
        ("/cases", "GET"): _READ,
        ("/cases/<reference>", "GET"): _READ,
        ("/cases/<reference>/open", "POST"): _WRITE,
        ("/cases/<reference>/identity", "GET"): _READ,
        ("/cases/<reference>/identity", "POST"): _WRITE,
        ("/cases/<reference>/deadlines/<rule>/why", "GET"): _READ,
        ("/cases/<reference>/deadlines/<rule>/why/print", "GET"): _READ,
        ("/cases/<reference>/deadlines/<rule>/why/text", "GET"): _READ,
        ("/cases/<reference>/files/<file_id>", "GET"): _READ,
        ("/cases/<reference>/files/<file_id>", "POST"): _WRITE,
        (DECIDE, "GET"): _READ,
        (DECIDE, "POST"): _WRITE,
        ("/calendar", "GET"): _READ,
        ("/calendar/day/<day>", "GET"): _READ,
        ("/calendar/mine", "GET"): _READ,
        ("/calendar/mine", "POST"): _WRITE,
        ("/calendar/mine/end", "POST"): _WRITE,
        # Calendar programmes cannot sign in: the secret in the address says whose days they are.
        ("/calendar/<token>.ics", "GET"): _OPEN,
        ("/register/report", "GET"): _READ,
        ("/register/report", "POST"): _WRITE,
        ("/register/call", "GET"): _READ,
        ("/register/call", "POST"): _WRITE,
    }
)
