"""What can hardly be meant of the days that were typed, asked back in words."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from intake.page.formats import longdate
from triage.cases.plausible import Odd


def asked_back(odd: Iterable[Odd]) -> Iterator[tuple[str, str]]:
    """Give each as a box to tick: its value names the very day, so that a changed day is asked anew."""
    for each in odd:
        said = {"day": longdate(each.day), "than": longdate(each.than)}
        yield f"{each.field}:{each.day.isoformat()}", str(_(each.why.words) % said)
