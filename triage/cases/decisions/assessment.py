"""
Triage in two questions, and what an investigation found.

First: is it within the scheme? Then, for what is within: is it investigated? Each answer needs its reason, is
an event, and can be changed later with a new reason; the history stays.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code, on_list
from triage.cases.guards import (
    require_item,
    require_listed,
    require_open_report,
    require_opened,
    require_past,
    require_report,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Investigation, Scope


class ScopeAssessed(CaseEvent, frozen=True, kw_only=True, tag="scope:assessed/1"):
    """
    The answer to the first question: is it within the scheme?

    Attributes:
        reason_item: why, in the advisor's words.
        reason: for `outside`, a code from the taxonomy.
        guidance_item: for `outside`, where the reporter can turn instead; told with the rejection.
    """

    scope: Scope
    reason_item: ItemRef
    reason: Annotated[Code, on_list("out_of_scope")] | None = None
    guidance_item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("reason",)
    sentence: ClassVar[str] = N_("Assessed: %(scope)s")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it unread, without a reason or the guidance, or while a feedback is on its way."""
        _require_free_to_decide(case)
        require_listed(self, context.taxonomy)
        if self.scope is Scope.OUTSIDE:
            if self.reason is None:
                raise Refusal("outside_needs_reason")
            if self.guidance_item is None:
                raise Refusal("outside_needs_guidance")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep the answer; found to be outside, it is no longer investigated and has no outcome."""
        is_awaiting = self.scope is Scope.AWAITING_INFORMATION
        is_within = self.scope in {Scope.WITHIN, Scope.PARTLY}
        case = case.with_side(
            scope_assessed=self,
            investigation_decided=case.report.investigation_decided if is_within else None,
            outcome=case.report.outcome if is_within else None,
            awaiting_since=self.on if is_awaiting else None,
        )
        if not is_awaiting:
            case = case.with_(days=case.days.question_settled(self.day))
        return _decided(case, self.day, is_final=self.scope is Scope.OUTSIDE)


class InvestigationDecided(CaseEvent, frozen=True, kw_only=True, tag="investigation:decided/1"):
    """
    The answer to the second question: is it investigated?

    Attributes:
        authority_item: for `forwarded`, the authority it goes to.
    """

    investigation: Investigation
    reason_item: ItemRef
    authority_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("Decided: %(investigation)s")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is not within the scheme, a missing text, or while a feedback is on its way."""
        _require_free_to_decide(case)
        if case.report.scope is None:
            raise Refusal("scope_not_decided")
        if not case.report.is_within:
            raise Refusal("not_within_scope")
        if self.investigation is Investigation.FORWARDED:
            require_item(self.authority_item, "authority")
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep the answer; what is not investigated has no outcome."""
        investigates = self.investigation is Investigation.INVESTIGATE
        outcome = case.report.outcome if investigates else None
        case = case.with_side(investigation_decided=self, outcome=outcome)
        case = case.with_(days=case.days.question_settled(self.day))
        return _decided(case, self.day, is_final=not investigates)


class ReportThemesRecorded(CaseEvent, frozen=True, kw_only=True, tag="report_themes:recorded/1"):
    """What a report is about, in a closed case too; the yearly account names it. A later one replaces it."""

    themes: tuple[Annotated[Code, on_list("report_themes")], ...] = ()

    sentence: ClassVar[str] = N_("Themes: %(themes)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody has read the report, no theme, and one that is not on the list."""
        require_report(case)
        require_opened(case)
        if not self.themes:
            raise Refusal("report_themes_missing")
        require_listed(self, context.taxonomy)


class OutcomeRecorded(CaseEvent, frozen=True, kw_only=True, tag="outcome:recorded/1"):
    """What an investigation found and led to; the yearly account is read from it."""

    finding: Annotated[Code, on_list("findings")]
    reason_item: ItemRef
    measures: tuple[Annotated[Code, on_list("measures")], ...] = ()
    police_report: bool = False
    police_reported_on: date | None = None

    typed: ClassVar[tuple[str, ...]] = ("finding", "police_reported_on")
    sentence: ClassVar[str] = N_("Outcome: %(finding)s")
    goes_on: ClassVar[bool] = True

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is not being investigated, an unknown code, or a police report without its date."""
        require_open_report(case)
        if case.report.investigation is not Investigation.INVESTIGATE:
            raise Refusal("not_investigated")
        require_listed(self, context.taxonomy)
        if self.police_report and self.police_reported_on is None:
            raise Refusal("police_date_missing")
        if self.police_reported_on is not None:
            if not self.police_report:
                raise Refusal("police_date_without_report")
            require_past(self.police_reported_on, on=self.on)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Keep the newest; the decision is ready since the first."""
        days = case.days.question_settled(self.day)
        return case.with_side(outcome=self).with_(days=replace(days, ready_on=days.ready_on or self.day))


def _require_free_to_decide(case: Case) -> None:
    require_open_report(case)
    require_opened(case)
    if case.report.pending_feedback is not None:
        raise Refusal("feedback_pending")


def _decided(case: Case, day: date, *, is_final: bool) -> Case:
    has_outcome, was_told = case.report.outcome is not None, case.report.was_told
    days = case.days.decided(
        day, is_final=is_final or has_outcome, has_outcome=has_outcome, was_told=was_told
    )
    return case.with_(told_on=None, closes_by=None, days=days)
