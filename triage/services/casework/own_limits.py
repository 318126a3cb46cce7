"""
The names of what a clock can be about: the departments, and the areas of published limits.
"""

from triage.cases.decisions.external_events import own_rules
from triage.engine.deadline import Facts
from triage.services.organisation import Organisation
from triage.services.people.names import department_names


def areas(organisation: Organisation, known: Facts, language: str) -> dict[str, str]:
    """Give the areas with a published limit for this kind of case, by code, with their names."""
    rules = own_rules(organisation.rulebook, known)
    codes = {area for rule in rules for area in organisation.rulebook.local.areas(rule.id)}
    return {code: _name(organisation, code, language) for code in sorted(codes)}


def subject_names(organisation: Organisation, language: str) -> dict[str, str]:
    """Give the names of all that a clock can be about, by code: the departments, and the areas."""
    codes = organisation.rulebook.local.areas()
    return {code: _name(organisation, code, language) for code in codes} | department_names(
        organisation, language
    )


def _name(organisation: Organisation, code: str, language: str) -> str:
    return organisation.rulebook.local.area_name(code, language)
