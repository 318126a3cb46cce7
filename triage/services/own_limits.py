"""
The limits that the municipality has set itself, in a case: which there are, and what starts and ends them.
"""

from datetime import date

from triage.domain.own_happenings import own_events, own_rules, record_own
from triage.services.clocks import facts_of
from triage.services.desk import Decision, Standing
from triage.services.overview import department_names
from triage.services.unit import Unit


def happenings(unit: Unit, scheme: str) -> tuple[str, ...]:
    """Give what may be recorded of an area in a case of this scheme; nothing where no limit is published."""
    return own_events(unit.rulebook, scheme, unit.settings.country)


def areas(unit: Unit, scheme: str, language: str) -> dict[str, str]:
    """Give the areas with a published limit for this scheme, by code, with their names."""
    rules = own_rules(unit.rulebook, scheme, unit.settings.country)
    codes = {area for rule in rules for area in unit.rulebook.own.areas(rule.id)}
    return {code: _name(unit, code, language) for code in sorted(codes)}


def about_names(unit: Unit, language: str) -> dict[str, str]:
    """Give the names of all that a clock can be about, by code: the departments, and the areas."""
    codes = {limit.area for limit in unit.rulebook.own.limits}
    return {code: _name(unit, code, language) for code in codes} | department_names(unit, language)


def happened(
    unit: Unit, found: Standing, *, event: str, area: str, happened_on: date | None = None
) -> Decision:
    """Record what starts or ends the limit of an area."""
    so_far = facts_of(unit, found)
    return Decision(
        lambda case, _ids, on, actor: record_own(
            case,
            on=on,
            actor=actor,
            rulebook=unit.rulebook,
            so_far=so_far,
            event=event,
            area=area,
            happened_on=happened_on,
        )
    )


def _name(unit: Unit, code: str, language: str) -> str:
    return unit.rulebook.own.names.get(code, {}).get(language) or code.replace("_", " ")
