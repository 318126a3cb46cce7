"""
The form of something that goes to a unit: with the citizen's consent, given with it in one tick, or on a
ground.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.contents.choices import MaySendOn
from intake.page.formats import plaindate
from triage.cases.decisions.consent import (
    ConsentGiven,
    ConsentGiver,
    ConsentScope,
    ConsentWay,
    LetsOut,
    counting,
    is_agreed,
    next_consent,
)
from triage.cases.events import CaseEvent
from triage.cases.renewal import to_renew
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.portal_answers import consent_in_form
from triage.office.forms import WHERE_NEEDED, day, listed, offer, prose, worded, yes
from triage.office.presentation.who_acts import giver_known
from triage.office.request_context import today


class OfUnit(DecisionForm):
    """A decision that names a unit."""

    unit = listed(_("{Bare_unit}"), _("Choose {unit}."), list)

    def wanted(self) -> set[str]:
        """Give the codes of those that it can be about; where there are none, all are offered."""
        return set()

    def prepare(self) -> None:
        """Offer the units: where none fits all, so that the refusal can say so."""
        wanted = self.wanted()
        # One that owes a reply may have ceased to be since.
        fitting = {code: name for code, name in self.decision_context.names.items() if code in wanted}
        fitting = fitting or self.decision_context.units
        offer(self.unit, fitting.items())


class AgreedForm(DecisionForm):
    """A decision that lets units know of the case, and what the citizen agreed to about it."""

    decides: ClassVar[type[LetsOut]]
    also: ClassVar[tuple[type[CaseEvent], ...]] = (ConsentGiven,)
    consent_fields: ClassVar[tuple[str, ...]] = (
        "agreed",
        "agreed_by",
        "agreed_how",
        "agreed_on",
        "ground_item",
    )
    agreed = yes(_("The citizen agrees that it goes to {unit}"))
    agreed_by = listed(_("Who agreed?"), WHERE_NEEDED, worded(ConsentGiver))
    agreed_how = listed(_("How the citizen agreed"), WHERE_NEEDED, worded(ConsentWay))
    agreed_on = day(_("Agreed on"), WHERE_NEEDED, hint=_("Leave it empty if it was on the same day."))
    ground_item = prose(_("Or the ground on which it goes without consent"), WHERE_NEEDED, rows=3)

    def __iter__(self) -> Iterator[Any]:
        """Give the fields, those about consent last."""
        yield from (each for each in super().__iter__() if each.short_name not in self.consent_fields)
        yield from (self[name] for name in self.consent_fields if name in self)

    def prepare(self) -> None:
        """Ask about no consent where there is nobody who could give it; and who did, where that is asked."""
        super().prepare()
        case = self.decision_context.case
        if case.is_own_initiative:
            for name in self.consent_fields:
                del self[name]
        elif giver_known(self.decision_context.view) is ConsentGiver.CITIZEN and not case.complaint.mandates:
            del self.agreed_by

    def draft(self) -> None:
        """Say where the citizen has agreed already, or begin with what they said in the portal's form."""
        case = self.decision_context.case
        held = counting(case, today())
        if "agreed" not in self:
            return
        if held:
            on = plaindate(max(each.given_on for each in held))
            self.notice = gettext("The citizen gave consent on %(date)s.", date=on)
        elif any(each.holds(today()) for each in case.complaint.consents):
            self.notice = _("Somebody else agreed for the citizen, and no power of attorney holds.")
        else:
            self._begin_with_the_form()
        if "agreed_by" in self:
            self.agreed_by.data = str(giver_known(self.decision_context.view))

    @property
    def reached(self) -> tuple[str, ...]:
        """The units that learn of it."""
        raise RuntimeError("each such form says which units learn of the case by it")

    def _begin_with_the_form(self) -> None:
        said = consent_in_form(self.decision_context)
        if said is None:
            return
        on = self.decision_context.case.received_on
        words = {"date": plaindate(on), "answer": gettext(said.words)}
        self.notice = gettext("On %(date)s the citizen said in the form: %(answer)s.", **words)
        if said is MaySendOn.YES:
            self.agreed.data, self.agreed_how.data, self.agreed_on.data = True, ConsentWay.FORM, on

    def warnings(self) -> list[str]:
        """Say that a consent waits to be asked for anew; it holds until there is an answer."""
        file = self.decision_context.file
        found = to_renew(file.case, file.context.rulebook)
        if found is None or found[1] > today():
            return super().warnings()
        words = gettext(
            "The consent of %(date)s is more than a year old. Ask whether it holds on.",
            date=plaindate(found[0].given_on),
        )
        return [*super().warnings(), words]

    @property
    def sent_on(self) -> date:
        """The day on which it goes, as far as it is typed."""
        return self.days.get("happened_on") or today()

    @property
    def scopes(self) -> tuple[ConsentScope, ...]:
        """What the citizen must have agreed to, as the form is filled in."""
        meant = self.decision().made({}, on=today(), actor=None)
        assert isinstance(meant, LetsOut)
        return meant.scopes

    def is_covered(self) -> bool:
        """Whether the citizen has agreed to it already."""
        case, scopes, on = self.decision_context.case, self.scopes, self.sent_on
        return all(is_agreed(case, scopes, each, on) for each in self.reached)

    def completed(self) -> bool:
        """Ask how the citizen agreed, where that is ticked."""
        if "agreed" in self and self.agreed.data and not self.agreed_how.data:
            self.agreed_how.errors = [_("Choose how the citizen agreed.")]
            return False
        return super().completed()

    def decisions(self) -> tuple[Typed, ...]:
        """Give the consent, where it is given with it, and then what it is for."""
        if "agreed" not in self or not self.agreed.data or self.is_covered():
            return (self.decision(),)
        consent = typed(
            ConsentGiven,
            number=next_consent(self.decision_context.case),
            scope=self.scopes,
            units=self.reached,
            how=self.agreed_how.data,
            given_by=self.agreed_by.data if "agreed_by" in self else None,
            happened_on=self.agreed_on.data or self.sent_on,
        )
        return (consent, self.decision())


class OutgoingForm(AgreedForm, OfUnit):
    """A decision that lets one unit know of the case."""

    @property
    def reached(self) -> tuple[str, ...]:
        """The unit that it goes to."""
        return (self.unit.data,)
