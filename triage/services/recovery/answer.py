"""
Answering a request offline: each stanza of the recovery key becomes one of the person's new key
(SPEC 17.2).

1. The directory in the request is verified anew under the root that it names, and the seed that was put
   together must be of a recovery key that stands in it.
2. Whoever holds a case by what is signed gets a true stanza; whoever was kept out of it, or recused, gets a
   decoy, as ever; nobody else gets anything, but where the request makes them a holder: then a statement is
   written, for the root to sign. RecoveryGrants of the database have no say.
3. To know who holds a case its first signed item is opened in memory; nothing of it is shown, and only
   whom its sender sealed it to and kept out is used.
4. What the recovery key cannot open is counted and left out; nothing else is.
"""

import secrets
from collections.abc import Iterable, Iterator

from crypto.directory import Directory
from crypto.envelope import Context, Direction, Kind, Opened, Stanza
from crypto.errors import CryptoError
from crypto.holders import HolderStatement, Holding, holding, persons_of
from crypto.identities import SEED_BYTES, Identity
from crypto.members import Member
from crypto.rewrap import decoy, head_of, rewrap
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.index import IndexKey
from intake.contents.mailbox import ComplaintContent, ReportContent
from intake.contents.versioned import FormError
from triage.services.recovery.carried import (
    AskedCase,
    AskedItem,
    GivenCase,
    GivenItem,
    RecoveryAsked,
    RecoveryGrants,
    RecoveryRequest,
    RecoveryTrial,
    RecoveryTried,
)
from triage.services.recovery.whom import new_keys, require_recovery_key, verified


def answer(request: RecoveryRequest, recovery: Identity) -> RecoveryGrants:
    """
    Give what a request asks for, not signed yet.

    Raises:
        RecoveryError: the directory does not hold, the person has no keys, or the seed is another's.
    """
    members = verified(request)
    require_recovery_key(members, recovery)
    to = new_keys(members, request.person).member
    wrapper = _Rewrapper(request, members, recovery, to)
    cases = tuple(filter(None, map(wrapper.case, request.cases)))
    index = tuple(filter(None, map(wrapper.index_key, request.index)))
    return RecoveryGrants(
        organisation=request.organisation,
        root_verify_key=request.root_verify_key,
        directory=request.directory,
        on=request.on,
        person=request.person,
        name=request.name,
        key_id=to.key_id,
        cases=cases,
        index=index,
        left_out=wrapper.left_out,
    )


def tried(trial: RecoveryTrial, recovery: Identity) -> RecoveryTried:
    """
    Try what a request of a drill asks for: each item is given to a key that is drawn and thrown away, and
    opened with it.

    Raises:
        RecoveryError: the directory does not hold, or the seed is another's.
    """
    members = verified(trial)
    require_recovery_key(members, recovery)
    away = Identity.from_seed(secrets.token_bytes(SEED_BYTES))
    opened = 0
    for each in trial.items:
        try:
            context = _context(trial, each)
            given = rewrap(
                head_of(each.head), _held(each), context=context, holder=recovery, to=away.kem_public
            )
            rewrap(head_of(each.head), given, context=context, holder=away, to=recovery.kem_public)
        except (CryptoError, ValueError):  # ValueError: a kind that there is not.
            continue
        opened += 1
    return RecoveryTried(
        organisation=trial.organisation, nonce=trial.nonce, asked=len(trial.items), opened=opened, on=trial.on
    )


class _Rewrapper:
    """Gives the stanzas of one request, and counts what it cannot give."""

    def __init__(self, request: RecoveryRequest, members: Directory, recovery: Identity, to: Member) -> None:
        self._request = request
        self._members = members
        self._recovery = recovery
        self._to = to
        self.left_out = 0

    def case(self, asked: AskedCase) -> GivenCase | None:
        try:
            held = self._holding(asked)
        except (CryptoError, FormError, ValueError):
            held = None
        if held is None or {each.reference for each in asked.items} - {asked.reference, asked.handle}:
            self.left_out += len(asked.items)
            return None
        is_holder = self._to.person in held.holders
        becomes = self._request.makes_holder and self._to.person not in held.audience
        if not becomes and self._to.person not in held.audience:
            return None
        items = self._items(asked.items, is_true=is_holder or becomes)
        return GivenCase(asked.handle, self._statement(asked, held) if becomes else b"", tuple(items))

    def index_key(self, asked: AskedItem) -> GivenItem | None:
        try:
            opened = self._opened(asked)
            content = decode(Kind.INDEX, opened.plaintext)
        except (CryptoError, FormError, ValueError):
            self.left_out += 1
            return None
        if not isinstance(content, IndexKey):
            self.left_out += 1
            return None
        # Of the first version everybody who has a stanza can open it.
        holders = content.holders or persons_of(opened.holders, self._members)
        return next(self._items([asked], is_true=self._to.person in holders), None)

    def _items(self, asked: Iterable[AskedItem], *, is_true: bool) -> Iterator[GivenItem]:
        for each in asked:
            try:
                context, head = _context(self._request, each), head_of(each.head)
                # The true one is made in any case, so that both say alike what cannot be given.
                stanza = rewrap(
                    head, _held(each), context=context, holder=self._recovery, to=self._to.kem_public
                )
                if not is_true:
                    stanza = decoy(head, self._to.key_id)
            except (CryptoError, ValueError):
                self.left_out += 1
                continue
            yield GivenItem(each.place, each.id, stanza.wrapped)

    def _holding(self, asked: AskedCase) -> Holding:
        first, kept_out = self._began(asked)
        return holding(
            first,
            asked.statements,
            members=self._members,
            root=self._request.root_verify_key,
            organisation=self._request.organisation,
            reference=asked.reference,
            kept_out=kept_out,
        )

    def _began(self, asked: AskedCase) -> tuple[frozenset[bytes], frozenset[bytes]]:
        if not asked.items:
            return frozenset(), frozenset()
        opened = self._opened(asked.items[0])
        first = persons_of(opened.holders, self._members)
        if asked.items[0].kind != Kind.REPORT:
            return first, frozenset()
        content = decode(Kind.REPORT, opened.plaintext)
        assert isinstance(content, ReportContent | ComplaintContent)
        return first, frozenset(content.kept_out)

    def _opened(self, asked: AskedItem) -> Opened:
        context = _context(self._request, asked)
        opened = unseal(asked.head, [_held(asked)], context=context, identity=self._recovery)
        if opened.counter != asked.counter:
            raise ValueError("another number than the one that stands beside it")
        return opened

    def _statement(self, asked: AskedCase, held: Holding) -> bytes:
        statement = HolderStatement(
            organisation=self._request.organisation,
            reference=asked.reference,
            number=held.number + 1,
            previous=held.head,
            persons=tuple(sorted({*held.holders, self._to.person})),
            on=max([self._request.on, *(day for day, _ in held.turns if day is not None)]),
        )
        return statement.encode()


def _held(asked: AskedItem) -> Stanza:
    return Stanza(asked.key_id, asked.wrapped)


def _context(of: RecoveryAsked, asked: AskedItem) -> Context:
    return Context(
        kind=Kind(asked.kind),
        reference=asked.reference,
        item_id=asked.id,
        direction=Direction(asked.direction),
        organisation=of.organisation,
    )
