"""
What a fictive year left behind, read from the databases and from the mail server once it is over.

People and cases stand under names of the simulator's own: handles, references and keys are drawn anew by
every run, and two runs of one seed are to read alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, select

from intake.store.engine import read
from tests.simulation.scenario import Story
from tests.simulation.year import Year
from triage.cases.case import Case
from triage.cases.decisions.acknowledgement import AcknowledgementGiven
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.feedback import FeedbackGiven
from triage.cases.decisions.messages import LetterRecorded, MessageGiven
from triage.cases.decisions.missed import breaches
from triage.cases.decisions.referral import ReplyDelayed
from triage.cases.events import CaseEvent
from triage.cases.history import EVENTS
from triage.engine.deadline import Deadline
from triage.services.history.case_file import opened
from triage.services.people.holders import known_members
from triage.services.reading.inner_texts import inner_texts
from triage.store import cases, events, journal
from triage.store.cases import CaseRow
from triage.store.tables import alert
from triage.store.visibility import system_access

LETTERS = frozenset(
    {
        AcknowledgementGiven.tag,
        MessageGiven.tag,
        FeedbackGiven.tag,
        AnswerGiven.tag,
        ReplyDelayed.tag,
        LetterRecorded.tag,
    }
)
"""What reached somebody outside the unit, or was announced to it, and stands in a letter."""


@dataclass(frozen=True, slots=True)
class Told:
    """One case of the year, as it stands when the year is over."""

    name: str
    row: CaseRow
    history: tuple[CaseEvent, ...] = field(repr=False)
    case: Case = field(repr=False)
    due: tuple[Deadline, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, order=True)
class Alert:
    """One alert that was raised."""

    on: date
    case: str
    rule: str
    subject: str
    step: str


@dataclass(frozen=True, slots=True, order=True)
class Mail:
    """One mail that the server took, and the role of its receiver."""

    at: datetime
    role: str
    receiver: str


@dataclass(frozen=True, slots=True, order=True)
class Letter:
    """
    One thing that was given to a reporter or a citizen; *by_hand*: another way than through the mailbox.
    """

    on: date
    case: str
    what: str
    by_hand: bool


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """
    One deadline that was missed: what it was, since when, and who answers for it, if anybody has said so.
    *mistaken*: it came from a day that was put right, and is struck out.
    """

    due: date
    case: str
    rule: str
    subject: str
    settled_on: date | None
    days_late: int
    responsible: str | None
    reason: str | None
    mistaken: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that a year left behind. *files*: how often one was brought down, and was what was sent."""

    year: Year
    until: date
    stories: Sequence[Story] = field(repr=False)
    told: Mapping[bytes, Told] = field(repr=False)
    entries: Sequence[tuple[int, bytes]] = field(repr=False)
    files: int
    alerts: Sequence[Alert] = field(repr=False)
    mails: Sequence[Mail] = field(repr=False)
    letters: Sequence[Letter] = field(repr=False)
    breaches: Sequence[Breach] = field(repr=False)


def read_result(year: Year, stories: Sequence[Story]) -> Result:
    """Read what the year left behind."""
    organisation, until = year.player.town.organisation, year.season.days[-1]
    names = _names(year, stories)
    with read(organisation.triage) as connection:
        told: dict[bytes, Told] = {
            row.handle: _told(year, connection, names[row.case_reference], row)
            for row in cases.all_cases(connection, system_access())
        }
        kept = [each for each in journal.entries(connection) if each.subject in told]
        entries = [(each.seq, each.subject) for each in kept if each.action in EVENTS]
        files = sum(each.action == "file:opened" for each in kept)
        alerts = [
            Alert(found.on, told[found.case].name, found.rule, found.subject, found.step)
            for found in connection.execute(select(alert))
        ]
        missed = [one for each in told.values() for one in _breaches(year, connection, each, until)]
    mails = [Mail(each.at, _role(year, each.receiver), each.receiver) for each in year.post.taken]
    letters = [one for each in told.values() for one in _letters(each)]
    mails.sort()
    return Result(
        year, until, stories, told, entries, files, sorted(alerts), mails, sorted(letters), sorted(missed)
    )


def _names(year: Year, stories: Sequence[Story]) -> dict[str, str]:
    """
    Give the name of every case by its reference: 001, 002 ..., and 017b for what came of 017 by a hand-over.
    """
    player = year.player
    found = {}
    for story in stories:
        each = player.told[story.key]
        if each.reference is not None or each.submission is not None:
            found[player.reference(each)] = story.name
    return found


def _told(year: Year, connection: Connection, name: str, row: CaseRow) -> Told:
    organisation = year.player.town.organisation
    history = events.history(connection, row.handle)
    file = opened(organisation, row, history, today=year.season.days[-1])
    return Told(name, row, history, file.case, file.deadlines)


def _letters(each: Told) -> Iterator[Letter]:
    for event in each.history:
        if event.tag in LETTERS:
            kind = getattr(event, "kind", None)
            what = f"{event.tag}:{kind}" if kind else str(event.tag)
            yield Letter(event.day, each.name, what, event.actor is not None)


def _breaches(year: Year, connection: Connection, each: Told, until: date) -> Iterator[Breach]:
    missed = breaches(each.case, each.due, until)
    organisation = year.player.town.organisation
    reader = next(iter(year.player.town.people.values()))
    is_said = any(one.reason_item for one in missed)
    texts = (
        inner_texts(connection, organisation, reader, each.row, known_members(organisation, until))
        if is_said
        else {}
    )
    for one in missed:
        assert one.due_on is not None
        yield Breach(
            one.due_on,
            each.name,
            one.rule,
            one.subject,
            one.settled_on,
            one.days_late,
            one.responsible,
            None if one.reason_item is None else texts[one.reason_item.id].text,
            one.mistaken,
        )


def _role(year: Year, receiver: str) -> str:
    name = receiver.partition("@")[0]
    return str(year.player.town.people[name].role)
