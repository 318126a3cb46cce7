"""
What stands inside sealed items, as canonical JSON.

- Each content has one form; `decode` refuses all else, so that a handler's page never meets a surprise.
- Text is kept byte for byte, once it is in the form that HTML pages can carry (`normalised`).
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KEM_BYTES = 1216
KEY_BYTES = 32
ID_BYTES = 16
LARGEST_FILE = 1 << 50
"""No file is larger, in bytes; a number that a page could not even show is not a size."""


class ContentError(ValueError):
    """The plaintext is none of the known contents."""


@dataclass(frozen=True, slots=True)
class ReportContent:
    """
    A report to the whistleblower scheme.

    *reply_to* is the mailbox's KEM key (1216 bytes), *reporter_key* the key that the reporter's later
    items must verify under (32 bytes); both are thereby signed.
    """

    relation: str = field(repr=False)
    what: str = field(repr=False)
    when: str = field(repr=False)
    where: str = field(repr=False)
    reply_to: bytes = field(repr=False)
    reporter_key: bytes = field(repr=False)
    stay_in_mailbox: bool = False

    form = "report"


@dataclass(frozen=True, slots=True)
class Contact:
    """How a citizen can be reached; every field may be empty."""

    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ComplaintContent:
    """A citizen's complaint. *contact* is None for one who stays anonymous."""

    department: str = field(repr=False)
    what: str = field(repr=False)
    wish: str = field(repr=False)
    contact: Contact | None = field(repr=False)
    reply_to: bytes = field(repr=False)
    reporter_key: bytes = field(repr=False)

    form = "complaint"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """
    One attachment: which blob, under which key, and what it was called.

    *size* is its true length in bytes, *sha256* the hash of the ciphertext.
    """

    blob: bytes
    key: bytes = field(repr=False)
    name: str = field(repr=False)
    type: str = field(repr=False)
    size: int = field(repr=False)
    sha256: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FilesContent:
    """The attachments of one sending."""

    files: tuple[FileEntry, ...] = field(repr=False)

    form = "files"


@dataclass(frozen=True, slots=True)
class IdentityContent:
    """Who the reporter is, where they wished to say so."""

    name: str = field(repr=False)
    contact: str = field(repr=False)

    form = "identity"


@dataclass(frozen=True, slots=True)
class MessageContent:
    """
    One message, either way.

    *after* is the last number of the other direction that stood in the mailbox when it was written, so that
    an answer stands behind its question without a time of day.
    """

    text: str = field(repr=False)
    after: int = 0

    form = "message"


Content = ReportContent | ComplaintContent | FilesContent | IdentityContent | MessageContent


def encode(content: Content) -> bytes:
    """Write a content in the one way."""
    written = {"form": content.form, **_fields(content)}
    return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decode(plaintext: bytes) -> Content:
    """
    Read what `encode` wrote.

    Raises:
        ContentError: it is something else.
    """
    try:
        held = json.loads(plaintext)
        form = held.pop("form")
        content: Content = _READERS[form](held)
        canonical = encode(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # A lone surrogate cannot be encoded (a ValueError), and brackets can be nested without end.
        raise ContentError("not a known content") from None
    if canonical != plaintext:
        raise ContentError("not written in the one way")
    return content


def normalised(text: str) -> str:
    """
    Give text in the one form that is the same on every page; what has it already is given back as it is.

    A browser sends every line end of a form as CR LF and shows LF and CR LF alike, so one is kept: LF,
    also for the vertical tab, form feed and next-line signs that a word processor leaves. What no HTML
    page may carry (NUL, other control signs, noncharacters, lone surrogates) becomes U+FFFD, as a browser
    would show it.
    """
    return _NOT_IN_HTML.sub("\ufffd", _LINE_ENDS.sub("\n", text))


_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85]")
_NOT_IN_HTML = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def _fields(content: Content) -> dict[str, Any]:
    if isinstance(content, FilesContent):
        names = FileEntry.__slots__
        return {"files": [{name: _plain(getattr(each, name)) for name in names} for each in content.files]}
    return {name: _plain(getattr(content, name)) for name in content.__slots__}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Contact):
        return {name: getattr(value, name) for name in Contact.__slots__}
    return value


def _text(held: dict[str, Any], *names: str) -> dict[str, str]:
    if any(not isinstance(held[name], str) for name in names):
        raise ContentError("a text is not text")
    return {name: held[name] for name in names}


def _bytes(value: str, length: int) -> bytes:
    read = b64decode(value, validate=True)
    if len(read) != length:
        raise ContentError("bytes of another length")
    return read


def _keys(held: dict[str, Any]) -> dict[str, Any]:
    sizes = {"reply_to": KEM_BYTES, "reporter_key": KEY_BYTES}
    return {name: _bytes(held[name], length) for name, length in sizes.items()}


def _report(held: dict[str, Any]) -> ReportContent:
    if not isinstance(held["stay_in_mailbox"], bool):
        raise ContentError("not a yes or a no")
    texts: dict[str, Any] = _text(held, "relation", "what", "when", "where")
    return ReportContent(**texts, **_keys(held), stay_in_mailbox=held["stay_in_mailbox"])


def _complaint(held: dict[str, Any]) -> ComplaintContent:
    contact = held["contact"]
    known = None if contact is None else Contact(**_text(contact, *Contact.__slots__))
    texts: dict[str, Any] = _text(held, "department", "what", "wish")
    return ComplaintContent(**texts, **_keys(held), contact=known)


def _files(held: dict[str, Any]) -> FilesContent:
    return FilesContent(tuple(_entry(each) for each in held["files"]))


def _entry(held: dict[str, Any]) -> FileEntry:
    return FileEntry(
        blob=_bytes(held["blob"], ID_BYTES),
        key=_bytes(held["key"], KEY_BYTES),
        **_text(held, "name", "type"),
        size=_count(held["size"]),
        sha256=_bytes(held["sha256"], KEY_BYTES),
    )


def _identity(held: dict[str, Any]) -> IdentityContent:
    return IdentityContent(**_text(held, "name", "contact"))


def _message(held: dict[str, Any]) -> MessageContent:
    return MessageContent(_text(held, "text")["text"], _count(held["after"]))


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_FILE:
        raise ContentError("not a number")
    return value


_READERS: dict[str, Callable[[dict[str, Any]], Content]] = {
    "report": _report, "complaint": _complaint, "files": _files, "identity": _identity, "message": _message,
}  # fmt: skip
