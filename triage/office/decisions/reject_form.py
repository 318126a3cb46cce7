"""
Rejecting a complaint on one page: the reason with the bylaw's own limits, what was done, the letter, the end.

Several decisions are made in one press, as where a report is outside the scheme. Where there is no mailbox
the same page says how and when the citizen was told.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from intake.page import language
from intake.page.formats import longdate
from triage.cases.case import Case
from triage.cases.decisions.complaints import (
    AnswerDecided,
    HandlingRecorded,
    InquiryRejected,
    young_from,
)
from triage.cases.decisions.receiving import ORAL
from triage.cases.letter_text import LetterKind
from triage.cases.letters import SentBy
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import COMPLAINTS, DecisionPage, because
from triage.office.decisions.turning_away import TurningAwayForm
from triage.office.forms import LOOK, WHERE_NEEDED, day, line, listed, several
from triage.office.presentation import labels
from triage.rules.taxonomy import Term, Terms
from triage.services.casework.letters import BLANK

WAYS: Mapping[str, SentBy] = {
    **dict.fromkeys(ORAL, SentBy.BY_HAND),
    "phone": SentBy.PHONE,
    "digital_post": SentBy.DIGITAL_POST,
    "letter": SentBy.LETTER,
    "mail": SentBy.MAIL,
}
"""How somebody is told who came that way; who came otherwise is told as whoever writes it says."""


def is_to_reject(case: Case) -> bool:
    """Say whether it is taken up by nobody yet: read, and neither rejected, answered nor referred."""
    side, is_read = case.complaint, case.opened_on is not None and not case.is_own_initiative
    return is_read and not (side.rejection or side.answered_on or side.answers_pending or side.referrals)


class RejectForm(TurningAwayForm):
    """Turn an inquiry away, tell the citizen, and close the case."""

    decides = AnswerDecided
    also = (*TurningAwayForm.also, InquiryRejected, HandlingRecorded)
    internal = ("reason_item",)
    reporter_reads = ("why", "where", "item")
    page = DecisionPage(
        "reject", COMPLAINTS, to_sender=True, is_offered=lambda file: file.case.complaint.rejection is None
    )
    title = _("Reject the inquiry: tell and close")
    intro = _(
        "Why, what has been done, the letter to the citizen and the end of the case, in one. You see what "
        "the citizen will read before it is sent."
    )
    reason = listed(_("Reason"), _("Choose the reason."), labels.terms_of(lambda t: t.rejection_reasons))
    matter_on = day(_("When did the matter happen?"), WHERE_NEEDED)
    exception = listed(
        _("Which exception was considered?"),
        WHERE_NEEDED,
        labels.terms_of(lambda t: t.rejection_exceptions),
        hint=_("If the bylaw has one that came near and does not fit."),
    )
    reason_item = because(rows=4)
    why = line(_("Why, as the citizen reads it"), WHERE_NEEDED)
    where = line(
        _("Where can the citizen turn instead?"),
        WHERE_NEEDED,
        hint=_("It goes into the letter: the name, and how to get hold of it."),
    )
    codes = several(_("What has been done?"), list)
    folded: tuple[str, ...] = ()
    """The fields that are folded away until somebody wants them."""

    def prepare(self) -> None:
        """Say how old a matter may be here; where nothing is too old, nobody is asked about it."""
        super().prepare()
        self.codes.choices = labels.handlings(self.decision_context.case)
        limits = list(self._limits())
        if limits:
            self.matter_on.description = " ".join(limits)
        else:
            del self.matter_on
        if not limits or not self.exception.choices[1:]:
            del self.exception
        self.folded = () if self.codes.data else ("codes",)
        asks_why = [
            words_in(each.label, language.current()) for each in self._terms().values() if _asks_why(each)
        ]
        if asks_why:
            self.why.description = gettext(
                "Only for “%(reason)s”. It goes into the letter.", reason=", ".join(asks_why)
            )
        else:
            del self.why

    def draft(self) -> None:
        """Begin with what was recorded; without a mailbox with today, told as the citizen came."""
        self.codes.data = list(self._handled())
        if not self.decision_context.has_mailbox:
            self.given_on.data = self.decision_context.file.today
            self.sent_by.data = str(WAYS.get(self.decision_context.case.channel, ""))
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.REJECTION

    def typed(self) -> Mapping[str, str | date | None]:
        """Give the guidance of the reason with why and where to turn in it, or below it."""
        term = self._terms().get(self.reason.data or "")
        why, where = self._typed_for_blanks()
        if term is None or not (why or where):
            return {}
        said = BLANK if term.guidance is None else words_in(term.guidance, self.language.data)
        if why:
            said = said.replace(BLANK, why, 1) if _asks_why(term) else f"{said}\n\n{why}"
        before, blank, after = said.rpartition(BLANK)
        if where:
            said = f"{before}{where}{after}" if blank else f"{said}\n\n{where}"
        return {"guidance": said}

    def completed(self) -> bool:
        """Write why and where to turn into the blanks of a draft that was shown before they were typed."""
        why, where = self._typed_for_blanks()
        letter = self.words.data or ""
        fitting = {1: (where,), 2: (why, where)}.get(letter.count(BLANK), ())
        if fitting and all(fitting) and request.form.get("step", LOOK) == LOOK:
            for each in fitting:
                letter = letter.replace(BLANK, each, 1)
            self.words.data = letter
        return super().completed()

    def decisions(self) -> tuple[Typed, ...]:
        """Give the rejection, what was done, the answer, and the closing: at once, or once it is told."""
        term, asked = self._terms().get(self.reason.data or ""), ("matter_on", "exception")
        is_of_age = term is not None and term.months is not None
        rejected = typed(
            InquiryRejected,
            **self.filled(("reason", "reason_item", *(asked if is_of_age else ()))),
        )
        codes = tuple(self.codes.data or ())
        handled = () if codes == self._handled() else (typed(HandlingRecorded, codes=list(codes)),)
        return (rejected, *handled, *super().decisions())

    def _typed_for_blanks(self) -> tuple[str, str]:
        """Give why, and where to turn, as they stand in a sentence; empty where nothing was typed."""
        why, where = ((self[name].data or "") if name in self else "" for name in ("why", "where"))
        return why.strip().rstrip("."), where.strip().rstrip(".")

    def _terms(self) -> Terms:
        return self.decision_context.taxonomy.rejection_reasons

    def _handled(self) -> tuple[str, ...]:
        recorded = self.decision_context.case.newest(HandlingRecorded)
        return () if recorded is None else recorded.codes

    def _limits(self) -> Iterator[str]:
        """Say of each reason that is about age on which day a matter is young enough."""
        case, today = self.decision_context.case, self.decision_context.file.today
        for each in self._terms().values():
            if each.months is not None and each.holds(today):
                reason = words_in(each.label, language.current())
                day = longdate(young_from(case.received_on, each.months))
                yield gettext("Only for “%(reason)s”: before %(day)s.", reason=reason, day=day)


def _asks_why(reason: Term) -> bool:
    """Say whether the guidance of a reason leaves room for why, and behind it for where to turn."""
    return reason.guidance is not None and words_in(reason.guidance, language.current()).count(BLANK) > 1
