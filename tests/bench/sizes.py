"""How large the office's pages are: what an adviser comes to by following links, a few of each kind."""

import re
from collections import Counter, deque
from urllib.parse import urlsplit

from tests.office import BASE, Browser

OF_PEOPLE = re.compile("«[^»]*»")
"""What people write in the bench's offices."""
OF_A_CASE = re.compile("/cases/[0-9A-Z]{8}")
EACH = 3
"""So many pages of each kind are looked at."""
SHOWN = 5


def largest(anna: Browser) -> dict[str, object]:
    """Give the largest pages, in bytes without what people wrote, and the number of those looked at."""
    sizes: dict[str, int] = {}
    seen: Counter[str] = Counter()
    waiting, met = deque(["/"]), {"/"}
    while waiting:
        path = waiting.popleft()
        if seen[_kind(path)] == EACH:
            continue
        answer = anna.client.get(path, base_url=BASE)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        seen[_kind(path)] += 1
        sizes[path] = len(OF_PEOPLE.sub("", answer.text).encode())
        found = {_path(each) for each in re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text)} - met
        waiting.extend(sorted(found))
        met |= found
    by_size = sorted(sizes.items(), key=lambda item: -item[1])
    return {"looked_at": len(sizes), "bytes": dict(by_size[:SHOWN])}


def _kind(path: str) -> str:
    return OF_A_CASE.sub("/cases/X", urlsplit(path).path)


def _path(found: str) -> str:
    return found.replace("&amp;", "&")
