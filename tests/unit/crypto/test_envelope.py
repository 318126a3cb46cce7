"""
Sealing and opening: what is refused before anything is sealed, and what is promised about what was opened.
"""

import pytest

from crypto.envelope import Context, Direction, Kind, Stanza, digest, key_id, new_id
from crypto.errors import CryptoError, FormatError, TamperedError, WrongKeyError
from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from crypto.seal import seal
from crypto.unseal import unseal
from tests.unit.crypto.people import a_context, an_identity

ANNA, BO = an_identity("anna"), an_identity("bo")


class TestSeal:
    def test_every_holder_opens(self) -> None:
        """Each recipient opens the same content, with the sender and the counter."""
        mailbox = Mailbox.from_code(new_receipt_code())
        keys = [ANNA.kem_public, mailbox.kem_public, BO.kem_public]
        sealed = seal(b"Hej", context=a_context(), counter=3, signer=mailbox, recipients=keys)

        opened = [
            unseal(sealed.envelope, sealed.stanzas, context=a_context(), identity=ANNA),
            unseal(sealed.envelope, sealed.stanzas, context=a_context(), identity=BO),
            mailbox.open(sealed.envelope, sealed.stanzas, a_context(), expect_sender=mailbox.verify_key),
        ]
        assert [(each.plaintext, each.counter, each.sender) for each in opened] == [
            (b"Hej", 3, mailbox.verify_key)
        ] * 3

    def test_only_our_stanza_is_needed(self) -> None:
        """A reader needs no stanza but its own."""
        keys = [ANNA.kem_public, BO.kem_public]
        sealed = seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=keys)
        ours = [each for each in sealed.stanzas if each.key_id == BO.key_id]

        assert unseal(sealed.envelope, ours, context=a_context(), identity=BO).plaintext == b"Hej"

    def test_a_removed_holder(self) -> None:
        """Deleting a stanza takes the holder out and leaves the envelope as it was."""
        keys = [ANNA.kem_public, BO.kem_public]
        sealed = seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=keys)
        left = [each for each in sealed.stanzas if each.key_id != BO.key_id]

        with pytest.raises(WrongKeyError):
            unseal(sealed.envelope, left, context=a_context(), identity=BO)

    def test_never_twice_the_same(self) -> None:
        """The same content sealed twice has nothing in common but its size."""
        first, second = (
            seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=[BO.kem_public])
            for _ in range(2)
        )

        assert digest(first.envelope) != digest(second.envelope)
        assert len(first.envelope) == len(second.envelope)
        assert first.stanzas[0].wrapped != second.stanzas[0].wrapped

    @pytest.mark.parametrize("plaintext", [b"", b"x", b"x" * 3966])
    def test_short_texts_look_alike(self, plaintext: bytes) -> None:
        """Every content up to the floor has one size."""
        sealed = seal(plaintext, context=a_context(), counter=1, signer=ANNA, recipients=[BO.kem_public])

        assert len(sealed.envelope) == len(
            seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=[BO.kem_public]).envelope
        )

    @pytest.mark.parametrize(
        "recipients",
        [
            [],
            [BO.kem_public, BO.kem_public],
            [b""],
            [BO.kem_public[:-1]],
            [BO.kem_public + b"\0"],
            [b"\xff" * 1216],
        ],
        ids=["nobody", "one twice", "empty", "short", "long", "no key"],
    )
    def test_refused_recipients(self, recipients: list[bytes]) -> None:
        """Sealed to nobody, to one twice or to no key: refused."""
        with pytest.raises(FormatError):
            seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=recipients)

    @pytest.mark.parametrize("counter", [-1, 2**64])
    def test_refused_counters(self, counter: int) -> None:
        """A counter fits 64 bits."""
        with pytest.raises(FormatError):
            seal(b"Hej", context=a_context(), counter=counter, signer=ANNA, recipients=[BO.kem_public])


class TestOpen:
    def test_expected_sender(self) -> None:
        """With an expected sender, another one is refused, however well signed."""
        sealed = seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=[BO.kem_public])
        given = (sealed.envelope, sealed.stanzas)
        assert unseal(*given, context=a_context(), identity=BO, expect_sender=ANNA.verify_key)

        for other in (BO.verify_key, b""):
            with pytest.raises(TamperedError):
                unseal(*given, context=a_context(), identity=BO, expect_sender=other)

    @pytest.mark.parametrize("step", [1, 37])
    def test_every_byte_counts(self, step: int) -> None:
        """Changing any byte of the envelope, or cutting it anywhere, is noticed and nothing comes out."""
        sealed = seal(b"Hej", context=a_context(), counter=1, signer=ANNA, recipients=[BO.kem_public])
        envelope = sealed.envelope
        places = range(160) if step == 1 else range(160, len(envelope), step)
        for at in places:
            for broken in (envelope[:at], envelope[:at] + bytes([envelope[at] ^ 0x80]) + envelope[at + 1 :]):
                with pytest.raises(CryptoError):
                    unseal(broken, sealed.stanzas, context=a_context(), identity=BO)

    def test_stanzas_of_another_item(self) -> None:
        """A stanza opens only its own envelope, even with the same holder and the same text."""
        first, second = (
            seal(b"Hej", context=a_context(item), counter=1, signer=ANNA, recipients=[BO.kem_public])
            for item in ("one", "two")
        )

        with pytest.raises(TamperedError):
            unseal(first.envelope, second.stanzas, context=a_context("one"), identity=BO)


class TestContext:
    @pytest.mark.parametrize(
        "change",
        [{"reference": b""}, {"item_id": b"x" * 17}, {"organisation": b""}, {"organisation": b"x" * 15}],
    )
    def test_refused(self, change: dict[str, object]) -> None:
        """A context has ids of 16 bytes, the organisation's among them."""
        with pytest.raises(FormatError):
            a_context(**change)

    def test_unambiguous(self) -> None:
        """No two contexts are written alike."""
        ids = [bytes([at]) * 16 for at in range(3)]
        written = {
            Context(kind, reference, item, direction, organisation).encode()
            for kind in Kind
            for direction in Direction
            for reference in ids
            for item in ids
            for organisation in ids[:2]
        }

        assert len(written) == len(Kind) * len(Direction) * 3 * 3 * 2


def test_key_ids() -> None:
    """A key id is 16 bytes and depends on the whole key; a key of another length has none."""
    key = ANNA.kem_public
    assert key_id(key) == ANNA.key_id
    assert key_id(key[:-1] + bytes([key[-1] ^ 1])) != ANNA.key_id
    with pytest.raises(FormatError):
        key_id(key[:-1])


def test_new_ids() -> None:
    """Ids are 16 random bytes."""
    assert len({new_id() for _ in range(100)}) == 100
    assert {len(new_id()) for _ in range(10)} == {16}


def test_stanza_hides_its_key() -> None:
    """A stanza prints no key material."""
    assert "wrapped" not in repr(Stanza(b"k" * 16, b"wrapped"))
