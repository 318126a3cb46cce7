"""Recommendations: how one begins, and what becomes of it in the units."""

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.recommendation_follow_up import (
    RecommendationAnswered,
    RecommendationAssessed,
    RecommendationDecided,
    RecommendationEscalated,
    RecommendationReported,
    RecommendationTold,
)
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.recommendations import (
    CountableRecommendation,
    PoliticalAnswer,
    RecommendationAnswer,
    ToldOnwardTo,
    WhatBecame,
)
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, TODAY, DecisionForm, DecisionPage
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.forms import WHERE_NEEDED, choice, day, line, listed, offer, prose, several, worded, yes
from triage.office.presentation import labels
from triage.office.request_context import organisation, today, who
from triage.services.history.case_file import CaseFile
from triage.services.views.registers import register_page

KIND = RegisterKind.RECOMMENDATION


class RecommendationForm(EntryForm):
    """What is recommended, and to whom."""

    begins = RecommendationBegun
    title = _("New recommendation")
    intro = _("It gets the next number of its year. Its text is what the administration reads.")
    summary_item = line(_("What is it about?"), _("Write what it is about."), hint=IN_ONE_LINE)
    item = prose(_("The recommendation"), _("Write the recommendation."))
    type = choice(
        _("What is recommended?"),
        _("Choose what is recommended."),
        labels.terms_of(lambda lists: lists.recommendation_types),
    )
    theme = listed(_("Theme"), None, labels.themes)
    units = several(_("{Units} that it is for"), list, hint=_("None, if it is for the whole organisation."))
    born_of = line(
        _("The cases that it comes of"),
        hint=_("Their references, with spaces between."),
    )
    is_pattern = yes(_("It comes of a pattern in several inquiries"))
    predecessor = listed(_("An earlier recommendation that it goes on from"), None, list)
    repeats = yes(_("It repeats that one"))
    happened_on = day(_("Made on"), hint=TODAY)

    def prepare(self) -> None:
        """Offer the recommendations that there are, the newest first."""
        super().prepare()
        known = register_page(organisation(), who(), KIND, lambda _each: True, page=1, today=today())
        offer(
            self.predecessor,
            (
                (each.row.case_reference, f"{each.entry.called} {each.words}")
                for each in known.lines
                if isinstance(each.entry, CountableRecommendation)
            ),
        )


def _begun(case: Case) -> RecommendationBegun | None:
    begun = case.register.began
    return begun if isinstance(begun, RecommendationBegun) else None


def _not_told(case: Case) -> tuple[str, ...]:
    begun, told = _begun(case), {each.unit for each in case.register.told}
    return () if begun is None else tuple(each for each in begun.units if each not in told)


def _is_told(file: CaseFile) -> bool:
    return bool(file.case.register.told)


def _is_unfollowed(case: Case) -> bool:
    return any(each.not_followed_on and not each.onward_on for each in case.register.told)


class OfToldUnit(DecisionForm):
    """Something of one of the units that were told."""

    at_once = True

    def prepare(self) -> None:
        """Offer the units that were told."""
        told = self.decision_context.case.register.told
        names = self.decision_context.names
        offer(self["unit"], ((each.unit, names.get(each.unit, each.unit)) for each in told))

    def draft(self) -> None:
        """Begin with the only one that there is."""
        told = self.decision_context.case.register.told
        self["unit"].data = told[0].unit if len(told) == 1 else ""


WHICH = _("Choose which of those that were told.")


class ToldForm(DecisionForm):
    """Units were told of it."""

    decides = RecommendationTold
    page = DecisionPage(
        "recommendation-told", REGISTER, lambda case: bool(_not_told(case)), is_near=True, of_kind=KIND
    )
    title = _("Register whom it was told to")
    intro = _(
        "From that day each of them has time to say whether it follows it. The letter itself is written in "
        "the case that it comes of, or sent as you send your report."
    )
    at_once = True
    units = several(_("Whom it was told to"), list)
    happened_on = day(_("Told on"), hint=TODAY)
    recipient_item = line(_("Who there"), hint=_("For the office alone, where you need it."))

    def prepare(self) -> None:
        """Offer the units that were not told yet, those that it is for first."""
        told = {each.unit for each in self.decision_context.case.register.told}
        first = _not_told(self.decision_context.case)
        order = (*first, *(each for each in self.decision_context.units if each not in first))
        self.units.choices = [
            (each, self.decision_context.names.get(each, each)) for each in order if each not in told
        ]

    def draft(self) -> None:
        """Begin with those that it is for."""
        self.units.data = list(_not_told(self.decision_context.case))


class AnsweredForm(OfToldUnit):
    """A unit said whether it follows it."""

    decides = RecommendationAnswered
    page = DecisionPage(
        "recommendation-answered",
        REGISTER,
        lambda case: any(each.answer is None for each in case.register.told),
        of_kind=KIND,
        is_offered=_is_told,
    )
    title = _("Register what {a_unit} answered")
    intro = _("What is rejected, or not answered, is to be told onward.")
    unit = listed(_("{Bare_unit}"), WHICH, list)
    answer = choice(_("What does it say?"), _("Choose what it says."), worded(RecommendationAnswer))
    item = prose(_("In its own words"), WHERE_NEEDED, hint=_("The reason, where it rejects it."), rows=4)
    happened_on = day(_("Answered on"), hint=TODAY)


class ReportedForm(OfToldUnit):
    """A unit told what it has done."""

    decides = RecommendationReported
    page = DecisionPage("recommendation-reported", REGISTER, of_kind=KIND, is_offered=_is_told)
    title = _("Register what {a_unit} has done")
    intro = _("Its own words, as the account of the year shows them beside your assessment.")
    unit = listed(_("{Bare_unit}"), WHICH, list)
    item = prose(_("In its own words"), _("Write what it says."))
    happened_on = day(_("Told on"), hint=TODAY)


class AssessedForm(OfToldUnit):
    """The adviser says what became of it."""

    decides = RecommendationAssessed
    page = DecisionPage(
        "recommendation-assessed",
        REGISTER,
        lambda case: any(each.reported_on and not each.assessed_on for each in case.register.told),
        of_kind=KIND,
        is_offered=_is_told,
    )
    title = _("Assess what became of it")
    intro = _("What you see yourself, beside what {unit} says. What is not there yet is asked again.")
    unit = listed(_("{Bare_unit}"), WHICH, list)
    result = choice(
        _("What became of the recommendation?"),
        _("Choose what became of the recommendation."),
        worded(WhatBecame),
    )
    item = prose(_("Your reason in words"), WHERE_NEEDED, hint=_("Needed where it is not followed."), rows=4)
    happened_on = day(_("Assessed on"), hint=TODAY)


class EscalatedForm(DecisionForm):
    """Told onward that it is not followed."""

    decides = RecommendationEscalated
    page = DecisionPage(
        "recommendation-onward",
        REGISTER,
        _is_unfollowed,
        of_kind=KIND,
        is_offered=lambda file: any(each.not_followed_on for each in file.case.register.told),
    )
    title = _("Tell onward that it is not followed")
    intro = _("The management first, a committee or {council} where that does not help.")
    at_once = True
    to = choice(_("Who was told?"), _("Choose who was told."), worded(ToldOnwardTo))
    item = prose(_("What you said"), rows=4)
    happened_on = day(_("Told on"), hint=TODAY)


class PoliticalForm(DecisionForm):
    """What was decided politically."""

    decides = RecommendationDecided
    page = DecisionPage("recommendation-decided", REGISTER, of_kind=KIND)
    title = _("Register a political decision about it")
    intro = _("What a committee or {council} decided.")
    at_once = True
    decided_by = choice(
        _("Who made the decision?"),
        _("Choose who made the decision."),
        lambda: [pair for pair in worded(ToldOnwardTo)() if pair[0] != ToldOnwardTo.DIRECTION],
    )
    decided = choice(_("What was decided?"), _("Choose what was decided."), worded(PoliticalAnswer))
    item = prose(_("In its own words"), rows=4)
    happened_on = day(_("Decided on"), hint=TODAY)
