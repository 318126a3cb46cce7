"""The form of a decision about one of several that stand in a case: a consent, a promise."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol

from triage.cases.case import Case
from triage.office.decisions.decision_form import COMPLAINTS, DecisionForm, DecisionPage
from triage.office.forms import offer


class Numbered(Protocol):
    """What a case holds several of, each with the number by which it is told."""

    @property
    def number(self) -> int:
        """Its number."""


class NumberedForm(DecisionForm):
    """
    A decision about one of what `standing` gives, which the field *number* offers. A form of this family has
    the fields of its event, with their labels.
    """

    at_once = True
    standing: ClassVar[Callable[[Case], Sequence[Any]]]
    number: Any

    def words_of(self, each: Any) -> str:
        """Give the words by which one is known."""
        raise RuntimeError(f"a form has no words for {type(each).__name__}")

    def prepare(self) -> None:
        """Offer those that stand."""
        offer(self.number, ((str(each.number), self.words_of(each)) for each in self._found()))

    def draft(self) -> None:
        """Choose the one where there is only one."""
        found = self._found()
        if len(found) == 1:
            self.number.data = str(found[0].number)

    def _found(self) -> Sequence[Any]:
        return type(self).standing(self.decision_context.case)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the number that was chosen."""
        return {**super().given(), "number": int(self.number.data)}


def page_of(name: str, standing: Callable[[Case], Sequence[Numbered]]) -> DecisionPage:
    """Give the page of a decision about one of what stands: for a closed case too, where there is any."""
    return DecisionPage(name, COMPLAINTS, of_closed=True, is_offered=lambda file: bool(standing(file.case)))
