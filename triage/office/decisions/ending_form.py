"""A letter with which a case can end: it is closed as soon as the letter has been told."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _

from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.closing_when_told import ClosingDecided
from triage.cases.events import CaseEvent
from triage.cases.typed import Typed, typed
from triage.office.decisions.case_forms import before_closing
from triage.office.decisions.letter_form import PostForm
from triage.office.forms import yes


class EndingForm(PostForm):
    """A letter, and perhaps the closing with it: at once where it was given by hand, else once it is told."""

    also: ClassVar[tuple[type[CaseEvent], ...]] = (ClosingDecided, CaseClosed)
    ends = True
    closes = yes(_("Close the case as soon as it has been told"))

    def __iter__(self) -> Iterator[Any]:
        """Give the fields, the closing last."""
        yield from (each for each in super().__iter__() if each.short_name != "closes")
        yield self["closes"]

    def warnings(self) -> list[str]:
        """Say what speaks against closing, where it is to be closed."""
        return before_closing(self.decision_context) if self.closes.data else []

    def decisions(self) -> tuple[Typed, ...]:
        """Give the letter, and the closing where it is wanted."""
        closing = CaseClosed if self.given_on.data else ClosingDecided
        return (self.decision(), *([typed(closing)] if self.closes.data else ()))
