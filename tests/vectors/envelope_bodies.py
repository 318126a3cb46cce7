"""The scenarios of the envelope vectors in which the body is cut, moved or written wrongly."""

from collections.abc import Iterator

from crypto.envelope import Stanza
from crypto.hazmat.stream import SEALED_CHUNK_BYTES
from tests.vectors.envelopes import PLACE, READER, SECOND, Making, Scenario
from tests.vectors.form import joined, secret

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
    making = Making(**change)
    return making.envelope(), [making.stanza()]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


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
    for name, comment, holders in (
        ("none", "A content for nobody.", bytes(2)),
        ("twice", "One holder twice.", b"\0\2" + READER.key_id * 2),
        ("unordered", "Not in order.", b"\0\2" + b"".join(sorted((READER.key_id, SECOND.key_id))[::-1])),
    ):
        listed = Making()
        listed.holders = holders
        yield sealed(f"holders_{name}", "format", comment, listed, listed.inner())
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
