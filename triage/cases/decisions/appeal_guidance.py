"""
Guidance on how to complain about a decision, as the citizen was told it: to whom, by which day, and how that
day was counted (forvaltningsloven § 25).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent
from triage.cases.guards import require_open, require_past
from triage.cases.refusals import Refusal
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.rules.rulebook import Rulebook

RULE = "RSL-67"
RECEIVED = "decision:received"
"""The rule of four weeks, and what begins its clock."""


class AppealBody(Worded):
    """To whom a complaint goes."""

    ANKESTYRELSEN = "ankestyrelsen", N_("Ankestyrelsen")
    OTHER = "other", N_("Another appeal body")


class HowCounted(Worded):
    """How the last day was counted."""

    FOUR_WEEKS = "four_weeks", N_("Four weeks from the day on which the decision was received")
    AS_WRITTEN = "as_written", N_("As the decision itself says")
    OTHER = "other", N_("By another rule")


class AppealGuidanceGiven(CaseEvent, frozen=True, kw_only=True, tag="appeal_guidance:given/1"):
    """
    Somebody was told how to complain; the letter that says so is an event of its own.

    Attributes:
        received_on: the day on which the citizen received the decision.
        ends_on: the last day for the complaint, as the citizen was told it.
    """

    body: AppealBody
    counted: HowCounted
    ends_on: date
    received_on: date | None = None

    stays: ClassVar[bool] = True
    sentence: ClassVar[str] = N_("Told how to complain: to %(body)s, by %(ends_on)s. %(counted)s")
    logged: ClassVar[str] = N_("Told how to complain")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a closed case, and four weeks without the day that they count from or with another end."""
        require_open(case)
        if self.counted is not HowCounted.FOUR_WEEKS:
            return
        if self.received_on is None:
            raise Refusal("appeal_received_missing")
        require_past(self.received_on, on=self.on)
        weeks = four_weeks(context.rulebook, self.received_on)
        if not weeks.due_strict <= self.ends_on <= weeks.due_latest:
            raise Refusal("appeal_day_misfits", received_on=self.received_on, due=weeks.due_strict)

    def apply(self, case: Case) -> Case:
        """Let the citizen's four weeks run, where they are what counts and do not yet."""
        case = super().apply(case)
        if self.received_on is None or self.counted is not HowCounted.FOUR_WEEKS:
            return case
        return case.with_(days=case.days.recorded_by_name(RECEIVED, "", self.received_on, self.on))


def four_weeks(rulebook: Rulebook, received_on: date) -> Deadline:
    """
    Give the time for a complaint over a decision that was received on a day (retssikkerhedsloven § 67); of a
    day before the oldest rule that Betro knows, by that one.
    """
    oldest = min(each.valid_from for each in rulebook.versions[RULE])
    return compute(rulebook.rule(RULE, max(received_on, oldest)), received_on)
