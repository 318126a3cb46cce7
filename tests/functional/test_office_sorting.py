"""Sorting a complaint on one page, filled in from what the citizen wrote."""

from datetime import date, datetime

import pytest

from intake.clock import COPENHAGEN
from intake.contents.choices import HasMandate, MaySendOn, WritesAs
from intake.services.submit import ComplaintDraft
from tests.office import OfficeWorld
from tests.own_folder import has_set, unit_table
from triage.rules.taxonomy import Term

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
UNITS = "\n".join(
    (
        unit_table("job", "Jobcentret", "Job centre", more='aliases = ["Borger og arbejdsmarked"]'),
        unit_table("child", "Børn og Familie", "Children and families"),
        unit_table("child_north", "Børn og Familie Nord", "Children and families north"),
    )
)


@pytest.fixture
def world(world: OfficeWorld) -> OfficeWorld:
    """An office whose folder has three units."""
    world.organisation = has_set(world.organisation, {"units.toml": UNITS})
    return world


def test_a_complaint_is_sorted_in_two_loads(world: OfficeWorld) -> None:
    """
    The form and the case after it: type, unit, themes and handling in one press. The citizen called the unit
    by another of its names; what is as it was is not recorded again.
    """
    world.send(ComplaintDraft(unit="borger og  Arbejdsmarked", what="Ingen svarer", wish="", contact=None))
    anna = world.signed_in("anna")
    reference = anna.open_case()
    path = f"/cases/{reference}/sort"
    anna.get(path)
    assert anna.page is not None
    (chosen,) = [each.attrs["value"] for each in anna.page.query("#unit option[selected]")]
    assert chosen == "job"
    typed = {
        "type": "clarification",
        "unit": chosen,
        "main": "processing_time",
        "others-0": "privatr",
        "codes": ["guidance"],
    }
    anna.follow(path, {**typed, "step": "send", "once": anna.value("once")})
    facts = anna.words("#facts")
    assert "Udredning" in facts
    assert "Jobcentret" in facts
    assert "Andre emner Privatret" in facts
    before = anna.words("#timeline").count("mandag")
    anna.get(path)
    (chosen,) = [each.attrs["value"] for each in anna.page.query("#main option[selected]")]
    assert chosen == "processing_time"
    anna.follow(path, {**typed, "codes": ["guidance", "meeting"], "step": "send", "once": anna.value("once")})
    assert anna.words("#timeline").count("mandag") == before + 1
    anna.get(path)
    again = {**typed, "codes": ["guidance", "meeting"], "step": "send", "once": anna.value("once")}
    assert anna.post(path, again).status_code == 422
    assert "ikke var registreret" in anna.words(".form-error-message")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("jobcentret", "job"),
        ("Det er Jobcentret, Storgade 3", "job"),
        ("Børn og familie nord", "child_north"),
        ("Jobcentret eller Børn og familie", "child"),
        ("Vejene", None),
        ("", None),
    ],
)
def test_a_unit_is_found_by_what_it_is_called(world: OfficeWorld, words: str, code: str | None) -> None:
    """By a name or alias, whatever its case; else by the longest name in the words; else not at all."""
    found = world.organisation.units.called(words, on=MONDAY.date())
    assert (None if found is None else found.code) == code


def test_what_the_form_says_of_consent_and_power_of_attorney_is_registered_by_sorting(
    world: OfficeWorld,
) -> None:
    """
    A sister wrote for the citizen: her yes counts while the power of attorney holds. Its end an adviser
    types, for the form does not know it; when it is over the page says so, and the preview of an answer.
    """
    written = ComplaintDraft(
        unit="Jobcentret",
        what="Ingen svarer",
        wish="",
        consent=MaySendOn.YES,
        writes_for="Aase Ask",
        writes_as=WritesAs.RELATIVE,
        mandate=HasMandate.ATTACHED,
    )
    world.send(written)
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert "ingen fuldmagt er registreret" in anna.words(".alert-warning")
    path = f"/cases/{reference}/sort"
    anna.get(path)
    assert anna.page.query("#agreed[checked]")
    assert anna.value_of("mandate_item") == "Skriver for Aase Ask. En pårørende. Fuldmagten er vedhæftet"
    assert anna.value("ends_on") == ""
    typed = {"type": "complaint", "unit": "job", "agreed": "y", "mandate_item": anna.value_of("mandate_item")}
    anna.follow(path, {**typed, "step": "send", "once": anna.value("once")})
    assert "Fuldmagt 1" not in anna.words("#facts")
    asked = {"unit": "job", "item": "Hvornår?", "answers_citizen": "unit"}
    assert "ingen fuldmagt gælder" in anna.refused(reference, "refer", **asked)

    anna.get(path)
    assert not anna.page.query("#agreed")
    later = {**typed, "ends_on": "2026-12-31"}
    anna.follow(path, {**later, "step": "send", "once": anna.value("once")})
    facts = anna.words("#facts")
    assert "En, der handler for borgeren, givet 23. november 2026" in facts
    assert "Fuldmagt 1 givet 23. november 2026, til og med 31. december 2026" in facts
    assert not anna.page.query(".alert-warning")
    anna.decide(reference, "refer", **asked)

    world.clock.on(date(2027, 1, 4))
    anna = world.signed_in("anna")
    anna.get(f"/cases/{reference}")
    assert "Fuldmagten udløb 31. december 2026" in anna.words(".alert-warning")
    anna.get(f"/cases/{reference}/message")
    anna.post(f"/cases/{reference}/message", {"item": "Vi har rykket.", "step": "preview"})
    assert "Fuldmagten udløb 31. december 2026" in anna.words(".alert-warning")


def test_a_report_is_sorted_in_two_loads_too(world: OfficeWorld) -> None:
    """Its themes and who has it, in one press."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert "Sortér indberetningen" in anna.words("[aria-labelledby=onward]")
    anna.get(f"/cases/{reference}/sort-report")
    assert anna.page is not None
    theme = anna.page.query('[name="themes"]')[0].attrs["value"]
    (bo,) = [each.attrs["value"] for each in anna.page.query("#handler option") if "Bo" in each.to_text()]
    typed = {"themes": [theme], "handler": bo, "step": "send", "once": anna.value("once")}
    anna.follow(f"/cases/{reference}/sort-report", typed)
    assert "Bo Advisor" in anna.words("#facts")
    assert "Sortér indberetningen" not in anna.words("[aria-labelledby=onward] > ul")
    # Its theme stands in the list as that of a complaint does, and chooses.
    for path, found in ((f"/cases?theme={theme}", 1), ("/cases?theme=digital_access", 0)):
        lines = anna.get(path).query('td[data-title="Emne"]')
        assert [each.to_text() for each in lines] == ["Forvaltningsretlige principper"] * found


@pytest.mark.parametrize("page", ["sort", "handling", "reject"])
def test_a_handling_that_has_ended_since_stays_recorded(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """It is offered where it was recorded, and what is added does not take its place; nobody else gets it."""
    anna = world.signed_in("anna")
    reference, other = anna.call(handling="Vejledning"), anna.call()
    monkeypatch.setattr(Term, "holds", lambda self, _on: self.code != "guidance")
    offered = {}
    for each in (reference, other):
        anna.get(f"/cases/{each}/{page}")
        offered[each] = [one.attrs["value"] for one in anna.page.query('input[name="codes"]')]
    assert ["guidance" in each for each in offered.values()] == [True, False]
    if page != "reject":
        anna.save(reference, page, codes=["guidance", "dialogue"])
        assert "Behandling Vejledning, " in anna.words("#facts")
