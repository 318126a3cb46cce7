"""
What an adviser sees to by law in an inquiry: access that is decided, how to complain over a decision, and a
case of a unit's own that is followed until its answer comes.
"""

from datetime import datetime, timedelta
from typing import Any

from tests.simulation.besides import ACCESS
from tests.simulation.steps import decide, file_of
from triage.cases.decisions.access import AccessDecided, AccessResult, AccessRight
from triage.cases.decisions.appeal_guidance import AppealBody, AppealGuidanceGiven, HowCounted
from triage.cases.decisions.following import (
    FollowedResult,
    FollowingBegun,
    FollowingEnded,
    Guidance,
    WaitsFor,
    next_followed,
)
from triage.cli.demo.steps import Play, Playing

FOLLOWED, ANSWERED_THERE = "followed_there", "answered_there"
SEEN_TO: tuple[dict[str, Any], ...] = (
    {"action": "external-event", "event": f"{ACCESS}:requested"},
    {"action": "access_decided", "event": f"{ACCESS}:decided"},
    {"action": "told_how_to_complain"},
    {"action": FOLLOWED},
)
"""Somebody asks us for documents and gets a part, asks how to complain, and waits for a unit besides."""
SOME_WEEKS = timedelta(weeks=3)
WHY = "Det handler om andre end den, der spørger."


def _access_decided(each: Playing, now: datetime) -> None:
    refused = {"result": AccessResult.PARTLY, "reason_item": WHY, "body": AppealBody.OTHER}
    decide(each, now, AccessDecided, right=AccessRight.DOCUMENTS, **refused)


def _told_how_to_complain(each: Playing, now: datetime) -> None:
    until = {"ends_on": now.date() + SOME_WEEKS, "counted": HowCounted.AS_WRITTEN}
    decide(each, now, AppealGuidanceGiven, body=AppealBody.ANKESTYRELSEN, **until)


def _followed(each: Playing, now: datetime) -> None:
    waits = {"number": next_followed(file_of(each, now).case), "waits_for": WaitsFor.PARTY_ACCESS}
    decide(each, now, FollowingBegun, unit=each.data["unit"], item="Akterne i barnets sag", **waits)


def _answered_there(each: Playing, now: datetime) -> None:
    number = file_of(each, now).case.complaint.followed[-1].number
    refused = {"result": FollowedResult.PARTLY, "reason_item": WHY, "guidance": Guidance.NO}
    decide(each, now, FollowingEnded, number=number, **refused)


BY_LAW_STEPS: dict[str, Play] = {
    "access_decided": _access_decided,
    "told_how_to_complain": _told_how_to_complain,
    FOLLOWED: _followed,
    ANSWERED_THERE: _answered_there,
}
