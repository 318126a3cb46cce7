"""Telling somebody else: Whistleblower Act § 26(4), Directive (EU) 2019/1937 art. 16."""

from typing import Any

from tests.story import Story, a_report, day, item, outside
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverDeclined
from triage.cases.hand_over import begin_handed_over

ON = "Mon 2027-01-11"


def _outside() -> Story:
    return outside(a_report(ON, acknowledged_on=ON, opened_on=ON), ON)


def _manager(**given: Any) -> dict[str, Any]:
    texts = {"summary_item": item(7), "recipient_item": item(8)}
    return {"on": ON, "can_be_deduced": True, **texts, **given}


def test_a_summary_that_gives_nobody_away() -> None:
    """The advisor's own summary, its recipient and date; no ground is needed and none is kept."""
    story = _outside().then(
        DispositionRecorded,
        code="manager_informed",
        **_manager(can_be_deduced=False, ground="consent", ground_item=item(1)),
    )
    (informed,) = story.case.report.dispositions

    assert (informed.code, informed.day, informed.ground) == ("manager_informed", day(ON), None)
    assert informed.summary_item
    assert informed.recipient_item


def test_the_original_is_never_passed_on() -> None:
    """Without a summary of the advisor's own, a manager cannot be informed, by either command."""
    story = _outside()

    assert story.refused(
        DispositionRecorded, code="manager_informed", on=ON, can_be_deduced=False, summary_item=""
    ).code == ("summary_missing")
    assert story.refused(DispositionRecorded, on=ON, code="manager_informed").code == "summary_missing"


def test_deducible_needs_consent_or_ground() -> None:
    """If the reporter can be deduced, silence is no ground."""
    assert (
        _outside().refused(DispositionRecorded, code="manager_informed", **_manager()).code
        == "deduced_needs_ground"
    )


def test_deducible_with_consent() -> None:
    """The reporter's consent is enough."""
    story = _outside().then(
        DispositionRecorded, code="manager_informed", **_manager(ground="consent", ground_item=item(1))
    )

    assert story.case.report.dispositions[0].ground == "consent"
    assert story.case.report.dispositions[0].can_be_deduced


def test_any_other_ground_needs_notice_first() -> None:
    """§ 26(4): the reasoned notice comes before the disclosure, not after."""
    given = _manager(
        on="Wed 2027-01-13", happened_on="Tue 2027-01-12", ground="right_of_defence", ground_item=item(1)
    )
    story = _outside()
    never = story.refused(DispositionRecorded, code="manager_informed", **given)
    after = story.refused(DispositionRecorded, code="manager_informed", **given, notice_on="Wed 2027-01-13")
    story.then(DispositionRecorded, code="manager_informed", **given, notice_on="Mon 2027-01-11")

    assert (never.code, after.code) == ("notice_must_come_first", "notice_must_come_first")
    assert story.case.report.dispositions[0].day == day("Tue 2027-01-12")


def test_forwarding_needs_the_agreement_before_it() -> None:
    """The agreement and its day are recorded, and it comes first."""
    story = _outside()
    given: dict[str, Any] = {
        "on": "Wed 2027-01-13",
        "recipient_item": item(7),
        "happened_on": "Tue 2027-01-12",
    }
    nothing = story.refused(
        DispositionRecorded, code="forwarded_with_agreement", **given, agreement_item=None, agreed_on=None
    )
    after = story.refused(
        DispositionRecorded,
        code="forwarded_with_agreement",
        **given,
        agreement_item=item(9),
        agreed_on="Wed 2027-01-13",
    )
    plain = story.refused(DispositionRecorded, on=ON, code="forwarded_with_agreement")
    story.then(
        DispositionRecorded,
        code="forwarded_with_agreement",
        **given,
        agreement_item=item(9),
        agreed_on=ON,
    )

    assert {nothing.code, after.code, plain.code} == {"agreement_missing"}
    assert story.case.report.dispositions[0].code == "forwarded_with_agreement"


def test_nothing_crosses_without_consent() -> None:
    """Handing over is not a disposition that an advisor can simply record."""
    story = _outside()

    assert story.refused(DispositionRecorded, on=ON, code="handed_over").code == "disposition_by_hand_over"
    assert story.refused(begin_handed_over, on=ON).code == "hand_over_no_consent"


def test_a_no_is_final_until_asked_again() -> None:
    """A declined question leaves the report here; a new question may be asked."""
    story = _outside().then(HandOverAsked, on=ON)
    story.then(HandOverDeclined, on=ON, happened_on=ON)
    late_yes = story.refused(HandOverConsented, on=ON, happened_on=ON)
    story.then(HandOverAsked, on="Wed 2027-01-13")

    assert late_yes.code == "hand_over_not_asked"
    assert story.case.hand_over_pending
