"""What a page knows of files that were attached: each finished, or told why not; and how it is carried on."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence

from werkzeug.datastructures import FileStorage

from intake.contents.mailbox import LARGEST_FILE
from intake.domain.page_text import normalised
from intake.page.uploads import LONGEST_NAME, MOST_FILES, Refused, Sink
from intake.services.attach import Attached

FIELD, CARRIED_FIELD = "files", "attached"
_QUOTED = re.compile(r'filename="((?:[^"\\]|\\.)*)"')


def with_posted(
    attached: Sequence[Attached], posted: Iterable[FileStorage]
) -> tuple[tuple[Attached, ...], tuple[str, ...]]:
    """Add the files that came with a request; the second value names why some were not taken."""
    there = list(attached)
    troubles: set[str] = set()
    for storage in posted:
        taken = _finished(storage, room=len(there) < MOST_FILES)
        if isinstance(taken, Attached):
            there.append(taken)
        elif taken is not None:
            troubles.add(taken)
    return tuple(there), tuple(sorted(troubles))


def carried_files(values: Sequence[str]) -> tuple[Attached, ...]:
    """Read the files that a form carries; whatever is no file of ours is dropped."""
    files = [unpack(each) for each in values[:MOST_FILES]]
    return tuple(each for each in files if each is not None)


def _finished(storage: FileStorage, *, room: bool) -> Attached | str | None:
    sink = storage.stream
    if not storage.filename or not isinstance(sink, Sink):
        return None
    if not room:
        return Refused.MANY.value
    taken = sink.finish(name=base_name(_as_sent(storage)), content_type=storage.mimetype)
    return taken.value if isinstance(taken, Refused) else taken


def _as_sent(storage: FileStorage) -> str:
    """Give the name with its backslashes: Werkzeug takes them for marks of quoting, and so joins a path."""
    quoted = _QUOTED.search(storage.headers.get("Content-Disposition", ""))
    if quoted is None or "\\" not in quoted[1]:
        return storage.filename or ""
    return quoted[1].replace('\\"', '"')


def base_name(name: str) -> str:
    """Give a file's name without the folders that some browsers send along, on one line."""
    return " ".join(normalised(name.replace("\\", "/").rpartition("/")[2]).splitlines()) or "-"


def pack(each: Attached) -> str:
    """Write an attached file as one hidden value."""
    held = [each.blob.hex(), each.secret.hex(), each.name, each.type, each.size]
    return urlsafe_b64encode(json.dumps(held, ensure_ascii=False).encode()).decode()


def unpack(text: str) -> Attached | None:
    """Read what `pack` wrote, or None."""
    try:
        blob, secret, name, content_type, size = json.loads(urlsafe_b64decode(text))
        each = Attached(
            bytes.fromhex(blob),
            bytes.fromhex(secret),
            normalised(str(name)),
            normalised(str(content_type)),
            int(size),
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    lengths = (len(each.blob), len(each.secret))
    if lengths != (16, 32) or not 0 <= each.size <= LARGEST_FILE:
        return None
    return each if max(len(each.name), len(each.type)) <= LONGEST_NAME else None
