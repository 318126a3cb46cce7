"""What may be pressed on the line of a case, told by where it stands: no list reads its history."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from intake.domain.translatable import N_
from triage.cases.decisions.own_initiative import OWN_INITIATIVE
from triage.cases.vocabulary import State
from triage.office.decisions.registry import FORMS
from triage.rules.codes import Scheme
from triage.services.views.lists import CaseLine

ONWARD: Mapping[str, str] = {
    State.OUTSIDE: "feedback",
    State.INVESTIGATING: "outcome",
    State.DECIDED: "feedback",
    State.FEEDBACK_GIVEN: "close",
    State.AWAITING_UNIT: "reply",
    State.REJECTED: "answer",
    State.ANSWERED: "close",
}
"""The page of the next step, where the state alone tells it."""
SHORT: Mapping[str, str] = {"reply": N_("Reply from {unit}"), "outcome": N_("Result")}
"""What a page is called where a line has no room for its title."""


def presses_of(line: CaseLine) -> Iterator[tuple[str, str]]:
    """Give the pages to which a line leads besides that of the case, each with its words."""
    row = line.row
    if row.state == State.NEW:
        return
    if line.to_chase is not None:
        yield "chase", str(_("Remind"))
    is_complaint = row.scheme == Scheme.COMPLAINTS
    if row.unanswered_since is not None and row.intake_reference is not None:
        yield "message", str(_("Reply"))
    elif is_complaint and row.channel != OWN_INITIATIVE and row.state == State.IN_PROGRESS:
        yield "answer", str(_("Reply"))
    yield "contact", str(_("Contact"))
    if onward := ONWARD.get(row.state):
        yield onward, str(_(SHORT[onward]) if onward in SHORT else FORMS[onward].title)
