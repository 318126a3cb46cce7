"""Who may do what."""

import pytest

from triage.cases.permissions import ROLES, Action, Role, holds_case_grants, may

CONTENT = {
    Action.READ_CASE,
    Action.OPEN_CONTENT,
    Action.OPEN_IDENTITY,
    Action.DECIDE,
    Action.WRITE_TO_REPORTER,
    Action.REGISTER,
}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_neither_administrator_nor_auditor_sees_content(role: Role) -> None:
    """No content, no decision, no case grant."""
    assert not any(may(role, action) for action in CONTENT)
    assert not holds_case_grants(role)


def test_an_advisor_handles_cases() -> None:
    """An advisor reads, decides, writes and registers."""
    assert all(may(Role.ADVISOR, action) for action in CONTENT)
    assert holds_case_grants(Role.ADVISOR)


def test_an_administrator_proposes_and_does_not_sign() -> None:
    """An administrator can propose an advisor and cannot enrol one."""
    assert may(Role.ADMINISTRATOR, Action.PROPOSE_PERSON)
    assert not may(Role.ADMINISTRATOR, Action.SIGN_DIRECTORY)


def test_only_the_auditor_reads_the_log() -> None:
    """The audit log is for somebody who sees no case."""
    assert [role for role in Role if may(role, Action.READ_JOURNAL)] == [Role.AUDITOR]


def test_every_role_is_described_and_every_action_belongs_to_somebody() -> None:
    """A manager can read what a role is; an action that nobody may do is a mistake."""
    assert set(ROLES) == set(Role)
    assert all(description.description.endswith(".") for description in ROLES.values())
    assert set().union(*(description.actions for description in ROLES.values())) == set(Action)
