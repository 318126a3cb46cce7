"""Handing a case over to the other side: asking, the answer, and what crosses."""

from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverDeclined
from triage.cases.decisions.messages import MessageReceived
from triage.cases.hand_over import answer_by
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import HANDED_OVER
from triage.office.decisions.decision_form import REPORTS, DecisionForm, DecisionPage
from triage.office.decisions.letter_form import PAGE, LetterForm
from triage.office.forms import day, line, prose, refuse_cpr
from triage.office.request_context import organisation, today
from triage.services.casework.hand_over import hand_over
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn

CROSSING = _("What a yes passes on")


class HandOverForm(LetterForm):
    """Ask for consent to hand over what the question says."""

    decides = HandOverAsked
    reporter_reads = ("item", "crossing_item")
    page = DecisionPage("hand-over", REPORTS, crosses=True, needs_mailbox=True)
    title = _("Ask about handing over to {citizens_adviser}")
    intro = _("The reporter has 30 days to answer. Without a yes nothing is passed on.")
    item = prose(_("The question"), _("Write the question."), rows=PAGE)
    crossing_item = prose(
        CROSSING,
        _("Write what a yes passes on."),
        hint=_(
            "Only this text crosses, word for word, at the moment of the yes. Write it so that it does not "
            "tell who has written."
        ),
        rows=PAGE // 2,
        checked=[refuse_cpr],
    )

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HAND_OVER

    def given(self) -> dict[str, object]:
        """Give what was typed, and the day by which it can be answered."""
        return {**super().given(), "answer_by_on": answer_by(organisation().rulebook, today())}


def _is_asked_about(case: Case) -> bool:
    return case.hand_over_pending


def _answered_on(case: Case) -> date | None:
    """Give the day of the newest message since the question; None where the answer came elsewhere."""
    question = case.hand_over
    wrote = [each.day for each in case.history if isinstance(each, MessageReceived)]
    return max((each for each in wrote if question and each >= question.asked_on), default=None)


PASSED_ON = _("What is passed on")
MISSING = _("Write what is passed on.")
PASSED_ON_HINT = _("Your own summary. Only this crosses; nothing of the report does.")


class HandsOver(DecisionForm):
    """A decision that begins a case on the other side; the field *passed_on* holds what is told there."""

    passed_on: ClassVar[str]

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Record the decision and begin the new case; show the new one."""
        return hand_over(
            organisation,
            who,
            self.decision_context.file,
            self.decision(),
            summary=self[self.passed_on].data,
            seen=self.decision_context.seen,
            now=now,
            form=self.sent(),
        )


class ConsentForm(HandsOver):
    """The reporter agreed to the hand-over."""

    decides = HandOverConsented
    passed_on = "summary"
    page = DecisionPage("consent", REPORTS, _is_asked_about, crosses=True)
    title = _("Register a yes to handing over")
    intro = _(
        "A case begins with {citizens_adviser}, and its time limits count from the day of the consent. It "
        "has no mailbox: only a yes that is given in the mailbox begins one that has."
    )
    internal = ("summary",)
    happened_on = day(_("The day the reporter said yes"), _("Write the date."))
    item = prose(_("The reporter's words"), _("Write how the reporter said yes."))
    summary = line(PASSED_ON, MISSING, hint=PASSED_ON_HINT)

    def draft(self) -> None:
        """Begin with the day on which the mailbox was answered."""
        self.happened_on.data = _answered_on(self.decision_context.case)


def is_agreed(case: Case) -> bool:
    """Say whether there is a yes, and an adviser has to carry the case over."""
    return case.hand_over_agreed and not has_crossed(case)


def has_crossed(case: Case) -> bool:
    """Say whether the yes itself passed on what the question said, so that no one has to carry it over."""
    return case.hand_over is not None and case.hand_over.has_crossed


class AgreedHandOverForm(HandsOver):
    """The hand-over that the reporter has agreed to in the mailbox."""

    decides = DispositionRecorded
    fixed = MappingProxyType({"code": HANDED_OVER})
    passed_on = "reason_item"
    page = DecisionPage(
        "hand-over-agreed", REPORTS, is_agreed, crosses=True, is_offered=lambda file: is_agreed(file.case)
    )
    title = _("Hand the case over, as the reporter agreed")
    intro = ConsentForm.intro
    reason_item = line(PASSED_ON, MISSING, hint=PASSED_ON_HINT)


class DeclineForm(DecisionForm):
    """There is a no to the hand-over."""

    decides = HandOverDeclined
    page = DecisionPage("decline", comes_next=_is_asked_about, to_sender=True, crosses=True)
    title = _("Register a no to handing over")
    intro = _("Nothing is passed on.")
    happened_on = day(_("The day of the no"), _("Write the date."))

    def draft(self) -> None:
        """Begin with the day on which the mailbox was answered."""
        self.happened_on.data = _answered_on(self.decision_context.case)
