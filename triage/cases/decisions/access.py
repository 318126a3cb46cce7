"""
What was decided about access to documents, a party's access or access to one's own data that somebody asked
the office for. What is asked of a unit is followed instead; see `following`.

That somebody asked is recorded by the name that the rules give it (`external_events`), and the time limits
are those of offentlighedsloven § 36, forvaltningsloven § 16 and the General Data Protection Regulation
art. 12(3). A refusal has its reasons, and says to whom one can complain (forvaltningsloven § 25).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.appeal_guidance import AppealBody
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_case, require_item, require_past
from triage.cases.refusals import Refusal
from triage.engine.deadline import Facts


class AccessRight(Worded):
    """By which right somebody asks."""

    DOCUMENTS = "document_access", N_("Access to documents")
    PARTY = "party_access", N_("Access to documents as a party to the case")
    OWN_DATA = "subject_access", N_("Access to one's own data")


class AccessResult(Worded):
    """What was decided."""

    GIVEN = "given", N_("All of it was given")
    PARTLY = "partly", N_("A part of it was given")
    REFUSED = "refused", N_("It was refused")


ENDS: Mapping[AccessRight, str] = MappingProxyType(
    {
        AccessRight.DOCUMENTS: "document_access:decided",
        AccessRight.PARTY: "party_access:decided",
        AccessRight.OWN_DATA: "subject_access:answered",
    }
)
"""What ends the clock of each, by the names that the rules give them."""


class AccessDecided(CaseEvent, frozen=True, kw_only=True, tag="access:decided/1"):
    """
    Access was given, or refused in whole or in part; possible in a closed case, for it is owed by law.

    Attributes:
        subject: which of several requests; the first has none, the second is `2`.
        reason_item: the reasons of a refusal.
        body: to whom one can complain about it, as the one who asked was told.
        ends_on: the last day for that, where there is one.
    """

    right: AccessRight
    result: AccessResult
    subject: Code | None = None
    reason_item: ItemRef | None = None
    body: AppealBody | None = None
    ends_on: date | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "ends_on", "body")
    sentence: ClassVar[str] = N_("Access was decided: %(right)s. %(result)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nobody waits for it, on a wrong day, or refused without reasons or guidance."""
        require_case(case)
        assert context.facts is not None  # a case that is there has facts
        asked = {(right, which): on for right, which, on in open_requests(context.facts)}
        begun = asked.get((self.right, self.subject or ""))
        if begun is None:
            raise Refusal("access_not_asked")
        require_past(self.day, on=self.on)
        if self.day < begun:
            raise Refusal("clock_not_begun", happened_on=self.day, begun_on=begun)
        if self.ends_on is not None and self.ends_on < self.day:
            raise Refusal("access_ends_before", ends_on=self.ends_on, decided_on=self.day)
        if self.result is AccessResult.GIVEN:
            return
        require_item(self.reason_item, "access_reasons")
        if self.body is None:
            raise Refusal("access_body_missing")

    def apply(self, case: Case) -> Case:
        """Nobody waits for it any more."""
        days = case.days.recorded_by_name(ENDS[self.right], self.subject or "", self.day, self.on)
        return case.with_(days=days)


def open_requests(facts: Facts) -> Iterator[tuple[AccessRight, str, date]]:
    """Give what was asked of the office and is not decided: the right, which of several, and since when."""
    for which in ("", *sorted((each for each in facts.instances if each.isdigit()), key=int)):
        days = facts.instances[which] if which else facts.occurred
        for right, ends in ENDS.items():
            asked = days.get(f"{right}:requested")
            if asked is not None and ends not in days:
                yield right, which, local_date(asked)
