"""What is decided about access that somebody asked the office for."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from triage.cases.decisions.access import ENDS, AccessDecided, AccessResult, AccessRight, open_requests
from triage.cases.decisions.appeal_guidance import AppealBody
from triage.office.decisions.decision_form import TODAY, DecisionForm, DecisionPage, because
from triage.office.forms import WHERE_NEEDED, choice, day, listed, offer, worded
from triage.services.history.case_file import CaseFile


def _is_asked(file: CaseFile) -> bool:
    return any(open_requests(file.facts))


class AccessDecidedForm(DecisionForm):
    """What was decided about access."""

    decides = AccessDecided
    page = DecisionPage("access-decided", of_clocks=True, of_closed=True, is_offered=_is_asked)
    title = _("Register what was decided about access")
    intro = _("A refusal, also of a part, has its reasons and says where one can complain.")
    at_once = True
    asked = listed(_("Which request?"), _("Choose the request."), list)
    result = choice(_("What was decided?"), _("Choose what was decided."), worded(AccessResult))
    happened_on = day(_("Decided on"), hint=TODAY)
    reason_item = because(_("The reasons of a refusal"), WHERE_NEEDED)
    body = listed(_("Where they were told that they can complain"), WHERE_NEEDED, worded(AppealBody))
    ends_on = day(_("The last day for the complaint, if one was named"), WHERE_NEEDED)

    def prepare(self) -> None:
        """Offer what nobody has decided yet."""
        asked = open_requests(self.decision_context.file.facts)
        said = ((f"{right}:{which}", right.words, since) for right, which, since in asked)
        offer(self.asked, ((value, f"{gettext(words)}, {plaindate(since)}") for value, words, since in said))

    def draft(self) -> None:
        """Begin with the only one that there is."""
        _none, *asked = self.asked.choices
        self.asked.data = asked[0][0] if len(asked) == 1 else ""

    def external_event(self) -> tuple[str, str] | None:
        """Give what ends the clock, and which of several it is."""
        right, _colon, which = (self.asked.data or "").partition(":")
        return (ENDS[AccessRight(right)], which) if right in ENDS else None

    def given(self) -> dict[str, object]:
        """Give what was typed, and the request that was chosen."""
        right, _colon, which = self.asked.data.partition(":")
        return {**super().given(), "right": right, "subject": which}
