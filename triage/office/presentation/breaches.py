"""What was missed in a case, in words: for its page, and for the form that explains it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.cases.decisions.missed import Breach, breaches
from triage.office.presentation.clock_choices import titled
from triage.office.presentation.labels import days_late
from triage.office.request_context import organisation, seen_at
from triage.services.views.case_view import CaseView


def missed(view: CaseView) -> tuple[Breach, ...]:
    """Give everything that was missed in a case up to now, the oldest first."""
    return breaches(view.case_file.case, view.deadlines, seen_at())


def breach_key(each: Breach) -> str:
    """Give the value of a choice: one clock may be missed several times."""
    return ":".join((each.rule, each.subject, "" if each.due_on is None else each.due_on.isoformat()))


def breach_name(each: Breach, names: Mapping[str, str]) -> str:
    """Give the words for what was missed, and whom it is about where that tells it from another."""
    return titled(organisation().rulebook.titles.get(each.rule, each.rule), each.subject, names)


def breach_words(each: Breach, names: Mapping[str, str]) -> str:
    """Say in one line what was missed and by how much."""
    due = "" if each.due_on is None else f", {plaindate(each.due_on)}"
    return f"{breach_name(each, names)}{due}: {days_late(each.days_late)}"


def explained_words(each: Breach) -> str:
    """Say whether anybody has said why, and who answers for it."""
    if each.responsible is None or each.explained_on is None:
        return str(_("Not explained yet"))
    who = _(each.responsible.words)
    return str(_("Explained %(date)s: %(who)s", date=plaindate(each.explained_on), who=who))
