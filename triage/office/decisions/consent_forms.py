"""What the citizen agreed to, and who may act for them."""

from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from triage.cases.decisions.consent import (
    Consent,
    ConsentGiven,
    ConsentScope,
    ConsentWay,
    ConsentWithdrawn,
    next_consent,
    standing,
)
from triage.cases.decisions.mandate import (
    Mandate,
    MandateRecorded,
    MandateWithdrawn,
    next_mandate,
    unended,
)
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage
from triage.office.forms import choice, day, listed, offer, prose, several, worded
from triage.services.history.case_file import CaseFile

HOW = _("How was it given?")
CHOOSE_HOW = _("Choose how it was given.")


class RecordConsentForm(DecisionForm):
    """The citizen agreed to something."""

    decides = ConsentGiven
    page = DecisionPage("agreement", COMPLAINTS, of_closed=True, to_sender=True)
    title = _("Record consent")
    intro = _(
        "What the citizen agrees to. Nothing goes to {a_unit} without it, or without a recorded ground."
    )
    at_once = True
    scope = several(_("The citizen agrees to"), worded(ConsentScope))
    units = several(_("{Units} that it is about"), list, hint=_("None ticked: those that the case is about."))
    how = choice(HOW, CHOOSE_HOW, worded(ConsentWay))
    happened_on = day(_("Given on"), hint=TODAY)
    ends_on = day(_("Holds until"), hint=_("Leave it empty where nothing was said about it."))
    item = prose(_("What was said"), rows=3)

    def prepare(self) -> None:
        """Offer the units."""
        self.units.choices = list(self.decision_context.units.items())

    def draft(self) -> None:
        """Begin with what is asked for most."""
        self.scope.data = [str(ConsentScope.CONTACT_UNIT)]

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number."""
        scope = tuple(map(ConsentScope, self.scope.data or ()))
        return {**super().given(), "scope": scope, "number": next_consent(self.decision_context.case)}


def _has_consent(file: CaseFile) -> bool:
    return bool(standing(file.case.complaint.consents))


class ConsentWithdrawnForm(DecisionForm):
    """The citizen took a consent back."""

    decides = ConsentWithdrawn
    page = DecisionPage("agreement-withdrawn", COMPLAINTS, of_closed=True, is_offered=_has_consent)
    title = _("Record that a consent was withdrawn")
    intro = _("Nothing more goes out under it. What has gone has gone.")
    at_once = True
    number = listed(_("Which consent?"), _("Choose the consent."), list)
    happened_on = day(_("Withdrawn on"), hint=TODAY)
    item = prose(_("What was said"), rows=3)

    def prepare(self) -> None:
        """Offer those that stand."""
        consents = standing(self.decision_context.case.complaint.consents)
        offer(self.number, [(str(each.number), _said(each)) for each in consents])

    def given(self) -> dict[str, object]:
        """Give what was typed."""
        return {**super().given(), "number": int(self.number.data)}


class MandateForm(DecisionForm):
    """Somebody may act for the citizen."""

    decides = MandateRecorded
    page = DecisionPage("mandate", COMPLAINTS, of_closed=True, to_sender=True)
    title = _("Record a power of attorney")
    intro = _("Who may act for the citizen, how far, and until when. It ends by itself.")
    at_once = True
    item = prose(_("Who may act, and how far"), _("Write who may act, and how far."), rows=3)
    how = choice(HOW, CHOOSE_HOW, worded(ConsentWay))
    happened_on = day(_("Given on"), hint=TODAY)
    ends_on = day(_("Holds until"), _("Write until when it holds."))

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number."""
        return {**super().given(), "number": next_mandate(self.decision_context.case)}


def _has_mandate(file: CaseFile) -> bool:
    return bool(unended(file.case))


class MandateWithdrawnForm(DecisionForm):
    """A power of attorney was taken back."""

    decides = MandateWithdrawn
    page = DecisionPage("mandate-withdrawn", COMPLAINTS, of_closed=True, is_offered=_has_mandate)
    title = _("Record that a power of attorney was withdrawn")
    intro = _("Nobody acts for the citizen by it any more.")
    at_once = True
    number = listed(_("Which power of attorney?"), _("Choose the power of attorney."), list)
    happened_on = day(_("Withdrawn on"), hint=TODAY)
    item = prose(_("What was said"), rows=3)

    def prepare(self) -> None:
        """Offer those that stand."""
        mandates = unended(self.decision_context.case)
        offer(self.number, [(str(each.number), _dates(each)) for each in mandates])

    def given(self) -> dict[str, object]:
        """Give what was typed."""
        return {**super().given(), "number": int(self.number.data)}


def _said(consent: Consent) -> str:
    return f"{_dates(consent)}: {', '.join(str(_(each.words)) for each in consent.scope)}"


def _dates(given: Consent | Mandate) -> str:
    said = str(_("given %(date)s", date=plaindate(given.given_on)))
    if given.ends_on is None:
        return said
    return f"{said}, {_('until %(date)s', date=plaindate(given.ends_on))}"
