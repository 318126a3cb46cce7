"""Meetings: planned, called off and held. A unit meets the citizen with consent, or on a ground."""

from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from triage.cases.decisions.consent import ConsentGiven
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded, MeetingRole, Planned
from triage.cases.decisions.planned import MeetingCalledOff, MeetingPlanned, next_planned
from triage.cases.events import CaseEvent
from triage.office.decisions.decision_form import TODAY, DecisionForm, DecisionPage
from triage.office.decisions.outgoing_form import AgreedForm
from triage.office.forms import WHERE_NEEDED, choice, day, hour, listed, offer, prose, several, worded, yes
from triage.office.request_context import today
from triage.services.history.case_file import CaseFile


class GatheringForm(AgreedForm):
    """A meeting, planned or held. With the reporter there is nobody of the organisation."""

    also: ClassVar[tuple[type[CaseEvent], ...]] = (ConsentGiven,)
    of_complaints: ClassVar[tuple[str, ...]] = ("kind", "units", *AgreedForm.consent_fields)
    agreed = yes(_("The citizen agrees to the meeting with {unit}"))
    ground_item = prose(_("Or the ground on which {unit} takes part without consent"), WHERE_NEEDED, rows=3)

    def prepare(self) -> None:
        """Offer what meetings there are; of a report only one."""
        super().prepare()
        if self.decision_context.case.is_report:
            for name in self.of_complaints:
                if name in self:
                    del self[name]
            return
        self.kind.choices = [each for each in worded(MeetingKind)() if each[0] != MeetingKind.REPORTER]
        self.units.choices = list(self.decision_context.units.items())

    def draft(self) -> None:
        """Begin with the unit of the case; what was agreed before is about no meeting."""
        super().draft()
        self.notice = ""
        unit = self.decision_context.case.complaint.unit
        if "units" in self:
            self.units.data = [unit] if unit in self.decision_context.units else []

    def _begin_with_the_form(self) -> None:
        """Begin with nothing: what was said on the portal is about no meeting."""

    @property
    def reached(self) -> tuple[str, ...]:
        """The units that take part."""
        return tuple(self.units.data or ()) if "units" in self else ()

    def given(self) -> dict[str, object]:
        """Give what was typed, and what a meeting in a report is."""
        given = super().given()
        return {**given, "kind": MeetingKind.REPORTER} if self.decision_context.case.is_report else given


def _open_meetings(file: CaseFile) -> tuple[Planned, ...]:
    return tuple(each for each in file.case.planned if each.is_open)


def _has_planned(file: CaseFile) -> bool:
    return bool(_open_meetings(file))


def _told(planned: Planned) -> tuple[str, str]:
    hours = (planned.starts_at or "").replace(":", ".")
    said = (plaindate(planned.meets_on), hours, gettext(planned.kind.words))
    return str(planned.number), ", ".join(filter(None, said))


class PlanMeetingForm(GatheringForm):
    """A meeting is to be held."""

    decides = MeetingPlanned
    page = DecisionPage("plan-meeting")
    title = _("Plan a meeting")
    intro = _("It stands among the deadlines and in the calendar until it is held or called off.")
    at_once = True
    kind = choice(_("What meeting is it?"), _("Choose what meeting it is."), list)
    meets_on = day(_("Day of the meeting"), _("Write the day of the meeting."))
    starts_at = hour(_("Time of day"), hint=_("As 14:30, if it is agreed."))
    units = several(_("{Units} that take part"), list)
    item = prose(_("Where, and what it is about"), rows=3)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number."""
        return {**super().given(), "number": next_planned(self.decision_context.case)}


class CallOffForm(DecisionForm):
    """A planned meeting is not held."""

    decides = MeetingCalledOff
    page = DecisionPage("call-off-meeting", is_offered=_has_planned)
    title = _("Call off a meeting")
    intro = _("A planned meeting is not held. If it is moved, plan it anew.")
    at_once = True
    number = listed(_("Which meeting?"), _("Choose the meeting."), list)
    happened_on = day(_("Called off on"), hint=TODAY)
    item = prose(_("Why"), rows=3)

    def prepare(self) -> None:
        """Offer those that are still to come."""
        offer(self.number, map(_told, _open_meetings(self.decision_context.file)))

    def given(self) -> dict[str, object]:
        """Give what was typed, and the number that was chosen."""
        return {**super().given(), "number": int(self.number.data)}


class MeetingForm(GatheringForm):
    """A meeting was held."""

    decides = MeetingRecorded
    page = DecisionPage("meeting", is_near=True)
    title = _("Register a meeting")
    intro = _("A meeting that has been held. Mediation needs the yes of both sides before it.")
    at_once = True
    of_complaints = (
        *GatheringForm.of_complaints,
        "role",
        "convener",
        "citizen_agreed_on",
        "unit_agreed_on",
        "promise_item",
        "promised_on",
        "is_complained_of",
    )
    planned = listed(_("Which planned meeting was it?"), WHERE_NEEDED, list)
    happened_on = day(_("Held on"), hint=TODAY)
    kind = choice(_("What meeting was it?"), _("Choose what meeting it was."), list)
    role = listed(_("What were you in it?"), _("Choose what you were in it."), worded(MeetingRole))
    convener = listed(_("{Bare_unit} that called the meeting, if it was not you"), None, list)
    units = several(_("{Units} that took part"), list)
    companion = yes(_("There was a companion"))
    interpreter = yes(_("There was an interpreter"))
    present_item = prose(_("Who they were"), WHERE_NEEDED, rows=2)
    citizen_agreed_on = day(_("The citizen said yes to mediation on"), WHERE_NEEDED)
    unit_agreed_on = day(_("{Unit} said yes to mediation on"), WHERE_NEEDED)
    item = prose(
        _("Notes"),
        hint=_("For the office alone. What was said in mediation is confidential and is not used."),
    )
    promise_item = prose(_("What was promised, if anything was"), rows=3)
    promised_on = day(_("Promised by"), WHERE_NEEDED, hint=_("The last day by which it is to be done."))
    is_complained_of = yes(_("There was a complaint over the meeting itself"))

    def prepare(self) -> None:
        """Offer the units, and the meetings that were planned."""
        super().prepare()
        if "convener" in self:
            offer(self.convener, self.decision_context.units.items())
        offer(self.planned, map(_told, _open_meetings(self.decision_context.file)))
        if not _has_planned(self.decision_context.file):
            del self.planned

    def draft(self) -> None:
        """Begin with the meeting that was planned for today, or before it."""
        super().draft()
        due = [each for each in _open_meetings(self.decision_context.file) if each.meets_on <= today()]
        if not due:
            return
        was = due[0]
        self.planned.data, self.happened_on.data = str(was.number), was.meets_on
        if "units" in self:
            self.kind.data, self.units.data = str(was.kind), list(was.units)

    def completed(self) -> bool:
        """Take the yes to mediation for the citizen's consent, and ask how it was given."""
        if "agreed" in self and self.kind.data == MeetingKind.MEDIATION and self.citizen_agreed_on.data:
            self.agreed.data, self.agreed_on.data = not self.is_covered(), self.citizen_agreed_on.data
        return super().completed()

    def given(self) -> dict[str, object]:
        """Give what was typed, and which planned meeting it was."""
        given, number = super().given(), self.planned.data if "planned" in self else None
        if self.decision_context.case.is_report:
            given["role"] = MeetingRole.PARTICIPANT
        return {**given, "planned": int(number) if number else None}
