"""What is recorded of a case besides its course: promises, how it came out, what belongs to it."""

from flask_babel import lazy_gettext as _

from intake.page.formats import plaindate
from triage.cases.case import Case
from triage.cases.decisions.assessment import ReportThemesRecorded
from triage.cases.decisions.own_initiative import Published
from triage.cases.decisions.points import PointsRecorded, themes
from triage.cases.decisions.promises import Promise, PromiseKept, PromiseMade, next_number
from triage.cases.decisions.results import Learning, LegalPosition, ResultRecorded
from triage.office.decisions.decision_form import (
    COMPLAINTS,
    REPORTS,
    TODAY,
    DecisionForm,
    DecisionPage,
)
from triage.office.decisions.numbered_form import NumberedForm, page_of
from triage.office.decisions.outgoing_form import OfUnit
from triage.office.forms import choice, day, listed, prose, several, worded
from triage.office.presentation import labels


class ReportThemesForm(DecisionForm):
    """What a report is about."""

    decides = ReportThemesRecorded
    page = DecisionPage(
        "report-themes",
        REPORTS,
        of_closed=True,
    )
    title = _("Record themes")
    intro = _("What the report is about, for the yearly account. A later answer takes the place of this one.")
    at_once = True
    themes = several(_("Themes"), labels.terms_of(lambda t: t.report_themes))

    def draft(self) -> None:
        """Begin with the themes as they stand."""
        self.themes.data = list(themes(self.decision_context.case))


class PromiseForm(OfUnit):
    """Something was promised by a day."""

    decides = PromiseMade
    page = DecisionPage("promise", COMPLAINTS)
    title = _("Register a promise")
    intro = _("What was promised, and by which day. The deadlines show it until it is kept.")
    at_once = True
    unit = listed(_("{Bare_unit} that promised it, if it was not us"), None, list)
    item = prose(_("What was promised"), _("Write what was promised."), rows=3)
    due_on = day(_("Promised by"), _("Write the day by which it was promised."))
    happened_on = day(_("Promised on"), hint=TODAY)

    def draft(self) -> None:
        """Begin with the unit of the case."""
        self.unit.data = self.decision_context.case.complaint.unit or ""

    def given(self) -> dict[str, object]:
        """Give what was typed, and the next number."""
        return {**super().given(), "number": next_number(self.decision_context.case)}


def _open_promises(case: Case) -> tuple[Promise, ...]:
    return tuple(each for each in case.complaint.promises if each.kept_on is None)


class PromiseKeptForm(NumberedForm):
    """What was promised was done."""

    decides = PromiseKept
    standing = _open_promises
    page = page_of("promise-kept", _open_promises)
    title = _("Register that a promise was kept")
    intro = _("What was promised has been done.")
    number = listed(_("Which promise?"), _("Choose the promise."), list)
    happened_on = day(_("Done on"), hint=TODAY)
    item = prose(_("What was done"), rows=3)

    def words_of(self, each: Promise) -> str:
        """Give its day and who promised it, and its words where the case has been opened."""
        text = self.decision_context.view.texts.get(each.item.id)
        whose = self.decision_context.names.get(each.unit or "", "")
        words = "" if text is None or text.text is None else text.text[:80]
        return ", ".join(filter(None, (plaindate(each.due_on), whose, words)))


def units_of(case: Case) -> tuple[str, ...]:
    """Give the units that a complaint has to do with, that of the case first."""
    side, recorded = case.complaint, case.newest(PointsRecorded)
    points = () if recorded is None else recorded.points
    begun = () if side.own_initiative is None else side.own_initiative.units
    asked = (*(each.unit for each in side.referrals), *(each.unit for each in side.hearings))
    known = (side.unit, *begun, *asked, *(each.unit for each in points))
    return tuple(dict.fromkeys(filter(None, known)))


class ResultForm(DecisionForm):
    """How it came out."""

    decides = ResultRecorded
    page = DecisionPage("result", COMPLAINTS, of_closed=True)
    title = _("Record how the case came out")
    intro = _("Once for the case, not for each complaint point. A later answer takes the place of this one.")
    at_once = True
    legal_position = choice(
        _("The citizen's legal position"), _("Choose what became of it."), worded(LegalPosition)
    )
    learned = several(_("Where is there something to learn?"), list, hint=_("What you do not tick is a no."))

    def prepare(self) -> None:
        """Offer the units that the case has to do with."""
        known = units_of(self.decision_context.case)
        self.learned.choices = [(each, self.decision_context.names.get(each, each)) for each in known]
        if not known:
            del self.learned

    def draft(self) -> None:
        """Begin with the result as it stands."""
        recorded = self.decision_context.case.newest(ResultRecorded)
        if recorded is not None:
            self.legal_position.data = str(recorded.legal_position)
        if recorded is not None and "learned" in self:
            self.learned.data = [each.unit for each in recorded.learning if each.has]

    def given(self) -> dict[str, object]:
        """Give what was typed; each unit that was offered has its yes or no."""
        ticked = self.learned.data or [] if "learned" in self else []
        learning = [Learning(unit=each, has=each in ticked) for each in units_of(self.decision_context.case)]
        return {**super().given(), "learning": learning}


class PublishedForm(DecisionForm):
    """What came of an own initiative was published."""

    decides = Published
    page = DecisionPage(
        "published", COMPLAINTS, of_closed=True, is_offered=lambda file: file.case.is_own_initiative
    )
    title = _("Register the publication")
    intro = _("What came of it was made public.")
    at_once = True
    happened_on = day(_("Published on"), hint=TODAY)
