"""Reading the memory of a running process, as root or its parent may, to see what lingers there."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

AT_ONCE = 16 * 1024 * 1024
OVERLAP = 512
"""What is looked for may stand across two pieces."""


def forms_of(words: str) -> tuple[bytes, ...]:
    """Give how a text of ASCII can lie in memory: as bytes, and as Python's wider texts."""
    return tuple(words.encode(name) for name in ("ascii", "utf-16-le", "utf-32-le"))


def may_be_read(process: psutil.Process) -> bool:
    """Say whether this machine lets us look."""
    try:
        with Path(f"/proc/{process.pid}/mem").open("rb"):
            return True
    except OSError:
        return False


def lingering(process: psutil.Process, wanted: Mapping[str, tuple[bytes, ...]]) -> dict[str, int]:
    """Count, by name, how often each of these texts stands in what a process can write to."""
    found = dict.fromkeys(wanted, 0)
    for piece in _pieces(process.pid):
        for name, forms in wanted.items():
            found[name] += sum(piece.count(each) for each in forms)
    return found


def _pieces(pid: int) -> Iterator[bytes]:
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for span, rights, *_ in (line.split() for line in lines):
            begin, end = (int(each, 16) for each in span.split("-"))
            if not rights.startswith("rw"):
                continue
            with suppress(OSError, ValueError):  # Some of it is the kernel's, or gone since.
                for at in range(begin, end, AT_ONCE - OVERLAP):
                    memory.seek(at)
                    yield memory.read(min(AT_ONCE, end - at))
