"""What happens to a running clock besides time: it is stopped, taken up, begun anew or given longer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ChangeKind(StrEnum):
    """
    `suspended` to `resumed`: the rest of the time is kept. `interrupted` to `restarted`: the rule says
    whether the rest runs on or the whole counts anew. `extended`: a later date was told in time.
    """

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    INTERRUPTED = "interrupted"
    RESTARTED = "restarted"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """
    One turn of one clock. `reason` is a code of `ClockReason` or empty; `until_on` is the new date that an
    extension tells.

    Whether it counts is the rule's word: a turn that the rule does not allow, or that came after the date had
    passed, changes nothing.
    """

    kind: ChangeKind
    on: date
    until_on: date | None = None
    reason: str = ""


LAW_CHANGE = "law_change"
CALENDAR_CHANGE = "calendar_change"
CORRECTION = "correction"
APPLY_REASONS = (LAW_CHANGE, CALENDAR_CHANGE, CORRECTION)
"""Why a case is told to follow what was learnt since its clocks began."""


@dataclass(frozen=True, slots=True)
class Applied:
    """
    That a case was told, on a day and for one of `APPLY_REASONS`, to follow what Betro knew by `as_of_on`.
    """

    on: date
    as_of_on: date
    reason: str
