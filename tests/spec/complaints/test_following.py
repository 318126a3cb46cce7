"""Following a case of a unit's own, what was decided about access, and guidance on how to complain."""

from pathlib import Path

import pytest

from tests.own_limits import EVERYTHING, house
from tests.story import Story, a_complaint, day, item
from triage.cases.decisions.access import AccessDecided, AccessResult, AccessRight
from triage.cases.decisions.appeal_guidance import AppealBody, AppealGuidanceGiven, HowCounted
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.following import (
    FollowedResult,
    FollowingBegun,
    FollowingEnded,
    Guidance,
    WaitsFor,
    next_followed,
    open_ones,
)
from triage.cases.letters import letters_due
from triage.engine.explain import NOT_CHECKED, kind_words
from triage.rules.codes import RuleKind

ON = "Mon 2026-11-23"
LATER = "Tue 2026-12-22"
HOLIDAYS = """
[[temporary]]
rule = "RSL-3-2"
area = "home_help"
length = 8
unit = "week"
valid_from = 2026-11-02
valid_to = 2026-12-31
announced_on = 2026-11-18
source = "News on the website"
reason = { da = "Mange ansøgninger", en = "Many applications" }
"""


def a_case(folder: Path, text: str = EVERYTHING) -> Story:
    """A complaint of Monday 23 November 2026 to a municipality that has published limits."""
    begun = a_complaint(ON, opened_on=ON)
    return Story(begun.events, house(folder, text))


def followed(story: Story, waits_for: WaitsFor, since: str, area: str = "") -> Story:
    """Follow a case of the schools'."""
    number = next_followed(story.case)
    return story.then(
        FollowingBegun,
        on=ON,
        number=number,
        unit="schools",
        waits_for=waits_for,
        area=area,
        happened_on=since,
    )


def ended(story: Story, result: FollowedResult, on: str = LATER, **given: object) -> Story:
    """Say what became of the first that is followed."""
    return story.then(FollowingEnded, on=on, number=1, result=result, **given)


def test_a_decision_is_waited_for_as_long_as_was_published(tmp_path: Path) -> None:
    """Four weeks from the day on which the unit received it; the kind is neither law nor the office's own."""
    story = followed(a_case(tmp_path), WaitsFor.DECISION, "Fri 2026-11-20", "home_help")
    clock = story.deadline("RSL-3-2", ON)
    assert (clock.subject, clock.due_strict) == ("followed-1.home_help", day("Fri 2026-12-18"))
    assert clock.counted_by.kind is RuleKind.PUBLISHED
    assert ended(story, FollowedResult.DECIDED).deadline("RSL-3-2", LATER).days_late == 4
    assert ("RSL-3-2", day("Fri 2026-12-18"), 4) in story.breaches(LATER)


def test_two_of_one_area_have_each_their_own_clock(tmp_path: Path) -> None:
    """Ending the first leaves the second."""
    story = followed(a_case(tmp_path), WaitsFor.DECISION, "Fri 2026-11-20", "home_help")
    story = followed(story, WaitsFor.DECISION, ON, "home_help")
    ended(story, FollowedResult.DECIDED, ON)
    assert story.deadline("RSL-3-2", ON, "followed-2.home_help").is_open
    assert not story.deadline("RSL-3-2", ON, "followed-1.home_help").is_open


@pytest.mark.parametrize(
    ("received", "due"), [("Tue 2026-11-17", "Tue 2026-12-15"), ("Wed 2026-11-18", "Wed 2027-01-13")]
)
def test_a_change_for_a_time_counts_from_the_day_it_was_announced(
    received: str, due: str, tmp_path: Path
) -> None:
    """Sixteen days late: what was received before that day keeps the four weeks that were published then."""
    book = house(tmp_path, EVERYTHING + HOLIDAYS)
    assert [each.slip for each in book.local.rows if each.reason] == [16]
    story = followed(a_case(tmp_path, EVERYTHING + HOLIDAYS), WaitsFor.DECISION, received, "home_help")
    assert story.deadline("RSL-3-2", ON).due_strict == day(due)


def test_a_limit_that_was_announced_late_leaves_the_one_before_it_till_then(tmp_path: Path) -> None:
    """The fifteen working days of 2027 were published on Monday 11 January: until then four weeks count."""
    text = EVERYTHING.replace('source = "Decided in 2026"', 'source = "x"\nannounced_on = 2027-01-11')
    local, law = house(tmp_path, text).local, house(tmp_path).rule("RSL-3-2", day(ON))
    lengths = [
        local.limited(law, "home_help", day(on)).period.length for on in ("Fri 2027-01-08", "Mon 2027-01-11")
    ]
    assert lengths == [4, 15]


def test_a_case_that_was_sent_back_takes_the_areas_limit_and_is_called_unconfirmed(tmp_path: Path) -> None:
    """No law was found for it, so no page calls it one; what a municipality publishes for it comes first."""
    story = followed(a_case(tmp_path), WaitsFor.REMAND, ON, "home_help")
    clock = story.deadline("RSL-REMAND", ON)
    assert clock.due_strict == day("Mon 2026-12-21")
    assert kind_words(clock) == NOT_CHECKED
    assert not ended(story, FollowedResult.DECIDED).deadline("RSL-REMAND", LATER).is_open
    own = EVERYTHING.replace(
        'rule = "LOCAL-RESP"\narea = "letters"', 'rule = "RSL-REMAND"\narea = "home_help"'
    )
    story = followed(a_case(tmp_path, own), WaitsFor.REMAND, ON, "home_help")
    assert story.deadline("RSL-REMAND", ON).due_strict == day("Mon 2026-12-07")


@pytest.mark.parametrize("result", [FollowedResult.CHANGED, FollowedResult.FORWARDED])
def test_a_reassessment_ends_changed_or_sent_on(result: FollowedResult, tmp_path: Path) -> None:
    """Within the four weeks of retssikkerhedsloven § 66."""
    story = followed(a_case(tmp_path), WaitsFor.REASSESSMENT, ON)
    assert story.deadline("RSL-66", ON).due_strict == day("Mon 2026-12-21")
    assert ended(story, result, "Mon 2026-12-21").deadline("RSL-66", LATER).days_late == 0


def test_a_units_refusal_of_access_has_reasons_and_perhaps_guidance(tmp_path: Path) -> None:
    """The seven working days of the unit end with it; what it did not say is recorded too."""
    story = followed(a_case(tmp_path), WaitsFor.DOCUMENT_ACCESS, ON)
    assert story.deadline("OFL-36", ON).due_strict == day("Wed 2026-12-02")
    ended(story, FollowedResult.REFUSED, "Thu 2026-12-03", reason_item=item(1), guidance=Guidance.NO)
    assert not {"OFL-36", "OFL-39-1"} & set(story.open_rules(LATER))


@pytest.mark.parametrize(
    ("waits_for", "rule", "due"),
    [
        (WaitsFor.PARTY_ACCESS, "FVL-16", "Wed 2026-12-02"),
        (WaitsFor.OWN_DATA, "GDPR-12-3", "Wed 2026-12-23"),
    ],
)
def test_other_access_has_the_time_of_its_own_law(
    waits_for: WaitsFor, rule: str, due: str, tmp_path: Path
) -> None:
    """A party's seven working days, and the month for one's own data; given, nothing is owed."""
    story = followed(a_case(tmp_path), waits_for, ON)
    assert story.deadline(rule, ON).due_strict == day(due)
    assert not ended(story, FollowedResult.GIVEN).deadline(rule, LATER).is_open


def test_who_stops_following_has_no_clock_and_no_breach_comes(tmp_path: Path) -> None:
    """As if nobody had looked; the history still says that somebody did."""
    story = followed(a_case(tmp_path), WaitsFor.DECISION, "Fri 2026-11-20", "home_help")
    ended(story, FollowedResult.STOPPED, ON)
    assert open_ones(story.case) == ()
    assert "RSL-3-2" not in story.open_rules(LATER)


def test_what_was_late_before_it_was_let_go_stays(tmp_path: Path) -> None:
    """Four weeks from Friday 23 October ended on the 20th; on Monday the 23rd they are three days late."""
    story = followed(a_case(tmp_path), WaitsFor.DECISION, "Fri 2026-10-23", "home_help")
    ended(story, FollowedResult.STOPPED, ON)
    assert story.breaches(LATER, "RSL-3-2") == [("RSL-3-2", day("Fri 2026-11-20"), 3)]


def test_what_a_unit_owes_neither_holds_the_inquiry_open_nor_asks_for_our_letter(tmp_path: Path) -> None:
    """The inquiry is answered and closed without a reason; the clock goes on: it is the unit that is late."""
    story = followed(a_case(tmp_path), WaitsFor.DOCUMENT_ACCESS, ON)
    story.then(AnswerDecided, on=ON, given_on=ON).then(CaseClosed, on=ON)
    assert "OFL-36" in story.open_rules("Tue 2026-12-01")
    open_story = followed(a_case(tmp_path), WaitsFor.DOCUMENT_ACCESS, ON)
    clocks = [open_story.deadline("OFL-36", "Wed 2026-12-02")]
    due = letters_due(open_story.case, clocks, (), day("Wed 2026-12-02"), appealable=())
    assert [each.rule for each in due if each.rule] == []


def test_the_day_it_was_received_can_be_put_right(tmp_path: Path) -> None:
    """The clock counts anew from there."""
    story = followed(a_case(tmp_path), WaitsFor.DECISION, ON, "home_help")
    number = len(story.events)
    story.then(EventCorrected, on=ON, number=number, field="happened_on", right_on=day("Fri 2026-11-20"))
    assert story.deadline("RSL-3-2", ON).due_strict == day("Fri 2026-12-18")


def test_access_that_the_office_refuses_names_where_to_complain() -> None:
    """It ends the seven working days, and the second request goes on."""
    story = a_complaint(ON, opened_on=ON)
    story.then(ExternalEventRecorded, on=ON, event="document_access:requested")
    story.then(ExternalEventRecorded, on=ON, event="document_access:requested", subject="2")
    refused = {"result": AccessResult.REFUSED, "reason_item": item(1), "body": AppealBody.ANKESTYRELSEN}
    story.then(AccessDecided, on=ON, right=AccessRight.DOCUMENTS, **refused)
    assert not story.deadline("OFL-36", ON, "").is_open
    assert story.deadline("OFL-36", ON, "2").is_open
    story.then(AccessDecided, on=ON, right=AccessRight.DOCUMENTS, result=AccessResult.GIVEN, subject="2")
    assert "OFL-36" not in story.open_rules(LATER)


def test_four_weeks_that_somebody_was_told_run_as_a_clock() -> None:
    """From the day on which the decision was received; Monday 21 December is their last."""
    given = {"body": AppealBody.ANKESTYRELSEN, "counted": HowCounted.FOUR_WEEKS, "received_on": day(ON)}
    story = a_complaint(ON, opened_on=ON)
    story.then(AppealGuidanceGiven, on=ON, **given, ends_on=day("Mon 2026-12-21"))
    assert story.deadline("RSL-67", ON).due_strict == day("Mon 2026-12-21")
    told = story.case.newest(AppealGuidanceGiven)
    assert told is not None
    assert told.ends_on == day("Mon 2026-12-21")


def test_an_old_day_is_counted_too() -> None:
    """Before the rules that Betro knows, where a wrong year is easily typed; it runs no clock."""
    old = {
        "body": AppealBody.ANKESTYRELSEN,
        "counted": HowCounted.FOUR_WEEKS,
        "received_on": day("Mon 2016-11-21"),
    }
    story = a_complaint(ON, opened_on=ON)
    misfit = story.refused(AppealGuidanceGiven, on=ON, **old, ends_on=day("Mon 2026-12-21"))
    assert misfit.code == "appeal_day_misfits"
    story.then(AppealGuidanceGiven, on=ON, **old, ends_on=day("Mon 2016-12-19"))
    assert "RSL-67" not in story.open_rules(ON)


def test_a_day_by_the_decisions_own_words_runs_none() -> None:
    """What another law or the decision says, Betro does not count."""
    given = {"body": AppealBody.OTHER, "counted": HowCounted.AS_WRITTEN}
    story = a_complaint(ON, opened_on=ON).then(
        AppealGuidanceGiven, on=ON, **given, ends_on=day("Wed 2026-12-30")
    )
    assert "RSL-67" not in story.open_rules(ON)
