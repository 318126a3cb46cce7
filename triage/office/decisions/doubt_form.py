"""Settling what was found about who holds a case."""

from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.holders import DoubtSettled
from triage.office.decisions.decision_form import DecisionForm, DecisionPage, Side, because
from triage.office.forms import listed, offer
from triage.services.casework.settle_doubt import settle_doubt
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn


class DoubtSettledForm(DecisionForm):
    """Say why it is right as it is, or what was done. Only the banner of a case leads here."""

    decides = DoubtSettled
    page = DecisionPage("settle-doubt", Side.ALL, of_closed=True, is_offered=lambda _file: False)
    title = _("Settle a doubt about who holds the case")
    intro = _("What you write is for those who hold the case. The same is not told again; anything new is.")
    at_once = True
    kind = listed(_("What was it?"), _("Choose what it was."), list)
    reason_item = because(_("Why it is right as it is, or what was done"))

    def prepare(self) -> None:
        """Offer what nobody has settled."""
        offer(self.kind, [(str(each), gettext(each.words)) for each in self.decision_context.view.doubts])

    def unavailable_reason(self) -> str:
        """Say that there is nothing to settle."""
        has_some = self.decision_context.view.doubts or not self.decision_context.is_opened
        return "" if has_some else gettext("There is nothing to settle here.")

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Settle it, and give the reference of the case."""
        file, seen = self.decision_context.file, self.decision_context.seen
        self.file_after = settle_doubt(
            organisation, who, file, self.decision(), seen=seen, now=now, form=self.sent()
        )
        return file.row.case_reference
