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
from crypto.hazmat.recipe import INNER_HEADER_BYTES
from crypto.hazmat.stream import SEALED_CHUNK_BYTES
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
from tests.vectors.form import HERE, Vector, joined, secret, write_all

LONG = bytes(range(256)) * 512
"""Two chunks and a little."""
LENGTH_AT = 1 + 2 + 2 + len(PLACE.encode()) + 32
"""Where the length of the chunks stands."""
CHUNKS_AT = LENGTH_AT + 8
CHUNKS = [
    (0, SEALED_CHUNK_BYTES),
    (SEALED_CHUNK_BYTES, 2 * SEALED_CHUNK_BYTES),
    (2 * SEALED_CHUNK_BYTES, len(Making(LONG).chunks())),
]
"""Where its three chunks begin and end."""


def good(**change: object) -> tuple[bytes, list[Stanza]]:
    making = Making(**change)  # type: ignore[arg-type]
    return making.envelope(), [making.stanza()]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def successes() -> Iterator[Scenario]:
    def opened(name: str, clause: str, comment: str, making: Making, **more: object) -> Scenario:
        stanzas = more.pop("stanzas", None) or [making.stanza()]
        return Scenario(
            name,
            "success",
            clause,
            comment,
            making.envelope(),
            stanzas,  # type: ignore[arg-type]
            making.context,
            sender=making.sender,
            counter=making.counter,
            plaintext=making.plaintext,
            **more,  # type: ignore[arg-type]
        )

    yield opened("success_handler", "4.8", "A report, opened by a handler.", Making())
    answer = Making(
        b"Tak.",
        replace(PLACE, kind=Kind.MESSAGE, direction=Direction.OUT, item_id=secret("answer", 16)),
        1,
        READER,
    )
    yield opened(
        "success_mailbox",
        "4.8",
        "A handler's message, opened with the receipt code.",
        answer,
        stanzas=[answer.stanza(REPORTER)],
        opener=f"code {CODE.grouped}",
    )
    three = Making()
    holders = [three.stanza(each) for each in (SECOND, STRANGER, READER)]
    yield opened("success_three_holders", "4.5", "Three stanzas, ours the last.", three, stanzas=holders)
    yield opened("success_empty_body", "4.6", "A content of no bytes.", Making(b""))
    yield opened("success_three_chunks", "5.2", "A content of more than two chunks.", Making(LONG))
    edge = Making(LONG[: 131072 - INNER_HEADER_BYTES])
    yield opened("success_chunk_edge", "5.2", "A padded content of exactly two chunks.", edge)
    over = Making(b"x" * (4097 - INNER_HEADER_BYTES))
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
        "tenant": replace(PLACE, tenant="another"),
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


def long(
    name: str, expect: str, comment: str, *ranges: tuple[int, int], keep_length: bool = False
) -> Scenario:
    """
    Give a scenario whose chunks are pieces of the three chunks of `success_three_chunks`.

    Args:
        ranges: the pieces, counted from the beginning of the chunks.
        keep_length: the length before the chunks stays as it was; else it is rewritten to fit.
    """
    making = Making(LONG)
    whole = making.envelope()
    length = sum(last - first for first, last in ranges)
    head = [f"0:{CHUNKS_AT}"] if keep_length else [f"0:{LENGTH_AT}", length.to_bytes(8, "big").hex()]
    pieces = [*head, *(f"{CHUNKS_AT + first}:{CHUNKS_AT + last}" for first, last in ranges)]
    clause = "4.8.1" if keep_length else "5.4"
    return Scenario(name, expect, clause, comment, joined(whole, pieces), [making.stanza()], pieces=pieces)


def cuts() -> Iterator[Scenario]:
    envelope, stanzas = good()

    def cut(name: str, comment: str, found: bytes) -> Scenario:
        return Scenario(name, "truncated", "4.8.1", comment, found, stanzas)

    yield cut("truncated_nothing_left", "No byte is left.", b"")
    yield cut("truncated_in_header", "Cut within the context.", envelope[:40])
    yield cut("truncated_in_commitment", "Cut within the commitment.", envelope[: LENGTH_AT - 5])
    yield cut("truncated_before_chunks", "Cut before the chunks.", envelope[:CHUNKS_AT])
    yield cut("truncated_in_only_chunk", "Cut within the one chunk.", envelope[:-1])
    first, second, _ = CHUNKS
    comment = "Cut within the second chunk."
    yield long("truncated_in_chunk", "truncated", comment, (0, 99_999), keep_length=True)
    yield long(
        "truncated_at_edge", "truncated", "Cut at the edge of a chunk.", first, second, keep_length=True
    )
    for count in range(3):
        comment = f"{count} chunks are left, and the length is rewritten to fit."
        yield long(f"truncated_after_{count}_rewritten", "truncated", comment, *CHUNKS[:count])
    comment = "The second chunk is cut to its tag, and the length is rewritten to fit."
    yield long("truncated_to_tag_rewritten", "truncated", comment, first, (second[0], second[0] + 16))
    comment = "The second chunk is cut to less than a tag, and the length is rewritten to fit."
    yield long("truncated_below_tag_rewritten", "truncated", comment, first, (second[0], second[0] + 5))
    comment = "Cut within the second chunk, and the length is rewritten to fit: the chunk does not hold."
    yield long("cut_in_chunk_rewritten", "tampered", comment, (0, 99_999))


def chunks_moved() -> Iterator[Scenario]:
    first, second, last = CHUNKS
    yield long("chunks_swapped", "tampered", "The first two chunks are swapped.", second, first, last)
    yield long("chunk_repeated", "tampered", "The first chunk stands twice.", first, first, second, last)
    yield long("chunk_missing", "tampered", "The second chunk is missing.", first, last)
    yield long("chunk_first_missing", "tampered", "The first chunk is missing.", second, last)
    yield long("chunk_added", "tampered", "The last chunk stands twice, and the length fits.", *CHUNKS, last)
    envelope, stanzas = good()
    yield Scenario("extended", "format", "4.8.1", "A byte stands after the end.", envelope + b"\0", stanzas)
    bad = flipped(envelope, CHUNKS_AT + 99)
    yield Scenario("chunk_altered", "tampered", "5.4", "One bit of the chunk is changed.", bad, stanzas)
    bad = Making().envelope(Making(body_key=secret("other key")).chunks())
    comment = "The chunks of another envelope for the same place."
    yield Scenario("chunks_of_another", "tampered", "5.4", comment, bad, stanzas)


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
        return Scenario(name, expect, clause, comment, envelope, stanzas, **more)  # type: ignore[arg-type]

    bad = Stanza(ours.key_id, flipped(ours.wrapped, 7))
    yield found("stanza_altered_key", "tampered", "4.8.3", "One bit of the encapsulated key.", bad)
    bad = Stanza(ours.key_id, flipped(ours.wrapped, len(ours.wrapped) - 20))
    yield found("stanza_altered_box", "tampered", "4.8.3", "One bit of the wrapped body key.", bad)
    bad = Stanza(ours.key_id, ours.wrapped[:-1])
    yield found("stanza_cut", "tampered", "4.8.3", "The stanza is a byte short.", bad)
    yield found("stanza_empty", "tampered", "4.8.3", "The stanza is empty.", Stanza(ours.key_id, b""))
    bad = Stanza(ours.key_id, making.stanza(SECOND).wrapped)
    yield found("stanza_relabelled", "tampered", "4.8.3", "Somebody else's stanza under our key id.", bad)
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
    lifted = Making()
    other = Making(context=OTHER_PLACE)
    lifted.signature = other.signature
    yield sealed("signature_of_another_place", "The signature of the same content in another place.", lifted)
    rekeyed = Making(body_key=secret("other key"))
    rekeyed.signature = Making().signature
    yield sealed(
        "signature_of_another_key", "A holder seals a signed content again under a new body key.", rekeyed
    )


def inners() -> Iterator[Scenario]:
    def sealed(name: str, expect: str, comment: str, making: Making, inner: bytes) -> Scenario:
        return Scenario(
            name, expect, "4.8.6", comment, making.envelope(making.chunks(inner)), [making.stanza()]
        )

    making = Making()
    inner = making.inner()
    yield sealed(
        "padding_not_zero", "format", "The last byte of the padding is not zero.", making, inner[:-1] + b"\1"
    )
    yield sealed("padding_missing", "format", "The content is not padded.", making, inner.rstrip(b"\0"))
    yield sealed("padding_longer", "format", "One zero too many.", making, inner + b"\0")
    longer = Making()
    longer.size = 5000
    yield sealed(
        "length_inside_longer", "format", "The length inside is more than the body.", longer, longer.inner()
    )
    cut = Making()
    cut.size -= 5
    inner = cut.inner()
    yield sealed(
        "length_inside_shorter", "format", "The length inside leaves some content in the padding.", cut, inner
    )
    yield sealed(
        "inner_too_short", "truncated", "The body is shorter than its header.", making, making.inner()[:50]
    )


def scenarios() -> list[Scenario]:
    """
    Give every scenario.
    """
    makers = (successes, wrong_keys, places, cuts, chunks_moved, headers, stanzas_altered, senders, inners)
    return [scenario for maker in makers for scenario in maker()]


def vector(scenario: Scenario) -> Vector:
    """
    Write a scenario as a vector.
    """
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
        ("tenant", place.tenant),
    ]
    headers += [
        ("stanza", f"{each.key_id.hex()} {base64.b64encode(each.wrapped).decode()}")
        for each in scenario.stanzas
    ]
    if scenario.sender is not None:
        headers.append(("sender", scenario.sender.hex()))
    if scenario.counter is not None:
        headers.append(("counter", str(scenario.counter)))
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
