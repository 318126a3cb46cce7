"""
What every decision page has: a form, the event that it decides, and words to show before anything is sent.

A field bears the name of the field of the event that it fills. What is typed into a field that names a sealed
text is sealed on the way; whether the reporter reads it follows from the event, unless the form says more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Flag, auto
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from flask import url_for
from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.events import CaseEvent, Decided
from triage.cases.register_kinds import RegisterKind
from triage.cases.typed import Typed, item_fields, typed
from triage.office.forms import DatedForm, prose
from triage.office.presentation import drafts, labels
from triage.office.presentation.odd_days import is_unsure
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.case_view import CaseView, feedback_due

TODAY = _("Leave it empty if it was today.")
WHY = _("Write the reason.")
WHY_HINT = _("For the unit alone. Write it so that a colleague understands it in a year.")


def because(label: object = None, missing: object = WHY, *, hint: object = WHY_HINT, rows: int = 8) -> Any:
    """Give the field for the reason in the advisor's words."""
    return prose(label or _("Your reason in words"), missing, hint=hint, rows=rows)


class Side(Flag):
    """A side of the house; the registers are the office's own."""

    REPORTS = auto()
    COMPLAINTS = auto()
    REGISTER = auto()
    BOTH = REPORTS | COMPLAINTS
    ALL = BOTH | REGISTER


REPORTS, COMPLAINTS, REGISTER = Side.REPORTS, Side.COMPLAINTS, Side.REGISTER


def side_of(case: Case) -> Side:
    """Give the side of the house that a case is on."""
    if case.is_register:
        return REGISTER
    return REPORTS if case.is_report else COMPLAINTS


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """
    Where a decision page is, and who is led there.

    Attributes:
        name: the last part of its address.
        side: which side of the house has it.
        comes_next: whether it usually comes next; it allows and forbids nothing: that is the event's.
        crosses: whether it leads from one side to the other, and so needs that there are both.
        needs_mailbox: whether it is not led to where there is none.
        to_sender: whether it tells something to whoever came with the case, so not where nobody did.
        of_clocks: whether it is about the deadlines.
        of_closed: whether it is for a closed case too; *reopens*: for no other.
        is_near: whether it is led to beside what comes next, for it is needed every day.
        of_kind: of which register, where it is for the entries of one alone.
        is_offered: whether anybody is led there in this case.
    """

    name: str
    side: Side = Side.BOTH
    comes_next: Callable[[Case], bool] = lambda _case: False
    crosses: bool = False
    needs_mailbox: bool = False
    to_sender: bool = False
    of_clocks: bool = False
    of_closed: bool = False
    reopens: bool = False
    is_near: bool = False
    of_kind: RegisterKind | None = None
    is_offered: Callable[[CaseFile], bool] = lambda _file: True

    def is_for(self, case: Case) -> bool:
        """Say whether cases of this kind have it at all."""
        return side_of(case) in self.side and self.of_kind in {None, case.register.kind}


@dataclass(frozen=True)
class DecisionContext:
    """
    The case that a decision is about, as its form may use it: for a draft, for the choices of a field.

    *names* are those of all that a clock can be about: the units, and the areas of own limits. *seen* is how
    many events the case had when the person began.
    """

    view: CaseView
    units: dict[str, str]
    names: dict[str, str]
    advisors: dict[str, str]
    is_opened: bool
    seen: int

    @cached_property
    def feedback_by(self) -> date | None:
        """The day by which feedback is due if receipt is acknowledged today at the latest."""
        return feedback_due(self.file)

    @property
    def file(self) -> CaseFile:
        """The file of the case."""
        return self.view.case_file

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.view.case_file.case

    @property
    def has_moved_on(self) -> bool:
        """Whether the case is not as it was when the person began."""
        return self.seen != len(self.file.history)

    @property
    def has_mailbox(self) -> bool:
        """Whether the reporter can be written to through Betro."""
        return self.file.row.intake_reference is not None

    @property
    def taxonomy(self) -> Taxonomy:
        """The municipality's lists."""
        return labels.taxonomy()


class DecisionForm(DatedForm):
    """
    The form of one decision.

    `decides` is the event, `also` what one press decides besides, `page` where its page is, `fixed` what the
    page itself says of the event. `title` is the link to it and its heading, `intro` the sentence below;
    `at_once` says that it is internal and needs no second look before it is stored.
    """

    decides: ClassVar[type[CaseEvent]]
    also: ClassVar[tuple[type[CaseEvent], ...]] = ()
    page: ClassVar[DecisionPage]
    fixed: ClassVar[Mapping[str, object]] = MappingProxyType({})
    title: ClassVar[object] = ""
    intro: ClassVar[object] = ""
    at_once: ClassVar[bool] = False
    in_letter: ClassVar[tuple[str, ...]] = ()
    """The texts that a unit reads, in a letter to it."""
    ends: ClassVar[bool] = False
    """Whether it is taken once, so that no other draft of it in the case is left to go on with."""
    notice: object = ""
    """What the page says above the fields without anything being wrong."""
    file_after: CaseFile | None = None
    """The case as it stands once it has happened."""
    decision_context: DecisionContext

    def __init_subclass__(cls) -> None:
        """Say of each text whether the reporter reads it."""
        if "decides" not in cls.__dict__:
            return
        told = (cls.decides.words_in,) if issubclass(cls.decides, Decided) else ()
        own = cls.__dict__
        cls.reporter_reads = own.get("reporter_reads", told)
        texts = (name for name in item_fields(cls.decides) if name not in cls.reporter_reads)
        cls.internal = (*texts, *own.get("internal", ()))

    def bind(self, decision_context: DecisionContext) -> None:
        """Say which case it is about, before anything else is asked of the form."""
        self.decision_context = decision_context
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case: choices, before anything is checked."""

    def unavailable_reason(self) -> str:
        """Say why this step cannot be taken in this installation or kind of case; empty where it can."""
        return ""

    def warnings(self) -> list[str]:
        """Say what should be known before it happens, besides what follows from it."""
        return []

    def draft(self) -> None:
        """Write a first draft into an empty form."""

    def is_ready(self) -> bool:
        """Whether its draft is all of it, so that what will happen is shown at once."""
        return False

    def reshown(self, _step: str) -> bool:
        """Do what a button of its own asks, and say whether the form is then only to be shown again."""
        return False

    def completed(self) -> bool:
        """
        Say whether there is enough to preview; False after having filled in a draft that must be read first.
        """
        return True

    def external_event(self) -> tuple[str, str] | None:
        """Give what is recorded by name, and what it is about, where the form is for that."""
        return None

    def is_unsure(self) -> bool:
        """Say whether a day was typed that can hardly be meant and nobody has confirmed; ask for it then."""
        context = self.decision_context.file.context
        return is_unsure(self, self.measured_by(), context, external_event=self.external_event())

    def measured_by(self) -> Case | None:
        """Give the case whose beginning the days are measured by; None where they may well lie before it."""
        return self.decision_context.case

    def given(self) -> dict[str, object]:
        """Give what was typed, by the names of the event's fields."""
        return self.filled(self.decides.__struct_fields__) | {**self.fixed}

    def decision(self) -> Typed:
        """Give the event that is meant; the form has been checked."""
        return typed(self.decides, **self.given())

    def decisions(self) -> tuple[Typed, ...]:
        """Give everything that one press decides, each asked of the case as those before it leave it."""
        return (self.decision(),)

    def sent(self) -> SentForm | None:
        """Give what is sent, as its drafts are found."""
        return drafts.sent(self.page.name, ends=self.ends)

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Let it happen, and give the reference of the case to show afterwards."""
        file = self.decision_context.file
        seen, reference = self.decision_context.seen, file.row.case_reference
        self.file_after = execute(
            organisation,
            who,
            reference,
            *self.decisions(),
            now=now,
            known=file,
            seen=seen,
            form=self.sent(),
        )
        return reference

    def landing(self, reference: str) -> str:
        """Give the address that is shown once it has happened."""
        return url_for("case", reference=reference)
