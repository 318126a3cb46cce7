"""What was missed in a case, in words: for its page, and for the form that explains it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.cases.case import Case
from triage.cases.decisions.missed import Breach, breaches
from triage.cases.vocabulary import Responsible
from triage.office.presentation.clock_choices import titled
from triage.office.presentation.labels import days_late, place
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


def explained_words(each: Breach, case: Case) -> str:
    """Say whether anybody has said why, and who answers for it."""
    if each.responsible is None or each.explained_on is None:
        return str(_("Not explained yet"))
    who = responsible_words(each.responsible, case)
    return str(_("Explained %(date)s: %(who)s", date=plaindate(each.explained_on), who=who))


def responsible_words(who: Responsible, case: Case) -> str:
    """Say who answers for something; of where the case lay before by name, as far as that is known."""
    unit = case.unit_before if who is Responsible.LAY_WITH else None
    return str(_(who.words)) if unit is None else f"{_(who.words)}: {place(unit)}"


def responsibles(case: Case) -> list[tuple[str, str]]:
    """Offer who may answer for a missed deadline of a case: where it lay before only if that is known."""
    offered = [each for each in Responsible if case.unit_before or each is not Responsible.LAY_WITH]
    return [(str(each), responsible_words(each, case)) for each in offered]
