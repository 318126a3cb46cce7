"""Handing a case over to the other side: asking, the answer, and what crosses."""

from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.hand_over import (
    HandOverAsked,
    HandOverConsented,
    HandOverDeclined,
    answer_by,
)
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.decisions.messages import MessageReceived
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import HANDED_OVER
from triage.office.decisions.case_forms import owed_in_words
from triage.office.decisions.decision_form import COMPLAINTS, REPORTS, DecisionForm, DecisionPage, because
from triage.office.decisions.letter_form import DRAFTED, PAGE, LetterForm, PostForm
from triage.office.forms import WHERE_NEEDED, day, line, prose, yes
from triage.office.request_context import organisation, today
from triage.services.casework.hand_over import hand_over
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn


class HandOverForm(LetterForm):
    """Ask for consent to hand over."""

    decides = HandOverAsked
    page = DecisionPage("hand-over", REPORTS, crosses=True, needs_mailbox=True)
    title = _("Ask about handing over to {citizens_adviser}")
    intro = _("The reporter has 30 days to answer. Without a yes nothing is passed on.")
    item = prose(_("The question"), _("Write the question."), rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HAND_OVER

    def given(self) -> dict[str, object]:
        """Give what was typed, and the day by which it can be answered."""
        return {**super().given(), "answer_by_on": answer_by(organisation().rulebook, today())}


class InquiryHandOverForm(HandOverForm):
    """Ask a citizen for consent to hand over."""

    decides = HandOverAsked
    page = DecisionPage("hand-over-inquiry", COMPLAINTS, crosses=True, needs_mailbox=True)
    title = _("Ask about handing over to {whistleblower_unit}")
    intro = _(
        "When the inquiry is a report to the whistleblower scheme. The citizen has 30 days to answer. "
        "Without a yes nothing is passed on."
    )

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HAND_OVER_INQUIRY


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
    intro = _("A case begins with {citizens_adviser}, and its time limits count from the day of the consent.")
    internal = ("summary",)
    happened_on = day(_("The day the reporter said yes"), _("Write the date."))
    item = prose(_("The reporter's words"), _("Write how the reporter said yes."))
    summary = line(PASSED_ON, MISSING, hint=PASSED_ON_HINT)

    def draft(self) -> None:
        """Begin with the day on which the mailbox was answered."""
        self.happened_on.data = _answered_on(self.decision_context.case)


def _is_agreed(case: Case) -> bool:
    return case.hand_over_agreed


class AgreedHandOverForm(HandsOver):
    """The hand-over that the reporter has agreed to in the mailbox."""

    decides = DispositionRecorded
    fixed = MappingProxyType({"code": HANDED_OVER})
    passed_on = "reason_item"
    page = DecisionPage(
        "hand-over-agreed", REPORTS, _is_agreed, crosses=True, is_offered=lambda file: _is_agreed(file.case)
    )
    title = _("Hand the case over, as the reporter agreed")
    intro = ConsentForm.intro
    reason_item = line(PASSED_ON, MISSING, hint=PASSED_ON_HINT)


class DeclineForm(DecisionForm):
    """There is a no to the hand-over."""

    decides = HandOverDeclined
    page = DecisionPage("decline", comes_next=_is_asked_about, crosses=True)
    title = _("Register a no to handing over")
    intro = _("Nothing is passed on.")
    happened_on = day(_("The day of the no"), _("Write the date."))

    def draft(self) -> None:
        """Begin with the day on which the mailbox was answered."""
        self.happened_on.data = _answered_on(self.decision_context.case)


class HandInquiryOverForm(HandsOver, PostForm):
    """Hand an inquiry that is a report over to the whistleblower scheme."""

    decides = InquiryHandedOver
    passed_on = "summary"
    page = DecisionPage("hand-inquiry-over", COMPLAINTS, _is_agreed, crosses=True, to_sender=True)
    title = _("Hand the inquiry over to {whistleblower_unit}")
    intro = _(
        "A report begins with {whistleblower_unit}, and its time limits count from today. The inquiry is "
        "closed and tells nothing of what becomes of the report. The report has no mailbox of its own. If "
        "there is one here, it stays open: what a reporter is to be told, the citizen is told there or in "
        "another way, and you note in the report that it was given."
    )
    internal = ("summary",)
    reason_item = because(_("Why it is a report to the whistleblower scheme"))
    agreement_item = prose(
        _("The citizen's agreement, if it was not given in the mailbox"),
        WHERE_NEEDED,
        hint=_("How it was given, or the citizen's own words."),
    )
    agreed_on = day(_("The day the citizen agreed, if not in the mailbox"), WHERE_NEEDED)
    cannot_be_asked = yes(_("Nobody can be asked: we do not know who it is, or how to reach them"))
    summary = line(
        PASSED_ON, MISSING, hint=_("Your own summary. Only this crosses; nothing of the inquiry does.")
    )
    item = prose(_("What the citizen is told"), WHERE_NEEDED, rows=PAGE, hint=DRAFTED)

    def prepare(self) -> None:
        """Whoever has a mailbox can be asked."""
        super().prepare()
        if self.decision_context.has_mailbox:
            del self.cannot_be_asked

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HANDED_OVER

    def warnings(self) -> list[str]:
        """Name what somebody goes on having a right to by law."""
        return owed_in_words(self.decision_context)

    def completed(self) -> bool:
        """Insist on the letter, and on the way it goes, where there is somebody to tell."""
        return self._is_nobodys() or super().completed()

    def given(self) -> dict[str, object]:
        """Give what was typed; nobody is told where nobody can be asked."""
        given = super().given()
        if not self._is_nobodys():
            return given
        return {**given, **dict.fromkeys(("item", "template", "language", "given_on", "sent_by"))}

    def _is_nobodys(self) -> bool:
        is_ticked = "cannot_be_asked" in self and bool(self.cannot_be_asked.data)
        return is_ticked and not (self.agreement_item.data or self.agreed_on.data)
