"""Recommendations: how one begins, and what becomes of it."""

from flask_babel import lazy_gettext as _

from triage.cases.decisions.recommendations import RecommendationBegun
from triage.office.decisions.decision_form import TODAY
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.forms import choice, day, line, listed, prose, several, yes
from triage.office.presentation import labels


class RecommendationForm(EntryForm):
    """What is recommended, and to whom."""

    begins = RecommendationBegun
    title = _("New recommendation")
    intro = _("It gets the next number of its year. What you write as its text is what the {units} read.")
    summary_item = line(_("What is it about?"), _("Write what it is about."), hint=IN_ONE_LINE)
    item = prose(_("The recommendation"), _("Write the recommendation."))
    type = choice(
        _("What is recommended?"),
        _("Choose what is recommended."),
        labels.terms_of(lambda lists: lists.recommendation_types),
    )
    theme = listed(_("Theme"), None, labels.themes)
    units = several(_("{Units} that it is for"), list, hint=_("None, if it is for the whole organisation."))
    is_pattern = yes(_("It comes of a pattern in several inquiries"))
    happened_on = day(_("Made on"), hint=TODAY)
