"""The files of a posted form: each finished, or told why it was not taken; and those that are to go again."""

import re
from dataclasses import replace

from flask import request
from werkzeug.datastructures import FileStorage

from intake.domain.page_text import normalised
from intake.services.attach import Attached, AttachmentGoneError, remove_file
from intake.web.carried import Carried, unpack
from intake.web.portal import expired, portal
from intake.web.uploads import MOST_FILES, Refused, Sink

FIELD = "files"
_QUOTED = re.compile(r'filename="((?:[^"\\]|\\.)*)"')


def add_posted_files(carried: Carried) -> tuple[Carried, tuple[str, ...]]:
    """Add the files that came with this request; the second value names why some were not taken."""
    attached = list(carried.attached)
    troubles: set[str] = set()
    for storage in request.files.getlist(FIELD):
        taken = _finished(storage, room=len(attached) < MOST_FILES)
        if isinstance(taken, Attached):
            attached.append(taken)
        elif taken is not None:
            troubles.add(taken)
    return replace(carried, attached=tuple(attached)), tuple(sorted(troubles))


def _finished(storage: FileStorage, *, room: bool) -> Attached | str | None:
    sink = storage.stream
    if not storage.filename or not isinstance(sink, Sink):
        return None
    if not room:
        return "many"
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


def without_removed(carried: Carried) -> Carried:
    """Take out the file whose remove button was pressed, if one was, and under a ticket that is good."""
    gone = unpack(request.form.get("remove", ""))
    if gone is None or expired():
        return carried
    remove_file(portal().reception, gone)
    return carried.without({gone.blob})


def names_of(carried: Carried, error: AttachmentGoneError) -> tuple[str, ...]:
    """Name the files that are gone."""
    return tuple(each.name for each in carried.attached if each.blob in error.blobs)
