"""The portal's words for codes: a reporter never reads a code, and no code of the office is without words."""

import pytest
from flask import Flask

from intake.domain.case_states import COMPLAINT_STATES, REPORT_STATES
from intake.page.app import new_app
from intake.web.labels import relation_label, state_text
from triage.cases.vocabulary import CardState


@pytest.fixture(scope="module")
def app() -> Flask:
    """An app with the portal's catalogue."""
    app = new_app("words", rooms={"portal": "intake"}, organisation={"da": "By", "en": "Town"}, home="start")

    @app.get("/<language:lang>/")
    def start(lang: str) -> str:
        return lang

    return app


def test_every_state_of_a_report_has_its_own_sentence():
    """The two lists hold the codes of a card, and a report waits for no unit."""
    assert set(REPORT_STATES) | set(COMPLAINT_STATES) == set(CardState)
    assert set(CardState) - set(REPORT_STATES) == {CardState.AWAITING_UNIT}
    assert len(set(REPORT_STATES.values())) == len(REPORT_STATES)


@pytest.mark.parametrize("kind", ["report", "complaint"])
@pytest.mark.parametrize("state", [*CardState, "a_later_version"])
def test_a_state_is_told_in_the_reader_s_language(app, kind, state):
    """Danish differs from English, and a code of a later version is told as work going on."""
    with app.test_request_context("/da/"):
        danish = state_text(kind, state)
    with app.test_request_context("/en/"):
        english = state_text(kind, state)

    assert danish != english
    assert english.endswith(".")
    assert "_" not in danish + english


def test_a_connection_has_words_and_an_unknown_one_none(app):
    """What was altered on the way is shown as nothing, never as a code."""
    with app.test_request_context("/da/"):
        assert relation_label("employee") == "Jeg arbejder der"
        assert relation_label("nobody") == ""
