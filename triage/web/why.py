"""
"Why this date?": the engine's own trace, day by day, in words that can be printed and sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from intake.domain.words import N_
from intake.page.formats import longdate
from triage.domain.counting import COPENHAGEN
from triage.domain.deadlines import Deadline
from triage.domain.trace import Wording, holiday_titles, sentence
from triage.rules.model import Confidence, Kind
from triage.rules.rulebook import Rulebook

KINDS = {Kind.STATUTE: N_("A limit given by law"), Kind.HOUSE: N_("The office's own limit")}
CONFIDENCE = {
    Confidence.V: N_("The text of the source has been read."),
    Confidence.V2: N_("The source is known from another text about it."),
    Confidence.UNVERIFIED: N_("The source has not been checked. Do not rely on it as law."),
    Confidence.HOUSE: N_("This is a limit that the office has set for itself. It is not law."),
}


@dataclass(frozen=True, slots=True)
class Because:
    """
    One deadline explained.
    """

    title: str
    kind: str
    source: str
    confidence: str
    steps: Sequence[str]


def because(deadline: Deadline, rulebook: Rulebook) -> Because:
    """
    Say how a date came about.
    """
    wording = Wording(
        translate=_, show=_shown, events=rulebook.events, holiday_titles=holiday_titles(rulebook.calendars)
    )
    return Because(
        title=_(deadline.title),
        kind=_(KINDS[deadline.kind]),
        source=_(deadline.source),
        confidence=_(CONFIDENCE[deadline.confidence]),
        steps=[sentence(each, wording) for each in deadline.trace],
    )


def _shown(value: date) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(COPENHAGEN)
        return str(_("%(date)s at %(time)s", date=longdate(local.date()), time=f"{local:%H.%M}"))
    return longdate(value)
