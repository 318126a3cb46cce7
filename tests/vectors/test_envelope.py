"""Every envelope vector has its one outcome, and what opens also goes round again."""

import base64
import hashlib

import pytest

from crypto.envelope import Context, Direction, Kind, Opened, Stanza
from crypto.errors import WrongKeyError
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from crypto.seal import seal
from crypto.unseal import unseal
from tests.vectors import generate_envelope
from tests.vectors.form import HERE, OUTCOMES, Vector, read, read_all

VECTORS = list(read_all("envelope"))
SUCCESSES = [vector for vector in VECTORS if vector.get("expect") == "success"]


def context(vector: Vector) -> Context:
    return Context(
        Kind(vector.get("kind")),
        bytes.fromhex(vector.get("reference")),
        bytes.fromhex(vector.get("item-id")),
        Direction(vector.get("direction")),
        bytes.fromhex(vector.get("organisation")),
    )


def opener(vector: Vector) -> Identity | Mailbox:
    kind, _, text = vector.get("opener").partition(" ")
    return (
        Identity.from_seed(bytes.fromhex(text))
        if kind == "identity"
        else Mailbox.from_code(parse_receipt_code(text))
    )


def stanzas(vector: Vector) -> list[Stanza]:
    pairs = (value.partition(" ") for value in vector.all("stanza"))
    return [Stanza(bytes.fromhex(key_id), base64.b64decode(wrapped)) for key_id, _, wrapped in pairs]


def opened(vector: Vector) -> Opened:
    senders = [bytes.fromhex(value) for value in vector.all("sender")]
    expect_sender = senders[0] if senders else None
    who = opener(vector)
    if isinstance(who, Identity):
        return unseal(
            vector.body, stanzas(vector), context=context(vector), identity=who, expect_sender=expect_sender
        )
    return who.open(vector.body, stanzas(vector), context(vector), expect_sender=expect_sender)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_outcome(vector: Vector) -> None:
    """A vector comes out as its file says, with exactly that error."""
    error = OUTCOMES[vector.get("expect")]
    if error is None:
        found = opened(vector)
        assert hashlib.sha256(found.plaintext).hexdigest() == vector.get("plaintext-sha256")
        assert found.counter == int(vector.get("counter"))
        assert found.sender.hex() == vector.get("sender")
        assert sorted(each.hex() for each in found.holders) == vector.all("holder")
        return
    with pytest.raises(error) as caught:
        opened(vector)

    assert caught.type is error


@pytest.mark.parametrize("vector", SUCCESSES, ids=lambda vector: vector.name)
def test_round_trip(vector: Vector) -> None:
    """What a vector holds can be sealed again, in its place and to its opener."""
    before, who, signer = opened(vector), opener(vector), SigningKey.from_seed(bytes(32))
    sealed = seal(
        before.plaintext,
        context=context(vector),
        counter=before.counter,
        signer=signer,
        recipients=[who.kem_public],
    )
    if isinstance(who, Identity):
        after = unseal(sealed.envelope, sealed.stanzas, context=context(vector), identity=who)
    else:
        after = who.open(sealed.envelope, sealed.stanzas, context(vector))

    assert after == Opened(before.plaintext, before.counter, signer.verify_key, frozenset({who.key_id}))


@pytest.mark.parametrize("vector", SUCCESSES, ids=lambda vector: vector.name)
def test_nobody_else_opens(vector: Vector) -> None:
    """What opens for its holder opens for nobody else."""
    nobody = Identity.from_seed(b"\7" * 32)
    with pytest.raises(WrongKeyError):
        unseal(vector.body, stanzas(vector), context=context(vector), identity=nobody)


def test_generator_still_makes_them() -> None:
    """The generator makes these files again, but for the randomness of HPKE; and no file is left over."""
    made = {each.name: generate_envelope.vector(each) for each in generate_envelope.scenarios()}
    assert sorted(made) == [vector.name for vector in VECTORS]
    for vector in VECTORS:
        again = made[vector.name]
        if not again.all("of"):
            assert again.body == vector.body
        plain = [pair for pair in again.headers if pair[0] != "stanza"]
        assert plain == [pair for pair in vector.headers if pair[0] != "stanza"]
        assert len(again.all("stanza")) == len(vector.all("stanza"))


def test_every_clause_is_in_the_specification() -> None:
    """The clause that a vector names exists."""
    specification = (HERE.parent.parent / "crypto" / "SPEC.md").read_text("utf-8")
    for path in HERE.glob("*/*.txt"):
        assert f"**{read(path).get('clause')}**" in specification
