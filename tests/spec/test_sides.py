"""A decision of one side of the house is refused in a case of the other, whatever else is wrong with it."""

from datetime import date

import pytest
from msgspec.structs import replace

from intake.domain.own_words import Words
from tests.story import Story, a_complaint, a_report
from tests.vectors.generate_events import full
from triage.cases.context import CheckContext
from triage.cases.refusals import Refusal
from triage.office.decisions.decision_form import Side
from triage.office.decisions.registry import FORMS
from triage.rules.rulebook import load_rulebook
from triage.rules.taxonomy_data import organisation_taxonomy

ON = "Mon 2027-01-11"
SAME_QUESTION = {"hand-over", "hand-over-inquiry", "consent", "consent-anew"}
"""Pages of one side whose events are for both: a hand-over, and a letter that names a day."""
OF_ONE_SIDE = {
    name: form
    for name, form in FORMS.items()
    if form.page.side not in {Side.BOTH, Side.ALL} and name not in SAME_QUESTION
}
KNOWN_BETTER = {"longer": "clock_settled"}
"""There is no such clock on the other side."""


@pytest.fixture(scope="module")
def other_side() -> dict[Side, Story]:
    """An open case that has been read, by the side whose decisions it is not for."""
    return {
        Side.REPORTS: a_complaint(ON, opened_on=ON),
        Side.COMPLAINTS: a_report(ON, opened_on=ON),
        Side.REGISTER: a_complaint(ON, opened_on=ON),
    }


@pytest.mark.parametrize("name", OF_ONE_SIDE)
def test_a_decision_of_one_side_is_refused_in_a_case_of_the_other(name: str, other_side) -> None:
    """Whoever goes past its page is told so by the domain."""
    form = OF_ONE_SIDE[name]
    case = other_side[form.page.side].case
    event = replace(full(form.decides), on=date(2027, 1, 11), **form.fixed)
    context = CheckContext(organisation_taxonomy([], Words()), load_rulebook(), date(2027, 1, 11))
    with pytest.raises(Refusal) as refused:
        event.check(case, context)
    assert refused.value.code == KNOWN_BETTER.get(name, "wrong_scheme")
