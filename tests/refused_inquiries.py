"""What the rules of an inquiry refuse, each provoked once; `test_case_refusals` asks all of them."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.story import Story, a_complaint
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.decisions.inquiries import InquirerRecorded, TypeRecorded, inquiry_registered
from triage.cases.refusals import Refusal

ON = "Mon 2026-11-23"
OLD = "older_than_a_year"


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _inquiry(**given: Any) -> Refusal:
    return Story().refused(inquiry_registered, on=ON, **given)


INQUIRIES: Mapping[str, Callable[[], Refusal]] = {
    "conversation_needs_handling": lambda: _inquiry(closed_in_conversation=True),
    "rejection_needs_reason": lambda: _inquiry(type="rejected"),
    "type_not_rejected": lambda: _inquiry(rejected={"reason": "other_authority"}),
    "type_is_so": lambda: _complaint().refused(TypeRecorded, on=ON, type="complaint"),
    "type_by_rejection": lambda: _complaint().refused(TypeRecorded, on=ON, type="rejected"),
    "inquirer_missing": lambda: _complaint().refused(InquirerRecorded, on=ON),
    "matter_date_missing": lambda: _complaint().refused(InquiryRejected, on=ON, reason=OLD),
    "matter_not_old": lambda: _complaint().refused(InquiryRejected, on=ON, reason=OLD, matter_on=ON),
}
