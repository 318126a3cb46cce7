"""
The limits that the municipality has set itself, in a case: which there are, and what starts and ends them.
"""

from datetime import date

from triage.cases.decisions.published_limits import own_events, own_rules, record_own
from triage.services.casework.clocks import facts_of
from triage.services.casework.execute import CaseFile, Decision
from triage.services.organisation import Organisation
from triage.services.people.names import department_names


def external_events(organisation: Organisation, scheme: str) -> tuple[str, ...]:
    """Give what may be recorded of an area in a case of this scheme; nothing where no limit is published."""
    return own_events(organisation.rulebook, scheme, organisation.settings.country)


def areas(organisation: Organisation, scheme: str, language: str) -> dict[str, str]:
    """Give the areas with a published limit for this scheme, by code, with their names."""
    rules = own_rules(organisation.rulebook, scheme, organisation.settings.country)
    codes = {area for rule in rules for area in organisation.rulebook.local.areas(rule.id)}
    return {code: _name(organisation, code, language) for code in sorted(codes)}


def subject_names(organisation: Organisation, language: str) -> dict[str, str]:
    """Give the names of all that a clock can be about, by code: the departments, and the areas."""
    codes = {limit.area for limit in organisation.rulebook.local.limits}
    return {code: _name(organisation, code, language) for code in codes} | department_names(
        organisation, language
    )


def happened(
    organisation: Organisation, found: CaseFile, *, event: str, area: str, happened_on: date | None = None
) -> Decision:
    """Record what starts or ends the limit of an area."""
    so_far = facts_of(organisation, found)
    return Decision(
        lambda case, _ids, on, actor: record_own(
            case,
            on=on,
            actor=actor,
            rulebook=organisation.rulebook,
            so_far=so_far,
            event=event,
            area=area,
            happened_on=happened_on,
        )
    )


def _name(organisation: Organisation, code: str, language: str) -> str:
    return organisation.rulebook.local.area_name(code, language)
