"""Handing an inquiry that is a report over to the whistleblower scheme: asking, carrying over, closing."""

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.letter_text import LetterKind
from triage.office.decisions.case_forms import owed_in_words
from triage.office.decisions.decision_form import COMPLAINTS, DecisionPage, because
from triage.office.decisions.hand_over_forms import (
    MISSING,
    PASSED_ON,
    HandOverForm,
    HandsOver,
    has_crossed,
    is_agreed,
)
from triage.office.decisions.letter_form import DRAFTED, PAGE, PostForm
from triage.office.forms import WHERE_NEEDED, day, line, prose, yes


class InquiryHandOverForm(HandOverForm):
    """Ask a citizen for consent to hand over."""

    decides = HandOverAsked
    reporter_reads = HandOverForm.reporter_reads
    page = DecisionPage("hand-over-inquiry", COMPLAINTS, crosses=True, needs_mailbox=True)
    title = _("Ask about handing over to {whistleblower_unit}")
    intro = _(
        "When the inquiry is a report to the whistleblower scheme. The citizen has 30 days to answer. "
        "Without a yes nothing is passed on."
    )

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HAND_OVER_INQUIRY


class HandInquiryOverForm(HandsOver, PostForm):
    """Hand an inquiry that is a report over to the whistleblower scheme."""

    decides = InquiryHandedOver
    passed_on = "summary"
    page = DecisionPage(
        "hand-inquiry-over",
        COMPLAINTS,
        is_agreed,
        crosses=True,
        to_sender=True,
        is_offered=lambda file: not has_crossed(file.case),
    )
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


def _is_left_to_close(case: Case) -> bool:
    return case.hand_over_agreed and has_crossed(case)


class CrossedInquiryForm(PostForm):
    """Close an inquiry that was handed over by the citizen's yes in the mailbox."""

    decides = InquiryHandedOver
    page = DecisionPage(
        "inquiry-handed-over",
        COMPLAINTS,
        _is_left_to_close,
        crosses=True,
        to_sender=True,
        is_offered=lambda file: _is_left_to_close(file.case),
    )
    title = _("Close the inquiry that was handed over")
    intro = _(
        "With the citizen's yes in the mailbox a report began with {whistleblower_unit}, with a mailbox of "
        "its own under the same code. What is left is to close the inquiry here."
    )
    reason_item = because(_("Why it is a report to the whistleblower scheme"))
    item = prose(_("What the citizen is told"), WHERE_NEEDED, rows=PAGE, hint=DRAFTED)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HANDED_OVER

    def warnings(self) -> list[str]:
        """Name what somebody goes on having a right to by law."""
        return owed_in_words(self.decision_context)
