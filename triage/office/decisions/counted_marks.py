"""The ordered counts that a case may be ticked for."""

from collections.abc import Collection
from datetime import date

from triage.office.forms import OfficeForm
from triage.office.request_context import organisation, today, who
from triage.services.views.ordered_counts import marks_of_day


def offer_marks(form: OfficeForm, day: date, ticked: Collection[str] = ()) -> None:
    """
    Offer the marks of the counts that run on a day in the field *marks*; take it away where there are none.

    Args:
        ticked: those that were ticked before, which can be taken back though they run no more.
    """
    marks = dict.fromkeys((*marks_of_day(organisation(), who(), day, today=today()), *ticked))
    if marks:
        form["marks"].choices = [(each, each) for each in marks]
    else:
        del form["marks"]
