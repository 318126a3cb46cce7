"""
What the citizen answered in the portal's form about consent and about acting for somebody, to be registered
where the inquiry is sorted: an adviser sees it in the citizen's own words and confirms it.

When a power of attorney ends nobody said in the form; so it is asked for, and nothing is registered without.
"""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.contents.choices import HasMandate, MaySendOn
from intake.contents.mailbox import ComplaintTold
from intake.page.formats import plaindate
from triage.cases.civil_numbers import without_numbers
from triage.cases.decisions.consent import (
    ConsentGiven,
    ConsentGiver,
    ConsentScope,
    ConsentWay,
    next_consent,
)
from triage.cases.decisions.mandate import MandateRecorded, next_mandate
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import DecisionContext, DecisionForm
from triage.office.forms import WHERE_NEEDED, day, prose, refuse_cpr, yes
from triage.office.presentation.who_acts import giver_known
from triage.services.reading.inquirer import giver_written

AGREED_TO = (ConsentScope.CONTACT_UNIT, ConsentScope.SEND_TEXT, ConsentScope.FETCH_DOCUMENTS)
"""What a yes in the portal's form is a yes to."""


def told_in_form(decision_context: DecisionContext) -> ComplaintTold | None:
    """Give what was written in the portal's form; None where there was none, or it was not opened here."""
    opened = decision_context.view.correspondence
    return opened.first if opened and isinstance(opened.first, ComplaintTold) else None


def consent_in_form(decision_context: DecisionContext) -> MaySendOn | None:
    """
    Give what the portal's form says of sending on, as long as no consent was registered: what was withdrawn
    since is not taken from the form again.
    """
    told = told_in_form(decision_context)
    return None if told is None or decision_context.case.complaint.consents else told.consent


class PortalAnswersForm(DecisionForm):
    """The answers of the form, below what else a page asks."""

    of_portal = ("agreed", "mandate_item", "ends_on")
    agreed = yes(_("Register the consent that was given in the form"))
    mandate_item = prose(
        _("Power of attorney: who may act, and how far"), WHERE_NEEDED, rows=3, checked=[refuse_cpr]
    )
    ends_on = day(
        _("The power of attorney holds until"),
        WHERE_NEEDED,
        hint=_("As it says itself. Leave it empty until you have seen it; then none is registered."),
    )

    def __iter__(self) -> Iterator[Any]:
        """Give the fields, these last."""
        yield from (each for each in super().__iter__() if each.short_name not in self.of_portal)
        yield from (self[name] for name in self.of_portal if name in self)

    def prepare(self) -> None:
        """Ask only about what was answered, and is not registered."""
        said, told = consent_in_form(self.decision_context), told_in_form(self.decision_context)
        is_settled = (
            told is None or not waits_for_mandate(told) or self.decision_context.case.complaint.mandates
        )
        gone = ["agreed"] if said is not MaySendOn.YES else []
        gone += ["mandate_item", "ends_on"] if is_settled else []
        for name in gone:
            if name in self:
                del self[name]
        if said is not None and "agreed" in self:
            self.agreed.description = self._said(said)

    def _said(self, said: MaySendOn) -> str:
        words = {"date": plaindate(self._came_on), "answer": gettext(said.words)}
        told = [gettext("On %(date)s the citizen said in the form: %(answer)s.", **words)]
        giver = giver_known(self.decision_context.view)
        told += [] if giver is ConsentGiver.CITIZEN else [f"{gettext('Who agreed?')} {gettext(giver.words)}."]
        return " ".join(told)

    def draft(self) -> None:
        """Begin with the yes that was said, and the words about who acts."""
        told = told_in_form(self.decision_context)
        if "agreed" in self:
            self.agreed.data = True
        if told is not None and "mandate_item" in self:
            self.mandate_item.data = _who_acts(told)

    @property
    def _came_on(self) -> Any:
        return self.decision_context.case.received_on

    def answers(self) -> Iterator[Typed]:
        """Give what is registered of it: the consent as it was said, the power of attorney where it ends."""
        case, said = self.decision_context.case, consent_in_form(self.decision_context)
        if said is not None and "agreed" in self and self.agreed.data:
            yield typed(
                ConsentGiven,
                number=next_consent(case),
                scope=AGREED_TO,
                how=ConsentWay.FORM,
                given_by=giver_known(self.decision_context.view),
                item=gettext(said.words),
                happened_on=self._came_on,
            )
        if "ends_on" in self and self.ends_on.data:
            yield typed(
                MandateRecorded,
                number=next_mandate(case),
                ends_on=self.ends_on.data,
                how=ConsentWay.FORM,
                item=self.mandate_item.data,
                happened_on=self._came_on,
            )


def waits_for_mandate(told: ComplaintTold) -> bool:
    """Say whether somebody wrote for the citizen who needs a power of attorney, or says to have one."""
    return giver_written(told) is ConsentGiver.REPRESENTATIVE or told.mandate in {
        HasMandate.ATTACHED,
        HasMandate.FOLLOWS,
    }


def _who_acts(told: ComplaintTold) -> str:
    said = [gettext("Writes for %(name)s", name=without_numbers(told.writes_for))] if told.writes_for else []
    said += [gettext(each.words) for each in (told.writes_as, told.mandate) if each is not None]
    return ". ".join(said)
