"""What was said: further contacts on a case, and the minutes of an oral report."""

from flask_babel import lazy_gettext as _

from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import ByHandForm, given_field
from triage.office.forms import day, listed, prose
from triage.office.presentation import labels
from triage.services.casework import correspond
from triage.services.casework.execute import Decision


class ContactForm(DecisionForm):
    """One more call or talk on the same matter."""

    title = _("Register a further contact")
    intro = _(
        "For one more call, letter or talk on the same matter. It starts no new case and no time limit."
    )
    at_once = True
    internal = ("text",)
    channel = listed(
        _("How did it come?"),
        _("Choose how it came."),
        lambda: [pair for pair in labels.terms_of(lambda t: t.channels)() if pair[0] != "portal"],
    )
    happened_on = day(_("On which day"), hint=_("Leave it empty if it was today."))
    text = prose(_("What was said"), _("Write what was said."))

    def decision(self) -> Decision:
        """Give what was typed."""
        return correspond.further_contact(
            self.matter.taxonomy,
            text=self.text.data,
            channel=self.channel.data,
            happened_on=self.happened_on.data,
        )


class MinutesForm(ByHandForm):
    """Minutes of an oral report."""

    title = _("Write minutes for the reporter")
    intro = _(
        "The reporter reads the minutes of what was said, can correct them and approves them. "
        "Then they are locked."
    )
    text = prose(_("Minutes"), _("Write the minutes."))
    given_on = given_field()

    def decision(self) -> Decision:
        """Give what was typed."""
        if self.given_on.data:
            return correspond.minutes_handed(text=self.text.data, drafted_on=self.given_on.data)
        return correspond.minutes(text=self.text.data)


class MinutesApprovedForm(DecisionForm):
    """The reporter approved the minutes."""

    title = _("Register that the minutes were approved")
    intro = _("The reporter has read the minutes and agrees with them. They can no longer be changed.")
    approved_on = day(_("Approved on"), _("Write the date."))

    def decision(self) -> Decision:
        """Give what was typed."""
        return correspond.minutes_approved(approved_on=self.approved_on.data)
