"""
Make the vectors of a backup's part, once: `python -m tests.vectors.backups`.

Sealing draws a key, so they come out otherwise each time; what was released is read for ever.
"""

from collections.abc import Iterator

from crypto.backup import BackupKey, PartSealer, part_context
from crypto.identities import Identity
from tests.vectors.form import Vector, secret, write_all

SEED = secret("backup")
CONTENT = b"Alle data fra mandag."


def vectors() -> Iterator[Vector]:
    """One part that opens, and what was done to it."""
    place = {"organisation": secret("organisation", 16), "cut": secret("cut", 16)}
    sealer = PartSealer(BackupKey.of(Identity.from_seed(SEED)), part_context(*place.values(), "triage"))
    part = sealer.head + sealer.update(CONTENT) + sealer.finish()

    def vector(file: str, expect: str, comment: str, body: bytes, **other: str) -> Vector:
        keys = {"seed": SEED.hex(), **{key: value.hex() for key, value in place.items()}, "name": "triage"}
        keys = {**keys, "content": CONTENT.decode(), **other}
        headers = {"expect": expect, "clause": "14.3", "comment": comment, **keys}
        return Vector(file, tuple(headers.items()), body)

    yield vector("success", "success", "A part opens to its content.", part)
    yield vector("tampered", "tampered", "The last byte is another.", part[:-1] + bytes([part[-1] ^ 1]))
    yield vector("tampered_name", "tampered", "It is opened as another part.", part, name="intake")
    yield vector("truncated", "truncated", "No byte of the content is left.", part[: -len(CONTENT)])
    yield vector("wrong_key", "wrong-key", "Another backup key.", part, seed=secret("stranger").hex())
    yield vector("format", "format", "A version that is not known.", b"\x02" + part[1:])


if __name__ == "__main__":
    write_all("backup", vectors())
