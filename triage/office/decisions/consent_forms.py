"""What the citizen agreed to, and who may act for them."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from triage.cases.case import Case
from triage.cases.decisions.consent import (
    Consent,
    ConsentGiven,
    ConsentGiver,
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
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.letter_text import LetterKind
from triage.cases.renewal import to_renew
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage
from triage.office.decisions.letter_form import DRAFTED, PAGE, PostForm
from triage.office.decisions.numbered_form import NumberedForm, page_of
from triage.office.forms import WHERE_NEEDED, choice, day, listed, prose, several, worded
from triage.office.presentation.who_acts import giver_known
from triage.office.request_context import today

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
    given_by = listed(
        _("Who agreed?"),
        None,
        worded(ConsentGiver),
        hint=_("What somebody agreed to who acts for the citizen counts while a power of attorney holds."),
    )
    how = choice(HOW, CHOOSE_HOW, worded(ConsentWay))
    happened_on = day(_("Given on"), hint=TODAY)
    ends_on = day(_("Holds until"), hint=_("Leave it empty where nothing was said about it."))
    item = prose(_("What was said"), rows=3)

    def prepare(self) -> None:
        """Offer the units."""
        self.units.choices = list(self.decision_context.units.items())

    def draft(self) -> None:
        """Begin with what is asked for most, and with who can have agreed."""
        self.scope.data = [str(ConsentScope.CONTACT_UNIT)]
        self.given_by.data = str(giver_known(self.decision_context.view))

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number."""
        scope = tuple(map(ConsentScope, self.scope.data or ()))
        return {**super().given(), "scope": scope, "number": next_consent(self.decision_context.case)}


def _standing(case: Case) -> tuple[Consent, ...]:
    return standing(case.complaint.consents)


class ConsentWithdrawnForm(NumberedForm):
    """The citizen took a consent back."""

    decides = ConsentWithdrawn
    standing = _standing
    page = page_of("agreement-withdrawn", _standing)
    title = _("Record that a consent was withdrawn")
    intro = _("Nothing more goes out under it. What has gone has gone.")
    number = listed(_("Which consent?"), _("Choose the consent."), list)
    happened_on = day(_("Withdrawn on"), hint=TODAY)
    item = prose(_("What was said"), rows=3)

    def words_of(self, each: Consent) -> str:
        """Give its days, and what was agreed to."""
        return f"{_dates(each)}: {', '.join(str(_(one.words)) for one in each.scope)}"


ANSWER_WITHIN = timedelta(days=14)
"""So long a citizen is given to say whether a consent holds on, unless another day is typed."""


class ConsentAnewForm(PostForm):
    """Ask whether a consent holds on."""

    decides = LetterRecorded
    letters = (LetterKind.CONSENT,)
    page = DecisionPage(
        "consent-anew",
        COMPLAINTS,
        to_sender=True,
        is_offered=lambda file: to_renew(file.case, file.context.rulebook) is not None,
    )
    title = _("Ask whether the consent holds on")
    intro = _(
        "A consent of which nobody said until when it holds is asked for anew after a year. It holds until "
        "there is an answer: record a new one then, or that it was withdrawn."
    )
    until_on = day(_("Answer by"), _("Write the day by which you ask for an answer."))
    item = prose(_("The letter"), WHERE_NEEDED, hint=DRAFTED, rows=PAGE)

    def draft(self) -> None:
        """Begin with two weeks for the answer."""
        self.until_on.data = today() + ANSWER_WITHIN
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.CONSENT

    def typed(self) -> Mapping[str, str | date | None]:
        """Give the day on which it was given, and that of the answer."""
        file = self.decision_context.file
        found = to_renew(file.case, file.context.rulebook)
        given_on = None if found is None else found[0].given_on
        return {"given_on": given_on, "answer_by": self.until_on.data}


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


class MandateWithdrawnForm(NumberedForm):
    """A power of attorney was taken back."""

    decides = MandateWithdrawn
    standing = unended
    page = page_of("mandate-withdrawn", unended)
    title = _("Record that a power of attorney was withdrawn")
    intro = _("Nobody acts for the citizen by it any more.")
    number = listed(_("Which power of attorney?"), _("Choose the power of attorney."), list)
    happened_on = day(_("Withdrawn on"), hint=TODAY)
    item = prose(_("What was said"), rows=3)

    def words_of(self, each: Mandate) -> str:
        """Give its days."""
        return _dates(each)


def _dates(given: Consent | Mandate) -> str:
    said = str(_("given %(date)s", date=plaindate(given.given_on)))
    if given.ends_on is None:
        return said
    return f"{said}, {_('until %(date)s', date=plaindate(given.ends_on))}"
