"""What is refused of following a case, of access and of guidance on how to complain: one story each."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.own_limits import LIMITS, house
from tests.story import Story, a_complaint, day, item
from triage.cases.decisions.access import AccessDecided, AccessResult, AccessRight
from triage.cases.decisions.appeal_guidance import AppealBody, AppealGuidanceGiven, HowCounted
from triage.cases.decisions.clocks import DeadlineExtended
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.following import FollowedResult, FollowingBegun, FollowingEnded, WaitsFor
from triage.cases.refusals import Refusal

ON = "Mon 2027-01-11"


def _complaint() -> Story:
    with TemporaryDirectory() as folder:
        return Story(a_complaint(ON, opened_on=ON).events, house(Path(folder), LIMITS))


def _follow(story: Story, **given: object) -> Refusal:
    begun = {"number": 1, "unit": "schools", "waits_for": WaitsFor.DOCUMENT_ACCESS}
    return story.refused(FollowingBegun, on=ON, **{**begun, **given})


def _followed() -> Story:
    return _complaint().then(
        FollowingBegun, on=ON, number=1, unit="schools", waits_for=WaitsFor.DOCUMENT_ACCESS
    )


def _ended(result: FollowedResult, **given: object) -> Refusal:
    return _followed().refused(FollowingEnded, on=ON, number=1, result=result, **given)


def _access(**given: object) -> Refusal:
    story = _complaint().then(ExternalEventRecorded, on=ON, event="document_access:requested")
    decided = {"right": AccessRight.DOCUMENTS, "result": AccessResult.REFUSED}
    return story.refused(AccessDecided, on=ON, **{**decided, **given})


def _guidance(**given: object) -> Refusal:
    told = {"body": AppealBody.ANKESTYRELSEN, "counted": HowCounted.FOUR_WEEKS}
    last = {"ends_on": day("Tue 2027-02-09")}
    return _complaint().refused(AppealGuidanceGiven, on=ON, **{**told, **last, **given})


def _extended() -> Refusal:
    story = _followed()
    given = {"until_on": day("Mon 2027-02-01"), "reason": "complexity"}
    return story.refused(DeadlineExtended, on=ON, clock=story.clock("OFL-36", ON), **given)


FOLLOWING: dict[str, Callable[[], Refusal]] = {
    "follow_title_missing": lambda: _follow(_complaint(), item=""),
    "followed_already": lambda: _follow(_followed()),
    "follow_nothing": lambda: _complaint().refused(
        FollowingEnded, on=ON, number=1, result=FollowedResult.STOPPED
    ),
    "follow_result_unfit": lambda: _ended(FollowedResult.DECIDED),
    "follow_reasons_missing": lambda: _ended(FollowedResult.REFUSED),
    "follow_guidance_missing": lambda: _ended(FollowedResult.PARTLY, reason_item=item(1)),
    "extension_of_followed": _extended,
    "access_not_asked": lambda: _access(subject="2"),
    "access_reasons_missing": _access,
    "access_body_missing": lambda: _access(reason_item=item(1)),
    "access_ends_before": lambda: _access(
        reason_item=item(1), body=AppealBody.ANKESTYRELSEN, ends_on=day("Sun 2027-01-10")
    ),
    "appeal_received_missing": _guidance,
    "appeal_day_misfits": lambda: _guidance(received_on=day(ON)),
}
