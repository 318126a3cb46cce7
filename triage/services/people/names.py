"""The names that a page says instead of codes and handles."""

from datetime import date

from intake.store.engine import read
from triage.cases.roles import Role
from triage.services.organisation import Organisation
from triage.store import people


def department_names(organisation: Organisation, language: str) -> dict[str, str]:
    """Give the names of the departments by code, in the order of their Danish names."""
    with read(organisation.triage) as connection:
        return {
            each.code: each.name_da if language == "da" else each.name_en
            for each in people.departments(connection)
        }


def advisor_names(organisation: Organisation, today: date) -> dict[str, str]:
    """Give the names of the advisors by hex handle."""
    with read(organisation.triage) as connection:
        return {
            each.handle.hex(): each.display_name
            for each in people.people(connection, role=Role.ADVISOR, on=today)
        }
