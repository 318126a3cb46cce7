"""
What stands inside sealed items, as canonical JSON.

- Each content has one form; `decode` refuses whatever is not of it, so that a handler's page never meets a surprise.
- Text is kept byte for byte as it came, after the browser's line ends have become one (see `normalised`).
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any, cast

KEM_BYTES = 1216
KEY_BYTES = 32
ID_BYTES = 16


class ContentError(ValueError):
    """
    The plaintext is none of the known contents.
    """


@dataclass(frozen=True, slots=True)
class ReportContent:
    """
    A report to the whistleblower scheme.

    *reply_to* is the mailbox's KEM key (1216 bytes), *reporter_key* the key that the reporter's later items must verify
    under (32 bytes); both are thereby signed.
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
    """
    How a citizen can be reached; every field may be empty.
    """

    name: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ComplaintContent:
    """
    A citizen's complaint. *contact* is None for one who stays anonymous.
    """

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
    """
    The attachments of one sending.
    """

    files: tuple[FileEntry, ...] = field(repr=False)

    form = "files"


@dataclass(frozen=True, slots=True)
class IdentityContent:
    """
    Who the reporter is, where they wished to say so.
    """

    name: str = field(repr=False)
    contact: str = field(repr=False)

    form = "identity"


@dataclass(frozen=True, slots=True)
class MessageContent:
    """
    One message, either way.
    """

    text: str = field(repr=False)

    form = "message"


Content = ReportContent | ComplaintContent | FilesContent | IdentityContent | MessageContent


def encode(content: Content) -> bytes:
    """
    Write a content in the one way.
    """
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
        content = _READERS[form](held)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ContentError("not a known content") from None
    if encode(content) != plaintext:
        raise ContentError("not written in the one way")
    return content


def normalised(text: str) -> str:
    """
    Give text with one kind of line end.

    A browser sends every line end of a form as CR LF and shows LF and CR LF alike, so text that crosses several pages
    is the same on all of them only if one form is kept: LF.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _fields(content: Content) -> dict[str, Any]:
    if isinstance(content, FilesContent):
        return {
            "files": [
                {name: _plain(getattr(each, name)) for name in FileEntry.__slots__} for each in content.files
            ]
        }
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


def _keys(held: dict[str, Any]) -> dict[str, bytes]:
    return {
        "reply_to": _bytes(held["reply_to"], KEM_BYTES),
        "reporter_key": _bytes(held["reporter_key"], KEY_BYTES),
    }


def _report(held: dict[str, Any]) -> ReportContent:
    if not isinstance(held["stay_in_mailbox"], bool):
        raise ContentError("not a yes or a no")
    return ReportContent(
        **_text(held, "relation", "what", "when", "where"),
        **_keys(held),
        stay_in_mailbox=held["stay_in_mailbox"],
    )


def _complaint(held: dict[str, Any]) -> ComplaintContent:
    contact = held["contact"]
    return ComplaintContent(
        **_text(held, "department", "what", "wish"),
        contact=None if contact is None else Contact(**_text(contact, *Contact.__slots__)),
        **_keys(held),
    )


def _files(held: dict[str, Any]) -> FilesContent:
    return FilesContent(tuple(_entry(each) for each in held["files"]))


def _entry(held: dict[str, Any]) -> FileEntry:
    if not isinstance(held["size"], int) or held["size"] < 0:
        raise ContentError("not a size")
    return FileEntry(
        blob=_bytes(held["blob"], ID_BYTES),
        key=_bytes(held["key"], KEY_BYTES),
        **_text(held, "name", "type"),
        size=held["size"],
        sha256=_bytes(held["sha256"], KEY_BYTES),
    )


def _identity(held: dict[str, Any]) -> IdentityContent:
    return IdentityContent(**_text(held, "name", "contact"))


def _message(held: dict[str, Any]) -> MessageContent:
    return MessageContent(cast(str, _text(held, "text")["text"]))


_READERS = {
    "report": _report,
    "complaint": _complaint,
    "files": _files,
    "identity": _identity,
    "message": _message,
}
