"""
The files of a posted form: each finished, or told why it was not taken.
"""

from flask import request
from werkzeug.datastructures import FileStorage

from intake.services.attach import Attached
from intake.web.carried import MOST_FILES, Carried
from intake.web.uploads import Refused, Sink

FIELD = "files"


def add_posted_files(carried: Carried) -> tuple[Carried, tuple[str, ...]]:
    """
    Add the files that came with this request; the second value names why some were not taken.
    """
    attached = list(carried.attached)
    troubles: set[str] = set()
    for storage in request.files.getlist(FIELD):
        taken = _finished(storage, room=len(attached) < MOST_FILES)
        if isinstance(taken, Attached):
            attached.append(taken)
        elif taken is not None:
            troubles.add(taken)
    return Carried(carried.texts, tuple(attached), carried.code), tuple(sorted(troubles))


def _finished(storage: FileStorage, *, room: bool) -> Attached | str | None:
    sink = storage.stream
    if not storage.filename or not isinstance(sink, Sink):
        return None
    if not room:
        return "many"
    taken = sink.finish(name=base_name(storage.filename), content_type=storage.mimetype)
    return taken.value if isinstance(taken, Refused) else taken


def base_name(name: str) -> str:
    """
    Give a file's name without the folders that some browsers send along.
    """
    return name.replace("\\", "/").rpartition("/")[2].replace("\0", "") or "-"
