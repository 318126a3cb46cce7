"""
Who may do what.

Three roles and one table. Neither the administrator nor the auditor ever holds a grant on a case, so neither
sees content, whatever else they may do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from intake.domain.words import N_


class Role(StrEnum):
    """What a person is in the office."""

    ADVISOR = "advisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What somebody may want to do in the office."""

    READ_CASE = "read_case"
    OPEN_CONTENT = "open_content"
    OPEN_IDENTITY = "open_identity"
    DECIDE = "decide"
    WRITE_TO_REPORTER = "write_to_reporter"
    REGISTER = "register"
    FETCH = "fetch"
    GRANT_CASE = "grant_case"
    SIGN_DIRECTORY = "sign_directory"
    PROPOSE_PERSON = "propose_person"
    END_PERSON = "end_person"
    CHANGE_SETTINGS = "change_settings"
    READ_HEALTH = "read_health"
    READ_JOURNAL = "read_journal"
    READ_PUNCTUALITY = "read_punctuality"


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role in words that a manager can read, and what it may do."""

    title: str
    description: str
    actions: frozenset[Action]
    holds_case_grants: bool


ROLES: Mapping[Role, RoleDescription] = MappingProxyType(
    {
        Role.ADVISOR: RoleDescription(
            N_("Adviser"),
            N_(
                "Reads the cases that were shared with them, decides, writes to reporters and citizens, "
                "and registers what comes by phone, letter or at a meeting. Signs new advisers into the "
                "directory."
            ),
            frozenset(
                {
                    Action.READ_CASE,
                    Action.OPEN_CONTENT,
                    Action.OPEN_IDENTITY,
                    Action.DECIDE,
                    Action.WRITE_TO_REPORTER,
                    Action.REGISTER,
                    Action.FETCH,
                    Action.GRANT_CASE,
                    Action.SIGN_DIRECTORY,
                    Action.READ_HEALTH,
                }
            ),
            holds_case_grants=True,
        ),
        Role.ADMINISTRATOR: RoleDescription(
            N_("Administrator"),
            N_(
                "Looks after people, settings and the health of the system. Sees no case and no content, and "
                "can propose an adviser but not sign one in."
            ),
            frozenset(
                {
                    Action.PROPOSE_PERSON,
                    Action.END_PERSON,
                    Action.CHANGE_SETTINGS,
                    Action.READ_HEALTH,
                }
            ),
            holds_case_grants=False,
        ),
        Role.AUDITOR: RoleDescription(
            N_("Auditor"),
            N_(
                "Reads the audit log, where people and cases appear under random handles, and how punctual "
                "the unit is on the whole. Sees no case and no content."
            ),
            frozenset({Action.READ_JOURNAL, Action.READ_PUNCTUALITY}),
            holds_case_grants=False,
        ),
    }
)


def may(role: Role, action: Action) -> bool:
    """Tell whether the role allows the action. A case needs a grant on top of it."""
    return action in ROLES[role].actions


def holds_case_grants(role: Role) -> bool:
    """Tell whether a person of this role can ever be given a case."""
    return ROLES[role].holds_case_grants
