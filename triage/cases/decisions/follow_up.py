"""
Asking a unit what became of what was said to it or what it promised, and its answer, or the end of waiting
for one.

It comes months later, when the case is often closed; the clock `BR-FOLLOW-UP` runs to the day that the unit
was given, one for each unit.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import LetsOut
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_complaint, require_item, require_past
from triage.cases.refusals import Refusal
from triage.cases.requests import UnitPost
from triage.cases.vocabulary import CriticismKind, ReplyQuality


class FollowedUp(Worded):
    """What a unit is asked about later."""

    RECOMMENDATION = "recommendation", N_("Our recommendation")
    CRITICISM = "criticism", N_("Our criticism")
    FORMAL_REQUEST = "formal_request", N_("Our formal request")
    PROMISE = "promise", N_("What {unit} promised")


class FollowUp(Struct, frozen=True):
    """A question to a unit about what became of something."""

    unit: str
    about: FollowedUp
    sent_on: date
    answer_by: date
    answered_on: date | None = None
    quality: ReplyQuality | None = None
    withdrawn_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the unit still owes an answer."""
        return self.answered_on is None and self.withdrawn_on is None


class FollowUpSent(LetsOut, frozen=True, kw_only=True, tag="follow_up:sent/1"):
    """
    A unit was asked what became of something; it is to answer by *answer_by_on*. Possible in a closed case.

    Attributes:
        about: of what.
        item: the question, in the adviser's words.
        ground_item: on which ground it goes without the citizen's consent, if it does.
        letter_item: the letter as it was made, in *language* from *template*; and *sent_by*: how it went.
    """

    unit: Code
    about: FollowedUp
    item: ItemRef
    answer_by_on: date
    ground_item: ItemRef | None = None
    letter_item: ItemRef | None = None
    language: Code | None = None
    template: Code | None = None
    sent_by: UnitPost | None = None

    typed: ClassVar[tuple[str, ...]] = ("about", "answer_by_on", "sent_by")
    sentence: ClassVar[str] = N_("%(unit)s was asked what became of it, to answer by %(answer_by_on)s")
    logged: ClassVar[str] = N_("{A_unit} was asked what became of something")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse it where nothing of that kind was said to the unit or promised by it, the unit owes such an
        answer already, without a question or time to answer, or without consent.
        """
        require_complaint(case)
        if self.about not in to_follow_up(case, self.unit):
            raise Refusal("nothing_to_follow_up", unit=self.unit)
        if open_follow_up(case, self.unit) is not None:
            raise Refusal("follow_up_open", unit=self.unit)
        if self.answer_by_on <= self.on:
            raise Refusal("hearing_date_past")
        require_item(self.item, "questions")
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Wait for the answer."""
        asked = FollowUp(self.unit, self.about, self.day, self.answer_by_on)
        case = case.with_side(follow_ups=(*case.complaint.follow_ups, asked))
        return case.with_(days=case.days.heard(self.tag, self.unit, self.on))


class FollowUpAnswered(CaseEvent, frozen=True, kw_only=True, tag="follow_up:answered/1"):
    """What the unit says became of it; possible in a closed case too."""

    unit: Code
    item: ItemRef
    quality: ReplyQuality

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "quality")
    sentence: ClassVar[str] = N_("%(unit)s told what became of it: %(quality)s")
    logged: ClassVar[str] = N_("{A_unit} told what became of something")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the unit was not asked, or on a day that cannot be."""
        require_complaint(case)
        asked = open_follow_up(case, self.unit)
        if asked is None:
            raise Refusal("no_open_follow_up", unit=self.unit)
        require_past(self.day, on=self.on)
        if self.day < asked.sent_on:
            raise Refusal("date_before_asked", happened_on=self.day, asked_on=asked.sent_on)
        require_item(self.item, "reply")

    def apply(self, case: Case) -> Case:
        """Wait for it no more."""
        return _ended(case, self.unit, answered_on=self.day, quality=self.quality)


class FollowUpWithdrawn(CaseEvent, frozen=True, kw_only=True, tag="follow_up:withdrawn/1"):
    """The unit never answers, or was asked by mistake: nobody waits now. Possible in a closed case too."""

    unit: Code
    reason_item: ItemRef

    sentence: ClassVar[str] = N_("The follow-up to %(unit)s was withdrawn")
    logged: ClassVar[str] = N_("A follow-up was withdrawn")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the unit owes no such answer, or without a reason."""
        require_complaint(case)
        if open_follow_up(case, self.unit) is None:
            raise Refusal("no_open_follow_up", unit=self.unit)
        require_item(self.reason_item, "reason")

    def apply(self, case: Case) -> Case:
        """Nothing is awaited from the unit."""
        return _ended(case, self.unit, withdrawn_on=self.day)


def to_follow_up(case: Case, unit: str) -> frozenset[FollowedUp]:
    """Give what a unit may be asked about later: what was said to it, and that it promised something."""
    side = case.complaint
    said = {kind for each in side.hearings if each.unit == unit for kind in each.used_as}
    promised = any(each.unit == unit for each in side.promises)
    return frozenset(
        {_SAID[each] for each in said} | ({FollowedUp.PROMISE} if promised else set[FollowedUp]())
    )


def open_follow_up(case: Case, unit: str) -> FollowUp | None:
    """Give the question of this kind that a unit has not answered, or None."""
    return next((each for each in case.complaint.follow_ups if each.unit == unit and each.is_open), None)


def _ended(case: Case, unit: str, **how: Any) -> Case:
    follow_ups = tuple(
        replace(one, **how) if one.unit == unit and one.is_open else one for one in case.complaint.follow_ups
    )
    return case.with_side(follow_ups=follow_ups)


_SAID = {each: FollowedUp(each.value) for each in CriticismKind}
