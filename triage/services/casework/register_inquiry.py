"""
Registering an inquiry to the citizens' adviser that came otherwise than by the portal, in one save.

Its texts, and who it is from, are sealed to everybody who holds the case, as a summary is. One inquiry can
become several cases: another case of it carries the same random id, and its inquirer sealed anew, and the two
are linked. There is no mailbox: the list of its files is a sealed item of the case, whose handle claims them.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from crypto.envelope import Kind
from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.contents.mailbox import FilesContent
from intake.contents.versioned import Versioned
from intake.domain.handlers import FEWEST
from intake.services.attach import Attached, claim_files, file_entries
from intake.services.receiving import TooFewHoldersError
from intake.store.engine import read, write
from triage.cases.context import CheckContext
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.decisions.holders import HoldersChanged
from triage.cases.decisions.inquiries import (
    InquiryRegistered,
    inquirer_of,
    inquiry_of,
    inquiry_registered,
)
from triage.cases.decisions.links import LinkReason
from triage.cases.events import CaseEvent
from triage.cases.typed import Typed, typed
from triage.rules.codes import Scheme
from triage.services.casework.aloud import NOTHING_ALOUD, Aloud
from triage.services.casework.change_holders import begin_held_by
from triage.services.casework.drafts import SentForm, use_up
from triage.services.casework.execute import execute_in
from triage.services.casework.link_cases import link_both
from triage.services.casework.sealed_texts import keep_texts
from triage.services.history.case_file import CaseFile
from triage.services.history.new_case import grant, new_case
from triage.services.history.record import begin
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.holding import holding_of
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inquirer import known_inquirer, relation_known
from triage.services.reading.visible_case import visible_file
from triage.store.cases import CaseRow

SEALED_AS = {"summary_item": Kind.SUMMARY, "item": Kind.NOTE, "reason_item": Kind.DECISION}
"""What each text of an inquiry is sealed as."""
FILES = "besides_items"


@dataclass(frozen=True, slots=True)
class InquiryOutcome:
    """
    What one save tells besides how an inquiry came. *rejection* is typed as `InquiryRejected`; without words
    of its own the line says why; *marks* are those of ordered counts. A *closed* one was answered in the
    conversation.
    """

    unit: str | None = None
    main_theme: str | None = None
    other_themes: Sequence[str] = ()
    handlings: Sequence[str] = ()
    rejection: Typed | None = None
    marks: Sequence[str] = ()
    closed: bool = False


def inquiry(**given: Any) -> Typed:
    """
    Give an inquiry as it was typed, by the names of the fields of `InquiryRegistered`; without an id it is a
    new one.
    """
    return typed(InquiryRegistered, **{"inquiry": secrets.token_hex(16), **given})


def register_inquiry(
    organisation: Organisation,
    who: SignedIn,
    came: Typed,
    told: InquiryOutcome = InquiryOutcome(),
    *,
    now: datetime,
    files: Sequence[Attached] = (),
    form: SentForm | None = None,
    more_of: str | None = None,
    aloud: Aloud = NOTHING_ALOUD,
    kept_out: Collection[bytes] = (),
) -> CaseRow:
    """
    Register an inquiry with everything that one save tells, whole or not at all; give the row of its case.

    Args:
        came: how it came, as it was typed (`inquiry`).
        told: what else is told: unit, theme, handling, a rejection, that it is closed.
        files: what came with it, sealed already.
        form: the form that was sent, whose drafts are used up by it.
        more_of: the reference of the case whose inquiry has one more case by it (`another_of`); each is
            linked to the other.
        aloud: what is told of the conversation, where it was one.
        kept_out: the colleagues who shall not hold the case; of one more case of an inquiry nobody does who
            is kept out of the first, or holds it no more.

    Raises:
        Refusal: a code that is on no list, a day that has not come, something missing for closing, or a
            recording to which nobody had agreed.
        NoSuchCaseError: the case of which it is one more is not there for this person.
        HoldersUnknownError: it cannot be told who holds that.
        TooFewHoldersError: fewer than two people would hold it.
        DirectoryError: there is nobody to seal to.
        AttachmentGoneError: a file is not there any more.
    """
    today = local_date(now)
    received_on = came.given.get("happened_on", today)
    channel = came.given["channel"]
    assert isinstance(received_on, date)
    assert isinstance(channel, str)
    besides = aloud.decisions(channel, received_on, files)
    with write(organisation.triage) as connection:
        earlier, out = None, frozenset(kept_out)
        if more_of is not None:
            earlier = visible_file(connection, organisation, who, more_of, today=today)
            out |= _kept_out_of(connection, organisation, who, earlier, today)
        row = new_case(connection, Scheme.COMPLAINTS, channel, received_on)
        changed = _granted(connection, organisation, who, row, out, today)
        texts: dict[str, str | Versioned] = {**came.texts, **_listed(organisation, row, files)}
        texts |= {} if told.rejection is None else told.rejection.texts
        kept = _kept(connection, organisation, who, row, texts, today)
        first, *more = _events(organisation, who, came, told, kept, today)
        made = begin(connection, organisation, row, [first, *([changed] if changed else []), *more])
        for each in besides:
            made = execute_in(connection, organisation, who, made, each)
        if earlier is not None:
            link_both(connection, organisation, who, earlier, made, LinkReason.SAME_INQUIRY, now=now)
        use_up(connection, organisation, who, form, today=today)
        if files:
            # Last: what is claimed for a case that does not come to be is found by `left_files`.
            with write(organisation.intake) as intake:
                claim_files(intake, row.handle, files)
    return row


def _kept_out_of(
    connection: Connection, organisation: Organisation, who: SignedIn, file: CaseFile, today: date
) -> frozenset[bytes]:
    """Give who is kept out of a case, or has left it: they would find a link to it in the next."""
    held = holding_of(connection, organisation, who, file.row, directory(organisation, today))
    return held.audience - held.holders


def _granted(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    kept_out: frozenset[bytes],
    today: date,
) -> HoldersChanged | None:
    """Grant a case that begins to all advisors but some, and say what is to be recorded of that."""
    persons = {each.person for each in directory(organisation, today).advisors} - kept_out
    if kept_out and len(persons) < FEWEST:
        raise TooFewHoldersError("fewer than two people are left to open it")
    grant(connection, row.handle, lambda person: person.handle in persons, today)
    return begin_held_by(connection, organisation, who, row, persons, today)


def _listed(organisation: Organisation, row: CaseRow, files: Sequence[Attached]) -> dict[str, FilesContent]:
    if not files:
        return {}
    with read(organisation.intake) as intake:
        return {FILES: FilesContent(file_entries(intake, row.handle, files))}


def _kept(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    texts: Mapping[str, str | Versioned],
    today: date,
) -> dict[str, ItemRef]:
    kept: dict[str, ItemRef] = {}
    for name, text in texts.items():
        kind = SEALED_AS.get(name, Kind.NOTE)
        kept |= keep_texts(connection, organisation, who, row, {name: text}, today, kind)
    return kept


def _events(
    organisation: Organisation,
    who: SignedIn,
    came: Typed,
    told: InquiryOutcome,
    kept: Mapping[str, ItemRef],
    today: date,
) -> tuple[CaseEvent, ...]:
    actor, rejected = who.handle.hex(), None
    own = {name: ref for name, ref in kept.items() if name in came.texts}
    begun = came.made(own, on=today, actor=actor)
    assert isinstance(begun, InquiryRegistered)
    if FILES in kept:
        begun = replace(begun, besides_items=(kept[FILES],))
    if told.rejection is not None:
        why = kept.get("reason_item") or kept.get("summary_item")
        rejected = told.rejection.made({} if why is None else {"reason_item": why}, on=today, actor=actor)
    assert rejected is None or isinstance(rejected, InquiryRejected)
    return inquiry_registered(
        begun,
        CheckContext(organisation.taxonomy, organisation.rulebook, today, units=organisation.units),
        unit=told.unit,
        handlings=told.handlings,
        main_theme=told.main_theme,
        other_themes=told.other_themes,
        rejection=rejected,
        marks=told.marks,
        closed_in_conversation=told.closed,
    )


def another_of(organisation: Organisation, who: SignedIn, file: CaseFile) -> dict[str, Any]:
    """
    Give what another case of the same inquiry has in common with one: the id, and who it is from, by the
    names of the fields of `InquiryRegistered`; what this person cannot open is left out. What came through
    the portal has no id, and is from whom the citizen wrote. For a caller who has opened the case.
    """
    known, same = inquirer_of(file.case), inquiry_of(file.case)
    common: dict[str, Any] = {} if same is None else {"inquiry": same}
    if known is not None:
        common |= {name: getattr(known, name) for name in ("inquirer_kind", "relation", "resident")}
    else:
        common["relation"] = relation_known(organisation, who, file)
    found = known_inquirer(organisation, who, file)
    return common if found is None else common | {"inquirer_item": found}
