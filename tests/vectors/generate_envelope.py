"""
Make the envelope vectors: `python tests/vectors/generate_envelope.py [--anew]`.

Everything comes from fixed bytes except what HPKE draws at random for a stanza. So a file that stands already
is left as it is, frozen; `--anew` writes them all.
"""

import base64
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace

from crypto.envelope import Direction, Kind, Stanza
from crypto.hazmat.recipe import header_bytes
from tests.vectors.envelope_bodies import LENGTH_AT, LONG, chunks_moved, cuts, flipped, good, inners
from tests.vectors.envelopes import (
    CODE,
    OTHER_PLACE,
    PLACE,
    READER,
    REPORTER,
    SECOND,
    STRANGER,
    STRANGER_SEED,
    TEXT,
    Making,
    Scenario,
)
from tests.vectors.form import HERE, Vector, secret, write_all


def successes() -> Iterator[Scenario]:
    def opened(name: str, clause: str, comment: str, making: Making, **more: object) -> Scenario:
        stanzas = more.pop("stanzas", None) or [making.stanza()]
        return Scenario(
            name,
            "success",
            clause,
            comment,
            making.envelope(),
            stanzas,
            making.context,
            sender=making.sender,
            counter=making.counter,
            plaintext=making.plaintext,
            holders=making.holders,
            **more,
        )

    yield opened("success_handler", "4.8", "A report, opened by a handler.", Making())
    answer = Making(
        b"Tak.",
        replace(PLACE, kind=Kind.MESSAGE, direction=Direction.OUT, item_id=secret("answer", 16)),
        1,
        READER,
        readers=(REPORTER,),
    )
    yield opened(
        "success_mailbox",
        "4.8",
        "A handler's message, opened with the receipt code.",
        answer,
        stanzas=[answer.stanza(REPORTER)],
        opener=f"code {CODE.grouped}",
    )
    three = Making(readers=(SECOND, STRANGER, READER))
    holders = [three.stanza(each) for each in three.readers]
    yield opened("success_three_holders", "4.5", "Three stanzas, ours the last.", three, stanzas=holders)
    kept_out = Making(readers=(READER,), decoys=(SECOND,))
    holders = [kept_out.stanza(), kept_out.decoy(SECOND)]
    yield opened(
        "success_decoy_beside",
        "4.13",
        "A decoy beside our stanza; both are signed.",
        kept_out,
        stanzas=holders,
    )
    given = Making(readers=(SECOND,))
    yield opened("success_rewrapped", "4.11", "A stanza of a key that the sender did not name.", given)
    yield opened("success_empty_body", "4.6", "A content of no bytes.", Making(b""))
    yield opened("success_three_chunks", "5.2", "A content of more than two chunks.", Making(LONG))
    edge = Making(LONG[: 131072 - header_bytes(1)])
    yield opened("success_chunk_edge", "5.2", "A padded content of exactly two chunks.", edge)
    over = Making(b"x" * (4097 - header_bytes(1)))
    yield opened("success_over_floor", "5.1", "One byte over the floor of the padding.", over)
    yield opened(
        "success_highest_counter", "4.10", "The highest counter there is.", Making(counter=2**64 - 1)
    )
    beside = Making()
    foreign = beside.stanza(STRANGER, secret("invented key"))
    yield opened(
        "success_foreign_stanza_beside",
        "4.11",
        "A stranger's stanza beside ours changes nothing; tampered_foreign_stanza gives it to its owner.",
        beside,
        stanzas=[foreign, beside.stanza()],
    )


def wrong_keys() -> Iterator[Scenario]:
    envelope, stanzas = good()
    stranger = f"identity {STRANGER_SEED.hex()}"
    yield Scenario(
        "wrong_key",
        "wrong-key",
        "4.8.3",
        "Opened by somebody it was not sealed to.",
        envelope,
        stanzas,
        opener=stranger,
    )
    yield Scenario("wrong_key_no_stanzas", "wrong-key", "4.8.3", "All stanzas are deleted.", envelope, [])
    yield Scenario(
        "wrong_key_other_code",
        "wrong-key",
        "4.8.3",
        "A mailbox that it was not sealed to.",
        envelope,
        stanzas,
        opener=f"code {CODE.grouped}",
    )


def places() -> Iterator[Scenario]:
    envelope, stanzas = good()
    elsewhere = {
        "kind": replace(PLACE, kind=Kind.NOTE),
        "reference": replace(PLACE, reference=secret("other reference", 16)),
        "item_id": replace(PLACE, item_id=secret("other item", 16)),
        "direction": replace(PLACE, direction=Direction.OUT),
        "organisation": replace(PLACE, organisation=secret("other organisation", 16)),
    }
    for name, place in elsewhere.items():
        yield Scenario(
            f"moved_{name}",
            "tampered",
            "4.8.2",
            f"Found where another {name} belongs.",
            envelope,
            stanzas,
            place,
        )
        making = Making()
        chunks = making.chunks()
        making.encoded = place.encode()
        yield Scenario(
            f"relabelled_{name}",
            "tampered",
            "4.8.3",
            f"The {name} in the envelope is rewritten to where it is found.",
            making.envelope(chunks),
            stanzas,
            place,
        )
    other, other_stanzas = good(
        plaintext=b"another", context=OTHER_PLACE, counter=2, body_key=secret("other key")
    )
    yield Scenario(
        "swapped_messages",
        "tampered",
        "4.8.2",
        "Two messages of a case stand in each other's place, stanzas and all.",
        other,
        other_stanzas,
    )
    yield Scenario(
        "swapped_stanzas", "tampered", "4.8.3", "Our stanza of another message.", envelope, other_stanzas
    )
    yield Scenario(
        "replayed",
        "tampered",
        "4.8.2",
        "A message stored a second time under a new item id.",
        envelope,
        stanzas,
        replace(PLACE, item_id=secret("replay", 16)),
    )


def headers() -> Iterator[Scenario]:
    envelope, stanzas = good()

    def altered(name: str, expect: str, clause: str, comment: str, found: bytes) -> Scenario:
        return Scenario(name, expect, clause, comment, found, stanzas)

    yield altered("unknown_version", "format", "4.8.1", "Version 2.", b"\2" + envelope[1:])
    yield altered("version_zero", "format", "4.8.1", "Version 0.", b"\0" + envelope[1:])
    yield altered("unknown_suite", "format", "4.8.1", "Suite 2.", envelope[:1] + b"\0\2" + envelope[3:])
    # u8 version, u16 suite, u16 length of the context, u16 length of the suite, and there it is.
    yield altered(
        "unknown_suite_in_context", "tampered", "4.8.2", "Suite 2, in the context only.", flipped(envelope, 8)
    )
    at = LENGTH_AT - 32
    yield altered(
        "commitment_altered", "tampered", "4.8.3", "One bit of the commitment.", flipped(envelope, at)
    )
    length = int.from_bytes(envelope[LENGTH_AT : LENGTH_AT + 8], "big")
    longer = envelope[:LENGTH_AT] + (length + 1).to_bytes(8, "big") + envelope[LENGTH_AT + 8 :]
    yield altered(
        "length_longer", "truncated", "4.8.1", "The length says one byte more than there is.", longer
    )
    shorter = envelope[:LENGTH_AT] + (length - 1).to_bytes(8, "big") + envelope[LENGTH_AT + 8 :]
    yield altered(
        "length_shorter", "format", "4.8.1", "The length says one byte less than there is.", shorter
    )


def stanzas_altered() -> Iterator[Scenario]:
    making = Making()
    envelope, ours = making.envelope(), making.stanza()

    def found(name: str, expect: str, clause: str, comment: str, *stanzas: Stanza, **more: str) -> Scenario:
        return Scenario(name, expect, clause, comment, envelope, stanzas, **more)

    bad = Stanza(ours.key_id, flipped(ours.wrapped, 7))
    yield found("stanza_altered_key", "tampered", "4.8.3", "One bit of the encapsulated key.", bad)
    bad = Stanza(ours.key_id, flipped(ours.wrapped, len(ours.wrapped) - 20))
    yield found("stanza_altered_box", "tampered", "4.8.3", "One bit of the wrapped body key.", bad)
    bad = Stanza(ours.key_id, ours.wrapped[:-1])
    yield found("stanza_cut", "format", "4.8.3", "The stanza is a byte short.", bad)
    yield found("stanza_empty", "format", "4.8.3", "The stanza is empty.", Stanza(ours.key_id, b""))
    bad = Stanza(ours.key_id, making.stanza(SECOND).wrapped)
    yield found("stanza_relabelled", "tampered", "4.8.3", "Somebody else's stanza under our key id.", bad)
    bad = making.stanza(body_key=secret("body key")[:31])
    yield found("stanza_short_body_key", "format", "4.8.3", "A body key of 31 bytes.", bad)
    kept_out = Making(decoys=(SECOND,))
    yield Scenario(
        "stanza_decoy",
        "tampered",
        "4.13",
        "Who was kept out opens the stanza under their own key id.",
        kept_out.envelope(),
        [kept_out.stanza(), kept_out.decoy(SECOND)],
        opener=f"identity {secret('second reader').hex()}",
    )
    yield found("stanza_twice", "format", "4.8.3", "Two stanzas for one key.", ours, ours)
    yield found(
        "tampered_foreign_stanza",
        "tampered",
        "4.8.4",
        "A stranger adds a stanza of their own. Not having the body key they invent one; it opens nothing.",
        ours,
        making.stanza(STRANGER, secret("invented key")),
        opener=f"identity {STRANGER_SEED.hex()}",
    )
    yield found(
        "another_body_key",
        "tampered",
        "4.8.4",
        "A sender gives one holder another body key than the others.",
        ours,
        making.stanza(SECOND, secret("second key")),
        opener=f"identity {secret('second reader').hex()}",
    )
    # Without the commitment this one would open for the second holder, and fail only in what it opens to.
    both = making.envelope(making.two_keyed(secret("second key")))
    yield Scenario(
        "two_keys_one_body",
        "tampered",
        "4.8.4",
        "A chunk whose tag holds under two body keys, one for each holder.",
        both,
        [ours, making.stanza(SECOND, secret("second key"))],
        opener=f"identity {secret('second reader').hex()}",
    )


def senders() -> Iterator[Scenario]:
    def sealed(name: str, comment: str, making: Making, expect_sender: bytes | None = None) -> Scenario:
        envelope, stanza = making.envelope(), making.stanza()
        return Scenario(name, "tampered", "4.8.7", comment, envelope, [stanza], sender=expect_sender)

    unsigned = Making()
    unsigned.signature = bytes(64)
    yield sealed("unsigned", "No signature.", unsigned)
    nobody = Making()
    nobody.sender, nobody.signature = bytes(32), bytes(64)
    yield sealed("unsigned_nobody", "Neither signature nor sender: a key of small order.", nobody)
    stranger = Making(signer=STRANGER)
    yield sealed("wrong_sender", "Signed by somebody else than the reporter.", stranger, REPORTER.verify_key)
    renamed = Making(signer=STRANGER)
    renamed.sender = REPORTER.verify_key
    yield sealed(
        "sender_renamed", "A stranger's signature under the reporter's name.", renamed, REPORTER.verify_key
    )
    replaced = Making()
    replaced.plaintext = TEXT.replace(b"to gange", b"en gang")
    replaced.size = len(replaced.plaintext)
    yield sealed(
        "content_replaced", "A holder of the body key puts another content under the signature.", replaced
    )
    recounted = Making()
    recounted.counter = 2
    yield sealed(
        "counter_replaced", "A holder of the body key gives a signed content another counter.", recounted
    )
    unlisted = Making()
    unlisted.holders = Making(readers=(READER, STRANGER)).holders
    yield sealed("holders_replaced", "A holder of the body key adds somebody to the signed list.", unlisted)
    lifted = Making()
    other = Making(context=OTHER_PLACE)
    lifted.signature = other.signature
    yield sealed("signature_of_another_place", "The signature of the same content in another place.", lifted)
    rekeyed = Making(body_key=secret("other key"))
    rekeyed.signature = Making().signature
    yield sealed(
        "signature_of_another_key", "A holder seals a signed content again under a new body key.", rekeyed
    )


def scenarios() -> list[Scenario]:
    """Give every scenario."""
    makers = (successes, wrong_keys, places, cuts, chunks_moved, headers, stanzas_altered, senders, inners)
    return [scenario for maker in makers for scenario in maker()]


def vector(scenario: Scenario) -> Vector:
    """Write a scenario as a vector."""
    place = scenario.context
    headers = [
        ("expect", scenario.expect),
        ("clause", scenario.clause),
        ("comment", scenario.comment),
        ("opener", scenario.opener),
        ("kind", place.kind.value),
        ("reference", place.reference.hex()),
        ("item-id", place.item_id.hex()),
        ("direction", place.direction.value),
        ("organisation", place.organisation.hex()),
    ]
    headers += [
        ("stanza", f"{each.key_id.hex()} {base64.b64encode(each.wrapped).decode()}")
        for each in scenario.stanzas
    ]
    if scenario.sender is not None:
        headers.append(("sender", scenario.sender.hex()))
    if scenario.counter is not None:
        headers.append(("counter", str(scenario.counter)))
    headers += [
        ("holder", scenario.holders[at : at + 16].hex()) for at in range(2, len(scenario.holders), 16)
    ]
    if scenario.plaintext is not None:
        headers.append(("plaintext-sha256", hashlib.sha256(scenario.plaintext).hexdigest()))
    if not scenario.pieces:
        return Vector(scenario.name, tuple(headers), scenario.envelope)
    headers += [("of", "success_three_chunks"), *(("piece", piece) for piece in scenario.pieces)]
    return Vector(scenario.name, tuple(headers), b"")


if __name__ == "__main__":
    vectors = map(vector, scenarios())
    anew = "--anew" in sys.argv
    write_all(
        "envelope",
        [each for each in vectors if anew or not (HERE / "envelope" / f"{each.name}.txt").exists()],
    )
