"""How a complaint came out: judged once for the case, never for a point; and who has something to learn."""

from __future__ import annotations

from typing import ClassVar

from intake.contents.versioned import Part
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_complaint, require_opened


class LegalPosition(Worded):
    """What became of the citizen's legal position."""

    PROCEDURAL = "procedural", N_("Better as to procedure")
    SUBSTANTIVE = "substantive", N_("Better in substance")
    NONE = "none", N_("No change")
    NOT_KNOWN = "not_known", N_("Not known")


class Learning(Part, frozen=True, kw_only=True):
    """Whether a unit has something to learn from the case."""

    unit: Code
    has: bool


class ResultRecorded(CaseEvent, frozen=True, kw_only=True, tag="result:recorded/1"):
    """What came of a complaint, in a closed case too. A later one replaces it."""

    legal_position: LegalPosition
    learning: tuple[Learning, ...] = ()

    typed: ClassVar[tuple[str, ...]] = ("legal_position",)
    sentence: ClassVar[str] = N_("The citizen's legal position: %(legal_position)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but a complaint that somebody has read."""
        require_complaint(case)
        require_opened(case)
