"""At sending only those pages are looked at again that can be wrong."""

from pathlib import Path

from tests.builders import a_portal
from tests.visitor import Visitor


def test_a_page_on_which_nothing_has_to_be_typed_may_stay_empty(tmp_path: Path) -> None:
    """It follows from what each field asks for."""
    world = a_portal(tmp_path / "portal", anonymous_intake=False)
    with world.app.test_request_context("/da/"):
        found = {
            kind: {step.name for step in journey.steps if step.form.may_stay_empty()}
            for kind, journey in world.app.extensions["journeys"].items()
        }
    assert found == {
        "report": {"handlers", "files", "check"},
        "complaint": {"contact", "handlers", "files", "check"},
    }


def test_what_may_stay_empty_and_was_altered_on_the_way_is_still_refused(tmp_path: Path) -> None:
    """The page with the field comes again, and nothing is sent."""
    visitor = Visitor(a_portal(tmp_path / "portal").app.test_client())
    visitor.get("/da/report/")
    visitor.press("Næste", relation="employee")
    visitor.press("Næste", what="Der mangler bilag.")
    visitor.press("Næste")
    visitor.press("Næste", name="A")
    visitor.press("Send indberetningen", status=422, name=2_001 * "A")
    assert visitor.heading == "Dit navn, hvis du vil"
