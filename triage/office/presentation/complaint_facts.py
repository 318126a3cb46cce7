"""What the page of a complaint says of it besides its days: points, and whom it was dealt with."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from triage.cases.case import Case
from triage.cases.decisions.points import Point, PointsRecorded, themes
from triage.cases.vocabulary import Position, RaisedBy
from triage.office.presentation import labels

Row = tuple[str, str]


def complaint_facts(case: Case, units: Mapping[str, str]) -> Iterator[Row]:
    """Give pairs of a label and its words, in the order in which they are shown; of a report none."""
    if case.is_report:
        return
    recorded = case.newest(PointsRecorded)
    if recorded is None:
        yield from _themes(case)
    else:
        for each in recorded.points:
            label = _("Main point") if each.position is Position.MAIN else _("Following point")
            yield str(label), _in_words(each, units)
    if case.complaint.answered_on is not None and case.complaint.without_administration:
        yield str(_("The administration")), str(_("Not contacted"))


def _themes(case: Case) -> Iterator[Row]:
    yield str(_("Main theme")), labels.main_theme(case) or str(_("Not recorded yet"))
    if others := themes(case)[1:]:
        yield (
            str(_("Other themes")),
            ", ".join(labels.term(labels.taxonomy().themes, each) for each in others),
        )


def _in_words(point: Point, units: Mapping[str, str]) -> str:
    said = [labels.term(labels.taxonomy().themes, point.theme)]
    if point.unit:
        said.append(units.get(point.unit, point.unit))
    if point.raised_by is RaisedBy.ADVISER:
        said.append(str(_("seen by {citizens_adviser}")))
    if point.upheld is not None:
        said.append(str(_(point.upheld.words)))
    return ", ".join(said)
