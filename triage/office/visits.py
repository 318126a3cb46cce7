"""The way of one visitor through the office, in the memory of the session alone."""

from collections import deque

LATELY = 5
"""So many cases are remembered of those that were shown."""
SEARCHES = 20
"""So many searches are remembered, for a page that is loaded again or gone back to."""


class Visits:
    """What a session remembers of its own way: the cases that were shown last, and what was looked for."""

    def __init__(self) -> None:
        self.cases: deque[bytes] = deque(maxlen=LATELY)
        self._sought: dict[int, str] = {}
        self._number = 0
        self._did: tuple[str, int] | None = None

    def came_by(self, handle: bytes) -> None:
        """Remember that a case was shown."""
        if handle in self.cases:
            self.cases.remove(handle)
        self.cases.appendleft(handle)

    def did(self, reference: str, *, seen: int = 0) -> None:
        """Remember that something was recorded in a case, after so many events."""
        self._did = (reference, seen)

    def just_done(self, reference: str) -> int | None:
        """Give after how many events of a case something was recorded, once; None where nothing was."""
        did, self._did = self._did, None
        return did[1] if did is not None and did[0] == reference else None

    def seek(self, text: str) -> int:
        """Remember what is looked for, and give the number that stands in the address instead of it."""
        self._number += 1
        self._sought[self._number] = text
        self._sought.pop(self._number - SEARCHES, None)
        return self._number

    def sought(self, number: int) -> str:
        """Give what was looked for under a number; nothing where that is forgotten."""
        return self._sought.get(number, "")
