"""What the page of a case says of it besides its course: themes, points, meetings, promises, the result."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from intake.page.formats import number, plaindate
from triage.cases.case import Case
from triage.cases.decisions.consent import Consent, ConsentGiver
from triage.cases.decisions.mandate import Mandate
from triage.cases.decisions.own_initiative import Published
from triage.cases.decisions.points import Point, PointsRecorded, themes
from triage.cases.decisions.report_account import AftermathRecorded
from triage.cases.decisions.results import ResultRecorded
from triage.cases.vocabulary import Position, RaisedBy
from triage.office.presentation import labels
from triage.office.presentation.inquiry_facts import inquiry_facts
from triage.office.presentation.talk_facts import talk_facts

Row = tuple[str, str]
Names = Mapping[str, str]


def recorded_facts(case: Case, units: Names) -> Iterator[Row]:
    """Give pairs of a label and its words, in the order in which they are shown."""
    if case.is_report:
        yield from _of_report(case)
        yield from talk_facts(case, units)
        return
    yield from _own_initiative(case, units)
    yield from inquiry_facts(case)
    recorded = case.newest(PointsRecorded)
    yield from _themes(case) if recorded is None else _points(recorded, units)
    yield from _consents(case, units)
    yield from talk_facts(case, units)
    yield from _promises(case, units)
    yield from _followed(case, units)
    if case.complaint.answered_on is not None and case.complaint.without_administration:
        yield str(_("The administration")), str(_("Not contacted"))
    yield from _result(case, units)


def _of_report(case: Case) -> Iterator[Row]:
    if recorded := themes(case):
        listed = labels.taxonomy().report_themes
        yield str(_("Themes")), ", ".join(labels.term(listed, each) for each in recorded)
    if case.report.left_out is not None:
        yield str(_("Left out of the account")), str(_(case.report.left_out.reason.words))
    if told := case.newest(AftermathRecorded):
        yield from _aftermath(told)


def _aftermath(told: AftermathRecorded) -> Iterator[Row]:
    amounts = {
        _("Estimated damage"): told.estimated_damage,
        _("Amount recovered"): told.recovered_amount,
    }
    for label, amount in amounts.items():
        if amount is not None:
            yield str(label), str(_("%(amount)s kroner", amount=number(amount)))
    if told.proceedings_on is not None:
        said = [str(_("begun %(date)s", date=plaindate(told.proceedings_on)))]
        if told.outcome is not None:
            said.append(str(_(told.outcome.words)))
        yield str(_("Proceedings")), ". ".join(said)


def _own_initiative(case: Case, units: Names) -> Iterator[Row]:
    begun, published = case.complaint.own_initiative, case.newest(Published)
    if begun is None:
        return
    said = (_(begun.kind.words), begun.ordered_by and _(begun.ordered_by.words))
    yield str(_("Own initiative")), ", ".join(str(each) for each in said if each)
    if len(begun.units) > 1:
        yield str(_("Also about")), ", ".join(units.get(each, each) for each in begun.units[1:])
    if published is not None:
        yield str(_("Published")), plaindate(published.day)


def _themes(case: Case) -> Iterator[Row]:
    listed = labels.taxonomy().themes
    yield str(_("Main theme")), labels.main_theme(case) or str(_("Not recorded yet"))
    if others := themes(case)[1:]:
        yield str(_("Other themes")), ", ".join(labels.term(listed, each) for each in others)


def _points(recorded: PointsRecorded, units: Names) -> Iterator[Row]:
    for each in recorded.points:
        label = _("Main point") if each.position is Position.MAIN else _("Following point")
        yield str(label), _point(each, units)


def _point(point: Point, units: Names) -> str:
    said = [labels.term(labels.taxonomy().themes, point.theme)]
    if point.unit:
        said.append(units.get(point.unit, point.unit))
    if point.raised_by is RaisedBy.ADVISER:
        said.append(str(_("seen by {citizens_adviser}")))
    if point.upheld is not None:
        said.append(str(_(point.upheld.words)))
    return ", ".join(said)


def _consents(case: Case, units: Names) -> Iterator[Row]:
    for each in case.complaint.consents:
        said = [_(one.words) for one in each.scope]
        said += [units.get(one, one) for one in each.units]
        if each.given_by is not ConsentGiver.CITIZEN:
            said.append(_(each.given_by.words))
        said += [_("given %(date)s", date=plaindate(each.given_on)), _(each.how.words)]
        yield str(_("Consent %(number)s", number=each.number)), _until(said, each)
    for mandate in case.complaint.mandates:
        said = [_("given %(date)s", date=plaindate(mandate.given_on))]
        yield str(_("Power of attorney %(number)s", number=mandate.number)), _until(said, mandate)


def _until(said: list[str], given: Consent | Mandate) -> str:
    if given.ends_on is not None:
        said.append(_("until %(date)s", date=plaindate(given.ends_on)))
    if given.withdrawn_on is not None:
        said.append(_("withdrawn %(date)s", date=plaindate(given.withdrawn_on)))
    return ", ".join(map(str, said))


def _promises(case: Case, units: Names) -> Iterator[Row]:
    for each in case.complaint.promises:
        said = [_("by %(date)s", date=plaindate(each.due_on))]
        if each.unit is not None:
            said.append(units.get(each.unit, each.unit))
        if each.kept_on is not None:
            said.append(_("kept %(date)s", date=plaindate(each.kept_on)))
        yield str(_("Promise %(number)s", number=each.number)), ", ".join(map(str, said))


def _followed(case: Case, names: Names) -> Iterator[Row]:
    for each in case.complaint.followed:
        said = [names.get(each.unit, each.unit), str(_(each.waits_for.words))]
        if each.area is not None:
            said.append(names.get(each.area, each.area))
        if each.ended_on is not None and each.result is not None:
            said.append(f"{_(each.result.words)} {plaindate(each.ended_on)}")
        yield str(_("Followed case %(number)s", number=each.number)), ", ".join(said)


def _result(case: Case, units: Names) -> Iterator[Row]:
    recorded = case.newest(ResultRecorded)
    if recorded is None:
        return
    yield str(_("The citizen's legal position")), str(_(recorded.legal_position.words))
    for each in recorded.learning:
        said = _("Something to learn") if each.has else _("Nothing to learn")
        yield units.get(each.unit, each.unit), str(said)
