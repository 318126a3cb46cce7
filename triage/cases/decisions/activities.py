"""The register of activities: status meetings, teaching, visits and the rest, planned and held."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_entry, require_past
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind

PLANNED = "activity:planned"
"""By what the clock of a planned activity begins; it runs to the day of it."""
MOST_PEOPLE = 10_000
People = Annotated[int, Meta(ge=1, le=MOST_PEOPLE)]
"""How many took part, the office not among them."""


class ActivityKind(Worded):
    """What is done beside the cases."""

    STATUS_MEETING = "status_meeting", N_("Status meeting")
    TEACHING = "teaching", N_("Teaching")
    VISIT = "visit", N_("Visit")
    INSPECTION = "inspection", N_("Inspection")
    NETWORK = "network", N_("Network")
    OTHER = "other", N_("Something else")


class ActivityState(Worded):
    """What became of it."""

    PLANNED = "planned", N_("Planned")
    HELD = "held", N_("Held")
    CALLED_OFF = "called_off", N_("Called off")


class ActivityRegistered(EntryBegun, frozen=True, kw_only=True, tag="activity:registered/1"):
    """
    An activity is planned; one of that day or before was held.

    Attributes:
        meets_on: the day of it.
        units: with whom.
        people: how many took part, or are expected.
    """

    activity: ActivityKind
    meets_on: date
    units: tuple[Code, ...] = ()
    people: People | None = None

    kind: ClassVar[RegisterKind] = RegisterKind.ACTIVITY
    typed: ClassVar[tuple[str, ...]] = ("activity", "meets_on")
    sentence: ClassVar[str] = N_("%(activity)s on %(meets_on)s")
    logged: ClassVar[str] = N_("An activity was registered")

    @property
    def was_held(self) -> bool:
        """Whether it had been held when it was registered."""
        return self.meets_on <= self.on

    def begin(self) -> Case:
        """Begin its file, which is open until it was held or called off."""
        case = super().begin()
        if self.was_held:
            return case.with_(closed_on=self.meets_on)
        return case.with_(days=case.days.recorded_by_name(PLANNED, "", self.on, self.on))


class ActivityHeld(CaseEvent, frozen=True, kw_only=True, tag="activity:held/1"):
    """What was planned was held; *people* is how many came."""

    people: People | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("It was held")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is planned no more, and a day to come."""
        _require_planned(case)
        require_past(self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Be done with it."""
        return super().apply(case).with_(closed_on=self.day)


class ActivityCalledOff(CaseEvent, frozen=True, kw_only=True, tag="activity:called_off/1"):
    """What was planned is not held; *reason_item* says why."""

    reason_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("It was called off")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is planned no more."""
        _require_planned(case)

    def apply(self, case: Case) -> Case:
        """Be done with it."""
        return super().apply(case).with_(closed_on=self.day)


def _require_planned(case: Case) -> None:
    require_entry(case, RegisterKind.ACTIVITY)
    if case.closed_on is not None:
        raise Refusal("activity_over")


def _state_of(case: Case, registered: ActivityRegistered) -> ActivityState:
    if registered.was_held or case.newest(ActivityHeld):
        return ActivityState.HELD
    return ActivityState.PLANNED if case.is_open else ActivityState.CALLED_OFF


class CountableActivity(Struct, frozen=True, omit_defaults=True, tag="activity"):
    """One activity: the day on which it was held, or else for which it was planned."""

    case: str
    on: date
    activity: str
    state: str
    units: tuple[str, ...] = ()
    people: int | None = None

    @property
    def kind(self) -> str:
        """The register that it stands in."""
        return "activity"

    @property
    def first_on(self) -> date:
        """The day that it is counted by."""
        return self.on

    @property
    def last_on(self) -> date | None:
        """The same day."""
        return self.on


def countable_activity(case: Case, reference: str) -> CountableActivity:
    """Give what is counted of an activity; what was closed without being held was called off."""
    registered = case.register.began
    assert isinstance(registered, ActivityRegistered)
    held = case.newest(ActivityHeld)
    return CountableActivity(
        case=reference,
        on=registered.meets_on if held is None else held.day,
        activity=registered.activity,
        state=_state_of(case, registered),
        units=registered.units,
        people=registered.people if held is None or held.people is None else held.people,
    )
