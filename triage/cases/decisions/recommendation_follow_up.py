"""
What becomes of a recommendation: units are told of it, each answers and says what it has done, the adviser
assesses that, and what is not followed is told onward (the clocks `BR-REC-*`, one for each unit).
"""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_day, require_entry, require_item, require_open
from triage.cases.recommendations import PoliticalAnswer, RecommendationAnswer, ToldOnwardTo, WhatBecame
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind
from triage.cases.sides import ToldUnit

NOT_FOLLOWED = "recommendation:not_followed"
"""Since it is known that a unit does not follow it: what nobody records by itself."""


class _OfRecommendation(CaseEvent, frozen=True, kw_only=True):
    """What is recorded of a recommendation that is open."""

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but an open recommendation, and a day that cannot be."""
        require_entry(case, RegisterKind.RECOMMENDATION)
        require_open(case)
        require_day(case, self.day, on=self.on)


class _OfTold(_OfRecommendation, frozen=True, kw_only=True):
    """What is recorded of one unit that was told of it."""

    unit: Code

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a unit that was not told of it, and a day before it was."""
        super().check(case, context)
        known = told_unit(case, self.unit)
        if known is None:
            raise Refusal("unit_not_told", unit=self.unit)
        if self.day < known.told_on:
            raise Refusal("date_before_asked", happened_on=self.day, asked_on=known.told_on)

    def apply(self, case: Case) -> Case:
        """Keep it with its unit."""
        told = tuple(self._after(each) if each.unit == self.unit else each for each in case.register.told)
        after = case.with_side(told=told)
        knew, knows = (told_unit(each, self.unit) for each in (case, after))
        if knows and knows.not_followed_on and not (knew and knew.not_followed_on):
            return after.with_(days=case.days.heard(NOT_FOLLOWED, self.unit, self.on))
        return after

    def _after(self, told: ToldUnit) -> ToldUnit:
        """Give what is known of the unit afterwards; an event that says no more changes nothing."""
        return told


class RecommendationTold(_OfRecommendation, frozen=True, kw_only=True, tag="recommendation:told/1"):
    """
    Units were told of it and are to say whether they follow it.

    Attributes:
        recipient_item: who there, where somebody wrote it down.
    """

    units: tuple[Code, ...] = ()
    recipient_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("Told to %(units)s")
    logged: ClassVar[str] = N_("{Units} were told of a recommendation")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse none, and one that was told before."""
        super().check(case, context)
        if not self.units:
            raise Refusal("told_nobody")
        for unit in self.units:
            if told_unit(case, unit) is not None:
                raise Refusal("unit_told_before", unit=unit)

    def apply(self, case: Case) -> Case:
        """Wait for what each says."""
        days = case.days
        for unit in self.units:
            days = days.heard(self.tag, unit, self.on)
        told = (ToldUnit(unit, self.day) for unit in self.units)
        return case.with_side(told=(*case.register.told, *told)).with_(days=days)


class RecommendationAnswered(_OfTold, frozen=True, kw_only=True, tag="recommendation:answered/1"):
    """A unit said whether it follows it; *item* is what it said, which a rejection must have."""

    answer: RecommendationAnswer
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("answer", "happened_on")
    sentence: ClassVar[str] = N_("%(unit)s answered: %(answer)s")
    logged: ClassVar[str] = N_("{A_unit} answered a recommendation")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse a rejection without its reason."""
        super().check(case, context)
        if self.answer is RecommendationAnswer.REJECTED:
            require_item(self.item, "reason")

    def _after(self, told: ToldUnit) -> ToldUnit:
        rejects = self.answer in {RecommendationAnswer.REJECTED, RecommendationAnswer.NO_ANSWER}
        since = told.not_followed_on or self.day if rejects else None
        return replace(told, answer=self.answer, answered_on=self.day, not_followed_on=since, onward_on=None)


class RecommendationReported(_OfTold, frozen=True, kw_only=True, tag="recommendation:reported/1"):
    """A unit told what it has done; *item* are its own words."""

    item: ItemRef

    sentence: ClassVar[str] = N_("%(unit)s told what it has done")
    logged: ClassVar[str] = N_("{A_unit} told what it has done about a recommendation")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without its words."""
        super().check(case, context)
        require_item(self.item, "reply")

    def _after(self, told: ToldUnit) -> ToldUnit:
        return replace(told, reported_on=self.day)


class RecommendationAssessed(_OfTold, frozen=True, kw_only=True, tag="recommendation:assessed/1"):
    """The adviser says what became of it in a unit; *item* says why."""

    result: WhatBecame
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("result", "happened_on")
    sentence: ClassVar[str] = N_("What became of it at %(unit)s: %(result)s")
    logged: ClassVar[str] = N_("What became of a recommendation was assessed")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse that it is not followed without a reason."""
        super().check(case, context)
        if self.result is WhatBecame.NOT_FOLLOWED:
            require_item(self.item, "reason")

    def _after(self, told: ToldUnit) -> ToldUnit:
        fails = self.result is WhatBecame.NOT_FOLLOWED
        since = told.not_followed_on or self.day if fails else None
        onward = told.onward_on if fails else None
        # What is not there yet is assessed again.
        on = None if self.result is WhatBecame.NOT_YET else self.day
        return replace(told, result=self.result, assessed_on=on, not_followed_on=since, onward_on=onward)


class RecommendationEscalated(_OfRecommendation, frozen=True, kw_only=True, tag="recommendation:escalated/1"):
    """Somebody above was told that it is not followed."""

    to: ToldOnwardTo
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("to", "happened_on")
    sentence: ClassVar[str] = N_("Told onward that it is not followed: %(to)s")
    logged: ClassVar[str] = N_("Told onward that a recommendation is not followed")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where every unit follows it, as far as anybody knows."""
        super().check(case, context)
        if not any(each.not_followed_on for each in case.register.told):
            raise Refusal("nothing_unfollowed")

    def apply(self, case: Case) -> Case:
        """Keep it with the units that do not follow it."""
        return _for_each(super().apply(case), self)


class RecommendationDecided(_OfRecommendation, frozen=True, kw_only=True, tag="recommendation:decided/1"):
    """Something was decided politically about it."""

    decided_by: ToldOnwardTo
    decided: PoliticalAnswer
    item: ItemRef | None = None

    typed: ClassVar[tuple[str, ...]] = ("decided_by", "decided", "happened_on")
    sentence: ClassVar[str] = N_("Decided politically: %(decided)s")
    logged: ClassVar[str] = N_("Something was decided about a recommendation")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what the management decided: that is none of politicians."""
        super().check(case, context)
        if self.decided_by is ToldOnwardTo.DIRECTION:
            raise Refusal("not_political")


def told_unit(case: Case, unit: str) -> ToldUnit | None:
    """Give what is known of a unit that was told of it, or None."""
    return next((each for each in case.register.told if each.unit == unit), None)


def _for_each(case: Case, told_onward: RecommendationEscalated) -> Case:
    def after(each: ToldUnit) -> ToldUnit:
        changes: dict[str, Any] = {"onward_on": each.onward_on or told_onward.day}
        return replace(each, **changes) if each.not_followed_on else each

    return case.with_side(told=tuple(map(after, case.register.told)))
