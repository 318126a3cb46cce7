"""
The form of a vector file: one scenario, one expected outcome.

Header lines `name: value`, an empty line, then the body in base64 of 76 characters a line. A name may stand
more than once. Every file has `expect`, `clause` (of crypto/SPEC.md) and `comment`. A long body that was made
of another file's body has no base64; `of` names that file, and each `piece` is a range `first:last` of its
bytes, or bytes in hexadecimal.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crypto.errors import (
    CryptoError,
    DirectoryError,
    FormatError,
    HoldersError,
    TamperedError,
    TruncatedError,
    WrongKeyError,
)

HERE = Path(__file__).parent

OUTCOMES: dict[str, type[CryptoError] | None] = {
    "success": None,
    "wrong-key": WrongKeyError,
    "tampered": TamperedError,
    "truncated": TruncatedError,
    "format": FormatError,
    "refused": DirectoryError,
    "no-holders": HoldersError,
}


@dataclass(frozen=True)
class Vector:
    """One scenario."""

    name: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def all(self, name: str) -> list[str]:
        """Give every value of a header."""
        return [value for each, value in self.headers if each == name]

    def get(self, name: str) -> str:
        """Give the one value of a header."""
        (value,) = self.all(name)
        return value

    def text(self) -> str:
        """Write the file."""
        coded = base64.b64encode(self.body).decode()
        lines = [f"{name}: {value}" for name, value in self.headers]
        lines += ["", *(coded[at : at + 76] for at in range(0, len(coded), 76))]
        return "\n".join(lines) + "\n"


def read(path: Path) -> Vector:
    """Read a vector file."""
    head, _, body = path.read_text("utf-8").partition("\n\n")
    pairs = (line.partition(": ") for line in head.splitlines())
    vector = Vector(path.stem, tuple((name, value) for name, _, value in pairs), base64.b64decode(body))
    if not vector.all("of"):
        return vector
    whole = read(path.with_name(f"{vector.get('of')}.txt")).body
    return Vector(vector.name, vector.headers, joined(whole, vector.all("piece")))


def joined(whole: bytes, pieces: Iterable[str]) -> bytes:
    """Put together the pieces of another body."""
    parts = []
    for piece in pieces:
        first, colon, last = piece.partition(":")
        parts.append(whole[int(first) : int(last)] if colon else bytes.fromhex(piece))
    return b"".join(parts)


def read_all(kind: str) -> Iterator[Vector]:
    """Read the vectors of one folder."""
    return map(read, sorted((HERE / kind).glob("*.txt")))


def write_all(kind: str, vectors: Iterable[Vector]) -> None:
    """Write the vectors of one folder."""
    (HERE / kind).mkdir(exist_ok=True)
    for vector in vectors:
        (HERE / kind / f"{vector.name}.txt").write_text(vector.text(), "utf-8")


def secret(name: str, size: int = 32) -> bytes:
    """Give fixed bytes that stand for random ones."""
    return hashlib.shake_256(f"betro vector: {name}".encode()).digest(size)
