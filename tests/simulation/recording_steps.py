"""The steps of what an adviser records in a fictive case besides its own course."""

from datetime import date, datetime

from msgspec import convert
from sqlalchemy import select

from crypto.envelope import new_id
from intake.contents.office import InquirerContent
from intake.store.engine import read
from tests.simulation.recording import ANSWERED_AT_ONCE, DRAFT, LINKED, OUTSIDE_AT_ONCE, POINTS
from tests.simulation.steps import NotRefusedError, file_of, must_refuse
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.closing_when_told import ClosingDecided
from triage.cases.decisions.complaints import AnswerDecided, HandlingRecorded, UnitRecorded
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.inquiries import InquirerRecorded, TypeRecorded
from triage.cases.decisions.links import CasesLinked
from triage.cases.decisions.points import Point, PointsRecorded
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.decisions.report_account import AftermathRecorded, ReportCountedAgain, ReportLeftOut
from triage.cases.typed import typed
from triage.cases.vocabulary import FeedbackKind, InquirerKind, InquirerRelation
from triage.cli.demo.player import ADVISORS
from triage.cli.demo.steps import Play, Playing, decides, in_mailbox
from triage.rules.codes import Scheme
from triage.services.casework.drafts import SentForm, drafts_of, keep_draft, open_draft
from triage.services.casework.execute import execute
from triage.services.casework.link_cases import link_cases
from triage.store.tables import case

NOTE = "note"


def _linked(each: Playing, now: datetime) -> None:
    """
    Link the case to the complaint that came last, which everybody holds who is there; `only_where_another`
    sees to it that there is one.
    """
    others = case.c.scheme == Scheme.COMPLAINTS, case.c.case_reference != each.reference
    newest = select(case.c.case_reference).where(*others).order_by(case.c.received_on.desc()).limit(1)
    with read(each.town.organisation.triage) as connection:
        other = connection.execute(newest).scalar_one()
    file, link = file_of(each, now), typed(CasesLinked, other=other, why="same_matter")

    def link_them() -> None:
        link_cases(each.town.organisation, each.who, file, link, seen=len(file.history), now=now)

    if any(known.other == other for known in file.case.links):
        must_refuse("linked_already", link_them)
    else:
        link_them()


def _sorted(each: Playing, now: datetime) -> None:
    """Decide in one press what the page for sorting does."""
    decided = (
        typed(TypeRecorded, type="clarification"),
        typed(UnitRecorded, unit=each.data["unit"]),
        typed(PointsRecorded, points=tuple(convert(each, Point) for each in POINTS)),
        typed(HandlingRecorded, codes=("guidance", "dialogue")),
    )
    execute(each.town.organisation, each.who, each.reference, *decided, now=now)


def _outside_at_once(each: Playing, now: datetime) -> None:
    """Assess, say what was done, tell the reporter and end it, as the one page does; it ends by itself."""
    letter = each.step["guidance"]
    decided = (
        typed(
            ScopeAssessed,
            scope=each.step["scope"],
            reason=each.step["reason"],
            reason_item=each.text,
            guidance_item=letter,
        ),
        typed(DispositionRecorded, code="guided_elsewhere", reason_item=each.text),
        typed(FeedbackDecided, kind=FeedbackKind.REJECTION, item=letter),
        typed(ClosingDecided),
    )
    _ended(each, now, execute(each.town.organisation, each.who, each.reference, *decided, now=now).today)


def _answered_at_once(each: Playing, now: datetime) -> None:
    """Answer and end it, at once where the answer was given by hand, else once it has been told."""
    by_hand = not in_mailbox(each.data)
    answer = typed(AnswerDecided, item=each.text, given_on=now.date() if by_hand else None)
    closing = typed(CaseClosed if by_hand else ClosingDecided)
    _ended(
        each,
        now,
        execute(each.town.organisation, each.who, each.reference, answer, closing, now=now).today,
    )


def _ended(each: Playing, now: datetime, today: date) -> None:
    if file_of(each, now).case.closed_on != today:
        raise NotRefusedError(f"{each.step['action']} did not end the case")


def _draft_kept(each: Playing, now: datetime) -> None:
    keep_draft(
        each.town.organisation,
        each.who,
        new_id(),
        NOTE,
        [("item", each.text)],
        reference=each.reference,
        seen=len(file_of(each, now).history),
        now=now,
    )


def _draft_used(each: Playing, now: datetime) -> None:
    """Go on from what was kept, which is gone with it; a stand-in has nothing to go on from."""
    organisation, today = each.town.organisation, now.date()

    def kept_by(name: str) -> list[bytes]:
        mine = drafts_of(organisation, each.town.people[name], today=today)
        return [one.id for one in mine if one.case_reference == each.reference]

    me = next(name for name in ADVISORS if each.town.people[name] == each.who)
    found = kept_by(me)
    if not found and not any(map(kept_by, ADVISORS)):
        raise NotRefusedError("a draft was lost")
    for draft_id in found:
        opened = open_draft(organisation, each.who, draft_id, today=today)
        if opened is None or not opened.fields or not each.text.startswith(opened.fields[0][1]):
            raise NotRefusedError("a draft is not what was kept")
    note = typed(NoteAdded, item=each.text)
    form = SentForm(found[0], NOTE, ()) if found else None
    execute(organisation, each.who, each.reference, note, now=now, form=form)
    if kept_by(me) != found[1:]:
        raise NotRefusedError("a draft outlived what it became")


RECORDING_STEPS: dict[str, Play] = {
    ANSWERED_AT_ONCE: _answered_at_once,
    DRAFT: _draft_kept,
    OUTSIDE_AT_ONCE: _outside_at_once,
    "aftermath": decides(AftermathRecorded),
    "counted_again": decides(ReportCountedAgain),
    "left_out": decides(ReportLeftOut),
    "draft_used": _draft_used,
    "inquirer": decides(
        InquirerRecorded,
        inquirer_item=lambda _each, _today: InquirerContent(name="Kim Eksempel", phone="00 00 00 00"),
        inquirer_kind=lambda _each, _today: InquirerKind.CITIZEN,
        relation=lambda _each, _today: InquirerRelation.RELATIVE,
    ),
    LINKED: _linked,
    "sorted": _sorted,
}
