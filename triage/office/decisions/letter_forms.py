"""Letters that stand on their own: that something takes longer, and how to appeal."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.messages import LetterRecorded
from triage.cases.letter_text import LetterKind
from triage.cases.letters import delay_kind, is_waited_for
from triage.engine.deadline import Deadline
from triage.office.decisions.letter_form import (
    DRAFTED,
    PAGE,
    PostForm,
    given_field,
    language_field,
    way_field,
)
from triage.office.forms import day, line, listed, prose
from triage.office.presentation.clock_choices import clock_choices, clock_of, wanted_clock
from triage.office.request_context import organisation


class DelayNoticeForm(PostForm):
    """Tell that an answer takes longer, why, and until when."""

    decides = LetterRecorded
    title = _("Tell about a delay")
    intro = _(
        "A letter with the reason and a new date. It moves no deadline: late against the original date "
        "stays late."
    )
    drafts_at_once = False
    reporter_reads = ("reason_item", "item")
    clock = listed(_("Which deadline?"), _("Choose the deadline."), list)
    until_on = day(_("The new date"), _("Write the new date."))
    reason_item = prose(_("Why it takes longer"), _("Write the reason."))
    language = language_field()
    item = prose(_("The letter"), hint=DRAFTED, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def prepare(self) -> None:
        """Offer the clocks for which the reporter or the citizen waits."""
        super().prepare()
        case, book = self.matter.case, organisation().rulebook
        waited = [each for each in self.matter.view.deadlines if is_waited_for(case, each, book)]
        self.clock.choices = [
            ("", gettext("Choose")),
            *clock_choices([each for each in waited if each.is_open], self.matter.names),
        ]

    def draft(self) -> None:
        """Begin with the clock that the list of letters named."""
        self.clock.data = wanted_clock(self.matter.view.deadlines)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter for this side of the house."""
        return delay_kind(self.matter.case)

    def typed(self) -> Mapping[str, str | date | None]:
        """Give reason and dates."""
        late = self._late()
        return {
            "reason": self.reason_item.data,
            "new_date": self.until_on.data,
            "due_strict": None if late is None else late.due_strict,
        }

    def given(self) -> dict[str, object]:
        """Give what was typed, and the clock."""
        late = self._late()
        rule, subject = (self.clock.data, "") if late is None else (late.rule, late.subject)
        return {**super().given(), "rule": rule, "subject": subject}

    def _late(self) -> Deadline | None:
        return clock_of(self.matter.view.deadlines, self.clock.data)


class AppealForm(PostForm):
    """Tell how a decision can be appealed."""

    decides = LetterRecorded
    title = _("Guide on how to appeal")
    intro = _("A letter that says where, by when and how a decision can be appealed.")
    drafts_at_once = False
    reporter_reads = ("appeal_body", "how", "item")
    appeal_body = line(_("Who the appeal goes to"), _("Write who the appeal goes to."))
    until_on = day(_("The last day for the appeal"), _("Write the last day for the appeal."))
    how = prose(
        _("How to do it"),
        _("Write how to do it."),
        hint=_("For example: send the appeal to the department that made the decision; it sends it on."),
    )
    language = language_field()
    item = prose(_("The letter"), hint=DRAFTED, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.APPEAL

    def typed(self) -> Mapping[str, str | date | None]:
        """Give where, by when and how."""
        return {
            "appeal_body": self.appeal_body.data,
            "appeal_by": self.until_on.data,
            "how": self.how.data,
        }
