"""The page of a case as the workplace: what was written, and beside it the commonest forms."""

from datetime import datetime

from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft
from tests.office import OfficeWorld

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
COMPLAINT = ComplaintDraft(unit="Jobcentret", what="Ingen svarer mig.", wish="Et svar", contact=None)
A_CALL = {"other_side": "citizen", "direction": "in", "channel": "phone"}


def test_what_a_decision_answers_stands_beside_it(world: OfficeWorld) -> None:
    """Sealed, one line says so and its button leads back to the decision; opened, it is the text itself."""
    world.send(COMPLAINT)
    anna = world.signed_in("anna")
    reference = anna.only_case()
    anna.get(f"/cases/{reference}/answer")
    assert "forseglet" in anna.words(".betro-beside")
    assert "Ingen svarer mig." not in anna.words()
    answer = anna.post(f"/cases/{reference}/open", {"back": anna.value("back")})
    assert answer.headers["Location"].endswith(f"/cases/{reference}/answer")
    anna.get(f"/cases/{reference}/answer")
    assert "Ingen svarer mig." in anna.words(".betro-beside")
    anna.get(f"/cases/{reference}")
    elsewhere = anna.post(f"/cases/{reference}/open", {"back": "https://evil.test"})
    assert elsewhere.headers["Location"].endswith(f"/cases/{reference}#content")


def test_the_commonest_forms_are_used_where_they_stand(world: OfficeWorld) -> None:
    """
    A note and a contact are saved from the page of the case, the text before the tools. Nobody answers what
    is sealed, and what is refused is shown on its own page with everything that was typed.
    """
    world.send(COMPLAINT)
    anna = world.signed_in("anna")
    reference = anna.only_case()
    case = f"/cases/{reference}"
    anna.get(case)
    assert not anna.words("#write")
    anna.follow(f"{case}/open")
    assert anna.page is not None
    parts = [each.attrs["id"] for each in anna.page.query("section[id]")]
    assert parts.index("content") < parts.index("write") < parts.index("timeline")
    ids = [each.attrs["id"] for each in anna.page.query("[id]")]
    assert len(ids) == len(set(ids))
    once = {"step": "send", "once": anna.value("once")}
    anna.follow(f"{case}/note", {**once, "item": "Ring til Jobcentret."})
    assert "Ring til Jobcentret." in anna.words("#timeline")
    again = {**A_CALL, "direction": "out", "step": "send", "once": anna.value("once")}
    assert anna.post(f"{case}/contact", {**again, "item": ""}).status_code == 422
    assert anna.page.query('[name="direction"][value="out"][checked]')
    anna.follow(f"{case}/contact", {**again, "item": "De ringer tilbage."})
    assert "De ringer tilbage." in anna.words("#timeline")
    assert "Kontakter" in anna.words("#facts")
    letter = {"item": "Vi har rykket dem.", "step": "preview"}
    assert anna.post(f"{case}/message", letter).status_code == 200
    assert "Vi har rykket dem." in anna.words(".betro-visible")
