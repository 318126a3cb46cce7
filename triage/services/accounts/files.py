"""An account as a file: the formats there are, what each is called, and what it is made by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from triage.accounts.as_csv import as_csv
from triage.accounts.as_json import as_json
from triage.services.accounts.as_docx import as_docx
from triage.services.accounts.as_html import as_html
from triage.services.accounts.as_pdf import as_pdf
from triage.services.accounts.sheet import AccountSheet


class FileFormat(StrEnum):
    """What an account can be had as; each is the ending of its file."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class _Maker:
    kind: str
    make: Callable[[AccountSheet], bytes]
    is_text: bool = False


_MAKERS: Mapping[FileFormat, _Maker] = MappingProxyType(
    {
        FileFormat.JSON: _Maker("application/json", lambda sheet: as_json(sheet.document), is_text=True),
        FileFormat.CSV: _Maker(
            "text/csv; charset=utf-8", lambda sheet: as_csv(sheet.document, sheet.say).encode(), is_text=True
        ),
        FileFormat.HTML: _Maker(
            # A page of its own is saved like any file, and never shown among ours.
            "application/octet-stream",
            lambda sheet: as_html(sheet).encode(),
            is_text=True,
        ),
        FileFormat.PDF: _Maker("application/pdf", as_pdf),
        FileFormat.DOCX: _Maker(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx
        ),
    }
)


@dataclass(frozen=True, slots=True)
class AccountFile:
    """A file, and the kind of content that it is."""

    kind: str
    content: bytes


def account_file(sheet: AccountSheet, ending: FileFormat) -> AccountFile:
    """
    Write an account into a file; no case is named in any.

    Raises:
        TypesettingError: no PDF came out.
    """
    maker = _MAKERS[ending]
    return AccountFile(maker.kind, maker.make(sheet))


def is_text(ending: FileFormat) -> bool:
    """Say whether a terminal can show such a file."""
    return _MAKERS[ending].is_text
