"""The ordered counts that run, for whoever ticks the cases that belong to them."""

from datetime import date

from intake.store.engine import read
from triage.cases.decisions.ordered_counts import CountableOrder
from triage.cases.register_kinds import RegisterKind
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.views.registers import read_by
from triage.store.countables import of_kind


def marks_of_day(organisation: Organisation, who: SignedIn, day: date, *, today: date) -> tuple[str, ...]:
    """Give the marks of the counts to which a case of a day may belong, as far as this person sees them."""
    with read(organisation.triage) as connection:
        found = of_kind(connection, read_by(who, today), [RegisterKind.ORDERED_COUNT])
        orders = [each for _handle, each in found]
    marks = [each.mark for each in orders if isinstance(each, CountableOrder) and each.runs_on(day)]
    return tuple(dict.fromkeys(marks))
