"""
Drafts: a form that somebody left half written, sealed to its writer alone.

1. A draft is no part of the case: no event names it, nobody else sees it, and opening it is in no journal.
2. It is replaced as a whole by whoever goes on from it, and goes in the transaction that carries out what it
   became, which leaves a mark: what is saved late under the same id, from whatever session, is refused. Other
   drafts of the same form go with it. What is not touched for a month goes too, and all of whoever has left
   (`triage.services.clock.expire`).
3. What is typed travels in the body of a form, and lies nowhere but in the envelope.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind, Stanza, new_id
from crypto.errors import CryptoError
from crypto.seal import seal
from crypto.unseal import unseal
from intake.clock import local_date
from intake.contents.forms import decode, encode
from intake.contents.office import DraftContent, DraftField
from intake.contents.versioned import FormError
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import NoSuchCaseError
from triage.store import cases, drafts
from triage.store.drafts import DraftRow
from triage.store.visibility import CaseHandle, Level, Visible, visible_to

MOST = 100
"""So many drafts a person may have."""
LONGEST = 1_000_000
"""So many bytes a draft may have."""
COUNTER = 0
"""A draft has no number: each stands for itself (SPEC 13.5)."""


class TooMuchError(Exception):
    """There is more than one draft may hold, or there are more than one person may have."""


class CarriedOutError(Exception):
    """What was kept under this id has been carried out."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """
    A form that is carried out.

    Attributes:
        kept_as: the id under which its page keeps it as a draft.
        page: which form it is.
        fields: what was sent. Another draft of the same form in the same case that says nothing else goes
            with it; any does where this is None, as what ends a matter leaves none to go on with.
    """

    kept_as: bytes
    page: str
    fields: tuple[tuple[str, str], ...] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What a list shows of a draft: nothing of what was written."""

    id: bytes
    page: str
    case_reference: str | None
    kept_on: date


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """
    A draft, opened. *fields* is None where it cannot be opened with its writer's present key, or is not what
    its writer sealed.
    """

    kept: KeptDraft
    seen: int
    fields: tuple[tuple[str, str], ...] | None = field(repr=False)


def keep_draft(
    organisation: Organisation,
    who: SignedIn,
    draft_id: bytes,
    page: str,
    fields: Iterable[tuple[str, str]],
    *,
    reference: str | None,
    seen: int,
    now: datetime,
) -> bytes:
    """
    Keep what was typed into a form, in the place of what was kept under the same id; give the id that it has.

    Args:
        draft_id: drawn at random when the form was shown.
        page: which form it is.
        fields: what was typed, by the names of the fields; one that stands for several comes more than once.
        reference: the case it is about, None where there is none yet.
        seen: how many events of the case the person had been shown.

    Raises:
        NoSuchCaseError: it is not there for this person.
        CarriedOutError: it has been carried out.
        TooMuchError: it is too long, or there are too many.
    """
    content = DraftContent(page, tuple(DraftField(*pair) for pair in fields), reference or "", seen)
    plaintext = encode(content)
    if len(plaintext) > LONGEST:
        raise TooMuchError
    today = local_date(now)
    visible = _seen_by(who, today)
    with write(organisation.triage) as connection:
        handle = None
        if reference is not None:
            found = cases.case_by_reference(connection, reference, visible)
            if found is None:
                raise NoSuchCaseError
            handle = found.handle
        if drafts.is_marked(connection, visible, draft_id):
            raise CarriedOutError
        if drafts.is_anothers(connection, visible, draft_id):
            draft_id = new_id()
        if drafts.count(connection, visible, but=draft_id) >= MOST:
            raise TooMuchError
        item = new_id()
        envelope, wrapped = _sealed(organisation, who, handle, item, plaintext)
        row = DraftRow(draft_id, who.handle, handle, page, today, item, envelope, wrapped)
        drafts.keep(connection, visible, row)
    return draft_id


def drafts_of(organisation: Organisation, who: SignedIn, *, today: date) -> Sequence[KeptDraft]:
    """Give a person's drafts, the newest first, without opening any."""
    with read(organisation.triage) as connection:
        found = drafts.drafts_of(connection, _seen_by(who, today))
    return [_kept(row) for row in found]


def open_draft(
    organisation: Organisation, who: SignedIn, draft_id: bytes, *, today: date
) -> OpenedDraft | None:
    """Open a draft; None where there is none for this person, or its case is no longer there for them."""
    with read(organisation.triage) as connection:
        found = drafts.drafts_of(connection, _seen_by(who, today), row_id=draft_id)
    if not found:
        return None
    content = _content(organisation, who, found[0])
    if content is None:
        return OpenedDraft(_kept(found[0]), 0, None)
    return OpenedDraft(
        _kept(found[0]), content.seen, tuple((each.name, each.value) for each in content.fields)
    )


def reseal_drafts(organisation: Organisation, before: SignedIn, after: SignedIn, *, today: date) -> None:
    """Seal a person's drafts to the keys that they have now; *before* is the person with the old ones."""
    visible = _seen_by(before, today)
    with write(organisation.triage) as connection:
        for row in drafts.drafts_of(connection, visible):
            content = _content(organisation, before, row)
            if content is not None:
                envelope, wrapped = _sealed(organisation, after, row.case, row.item, encode(content))
                drafts.keep(connection, visible, replace(row, envelope=envelope, wrapped=wrapped))


def throw_away(organisation: Organisation, who: SignedIn, draft_id: bytes, *, today: date) -> None:
    """Remove a draft, if it is there."""
    with write(organisation.triage) as connection:
        drafts.forget(connection, _seen_by(who, today), draft_id)


def use_up(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    sent: SentForm | None,
    *,
    case: CaseHandle | None = None,
    today: date,
) -> None:
    """
    Remove, in the transaction that carries a form out, what is kept of it, and leave the mark that refuses
    what is saved late.

    Args:
        case: the case that the form was about, None where there was none yet.
    """
    if sent is None:
        return
    visible = _seen_by(who, today)
    for row in drafts.drafts_of(connection, visible):
        if (row.page, row.case) == (sent.page, case) and _is_said(_content(organisation, who, row), sent):
            drafts.forget(connection, visible, row.id)
    drafts.mark(connection, visible, sent.kept_as, on=today)


def _is_said(content: DraftContent | None, sent: SentForm) -> bool:
    """Say whether a draft says nothing that was not sent: a text may stop where somebody was interrupted."""
    if sent.fields is None or content is None:
        return sent.fields is None
    return all(
        any(each.name == name and text.startswith(each.value.strip()) for name, text in sent.fields)
        for each in content.fields
        if each.value.strip()
    )


def _seen_by(who: SignedIn, today: date) -> Visible:
    return visible_to(who.handle, today, Level.CONTENT)


def _kept(row: DraftRow) -> KeptDraft:
    return KeptDraft(row.id, row.page, row.case_reference, row.kept_on)


def _context(organisation: Organisation, reference: bytes, item: bytes) -> Context:
    return organisation.context(Kind.DRAFT, reference, item, Direction.INTERNAL)


def _sealed(
    organisation: Organisation, who: SignedIn, case: CaseHandle | None, item: bytes, plaintext: bytes
) -> tuple[bytes, bytes]:
    sealed = seal(
        plaintext,
        context=_context(organisation, case or who.handle, item),
        counter=COUNTER,
        signer=who.identity,
        recipients=[who.identity.kem_public],
    )
    [stanza] = sealed.stanzas
    return sealed.envelope, stanza.wrapped


def _content(organisation: Organisation, who: SignedIn, row: DraftRow) -> DraftContent | None:
    key = who.identity.key_id
    try:
        opened = unseal(
            row.envelope,
            [Stanza(key, row.wrapped)],
            context=_context(organisation, row.case or row.person, row.item),
            identity=who.identity,
            expect_sender=who.identity.verify_key,
        )
        content = decode(Kind.DRAFT, opened.plaintext)
    except (CryptoError, FormError, ValueError):
        return None
    assert isinstance(content, DraftContent)
    is_whole = (opened.holders, opened.counter) == (frozenset({key}), COUNTER)
    is_here = (content.page, content.case_reference) == (row.page, row.case_reference or "")
    return content if is_whole and is_here else None
