"""What the rules of an inquiry, of consent and of follow-ups refuse, each once, for `test_case_refusals`."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.story import Story, a_complaint
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.decisions.consent import ConsentGiven, ConsentScope, ConsentWithdrawn
from triage.cases.decisions.follow_up import FollowedUp, FollowUpAnswered, FollowUpSent
from triage.cases.decisions.inquiries import InquirerRecorded, TypeRecorded, inquiry_registered
from triage.cases.decisions.mandate import MandateRecorded
from triage.cases.decisions.promises import PromiseMade
from triage.cases.decisions.referral import ReferralSent
from triage.cases.refusals import Refusal

ON = "Mon 2026-11-23"
LATER = "Tue 2026-11-24"
CONSENT = {"number": 1, "scope": (ConsentScope.CONTACT_UNIT,), "how": "phone"}
OLD = "older_than_a_year"
FOLLOWED_UP = {"unit": "schools", "about": FollowedUp.PROMISE, "answer_by_on": LATER}


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _promised() -> Story:
    return _complaint().then(PromiseMade, on=ON, number=1, unit="schools", due_on=ON)


def _inquiry(**given: Any) -> Refusal:
    return Story().refused(inquiry_registered, on=ON, **given)


INQUIRIES: Mapping[str, Callable[[], Refusal]] = {
    "nothing_to_follow_up": lambda: _complaint().refused(FollowUpSent, on=ON, **FOLLOWED_UP),
    "follow_up_open": lambda: (
        _promised().then(FollowUpSent, on=ON, **FOLLOWED_UP).refused(FollowUpSent, on=ON, **FOLLOWED_UP)
    ),
    "no_open_follow_up": lambda: _promised().refused(FollowUpAnswered, on=ON, unit="schools", quality="full"),
    "conversation_needs_handling": lambda: _inquiry(closed_in_conversation=True),
    "rejection_needs_reason": lambda: _inquiry(type="rejected"),
    "type_not_rejected": lambda: _inquiry(rejected={"reason": "other_authority"}),
    "type_is_so": lambda: _complaint().refused(TypeRecorded, on=ON, type="complaint"),
    "type_by_rejection": lambda: _complaint().refused(TypeRecorded, on=ON, type="rejected"),
    "inquirer_missing": lambda: _complaint().refused(InquirerRecorded, on=ON),
    "matter_date_missing": lambda: _complaint().refused(InquiryRejected, on=ON, reason=OLD),
    "matter_not_old": lambda: _complaint().refused(InquiryRejected, on=ON, reason=OLD, matter_on=ON),
    "consent_not_given": lambda: _complaint().refused(ReferralSent, on=ON, unit="schools", ground_item=""),
    "consent_needs_mandate": lambda: (
        _complaint()
        .then(ConsentGiven, on=ON, **CONSENT, units=("schools",), given_by="representative")
        .refused(ReferralSent, on=ON, unit="schools", ground_item="")
    ),
    "consent_scope_missing": lambda: _complaint().refused(ConsentGiven, on=ON, **CONSENT | {"scope": ()}),
    "consent_ends_before": lambda: _complaint().refused(
        ConsentGiven, on=LATER, **CONSENT | {"ends_on": ON, "happened_on": LATER}
    ),
    "consent_recorded": lambda: (
        _complaint().then(ConsentGiven, on=ON, **CONSENT).refused(ConsentGiven, on=ON, **CONSENT)
    ),
    "consent_unknown": lambda: _complaint().refused(ConsentWithdrawn, on=ON, number=1),
    "mandate_missing": lambda: _complaint().refused(
        MandateRecorded, on=ON, number=1, ends_on=LATER, how="letter", item=""
    ),
}
