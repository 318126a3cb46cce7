"""What can hardly be meant of the days that were typed, asked back in words."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from intake.page.formats import longdate
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.plausible import Odd, odd_days
from triage.office.forms import DatedForm
from triage.office.request_context import organisation, today


def is_unsure(
    form: DatedForm,
    case: Case | None = None,
    context: CheckContext | None = None,
    *,
    external_event: tuple[str, str] | None = None,
) -> bool:
    """
    Ask back what can hardly be meant of the days of a form, and say whether one of them is not confirmed;
    without a case they are measured by today alone.
    """
    context = context or CheckContext(organisation().taxonomy, organisation().rulebook, today())
    return form.asks_back(_asked_back(odd_days(form.days, case, context, external_event=external_event)))


def _asked_back(odd: Iterable[Odd]) -> Iterator[tuple[str, str]]:
    """Give each as a box to tick: its value names the very day, so that a changed day is asked anew."""
    for each in odd:
        said = {"day": longdate(each.day), "than": longdate(each.than)}
        yield f"{each.field}:{each.day.isoformat()}", str(_(each.why.words) % said)
