"""
The register of the decisions of appeals bodies over the municipality, and what is decided anew after them.

A decision that was remanded waits for the unit, by a clock of the house's own; every other is done with when
it is registered.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from intake.domain.translatable import N_
from triage.cases.appeals import AppealResult, CountableAppeal, DecidingBody
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import CaseEvent, Code, on_list
from triage.cases.guards import require_day, require_entry
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind

REMANDED = "appeal:remanded"
"""By what the clock of a remanded decision begins; `AppealRemade` ends it."""


class AppealDecided(EntryBegun, frozen=True, kw_only=True, tag="appeal:decided/1"):
    """
    An appeals body has decided over the municipality; the day is that of its decision.

    Attributes:
        unit: over whom, where that is known.
        remarked: whether the body remarked on how the case was handled; *remarks* are the themes of that.
        born_of: the references of the cases that it is about, told to nobody who does not hold them.
    """

    decided_by: DecidingBody
    result: AppealResult
    unit: Code | None = None
    remarked: bool = False
    remarks: Annotated[tuple[Code, ...], on_list("themes")] = ()
    born_of: tuple[Code, ...] = ()

    kind: ClassVar[RegisterKind] = RegisterKind.APPEAL
    typed: ClassVar[tuple[str, ...]] = ("happened_on", "decided_by", "result", "unit")
    sentence: ClassVar[str] = N_("%(decided_by)s has decided: %(result)s")
    logged: ClassVar[str] = N_("A decision of an appeals body was registered")

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse what no entry can be, and remarks on what was not decided."""
        super().check(case, context)
        if self.has_remarks and not self.result.is_on_merits:
            raise Refusal("remarks_need_decision")

    @property
    def has_remarks(self) -> bool:
        """Whether there are any: a theme of one says so too."""
        return self.remarked or bool(self.remarks)

    def begin(self) -> Case:
        """Begin its file, which is open while the unit has to decide anew."""
        case = super().begin()
        if self.result is not AppealResult.REMANDED:
            return case.with_(closed_on=self.day)
        return case.with_(days=case.days.recorded_by_name(REMANDED, self.unit or "", self.day, self.on))


class AppealRemade(CaseEvent, frozen=True, kw_only=True, tag="appeal:remade/1"):
    """The unit has decided anew what was remanded to it."""

    typed: ClassVar[tuple[str, ...]] = ("happened_on",)
    sentence: ClassVar[str] = N_("{Unit} has decided anew")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where nothing was remanded, or it was decided anew before, and an impossible day."""
        require_entry(case, RegisterKind.APPEAL)
        if not waits_for_unit(case):
            raise Refusal("not_remanded")
        require_day(case, self.day, on=self.on)

    def apply(self, case: Case) -> Case:
        """Be done with it."""
        return super().apply(case).with_(closed_on=self.day)


def waits_for_unit(case: Case) -> bool:
    """Whether it was remanded and the unit has not decided anew."""
    began = case.register.began
    is_remanded = isinstance(began, AppealDecided) and began.result is AppealResult.REMANDED
    return is_remanded and case.newest(AppealRemade) is None


def countable_appeal(case: Case, reference: str) -> CountableAppeal:
    """Give what is counted of a decision of an appeals body."""
    appeal = case.register.began
    assert isinstance(appeal, AppealDecided)
    remade = case.newest(AppealRemade)
    return CountableAppeal(
        case=reference,
        on=appeal.day,
        body=appeal.decided_by,
        unit=appeal.unit,
        result=appeal.result,
        remarks=appeal.remarks,
        remarked=appeal.has_remarks if appeal.result.is_on_merits else None,
        remade_on=None if remade is None else remade.day,
        born_of=appeal.born_of,
    )
