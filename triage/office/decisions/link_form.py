"""
The form that links two cases: the other one is chosen among those that were looked at last, or found by
whatever somebody knows of it.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField

from triage.cases.decisions.links import CasesLinked, LinkReason, require_linkable
from triage.cases.typed import Typed
from triage.office.decisions.decision_form import DecisionForm, DecisionPage
from triage.office.forms import WHERE_NEEDED, WhereNeeded, choice, line, worded
from triage.office.presentation import labels
from triage.office.request_context import memory, organisation, session, today, who
from triage.services.casework.as_seen import require_current
from triage.services.casework.link_cases import link_cases
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import NoSuchCaseError, case_file
from triage.services.views.search import Hit, lately, search


class LinkForm(DecisionForm):
    """The case belongs with another."""

    decides = CasesLinked
    page = DecisionPage("link", of_closed=True, is_near=True)
    title = _("Link to another case")
    intro = _(
        "Both cases show it to those who hold both. They stay two cases with their own deadlines. You can "
        "only link cases of the same kind that you hold."
    )
    at_once = True
    among = RadioField(_("Which case?"), [WhereNeeded()], choices=list, validate_choice=False)
    looked_for = HiddenField()
    other = line(
        _("Another case"),
        WHERE_NEEDED,
        hint=_("Its case number, or a name, a telephone number or words by which it is found."),
    )
    why = choice(_("Why do they belong together?"), _("Choose why."), worded(LinkReason))

    def prepare(self) -> None:
        """Offer the cases that were looked at last, and again those that were found."""
        seen = tuple(session().visits.cases)
        found = lately(organisation(), who(), memory(), seen, today=today())
        self._offer((*self._found(self.looked_for.data or ""), *found))
        # One more case of an inquiry is linked when it is begun; no page asks for it of a report.
        self.why.choices = [each for each in worded(LinkReason)() if each[0] != LinkReason.SAME_INQUIRY]

    def completed(self) -> bool:
        """Find what was typed, unless that was done already and one of what was found is chosen."""
        typed = (self.other.data or "").strip()
        if not typed or typed == self.looked_for.data:
            if self.among.data:
                return True
            field = self.among if self.among.choices else self.other
            field.errors = [gettext("Choose the case, or write what you know of it.")]
            return False
        found = self._found(typed)
        named = [each for each in found if each.row.case_reference == typed.upper()]
        if named:
            self.among.data = typed.upper()
            return True
        self.looked_for.data, self.among.data = typed, None
        self._offer(found)
        if self.among.choices:
            self.among.errors = [gettext("Choose the case that you mean.")]
        else:
            self.other.errors = [gettext("You have no other case of this kind that fits.")]
        return False

    def _found(self, words: str) -> list[Hit]:
        """Give the cases of this kind that words find, but for this one."""
        if not words.strip():
            return []
        hits = search(organisation(), who(), memory(), words, today=today()).hits
        return [each for each in hits if self._is_another(each)]

    def _is_another(self, hit: Hit) -> bool:
        mine = self.decision_context.file.row
        return hit.row.scheme == mine.scheme and hit.row.handle != mine.handle

    def _offer(self, hits: Iterable[Hit]) -> None:
        linked = {each.other for each in self.decision_context.case.links}
        offered = {each.row.case_reference: each for each in hits if self._is_another(each)}
        self.among.choices = [
            (reference, _told(hit)) for reference, hit in offered.items() if reference not in linked
        ]

    def given(self) -> dict[str, object]:
        """Give what was chosen."""
        return {**super().given(), "other": self.among.data}

    def decision(self) -> Typed:
        """
        Give the link. Whether the other case is there for this person is asked before anything else, so that
        no other reason tells them of a link that they do not see.
        """
        file, other = self.decision_context.file, None
        if self.among.data != file.row.case_reference:
            with suppress(NoSuchCaseError):
                other = case_file(organisation(), who(), self.among.data, today=today()).case
        require_linkable(file.case, other)
        return super().decision()

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Link both, or neither."""
        file, seen = self.decision_context.file, self.decision_context.seen
        require_current(organisation, file, seen, now=now)
        link_cases(organisation, who, file, self.decision(), seen=seen, now=now)
        return file.row.case_reference


def _told(hit: Hit) -> str:
    """Give what a case is recognised by, as lists show it."""
    known = (hit.entry.words or labels.state(hit.row.state), hit.entry.name, hit.row.case_reference)
    return " · ".join(str(each) for each in known if each)
