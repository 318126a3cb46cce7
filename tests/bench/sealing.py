"""
What sealing costs beside the bare primitives under it, in the same run: a report, opening it, a holder more,
a decoy, and a long text. Ratios say what the format adds; the rates are of this machine.

The time is the processor's, because a busy machine makes only that of the wall longer.
"""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto.envelope import Context, Direction, Kind, new_id
from crypto.hazmat.kem import load_public
from crypto.identities import Identity
from crypto.rewrap import decoy, head_of, rewrap
from crypto.seal import seal
from crypto.unseal import unseal

SECONDS = 1.0
"""So long each is repeated."""
ADVISORS = 4
TEXT = b"x" * 2_000
LONG = b"x" * (4 << 20)
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def sealing(_folder: Path) -> dict[str, object]:
    """Measure each, and how many times its floor it takes."""
    people = [Identity.from_seed(secrets.token_bytes(32)) for _ in range(ADVISORS + 2)]
    anna, new = people[0], Identity.from_seed(secrets.token_bytes(32))
    keys = [each.kem_public for each in people]
    context = Context(Kind.REPORT, new_id(), new_id(), Direction.IN, new_id())
    sealed = seal(TEXT, context=context, counter=1, signer=anna, recipients=keys)
    ours = next(each for each in sealed.stanzas if each.key_id == anna.key_id)
    head, library = head_of(sealed.envelope), load_public(anna.kem_public)
    wrapped = SUITE.encrypt(bytes(32), library, info=head)
    aead = ChaCha20Poly1305(bytes(32))

    def bare_wrap() -> None:
        SUITE.encrypt(bytes(32), library, info=head)

    def bare_open() -> None:
        SUITE.decrypt(wrapped, anna.kem_secret.library_key, info=head)

    def bare_rewrap() -> None:
        bare_open()
        bare_wrap()

    def bare_wraps() -> None:
        for _ in keys:
            bare_wrap()

    parts: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "seal": (
            lambda: seal(TEXT, context=context, counter=1, signer=anna, recipients=keys),
            bare_wraps,
        ),
        "open": (lambda: unseal(sealed.envelope, [ours], context=context, identity=anna), bare_open),
        "rewrap": (
            lambda: rewrap(head, ours, context=context, holder=anna, to=new.kem_public),
            bare_rewrap,
        ),
        "decoy": (lambda: decoy(head, new.key_id), bare_wrap),
        "seal_long": (
            lambda: seal(LONG, context=context, counter=1, signer=anna, recipients=keys[:1]),
            lambda: aead.encrypt(bytes(12), LONG, None),
        ),
    }
    return {
        "stanzas": len(keys),
        "long_bytes": len(LONG),
        **{name: _beside(ours_, floor) for name, (ours_, floor) in parts.items()},
    }


def _beside(ours: Callable[[], object], floor: Callable[[], object]) -> dict[str, float]:
    rate, bare = _per_second(ours), _per_second(floor)
    return {
        "per_second": round(rate, 1),
        "floor_per_second": round(bare, 1),
        "times_floor": round(bare / rate, 2),
    }


def _per_second(act: Callable[[], object]) -> float:
    act()
    times, began = 0, time.process_time()
    while (spent := time.process_time() - began) < SECONDS:
        act()
        times += 1
    return times / spent
