"""
Meetings in a case, mediation among them, which needs the yes of both sides before it is held.

A unit that meets the citizen learns of the case, so a joint meeting needs consent or a ground, as all else
does that lets a unit know of it. What was said in mediation is confidential: see `is_confidential`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import added_in
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import ConsentScope, LetsOut
from triage.cases.decisions.promises import PromiseMade, next_number
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_day, require_item, require_open, require_opened
from triage.cases.refusals import Refusal

OF_MEETING = "meeting-"
"""What the clock of a planned meeting is about: this, and its number."""


class MeetingKind(Worded):
    """Who met."""

    CITIZEN = "citizen", N_("with the citizen")
    UNIT = "unit", N_("with {unit}")
    JOINT = "joint", N_("with the citizen and {unit}")
    MEDIATION = "mediation", N_("mediation between the citizen and {unit}")
    REPORTER = "reporter", N_("with the reporter")


TOGETHER = frozenset({MeetingKind.JOINT, MeetingKind.MEDIATION})
"""Meetings of the citizen and a unit."""
WITH_UNIT = frozenset({MeetingKind.UNIT, *TOGETHER})
"""Meetings at which a unit is."""
_USED = frozenset({"promise_item"})
"""What comes of a mediation and may be held up to those who said it: what they promised."""


class MeetingRole(Worded):
    """What the adviser was in a meeting."""

    PARTICIPANT = "participant", N_("participant")
    COMPANION = "companion", N_("the citizen's companion")
    OBSERVER = "observer", N_("observer")
    CHAIR = "chair", N_("chair")
    MEDIATOR = "mediator", N_("mediator")


class Planned(Struct, frozen=True):
    """A meeting that was planned; over when it was held or called off."""

    number: int
    kind: MeetingKind
    made_on: date
    meets_on: date
    starts_at: str | None = None
    units: tuple[str, ...] = ()
    item: ItemRef | None = None
    held_on: date | None = None
    called_off_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to come, or nobody has said what became of it."""
        return self.held_on is None and self.called_off_on is None

    @property
    def runs_to(self) -> date:
        """The day of its clock: a meeting that was held or called off on a later day missed nothing."""
        return max(self.meets_on, self.held_on or self.called_off_on or self.meets_on)

    @property
    def subject(self) -> str:
        """What its clock is told by."""
        return f"{OF_MEETING}{self.number}"


class Gathering(LetsOut, frozen=True, kw_only=True):
    """A meeting, held or planned. Its fields hold the *kind*, the *units* and perhaps a *ground_item*."""

    @property
    def scopes(self) -> tuple[ConsentScope, ...]:
        """What the citizen must have agreed to: to meet a unit, or that we speak with it about them."""
        is_without_them = getattr(self, "kind", None) is MeetingKind.UNIT
        return (ConsentScope.CONTACT_UNIT if is_without_them else ConsentScope.JOINT_MEETING,)

    @property
    def reached(self) -> tuple[str, ...]:
        """The units that are there."""
        units: tuple[str, ...] = getattr(self, "units", ())
        return units

    def require_sides(self, case: Case) -> None:
        """Refuse a meeting of the other side of the house, and one with a unit that names none."""
        kind, units = (getattr(self, name) for name in ("kind", "units"))
        if (kind is MeetingKind.REPORTER) is not case.is_report:
            raise Refusal("wrong_scheme")
        if kind in WITH_UNIT and not units:
            raise Refusal("meeting_needs_unit")
        if case.is_report and units:
            raise Refusal("meeting_of_report")


class MeetingRecorded(Gathering, frozen=True, kw_only=True, tag="meeting:recorded/2"):
    """
    A meeting was held.

    Attributes:
        convener: the unit that called it; None for the office.
        units: who of the organisation was there.
        item: notes of it, of the office's own.
        citizen_agreed_on, unit_agreed_on: for mediation, the days on which each side said yes to it.
        promise_item: what was promised there, and *promised_on* by which day.
        is_complained_of: whether somebody complained over the meeting itself.
        planned: the number of the planned meeting that it was, if it was planned.
        ground_item: on which ground a unit met the citizen without their consent, if it did.
        companion, interpreter: whether the one we met had either with them; *present_item* says who.
    """

    kind: MeetingKind
    role: MeetingRole
    convener: Code | None = None
    units: tuple[Code, ...] = ()
    item: ItemRef | None = None
    citizen_agreed_on: date | None = None
    unit_agreed_on: date | None = None
    promise_item: ItemRef | None = None
    promised_on: date | None = None
    is_complained_of: bool = False
    planned: Annotated[int, added_in(2)] = 0
    ground_item: Annotated[ItemRef | None, added_in(2)] = None
    companion: Annotated[bool, added_in(2)] = False
    interpreter: Annotated[bool, added_in(2)] = False
    present_item: Annotated[ItemRef | None, added_in(2)] = None

    # What meeting it was decides whose consent it needs and what of it is confidential, so it is no choice to
    # correct: it is withdrawn and recorded anew.
    typed: ClassVar[tuple[str, ...]] = (
        "happened_on",
        "role",
        "convener",
        "citizen_agreed_on",
        "unit_agreed_on",
    )
    sentence: ClassVar[str] = N_("Meeting %(kind)s, as %(role)s")
    logged: ClassVar[str] = N_("A meeting was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse a day that cannot be, a meeting with no unit that names none, mediation without the yes of both
        sides before it, a joint meeting without consent or a ground, and half a promise.
        """
        require_open(case)
        require_opened(case)
        require_day(case, self.day, on=self.on)
        self.require_sides(case)
        if self.kind is MeetingKind.MEDIATION:
            for agreed_on in (self.citizen_agreed_on, self.unit_agreed_on):
                if agreed_on is None or agreed_on > self.day:
                    raise Refusal("mediation_needs_agreement", held_on=self.day)
        if self.promised_on is not None:
            require_item(self.promise_item, "promise")
        elif self.promise_item is not None:
            raise Refusal("promise_date_missing")
        if self.planned:
            require_planned(case, self.planned)
        for each in self._promised(case):
            each.check(case, context)
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Keep it with the others; what was planned is over."""
        case = case.with_side(meetings=(*case.meetings, self))
        return over(case, self.planned, held_on=self.day)

    def together(self, case: Case) -> tuple[CaseEvent, ...]:
        """What was promised in it is a promise of the case."""
        return (self, *self._promised(case))

    def _promised(self, case: Case) -> tuple[PromiseMade, ...]:
        if self.promise_item is None or self.promised_on is None:
            return ()
        promised = PromiseMade(
            on=self.on,
            actor=self.actor,
            happened_on=self.happened_on,
            number=next_number(case),
            item=self.promise_item,
            due_on=self.promised_on,
            unit=self.convener or next(iter(self.units), None),
        )
        return (promised,)


def require_no_mediation(case: Case, day: date) -> None:
    """Refuse what is written or kept of a day on which there was mediation and no other meeting."""
    met = [each.kind for each in case.meetings if each.day == day]
    if met and all(kind is MeetingKind.MEDIATION for kind in met):
        raise Refusal("mediation_confidential")


def require_planned(case: Case, number: int) -> Planned:
    """Give the planned meeting of a number that is still to come; refuse where there is none."""
    for each in case.planned:
        if each.number == number and each.is_open:
            return each
    raise Refusal("no_planned_meeting")


def over(case: Case, number: int, **became: date) -> Case:
    """Give the case in which a planned meeting is over, if there is one of that number."""
    planned = tuple(replace(each, **became) if each.number == number else each for each in case.planned)
    return case if planned == case.planned else case.with_side(planned=planned)


def is_confidential(event: CaseEvent, field: str) -> bool:
    """
    Say whether what an event names in a field was said in mediation. It leaves the office in no letter,
    package, enclosure or hand-over, and is told apart wherever it is shown; what was promised may be used.
    """
    kind = getattr(event, "kind", None)
    return isinstance(event, Gathering) and kind is MeetingKind.MEDIATION and field not in _USED
