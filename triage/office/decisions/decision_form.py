"""
What every decision page has: a form, a question to the domain, and words to show before anything is sent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from triage.office.forms import OfficeForm
from triage.office.presentation import labels
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.execute import Decision, execute
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.case_view import CaseView


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """
    The case that a decision is about, as its form may use it: for a draft, for the choices of a field.

    *names* are those of all that a clock can be about: the departments, and the areas of own limits.
    *feedback_by* is the day by which feedback is due if receipt is acknowledged today at the latest.
    """

    view: CaseView
    departments: dict[str, str]
    names: dict[str, str]
    advisors: dict[str, str]
    is_opened: bool
    feedback_by: date | None

    @property
    def has_mailbox(self) -> bool:
        """Whether the reporter can be written to through Betro."""
        return self.view.case_file.row.intake_reference is not None

    @property
    def taxonomy(self) -> Taxonomy:
        """The municipality's lists."""
        return labels.taxonomy()


class DecisionForm(OfficeForm):
    """
    The form of one decision.

    `title` is the link to it and its heading, `intro` the sentence below; `at_once` says that it is internal
    and needs no second look before it is stored.
    """

    title: ClassVar[object] = ""
    intro: ClassVar[object] = ""
    at_once: ClassVar[bool] = False
    matter: DecisionContext

    def bind(self, matter: DecisionContext) -> None:
        """Say which case it is about, before anything else is asked of the form."""
        self.matter = matter
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case: choices, before anything is checked."""

    def unavailable_reason(self) -> str:
        """Say why this step cannot be taken in this installation or kind of case; empty where it can."""
        return ""

    def draft(self) -> None:
        """Write a first draft into an empty form."""

    def completed(self) -> bool:
        """
        Say whether there is enough to preview; False after having filled in a draft that must be read first.
        """
        return True

    def decision(self) -> Decision:
        """Give the decision that was typed; the form has been checked."""
        raise RuntimeError("each decision has a form of its own, which makes it")

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Let it happen, and give the reference of the case to show afterwards."""
        reference = self.matter.view.case_file.row.case_reference
        execute(organisation, who, reference, self.decision(), now=now)
        return reference
