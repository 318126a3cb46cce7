"""
When a consent of which nobody said until when it holds is asked for anew: by the rule `BR-RENEW`, so long
after it was given. It holds until there is an answer; nothing stops by itself.
"""

from __future__ import annotations

from datetime import date

from triage.cases.case import Case
from triage.cases.decisions.consent import Consent, standing
from triage.engine.compute import compute
from triage.rules.rulebook import Rulebook

RULE = "BR-RENEW"


def to_renew(case: Case, rulebook: Rulebook) -> tuple[Consent, date] | None:
    """
    Give the consent that is asked for anew first, and since which day. One that was withdrawn, or in whose
    place a later one without an end stands for all of it, is not asked for.
    """
    given = standing(case.complaint.consents)
    waiting = (
        each for each in given if each.ends_on is None and not any(_replaces(one, each) for one in given)
    )
    due = [(each, compute(rulebook.rule(RULE, each.given_on), each.given_on).due_strict) for each in waiting]
    return min(due, key=lambda each: each[1], default=None)


def renew_on(case: Case, rulebook: Rulebook) -> date | None:
    """Give the day since which a consent is asked for anew; None where none is."""
    found = to_renew(case, rulebook)
    return None if found is None else found[1]


def _replaces(later: Consent, earlier: Consent) -> bool:
    # Without units it is about all that the case concerns, and a later one for some of them is not wider.
    has_units = not later.units or (bool(earlier.units) and set(earlier.units) <= set(later.units))
    is_wider = later.ends_on is None and has_units and set(earlier.scope) <= set(later.scope)
    return is_wider and (later.given_on, later.number) > (earlier.given_on, earlier.number)
