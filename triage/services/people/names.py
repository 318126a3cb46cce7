"""The names that a page says instead of codes and handles."""

from datetime import date

from intake.store.engine import read
from triage.cases.decisions.external_events import own_rules
from triage.cases.roles import Role, rights_of
from triage.engine.deadline import Facts
from triage.services.organisation import Organisation
from triage.store import people
from triage.store.receivers import content_holders
from triage.store.visibility import CaseHandle


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


def handler_names(organisation: Organisation, today: date) -> dict[str, str]:
    """Give the names of everybody who may have a case by hex handle, the alternates among them."""
    with read(organisation.triage) as connection:
        found = people.people(connection, on=today)
    return {each.handle.hex(): each.display_name for each in found if rights_of(each.role).holds_cases}


def holder_names(organisation: Organisation, handle: CaseHandle, today: date) -> dict[str, str]:
    """Give the names of those who may see the content of a case by hex handle: nobody else can have it."""
    with read(organisation.triage) as connection:
        found = people.people(connection, on=today)
        holds = set(content_holders(connection, handle, today))
    return {each.handle.hex(): each.display_name for each in found if each.handle in holds}


def name_of(organisation: Organisation, handle: bytes) -> str | None:
    """Give the name of somebody who is or was here; None for a handle that nobody has."""
    with read(organisation.triage) as connection:
        found = people.person_by_handle(connection, handle)
    return None if found is None else found.display_name
