"""A code that a municipality has retired, or has not begun with, is refused by the decision itself."""

import pytest

from intake.domain.own_words import Words
from tests import story
from tests.story import a_complaint
from triage.cases.decisions.complaints import ThemesRecorded
from triage.rules.tables import File
from triage.rules.taxonomy_data import organisation_taxonomy

ON = "Mon 2027-01-11"
LATER = "Mon 2027-02-01"

RETIRED = """
[[theme]]
code = "local_weather"
core = "{theme}"
label = {{ da = "Vejret" }}
valid_from = 2027-02-01
valid_to = 2027-02-28
"""


@pytest.mark.parametrize(
    ("on", "refused"), [(ON, True), (LATER, False), ("Sun 2027-02-28", False), ("Mon 2027-03-01", True)]
)
def test_a_code_is_refused_on_the_days_on_which_it_is_not_on_the_list(
    on: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a page offers, the decision itself says that a code is not yet, or no longer, to be chosen."""
    ours = next(term.code for term in story.TAXONOMY.themes.values() if not (term.theme or term.closed))
    own = organisation_taxonomy([File(RETIRED.format(theme=ours), "own.toml")], Words())
    monkeypatch.setattr(story, "TAXONOMY", own)
    if refused:
        assert (
            a_complaint(ON, opened_on=ON).refused(ThemesRecorded, on=on, main="local_weather").code
            == "unknown_code"
        )
    else:
        assert (
            a_complaint(ON, opened_on=ON)
            .then(ThemesRecorded, on=on, main="local_weather")
            .case.newest(ThemesRecorded)
        )
