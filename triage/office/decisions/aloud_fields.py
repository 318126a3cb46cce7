"""What a form asks of a conversation that is registered: whether it was recorded, and who came along."""

from flask_babel import lazy_gettext as _

from triage.cases.refusals import Refusal
from triage.office.forms import WHERE_NEEDED, OfficeForm, day, line, listed, yes
from triage.office.presentation.refusal_text import refusal_sentence
from triage.services.casework.aloud import Aloud

ABOUT = {
    "recording_not_said": "recorded",
    "recording_not_agreed": "recording_agreed_on",
    "recording_agreed_after": "recording_agreed_on",
}
"""The field at which a refusal is shown, where it is about one."""
NO, YES = "no", "yes"


class AloudFields(OfficeForm):
    """A recording, to which whoever speaks has agreed before it; a companion, an interpreter."""

    recorded = listed(
        _("Was the conversation recorded?"), WHERE_NEEDED, lambda: [(NO, _("No")), (YES, _("Yes"))]
    )
    recording_agreed_on = day(
        _("Agreed to the recording, before it, on"),
        WHERE_NEEDED,
        hint=_("Without consent a recording may not be kept."),
    )
    companion = yes(_("There was a companion"))
    interpreter = yes(_("There was an interpreter"))
    present = line(_("Who they were"), WHERE_NEEDED)

    @property
    def says_aloud(self) -> bool:
        """Whether something was typed, or is to be put right, where it stands folded away."""
        fields = (self.recorded, self.recording_agreed_on, self.companion, self.interpreter, self.present)
        return any(each.data or each.errors for each in fields)

    @property
    def aloud(self) -> Aloud:
        """What was typed."""
        return Aloud(
            recorded=None if not self.recorded.data else self.recorded.data == YES,
            agreed_on=self.recording_agreed_on.data,
            companion=self.companion.data,
            interpreter=self.interpreter.data,
            present=self.present.data or "",
        )

    def is_about_recording(self, refusal: Refusal) -> bool:
        """Show a refusal at the field that it is about, and say whether there is one."""
        field = ABOUT.get(refusal.code)
        if field is not None:
            self[field].errors = [refusal_sentence(refusal)[0]]
        return field is not None
