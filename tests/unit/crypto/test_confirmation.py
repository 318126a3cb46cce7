"""Confirmations of what stands in the directory: what is signed, to the letter, and by whom."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.confirmation import Confirmation
from crypto.errors import TamperedError
from crypto.identities import Identity

ANNA, BO = Identity.from_seed(b"\x01" * 32), Identity.from_seed(b"\x02" * 32)
SAID = Confirmation(b"o" * 16, b"p" * 16, 7, b"d" * 32, date(2026, 11, 30))


def test_what_is_signed_is_what_the_paper_says() -> None:
    """SPEC 8.11, written out: the label, where, who, which statement by number and hash, and the day."""
    told = b"\x00\x16betro/1/directory/seen" + b"o" * 16 + b"p" * 16
    told += b"\x00\x00\x00\x07" + b"d" * 32 + b"\x00\x0a2026-11-30"
    Ed25519PublicKey.from_public_bytes(ANNA.verify_key).verify(SAID.signed_by(ANNA), told)


def test_a_confirmation_holds_under_the_key_of_who_made_it_alone() -> None:
    """Nobody confirms for another."""
    signed = replace(SAID, signature=SAID.signed_by(ANNA))
    assert signed.verify(ANNA.verify_key)
    with pytest.raises(TamperedError):
        signed.verify(BO.verify_key)


@pytest.mark.parametrize(
    "other",
    [
        {"organisation": b"x" * 16},
        {"person": b"x" * 16},
        {"number": 8},
        {"digest": b"x" * 32},
        {"on": date(2026, 12, 1)},
        {"signature": b""},
    ],
)
def test_nothing_of_it_can_be_changed(other: dict[str, object]) -> None:
    """A confirmation of one statement is none of another, nor of another house, person or day."""
    signed = replace(SAID, signature=SAID.signed_by(ANNA))
    with pytest.raises(TamperedError):
        replace(signed, **other).verify(ANNA.verify_key)  # type: ignore[arg-type]  # one of the fields above
