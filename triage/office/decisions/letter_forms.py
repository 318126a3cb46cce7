"""Letters about a clock, whether it moves by them or not, and the one about how to appeal."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.days import is_followed
from triage.cases.decisions.appeal_guidance import (
    AppealBody,
    AppealGuidanceGiven,
    HowCounted,
    four_weeks,
)
from triage.cases.decisions.clocks import EXTENSION_REASONS, DeadlineExtended, is_owed_by_unit
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.letter_text import LetterKind
from triage.cases.letters import delay_kind, extension_kind, is_for_sender, is_waited_for
from triage.cases.typed import Typed, typed
from triage.engine.deadline import Deadline
from triage.office.decisions.clock_forms import CHOOSE_REASON, REASON, ClockForm, reasons
from triage.office.decisions.decision_form import WHY, DecisionPage
from triage.office.decisions.letter_form import (
    DRAFTED,
    PAGE,
    PostForm,
)
from triage.office.forms import WHERE_NEEDED, day, line, listed, prose, worded
from triage.office.presentation.clock_choices import wanted_clock
from triage.office.request_context import organisation
from triage.rules.model import Rule
from triage.services.history.case_file import CaseFile

NOT_FOR_REPORTER = _(
    "This letter is not for the reporter, so it is not placed in the mailbox. Write the date on which you "
    "gave it to the one who asked."
)


class ClockLetterForm(ClockForm, PostForm):
    """A letter about a clock: that something takes longer, why, and until when."""

    drafts_at_once = False
    until_on = day(_("The new date"), _("Write the new date."))

    def draft(self) -> None:
        """Begin with the clock that the list of letters named."""
        self.clock.data = wanted_clock(self.decision_context.view.deadlines)
        super().draft()

    def typed(self) -> Mapping[str, str | date | None]:
        """Give reason and dates."""
        deadline = self.chosen()
        return {
            "reason": self.reason_item.data,
            "new_date": self.until_on.data,
            "due_strict": None if deadline is None else deadline.due_strict,
        }


class DelayNoticeForm(ClockLetterForm):
    """Tell that an answer takes longer, why, and until when."""

    decides = LetterRecorded
    letters = (LetterKind.DELAY, LetterKind.DELAY_REPORT)
    page = DecisionPage("delay-notice", of_clocks=True)
    title = _("Tell about a delay")
    intro = _(
        "A letter with the reason and a new date. It moves no deadline: late against the original date "
        "stays late."
    )
    reporter_reads = ("reason_item", "item")
    reason_item = prose(_("Why it takes longer"), _("Write the reason."))
    item = prose(_("The letter"), WHERE_NEEDED, hint=DRAFTED, rows=PAGE)

    def offers(self, deadline: Deadline) -> bool:
        """Offer the clocks for which the reporter or the citizen waits."""
        is_waited = is_waited_for(self.decision_context.case, deadline.counted_by)
        return is_waited and not is_followed(deadline.subject)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter for this side of the house."""
        return delay_kind(self.decision_context.case)


def _is_awaited(file: CaseFile) -> bool:
    """Whether anything is open: in a closed case what is owed still."""
    return file.case.is_open or any(each.is_open for each in file.deadlines)


class ExtendForm(ClockLetterForm):
    """Give a clock longer, with the letter that says so."""

    decides = DeadlineExtended
    page = DecisionPage("extend", of_clocks=True, of_closed=True, is_offered=_is_awaited)
    title = _("Extend a deadline")
    intro = _(
        "Only where the rule allows it, before the date has passed, and with a letter that gives the reason. "
        "The first date stays visible."
    )
    wants_paused = False
    reporter_reads = ("reason_item", "letter_item")
    reason = listed(REASON, CHOOSE_REASON, reasons(EXTENSION_REASONS))
    reason_item = prose(_("The reason, as the letter says it"), WHY)
    letter_item = prose(_("The letter"), WHERE_NEEDED, hint=DRAFTED, rows=PAGE)

    def offers(self, deadline: Deadline) -> bool:
        """Offer no clock of a unit's: its new date is not told in a letter."""
        is_units = is_owed_by_unit(deadline.counted_by) or is_followed(deadline.subject)
        return super().offers(deadline) and not is_units

    def rule(self) -> Rule | None:
        """Give the rule of the clock that was chosen."""
        chosen = self.chosen()
        return None if chosen is None else chosen.counted_by

    def kind_of_letter(self) -> LetterKind:
        """Give the letter for this clock."""
        rule = self.rule()
        return LetterKind.EXTENSION if rule is None else extension_kind(self.decision_context.case, rule)

    def completed(self) -> bool:
        """Keep out of a reporter's mailbox what is about somebody else's request."""
        if not super().completed():
            return False
        rule = self.rule()
        if self.given_on.data or rule is None:
            return True
        # What cannot be extended at all is refused with its provision.
        is_refused = rule.may_extend is None and not rule.by_notice
        if is_refused or is_for_sender(self.decision_context.case, rule):
            return True
        self.given_on.errors = [NOT_FOR_REPORTER]
        return False


class AppealForm(PostForm):
    """Tell how a decision can be appealed."""

    decides = LetterRecorded
    also = (AppealGuidanceGiven,)
    letters = (LetterKind.APPEAL,)
    page = DecisionPage("appeal")
    title = _("Guide on how to appeal")
    intro = _("A letter that says where, by when and how a decision can be appealed.")
    drafts_at_once = False
    reporter_reads = ("appeal_body", "how", "item")
    body = listed(_("Who the appeal goes to"), WHERE_NEEDED, worded(AppealBody))
    appeal_body = line(_("Its name, if it is another"), WHERE_NEEDED)
    counted = listed(_("How the last day is counted"), WHERE_NEEDED, worded(HowCounted))
    received_on = day(_("The decision was received on"), WHERE_NEEDED)
    until_on = day(
        _("The last day for the appeal"),
        WHERE_NEEDED,
        hint=_("Leave it empty where it is four weeks from the day on which the decision was received."),
    )
    how = prose(
        _("How to do it"),
        _("Write how to do it."),
        hint=_("For example: send the appeal to {unit} that made the decision, which sends it on."),
    )
    item = prose(_("The letter"), WHERE_NEEDED, hint=DRAFTED, rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.APPEAL

    def completed(self) -> bool:
        """Ask where the appeal goes, and count four weeks where that is what counts."""
        if not self.counted.data:
            self.counted.data = str(HowCounted.AS_WRITTEN)
        if not self.body.data and self.appeal_body.data:
            self.body.data = str(AppealBody.OTHER)
        is_counted = self.counted.data == HowCounted.FOUR_WEEKS and self.received_on.data
        if is_counted and not self.until_on.data:
            self.until_on.data = four_weeks(organisation().rulebook, self.received_on.data).due_strict
        if not self._body:
            self.appeal_body.errors = [gettext("Write who the appeal goes to.")]
            return False
        if not self.until_on.data:
            self.until_on.errors = [gettext("Write the last day for the appeal.")]
            return False
        return super().completed()

    @property
    def _body(self) -> str:
        """The name of the body, in every language the same."""
        chosen = self.body.data or AppealBody.OTHER
        return self.appeal_body.data or "" if chosen == AppealBody.OTHER else AppealBody(chosen).words

    def decisions(self) -> tuple[Typed, ...]:
        """Give the letter, and what the citizen was told by it."""
        guidance = typed(
            AppealGuidanceGiven,
            body=self.body.data,
            counted=self.counted.data,
            ends_on=self.until_on.data,
            received_on=self.received_on.data,
            happened_on=self.given_on.data,
        )
        return (self.decision(), guidance)

    def typed(self) -> Mapping[str, str | date | None]:
        """Give where, by when and how."""
        return {
            "appeal_body": self._body,
            "appeal_by": self.until_on.data,
            "how": self.how.data,
        }
