"""A conversation that is recorded, with consent first; the recording that is erased; and who came along."""

from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from triage.cases.case import Case
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.minutes import unlocked
from triage.cases.decisions.recordings import (
    AttendanceRecorded,
    RecordingAgreed,
    RecordingErased,
    RecordingMade,
    kept_recordings,
    next_recording,
)
from triage.office.decisions.decision_form import TODAY, DecisionForm, DecisionPage
from triage.office.forms import WHERE_NEEDED, choice, day, listed, offer, prose, worded, yes
from triage.services.history.case_file import CaseFile


def _may_record(file: CaseFile) -> bool:
    return bool(file.case.may_record)


def _is_kept(file: CaseFile) -> bool:
    return bool(kept_recordings(file.case))


def _is_to_erase(case: Case) -> bool:
    return bool(kept_recordings(case)) and bool(case.minutes) and not unlocked(case)


class RecordingAgreedForm(DecisionForm):
    """Whoever speaks agreed to be recorded."""

    decides = RecordingAgreed
    page = DecisionPage("recording-agreed", of_closed=True)
    title = _("Record consent to a sound recording")
    intro = _("Consent comes before the conversation, and is for the conversation of one day.")
    at_once = True
    talk_on = day(_("Day of the conversation"), _("Write the day of the conversation."))
    happened_on = day(_("Agreed on"), hint=TODAY)
    how = choice(_("How was it given?"), _("Choose how it was given."), worded(ConsentWay))
    item = prose(_("What was said"), rows=3)


class RecordingMadeForm(DecisionForm):
    """A conversation was recorded."""

    decides = RecordingMade
    page = DecisionPage("recording-made", of_closed=True, is_offered=_may_record)
    title = _("Register a sound recording")
    intro = _("Only of a conversation of which it was agreed. It is erased when the minutes are locked.")
    at_once = True
    happened_on = day(_("Day of the conversation"), _("Write the day of the conversation."))
    item = prose(_("Where the recording is kept"), rows=2)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number."""
        return {**super().given(), "number": next_recording(self.decision_context.case)}


class RecordingErasedForm(DecisionForm):
    """A recording was erased."""

    decides = RecordingErased
    page = DecisionPage("recording-erased", comes_next=_is_to_erase, of_closed=True, is_offered=_is_kept)
    title = _("Register that a recording was erased")
    intro = _("The minutes are what stays.")
    at_once = True
    number = listed(_("Which recording?"), _("Choose the recording."), list)
    happened_on = day(_("Erased on"), hint=TODAY)

    def prepare(self) -> None:
        """Offer those that are kept."""
        kept = kept_recordings(self.decision_context.case)
        offer(self.number, ((str(each.number), plaindate(each.made_on)) for each in kept))

    def given(self) -> dict[str, object]:
        """Give what was typed, and the number that was chosen."""
        return {**super().given(), "number": int(self.number.data)}


class AttendanceForm(DecisionForm):
    """Somebody came along."""

    decides = AttendanceRecorded
    page = DecisionPage("attendance", of_closed=True)
    title = _("Record who came along")
    intro = _("A companion or an interpreter. Of a meeting it stands with the meeting itself.")
    at_once = True
    companion = yes(_("There was a companion"))
    interpreter = yes(_("There was an interpreter"))
    present_item = prose(_("Who they were"), WHERE_NEEDED, rows=2)
    happened_on = day(_("Day of the conversation"), hint=TODAY)
