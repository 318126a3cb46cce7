"""What the yearly account must know of a report: that it counts as none, and what came of it in money."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms.validators import Regexp

from triage.cases.decisions.report_account import (
    AftermathRecorded,
    LeftOutBecause,
    ProceedingsOutcome,
    ReportCountedAgain,
    ReportLeftOut,
)
from triage.office.decisions.decision_form import REPORTS, DecisionForm, DecisionPage, because
from triage.office.forms import choice, day, line, listed, worded

AMOUNT = Regexp(r"\d{1,3}(?:[. ]?\d{3}){0,4}\Z", message=_("Write the amount in whole numbers, as 12500."))


class LeaveOutForm(DecisionForm):
    """A report that is none of its own."""

    decides = ReportLeftOut
    page = DecisionPage(
        "leave-out", REPORTS, of_closed=True, is_offered=lambda file: file.case.report.left_out is None
    )
    title = _("Leave it out of the account")
    intro = _(
        "The report stays as it is, and so do its deadlines. The yearly account counts without it, and says "
        "how many reports were left out and why."
    )
    at_once = True
    reason = choice(_("Why does it not count?"), _("Choose a reason."), worded(LeftOutBecause))
    reason_item = because()


class CountAgainForm(DecisionForm):
    """A report that counts after all."""

    decides = ReportCountedAgain
    page = DecisionPage(
        "count-again", REPORTS, of_closed=True, is_offered=lambda file: file.case.report.left_out is not None
    )
    title = _("Count it in the account again")
    intro = _("The report was left out of the yearly account. From now on it counts.")
    at_once = True
    reason_item = because()


class AftermathForm(DecisionForm):
    """What came of a report in money and proceedings."""

    decides = AftermathRecorded
    page = DecisionPage("aftermath", REPORTS, of_closed=True)
    title = _("Record damage and proceedings")
    intro = _(
        "Only where it is known, and none of it is required: the countries are asked for it by the "
        "Whistleblower Directive, article 27(2). A later answer takes the place of this one."
    )
    at_once = True
    estimated_damage = line(_("Estimated financial damage, in kroner"), checked=[AMOUNT])
    recovered_amount = line(_("Amount recovered, in kroner"), checked=[AMOUNT])
    proceedings_on = day(_("The day on which proceedings began because of the report"))
    outcome = listed(_("How did the proceedings end?"), None, worded(ProceedingsOutcome))

    def draft(self) -> None:
        """Begin with what was recorded."""
        told = self.decision_context.case.newest(AftermathRecorded)
        if told is not None:
            self.estimated_damage.data = _as_typed(told.estimated_damage)
            self.recovered_amount.data = _as_typed(told.recovered_amount)
            self.proceedings_on.data = told.proceedings_on
            self.outcome.data = str(told.outcome or "")

    def given(self) -> dict[str, object]:
        """Give what was typed, the amounts as numbers."""
        given = super().given()
        return {**given, **{name: _amount(given, name) for name in ("estimated_damage", "recovered_amount")}}


def _as_typed(amount: int | None) -> str:
    return "" if amount is None else str(amount)


def _amount(given: Mapping[str, object], name: str) -> int | None:
    digits = "".join(each for each in str(given[name] or "") if each.isdigit())
    return int(digits) if digits else None
