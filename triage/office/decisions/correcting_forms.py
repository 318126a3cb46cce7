"""Putting right a day or a code that somebody recorded, and withdrawing what never happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.translatable import N_, Worded
from intake.page.formats import plaindate
from triage.cases.case import Case
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn, stands
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.events import Beginning, CaseEvent, lists_of
from triage.cases.fold import told
from triage.office.decisions.decision_form import DecisionContext, DecisionForm, DecisionPage, Side, because
from triage.office.decisions.letter_form import ways
from triage.office.decisions.report_forms import out_of_scope
from triage.office.forms import day, hour, listed, offer, worded
from triage.office.presentation import labels
from triage.office.presentation.timeline import title
from triage.services.history.case_file import CaseFile

FIELDS: Mapping[str, str] = {
    "happened_on": N_("the day"),
    "given_on": N_("the day it was given"),
    "organisation_on": N_("received by the organisation"),
    "office_on": N_("received by {whistleblower_unit}"),
    "lay_with": N_("where it lay before {whistleblower_unit} had it"),
    "read_on": N_("the day it was read"),
    "clock_start": N_("the other day that the time limits count from"),
    "notice_on": N_("the day of the notice to the reporter"),
    "agreed_on": N_("the day of the agreement"),
    "promised_on": N_("the new date"),
    "until_on": N_("the date that the letter names"),
    "answer_by_on": N_("the last day for the answer"),
    "consent": N_("how they agreed"),
    "consented_on": N_("the day on which they agreed"),
    "ends_on": N_("the last day on which it holds"),
    "meets_on": N_("the day of the meeting"),
    "talk_on": N_("the day of the conversation"),
    "spoken_on": N_("the day on which it was said"),
    "starts_at": N_("the hour of the meeting"),
    "how": N_("how it was given"),
    "given_by": N_("who agreed"),
    "at_time": N_("the time of day"),
    "police_reported_on": N_("the day the police were told"),
    "proceedings_on": N_("the day on which proceedings began"),
    "outcome": N_("how the proceedings ended"),
    "channel": N_("how it came"),
    "sent_by": N_("how it was given"),
    "kind": N_("what it was"),
    "unit": N_("{unit}"),
    "type": N_("the type"),
    "theme": N_("the theme"),
    "answer": N_("what was answered"),
    "result": N_("what became of it"),
    "to": N_("who was told"),
    "decided": N_("what was decided"),
    "decided_by": N_("who decided"),
    "activity": N_("the kind of activity"),
    "measure": N_("what it is measured in"),
    "wish": N_("what the citizen came for"),
    "not_counted": N_("why it does not count"),
    "place": N_("where"),
    "matter_on": N_("the day of the matter"),
    "exception": N_("the exception that was considered"),
    "main": N_("the main theme"),
    "due_on": N_("the day by which it was promised"),
    "about": N_("what is followed up on"),
    "citizen_agreed_on": N_("the day of the citizen's yes"),
    "unit_agreed_on": N_("the day of the yes of {unit}"),
    "role": N_("what you were in it"),
    "convener": N_("who called the meeting"),
    "legal_position": N_("the citizen's legal position"),
    "ordered_by": N_("who ordered it"),
    "why": N_("why they belong together"),
    "direction": N_("who turned to whom"),
    "other_side": N_("whom it was with"),
    "reason": N_("the reason"),
    "finding": N_("what was found"),
    "answers_citizen": N_("who answers the citizen"),
    "body": N_("where one can complain"),
    "quality": N_("how well it answers"),
    "guidance": N_("whether there was guidance on how to complain"),
    "responsible": N_("who answers for it"),
}
"""What the days and codes of events are called, by their fields."""

TOLD = ("until_on", "answer_by_on")
"""The days that a letter names besides."""

AS_OFFERED: Mapping[str, Callable[[], Sequence[Any]]] = {
    "channels": labels.channels,
    "out_of_scope": labels.terms_of(out_of_scope),
    "themes": labels.themes,
}
"""The lists of which the forms that they are chosen in offer a part, or in an order of their own."""


def _may_be_corrected(file: CaseFile) -> bool:
    return any(each.correctable for each in file.history)


def _may_be_withdrawn(file: CaseFile) -> bool:
    return any(each.withdrawable for each in told(file.history)[1:])


def _recorded(decision_context: DecisionContext) -> Iterator[tuple[int, CaseEvent, str]]:
    """Give what the history tells, the newest first: its number, and what it says in words."""
    history = told(decision_context.file.history)
    people, subjects = decision_context.view.names, decision_context.names
    for number, each in reversed(list(enumerate(history, start=1))):
        yield (
            number,
            each,
            f"{plaindate(each.day)}: {title(each, people, subjects)}",
        )


class CorrectForm(DecisionForm):
    """Put right what was recorded wrong."""

    decides = EventCorrected
    page = DecisionPage("correct", Side.ALL, of_closed=True, is_offered=_may_be_corrected)
    title = _("Correct a date or a choice")
    intro = _(
        "What was recorded stays in the history, struck out, with your reason. The deadlines are counted "
        "anew. What Betro itself set, such as the day of receipt in the portal, cannot be corrected. "
        "Anything else that is not on the list is withdrawn and recorded anew."
    )
    wrong = listed(_("What is wrong?"), _("Choose what is wrong."), list)
    right_on = day(_("The right date"), hint=_("If it is a date."))
    right_code = listed(
        _("The right choice"),
        None,
        list,
        hint=_("If it was chosen from a list. It is shown here when you have said what is wrong."),
    )
    right_time = hour(_("The right time of day"), hint=_("If it is a time of day, as 14:30."))
    reason_item = because()

    def prepare(self) -> None:
        """Offer what a person has recorded, the newest first; and the list of what is chosen."""
        offer(self.wrong, self._wrong())
        chosen = self._chosen()
        offer(self.right_code, [] if chosen is None else self._codes(*chosen))

    def _wrong(self) -> Iterator[tuple[str, str]]:
        for number, each, said in _recorded(self.decision_context):
            for name in each.correctable:
                yield f"{number}:{name}", f"{said} ({gettext(FIELDS[name])})"

    def _chosen(self) -> tuple[CaseEvent, str] | None:
        if self.wrong.data not in dict(self.wrong.choices):
            return None
        number, _colon, name = (self.wrong.data or "").partition(":")
        return (told(self.decision_context.file.history)[int(number) - 1], name) if number else None

    def _codes(self, event: CaseEvent, name: str) -> Sequence[tuple[str, str]]:
        held = getattr(event, name)
        if isinstance(held, Enum):
            kind = type(held)
            return worded(kind)() if issubclass(kind, Worded) else []
        if name == "sent_by":
            return ways(self.decision_context.case)
        if name in ("unit", "convener"):
            return list(self.decision_context.units.items())
        if isinstance(event, CaseRegistered) and name == "lay_with":
            return labels.places(event.organisation_on, event.office_on)
        found = lists_of(type(event)).get(name)
        if found is None:
            return []
        return AS_OFFERED.get(found, labels.terms_of(lambda lists: getattr(lists, found)))()

    def completed(self) -> bool:
        """Insist on what is right: a date, or one of the list that is shown then."""
        wanted = self._wanted()
        if wanted.data:
            return True
        wanted.errors = [gettext("Write or choose what is right.")]
        return False

    def _wanted(self) -> Any:
        """Give the field that takes what is right of what was chosen."""
        chosen = self._chosen()
        if chosen is None:
            return self.right_on
        event, name = chosen
        if name in ("at_time", "starts_at"):
            return self.right_time
        return self.right_on if isinstance(stands(event, name), date) else self.right_code

    def warnings(self) -> list[str]:
        """Say that a letter goes on saying what it said."""
        chosen = self._chosen()
        if chosen is None or chosen[1] not in TOLD:
            return []
        return [gettext("The letter named the old date. Write to the one who got it.")]

    def is_unsure(self) -> bool:
        """Ask of a date where one is wrong."""
        return self._wanted() is self.right_on and super().is_unsure()

    def measured_by(self) -> Case | None:
        """Measure the day on which the case began by no beginning."""
        chosen = self._chosen()
        return None if chosen is not None and isinstance(chosen[0], Beginning) else super().measured_by()

    def given(self) -> dict[str, object]:
        """Give what was typed, and what it puts right."""
        number, _colon, name = self.wrong.data.partition(":")
        wanted = self._wanted()
        right = dict.fromkeys(("right_on", "right_code"))
        right["right_on" if wanted is self.right_on else "right_code"] = wanted.data
        return {**super().given(), **right, "number": int(number), "field": name}


class WithdrawForm(DecisionForm):
    """Withdraw what was recorded and never happened."""

    decides = EventWithdrawn
    page = DecisionPage("withdraw", Side.ALL, of_closed=True, is_offered=_may_be_withdrawn)
    title = _("Withdraw what was recorded by mistake")
    intro = _(
        "For what never happened, or not in this case. It stays in the history, struck out, with your "
        "reason, and the deadlines are counted anew. What has been sent or opened cannot be withdrawn; nor "
        "can what something later rests on, until that has been withdrawn."
    )
    number = listed(_("What was recorded by mistake?"), _("Choose what was recorded by mistake."), list)
    reason_item = because()

    def prepare(self) -> None:
        """Offer what a person has recorded, the newest first; no case is without its beginning."""
        recorded = list(_recorded(self.decision_context))[:-1]
        offer(self.number, ((str(number), said) for number, each, said in recorded if each.withdrawable))

    def given(self) -> dict[str, object]:
        """Give the number of what was chosen."""
        return {**super().given(), "number": int(self.number.data)}
