"""Static files: the trimmed design system and our own sheet, read once, served from memory.

A name is looked up in a table made at start; nothing that a browser sends is ever joined to a path.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response, abort, request

from intake.page.rooms import room

ENDPOINT = "static"
PATH = "/static"
YEAR = 365 * 24 * 3600
DAY = 24 * 3600
_TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".css": "text/css"}
_SERVED = (".css", ".woff2", ".svg", ".png", ".js")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file: its bytes, their gzip form where the build made one, its type, a tag made from the bytes."""

    content: bytes
    gzipped: bytes | None
    type: str
    tag: str


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    packed = path.with_name(path.name + ".gz")
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(
        content=content,
        gzipped=packed.read_bytes() if packed.is_file() else None,
        type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        tag=hashlib.sha256(content).hexdigest()[:16],
    )


@lru_cache(maxsize=4)
def table(folder: Path) -> dict[str, StaticFile]:
    """Return every servable file below `folder` by its path from there; hidden folders are left out."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix in _SERVED and not any(part.startswith(".") for part in name.parts):
            files[name.as_posix()] = _read(path)
    return files


@cache
def static_url(name: str) -> str:
    """Return the address of a static file with its tag, so that it may be kept for a year.

    Raises:
        KeyError: our own templates name a file that is in no release of ours.
    """
    known = _served().get(name)
    if known is None and not name.startswith("dkfds/"):
        raise KeyError(name)
    return f"{PATH}/{quote(name)}" + (f"?v={known.tag}" if known else "")


@cache
def _served() -> dict[str, StaticFile]:
    return table(room("static"))


def _serve(name: str) -> Response:
    known = _served().get(name)
    if known is None:
        abort(404)
    packed = known.gzipped if request.accept_encodings["gzip"] > 0 else None
    response = Response(packed or known.content, content_type=known.type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if known.gzipped:
        response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{known.tag}-gz" if packed else known.tag)
    response.cache_control.public = True
    current = request.args.get("v") == known.tag
    response.cache_control.max_age = YEAR if current else DAY
    response.cache_control.immutable = current
    response.make_conditional(request)
    return response


def add_static(app: Flask) -> None:
    """Serve the static room at ``/static`` and give templates `static_url`."""
    app.add_url_rule(f"{PATH}/<path:name>", ENDPOINT, _serve, methods=["GET"])
    app.jinja_env.globals["static_url"] = static_url
