"""The colleagues of whoever is signed in, for a form that keeps some of them out."""

from datetime import date

from triage.office.request_context import organisation, who
from triage.services.people.names import advisor_names


def colleagues(today: date) -> list[tuple[str, str]]:
    """Give the other advisers, by hex handle, with their names."""
    names = advisor_names(organisation(), today)
    return [(handle, name) for handle, name in names.items() if handle != who().handle.hex()]
