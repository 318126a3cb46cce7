"""The names that a page says instead of codes and handles."""

from datetime import date

from intake.store.engine import read
from triage.cases.roles import Role
from triage.services.organisation import Organisation
from triage.store import people


def department_names(organisation: Organisation, language: str, *, on: date | None = None) -> dict[str, str]:
    """Give the names of the units by code: of all that ever were, or of those that exist on a day."""
    return organisation.units.names(language, on=on)


def advisor_names(organisation: Organisation, today: date) -> dict[str, str]:
    """Give the names of the advisors by hex handle."""
    with read(organisation.triage) as connection:
        return {
            each.handle.hex(): each.display_name
            for each in people.people(connection, role=Role.ADVISOR, on=today)
        }
