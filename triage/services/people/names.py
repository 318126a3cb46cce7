"""The names that a page says instead of codes and handles."""

from datetime import date

from intake.store.engine import read
from triage.cases.decisions.external_events import own_rules
from triage.cases.roles import Role
from triage.engine.deadline import Facts
from triage.services.organisation import Organisation
from triage.store import people


def area_names(organisation: Organisation, known: Facts, language: str) -> dict[str, str]:
    """Give the names of the areas with a published limit for this kind of case, by code."""
    local = organisation.rulebook.local
    codes = {area for rule in own_rules(organisation.rulebook, known) for area in local.areas(rule.id)}
    return {code: local.area_name(code, language) for code in sorted(codes)}


def subject_names(organisation: Organisation, language: str) -> dict[str, str]:
    """Give the names of all that a clock can be about, by code: the units, and the areas."""
    local = organisation.rulebook.local
    areas = {area: local.area_name(area, language) for area in local.areas()}
    return areas | organisation.units.names(language)


def advisor_names(organisation: Organisation, today: date) -> dict[str, str]:
    """Give the names of the advisors by hex handle."""
    with read(organisation.triage) as connection:
        return {
            each.handle.hex(): each.display_name
            for each in people.people(connection, role=Role.ADVISOR, on=today)
        }


def name_of(organisation: Organisation, handle: bytes) -> str | None:
    """Give the name of somebody who is or was here; None for a handle that nobody has."""
    with read(organisation.triage) as connection:
        found = people.person_by_handle(connection, handle)
    return None if found is None else found.display_name
