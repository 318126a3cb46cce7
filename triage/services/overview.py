"""One case as it stands, and what a page needs to know besides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from intake.store.engine import read
from triage.domain.deadlines import Deadline, deadlines
from triage.domain.events import Tag
from triage.services.desk import NoSuchCaseError, Standing, standing
from triage.services.holders import known_members
from triage.services.inbox import Correspondence, correspondence
from triage.services.inner_texts import InnerText, inner_texts, newest_summary
from triage.services.opening import Doubt
from triage.services.sign_in import SignedIn
from triage.services.tick import PROCESS
from triage.services.unit import Unit
from triage.store import alerts, people

SILENCE = timedelta(minutes=10)
"""After so long without a heartbeat the clock counts as stopped."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """
    One case for its page. *letters* and *texts* stay empty until the content was opened in this session.
    """

    standing: Standing
    deadlines: tuple[Deadline, ...]
    summary: str | None = field(repr=False)
    texts: Mapping[str, InnerText] = field(repr=False)
    letters: Correspondence | None = field(repr=False)
    names: Mapping[str, str]

    @property
    def doubts(self) -> tuple[tuple[Doubt, date | None], ...]:
        """
        What of the mailbox and of the unit's own texts cannot be trusted; empty until the content was opened.
        """
        own = dict.fromkeys((each.doubt, each.on) for each in self.texts.values() if each.doubt is not None)
        return (*(() if self.letters is None else self.letters.doubts), *own)


def case_view(unit: Unit, who: SignedIn, reference: str, *, opened: set[bytes], today: date) -> CaseView:
    """
    Give one case for its page, its content only if it is among those *opened* in this session.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    found = standing(unit, who, reference, today=today)
    is_opened = found.row.handle in opened
    members = known_members(unit, today)
    with read(unit.triage) as connection:
        summary = newest_summary(connection, who, found.row, members)
        texts = inner_texts(connection, who, found.row, members) if is_opened else {}
        names = {each.handle.hex(): each.display_name for each in people.people(connection)}
    return CaseView(
        standing=found,
        deadlines=deadlines_of(unit, found, today),
        summary=summary,
        texts=texts,
        letters=correspondence(unit, who, found.row, today=today) if is_opened else None,
        names=names,
    )


def is_there(unit: Unit, who: SignedIn, reference: str, *, today: date) -> bool:
    """Tell whether there is such a case for this person."""
    try:
        standing(unit, who, reference, today=today)
    except NoSuchCaseError:
        return False
    return True


def deadlines_of(unit: Unit, found: Standing, today: date) -> tuple[Deadline, ...]:
    """Give the deadlines of a case as the engine has them today."""
    return deadlines(unit.facts_of(found.history), unit.rulebook, today)


FEEDBACK_RULES = ("WB-FB", "WB-EXT-FB")
"""How the ids of the feedback clocks begin, in every country."""


def feedback_due(unit: Unit, found: Standing, *, today: date) -> date | None:
    """Give the day by which the law wants feedback, if receipt is acknowledged today at the latest."""
    known = unit.facts_of(found.history)
    given = {Tag.ACKNOWLEDGEMENT_GIVEN.value: today, **known.occurred}
    due = deadlines(replace(known, occurred=given), unit.rulebook, today)
    return min((each.due_strict for each in due if each.rule.startswith(FEEDBACK_RULES)), default=None)


def clock_is_silent(unit: Unit, now: datetime) -> bool:
    """
    Tell whether the clock has shown no sign of life for too long, or ever.

    A sign from the future tells nothing: somebody has set a clock back since.
    """
    with read(unit.triage) as connection:
        last = alerts.last_beat(connection, PROCESS)
    return last is None or abs(now - last) > SILENCE


def department_names(unit: Unit, language: str) -> dict[str, str]:
    """Give the names of the departments by code, in the order of their Danish names."""
    with read(unit.triage) as connection:
        return {
            each.code: each.name_da if language == "da" else each.name_en
            for each in people.departments(connection)
        }


def advisor_names(unit: Unit, today: date) -> dict[str, str]:
    """Give the names of the advisors by hex handle."""
    with read(unit.triage) as connection:
        return {
            each.handle.hex(): each.display_name
            for each in people.people(connection, role="advisor", on=today)
        }
