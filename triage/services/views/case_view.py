"""One case as it stands, and what a page needs to know besides."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from intake.contents.choices import Need
from intake.contents.item_ref import ItemRef
from intake.contents.office import InquirerContent
from intake.services.opened_items import IntegrityWarning, SentFile
from intake.store.engine import read
from triage.cases.decisions.acknowledgement import AcknowledgementGiven
from triage.cases.decisions.holders import DoubtKind
from triage.cases.decisions.inquiries import InquiryRegistered, inquirer_of
from triage.cases.decisions.links import CasesLinked
from triage.cases.decisions.own_initiative import OwnInitiativeBegun
from triage.cases.decisions.registers import EntryBegun
from triage.cases.fold import told
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Deadline
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import entries
from triage.services.reading.inner_files import listed
from triage.services.reading.inner_texts import InnerText, inner_texts, newest_summary
from triage.services.reading.inquirer import inquirer_written
from triage.services.reading.mailbox import Correspondence, correspondence
from triage.services.reading.visible_case import NoSuchCaseError, case_file, held_at, held_of
from triage.services.views.doubts import doubts_of
from triage.store import people


@dataclass(frozen=True, slots=True)
class CaseView:
    """
    One case for its page. *correspondence* and *texts* stay empty until the content was opened in this
    session, and again when something comes that nobody has opened.
    """

    case_file: CaseFile
    is_opened: bool
    summary: str | None = field(repr=False)
    first_words: str = field(repr=False)
    """How what was written begins, once somebody has opened it; it may name people, the summary does not."""
    texts: Mapping[str, InnerText] = field(repr=False)
    correspondence: Correspondence | None = field(repr=False)
    names: Mapping[str, str]
    links: tuple[CasesLinked, ...]
    """The cases that it is linked to, as far as this person holds them."""
    also: tuple[str, ...]
    """Who else has worked in the case today, by name."""
    came_from: str | None = None
    """The case on the other side that it was handed over from, if this person holds both."""
    handed_over_to: str | None = None
    """The case on the other side that a yes in its mailbox began, if this person holds both."""
    doubts: Mapping[DoubtKind, date] = field(default_factory=dict)
    """What about who holds it is not as it was signed, since when; nothing for who does not hold it."""

    @property
    def first_received_on(self) -> date | None:
        """The day on which the other side received what was passed on from there; None for all else."""
        origin = None if self.correspondence is None else self.correspondence.came_from
        return None if origin is None else origin.received_on

    @property
    def heading(self) -> str:
        """What the case is about, as far as it is known without opening it; empty where nothing is."""
        return self.summary or self.first_words

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The deadlines of the case today."""
        return self.case_file.deadlines

    @property
    def inquirer(self) -> InquirerContent | None:
        """Who the inquiry is from; None where nobody said, or the content was not opened."""
        known = inquirer_of(self.case_file.case)
        item = None if known is None else known.inquirer_item
        found = None if item is None else self.texts.get(item.id)
        return found.content if found and isinstance(found.content, InquirerContent) else None

    @property
    def addressee(self) -> InquirerContent | None:
        """
        Who a letter to the citizen goes to: as recorded, else as they wrote it in the portal; None of a
        report or an entry in a register, and where the content was not opened.
        """
        if not self.case_file.case.is_complaint or self.correspondence is None:
            return None
        return self.inquirer or inquirer_written(self.correspondence.first)

    @property
    def goes_by_post(self) -> bool:
        """Whether the citizen said to be exempt from Digital Post."""
        return self.addressee is not None and Need.NO_DIGITAL_POST in self.addressee.needs

    @property
    def begun_with(self) -> ItemRef | None:
        """What was written where a case was registered here: a letter or mail, its ground, or its text."""
        begun = told(self.case_file.history)[0]
        if isinstance(begun, EntryBegun):
            return begun.item
        if isinstance(begun, OwnInitiativeBegun):
            return begun.ground_item
        return begun.item if isinstance(begun, InquiryRegistered) else None

    @property
    def written(self) -> str | None:
        """Its words; None where there are none, or the content was not opened."""
        item = self.begun_with
        found = None if item is None else self.texts.get(item.id)
        return None if found is None else found.text

    @property
    def files(self) -> tuple[SentFile, ...]:
        """What was sent or registered with the case; nothing until the content was opened."""
        sent = () if self.correspondence is None else self.correspondence.files
        return (*sent, *listed(self.texts))

    @property
    def integrity_warnings(self) -> tuple[tuple[IntegrityWarning, date | None], ...]:
        """
        What of the mailbox and the office's own texts cannot be trusted; empty until the content was opened.
        """
        if self.correspondence is None:
            return ()
        own = dict.fromkeys(
            (each.integrity_warning, each.on)
            for each in self.texts.values()
            if each.integrity_warning is not None
        )
        named = (ref for each in self.case_file.history for ref in each.inner)
        gone = [(IntegrityWarning.GAP, None)] if any(ref.id not in self.texts for ref in named) else []
        return tuple(dict.fromkeys((*self.correspondence.integrity_warnings, *own, *gone)))


def shows_content(file: CaseFile, opened: Container[bytes]) -> bool:
    """Say whether a case is among those *opened* in this session, and nothing came that nobody has read."""
    return file.row.handle in opened and not file.case.has_unread


def case_view(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    opened: Container[bytes],
    today: date,
    turn: int | None = None,
) -> CaseView:
    """
    Give one case for its page, its content only if it is among those *opened* in this session; of a mailbox
    all, or one *turn*.

    Raises:
        NoSuchCaseError: it is not there for this person.
    """
    found = case_file(organisation, who, reference, today=today)
    is_opened = shows_content(found, opened)
    members = known_members(organisation, today)
    opened_now = correspondence(organisation, who, found, today=today, turn=turn) if is_opened else None
    with read(organisation.triage) as connection:
        summary = newest_summary(connection, organisation, who, found.row, members)
        known = entries(connection, organisation, who, [found.row.handle], members)
        texts = (
            inner_texts(connection, organisation, who, found.row, members, history=found.history)
            if is_opened
            else {}
        )
        held = held_of(connection, who, (each.other for each in found.case.links), today=today)
        came_from, handed_over_to = _across(connection, who, opened_now, today)
        doubts = doubts_of(connection, found.row.handle) if is_opened else {}
        names = {each.handle.hex(): each.display_name for each in people.people(connection)}
    actors = dict.fromkeys(each.actor for each in found.history if each.on == today and each.actor)
    return CaseView(
        case_file=found,
        is_opened=is_opened,
        summary=summary,
        first_words=known[found.row.handle].first_words if found.row.handle in known else "",
        texts=texts,
        correspondence=opened_now,
        names=names,
        links=tuple(each for each in found.case.links if each.other in held),
        also=tuple(names[one] for one in actors if one in names and one != who.handle.hex()),
        came_from=came_from,
        handed_over_to=handed_over_to,
        doubts=doubts,
    )


def _across(
    connection: Connection, who: SignedIn, written: Correspondence | None, today: date
) -> tuple[str | None, str | None]:
    """Give the cases that one was handed over from and to: only sealed contents say which they are."""
    if written is None:
        return None, None
    origin = None if written.came_from is None else written.came_from.reference
    return (
        held_at(connection, who, origin, today=today),
        held_at(connection, who, written.handed_over_to, today=today),
    )


def is_there(organisation: Organisation, who: SignedIn, reference: str, *, today: date) -> bool:
    """Tell whether there is such a case for this person."""
    try:
        case_file(organisation, who, reference, today=today)
    except NoSuchCaseError:
        return False
    return True


def feedback_due(file: CaseFile) -> date | None:
    """Give the day by which the law wants feedback, if receipt is acknowledged today at the latest."""
    given = {AcknowledgementGiven.tag: file.today, **file.facts.occurred}
    due = deadlines(replace(file.facts, occurred=given), file.context.rulebook, file.today)
    return min((each.due_strict for each in due if each.rule.startswith(FEEDBACK_RULES)), default=None)


FEEDBACK_RULES = ("WB-FB", "WB-EXT-FB")
"""How the ids of the feedback clocks begin, in every country."""
