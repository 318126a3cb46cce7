"""A stanza more opens, a decoy opens for nobody, and neither tells more than that it is there."""

import secrets
from math import log

import pytest

from crypto.envelope import Stanza, digest
from crypto.errors import FormatError, TamperedError, TruncatedError, WrongKeyError
from crypto.hazmat.kem import SECRET_BYTES, WRAPPED_OVERHEAD
from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from crypto.rewrap import HEAD_BYTES, decoy, head_of, rewrap
from crypto.seal import seal
from crypto.unseal import unseal
from tests.unit.crypto.people import a_context, an_identity

ANNA, BO, CILLA = map(an_identity, ("anna", "bo", "cilla"))
WRAPPED_BYTES = WRAPPED_OVERHEAD + SECRET_BYTES


def sealed_to(*recipients: bytes, decoys: tuple[bytes, ...] = ()):
    return seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=recipients, decoys=decoys)


def stanza_of(key_id: bytes, stanzas) -> Stanza:
    return next(each for each in stanzas if each.key_id == key_id)


class TestRewrap:
    def test_a_holder_more(self) -> None:
        """Whom a holder gives a stanza opens the very envelope, from its head alone."""
        sealed = sealed_to(ANNA.kem_public, CILLA.kem_public)
        head = head_of(sealed.envelope[:HEAD_BYTES])
        given = rewrap(
            head,
            stanza_of(ANNA.key_id, sealed.stanzas),
            context=a_context(),
            holder=ANNA,
            to=BO.kem_public,
        )
        opened = unseal(sealed.envelope, [given], context=a_context(), identity=BO)
        assert (opened.plaintext, given.key_id, len(given.wrapped)) == (b"Hej", BO.key_id, WRAPPED_BYTES)
        assert opened.holders == {ANNA.key_id, CILLA.key_id}  # what the sender signed stays what it was

    def test_a_new_code(self) -> None:
        """A mailbox gives its stanza to the mailbox of the next code."""
        before, after = (Mailbox.from_code(new_receipt_code()) for _ in range(2))
        sealed = sealed_to(before.kem_public)
        given = rewrap(
            head_of(sealed.envelope),
            sealed.stanzas[0],
            context=a_context(),
            holder=before,
            to=after.kem_public,
        )
        assert after.open(sealed.envelope, [given], a_context()).plaintext == b"Hej"
        with pytest.raises(WrongKeyError):
            before.open(sealed.envelope, [given], a_context())

    def test_the_head_is_what_stands_before_the_chunks(self) -> None:
        """However much of an envelope is given; less is none."""
        envelope = sealed_to(ANNA.kem_public).envelope
        head = head_of(envelope)
        assert envelope.startswith(head)
        assert head_of(head) == head == head_of(envelope[:HEAD_BYTES])
        assert len(envelope) - len(head) == int.from_bytes(head[-8:], "big")
        with pytest.raises(TruncatedError):
            head_of(head[:-1])
        with pytest.raises(FormatError):
            head_of(b"\2" + head[1:])

    def test_what_is_not_ours(self) -> None:
        """Another's stanza, another place, another head and a decoy are not given on."""
        sealed = sealed_to(ANNA.kem_public, decoys=(BO.key_id,))
        head, ours = head_of(sealed.envelope), stanza_of(ANNA.key_id, sealed.stanzas)
        other = head_of(sealed_to(ANNA.kem_public).envelope)

        def given(**change: object) -> Stanza:
            known = {"head": head, "stanza": ours, "context": a_context(), "holder": ANNA, **change}
            return rewrap(**known, to=CILLA.kem_public)

        assert given().key_id == CILLA.key_id
        with pytest.raises(WrongKeyError):
            given(holder=BO)
        for wrong in (
            {"context": a_context("another item")},
            {"head": other},
            {"stanza": stanza_of(BO.key_id, sealed.stanzas), "holder": BO},
        ):
            with pytest.raises(TamperedError):
                given(**wrong)
        with pytest.raises(FormatError):
            rewrap(head, ours, context=a_context(), holder=ANNA, to=b"")


class TestDecoy:
    def test_it_opens_for_nobody(self) -> None:
        """Not for whom it is named after, who sees that it is none of theirs; the others read on."""
        sealed = sealed_to(ANNA.kem_public, decoys=(BO.key_id,))
        later = decoy(head_of(sealed.envelope), BO.key_id)
        for stanza in (stanza_of(BO.key_id, sealed.stanzas), later):
            with pytest.raises(TamperedError):
                unseal(sealed.envelope, [stanza], context=a_context(), identity=BO)
        opened = unseal(sealed.envelope, sealed.stanzas, context=a_context(), identity=ANNA)
        assert opened.holders == {ANNA.key_id, BO.key_id}

    def test_nothing_but_the_private_key_tells(self) -> None:
        """Count, order, names and sizes are those of an envelope that is sealed to both."""
        real = sealed_to(ANNA.kem_public, BO.kem_public)
        kept_out = sealed_to(ANNA.kem_public, decoys=(BO.key_id,))
        swapped = [stanza_of(ANNA.key_id, real.stanzas), decoy(head_of(real.envelope), BO.key_id)]
        shapes = [
            [(each.key_id, len(each.wrapped)) for each in stanzas]
            for stanzas in (real.stanzas, kept_out.stanzas, sorted(swapped, key=lambda each: each.key_id))
        ]
        assert shapes[0] == shapes[1] == shapes[2]
        assert [name for name, _ in shapes[0]] == sorted(name for name, _ in shapes[0])
        assert len(real.envelope) == len(kept_out.envelope)

    def test_swapping_changes_no_envelope(self) -> None:
        """The digest that others compare stays."""
        sealed = sealed_to(ANNA.kem_public, BO.kem_public)
        before = digest(sealed.envelope)
        decoy(head_of(sealed.envelope), BO.key_id)
        assert digest(sealed.envelope) == before

    def test_no_two_alike(self) -> None:
        """Each has a key and a secret of its own, so that none is known again."""
        head = head_of(sealed_to(ANNA.kem_public).envelope)
        assert len({decoy(head, BO.key_id).wrapped for _ in range(5)}) == 5

    @pytest.mark.parametrize(
        ("recipients", "decoys"),
        [((), (BO.key_id,)), ((BO.kem_public,), (BO.key_id,)), ((ANNA.kem_public,), (b"short",))],
        ids=["to nobody else", "of a recipient", "no key id"],
    )
    def test_refused(self, recipients: tuple[bytes, ...], decoys: tuple[bytes, ...]) -> None:
        """A decoy stands beside somebody, for somebody else."""
        with pytest.raises(FormatError):
            sealed_to(*recipients, decoys=decoys)
        with pytest.raises(FormatError):
            decoy(head_of(sealed_to(ANNA.kem_public).envelope), b"")


def test_random_bytes_would_be_told_apart_and_a_decoy_is_not() -> None:
    """
    Whoever has a copy of the database tells random bytes from a stanza by the numbers in it, nearly always; a
    decoy passes as one as often as a real stanza does.
    """
    head = head_of(sealed_to(ANNA.kem_public).envelope)
    real = [stanza_of(ANNA.key_id, sealed_to(ANNA.kem_public).stanzas).wrapped for _ in range(80)]
    ours = [decoy(head, ANNA.key_id).wrapped for _ in range(80)]
    random = [secrets.token_bytes(WRAPPED_BYTES) for _ in range(80)]

    assert sum(map(_looks_real, random)) <= 20
    assert sum(map(_looks_real, ours)) >= 60
    assert sum(map(_looks_real, real)) >= 60


def _looks_real(wrapped: bytes) -> bool:
    """
    Say what a thief would guess: ML-KEM rounds numbers below 3,329 to 1,024 (FIPS 203, 4.2.1), so 257 of the
    values are met four times in 3,329 and the others three; and no X25519 key has its highest bit.
    """
    ten_bits = int.from_bytes(wrapped[: 768 * 10 // 8], "little")
    values = [ten_bits >> 10 * at & 1023 for at in range(768)]
    likelier = sum(log(_TIMES[value] * 1024 / 3329) for value in values)
    return likelier > 0 and not wrapped[1119] & 0x80


_TIMES = [0] * 1024
for _number in range(3329):
    _TIMES[(_number * 1024 + 1664) // 3329 % 1024] += 1
