"""By what a case is recognised among others without opening it: what stands of it in plain."""

from typing import NamedTuple

from triage.cases.case import Case
from triage.cases.decisions.points import main_theme


class Marks(NamedTuple):
    """The unit that a case is about, its main theme, its type, and the handle of whoever has it."""

    unit: str | None
    theme: str | None
    type: str | None
    handler: bytes | None


def marks_of(case: Case) -> Marks:
    """Give what a list shows, filters and sorts a case by."""
    handler = None if case.handler is None else bytes.fromhex(case.handler)
    if case.is_register:
        # No list of cases by unit, theme or type leads to what is none.
        return Marks(None, None, None, handler)
    type_ = None if case.is_report else case.complaint.type
    return Marks(case.complaint.unit, main_theme(case), type_, handler)
