"""
A complaint as a package for the municipality's own records system: one zip file of everything in its document
list, a letter also on the letterhead, with a manifest that names each part, its day, way, title and other
side, and its SHA-256. The runbook on letters says what stands where.

It is recorded before the first byte leaves. Nothing is written to a disk; a file goes through piece by piece,
each only after it was found to be what was sent in. The manifest comes after all of it, and last the list of
hashes that `sha256sum -c` reads: without them a package is none.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice

from crypto.blob import open_blob
from crypto.errors import CryptoError
from intake.clock import local_date
from intake.contents.mailbox import FileEntry
from intake.domain.spreadsheet import BOM, csv_line
from intake.services.attach import blob_pieces
from intake.store.engine import read
from triage.cases.decisions.packaging import CasePackaged
from triage.cases.documents import Document
from triage.cases.typed import typed
from triage.services.casework.execute import execute
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn, is_still_here
from triage.services.reading.visible_case import held_of
from triage.services.views.case_view import CaseView, case_view
from triage.services.views.documents import OpenedDocument, document_list, opened_document
from triage.services.views.zip_stream import WrittenPart, ZipStream

FORM = "betro-package/2"
"""The first had neither letters on the letterhead nor the list of hashes."""
SUMS = "SHA256SUMS"
LOOKED_AT = 16
"""After so many pieces of a file, of 64 KiB, it is looked at again whether its reader may go on."""
LONGEST_NAME = 100
CONFIDENTIAL = "confidential"
"""Why a document is not in it that may be in none: it was said in mediation."""


@dataclass(frozen=True, slots=True)
class PackageWords:
    """
    How a package is written: the words for what a text is called, the first line of the sheet and the cells
    of a document in it, a letter on the letterhead by the endings of its files, whose it is, and the name and
    the words of what stands in one that was cut short.
    """

    words: Callable[[str], str]
    heads: Sequence[str]
    cells: Callable[[Document], Sequence[str]]
    letter: Callable[[OpenedDocument], Iterable[tuple[str, bytes]]]
    organisation: str
    cut: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One line of the manifest: a text or a file of a document, or why it has none."""

    number: int
    date: str
    direction: str
    title: str
    counterpart: str
    unit: str | None
    sent_by: str | None
    is_sent: bool
    is_withdrawn: bool
    file: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    problem: str | None = None


class _GoneError(Exception):
    """Whoever asked for the package may not have the rest of it."""


def package(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    why: str,
    seen: int,
    opened: set[bytes],
    words: PackageWords,
    now: datetime,
    clock: Callable[[], datetime],
    is_here: Callable[[], bool],
) -> Iterator[bytes]:
    """
    Record that a complaint is taken out, and why; then give the package piece by piece.

    Args:
        seen: how many events of the case the person has seen.
        opened: the handles of the cases whose content was opened in this session.
        clock: gives the moment of each piece.
        is_here: whether the session that asked is still this person's.

    Raises:
        NoSuchCaseError: it is not there for this person.
        MovedOnError: there are more events by now.
        SomeFailedError: what lies in the mailbox could not be taken over.
        Refusal: it is a report, nobody has read it, or no reason is given.
    """
    execute(organisation, who, reference, typed(CasePackaged, reason_item=why), now=now, seen=seen)
    view = case_view(organisation, who, reference, opened=opened, today=local_date(now))
    return _Package(organisation, who, view, words, clock, is_here).written()


@dataclass(slots=True)
class _Package:
    organisation: Organisation
    who: SignedIn
    view: CaseView = field(repr=False)
    words: PackageWords
    clock: Callable[[], datetime]
    is_here: Callable[[], bool]
    parts: list[tuple[Document, ManifestLine]] = field(default_factory=list, repr=False)
    sums: list[str] = field(default_factory=list, repr=False)
    file: ZipStream = field(default_factory=ZipStream)

    def written(self) -> Iterator[bytes]:
        """Give the package; cut short, and without a manifest, where its reader has gone."""
        listed = document_list(self.organisation, self.who, self.view.case_file)
        try:
            for each in listed:
                self._require_here()
                yield from self._document(opened_document(self.view, each, self.words.words))
            self._require_here()
            yield from self._manifest()
            yield from self._part(SUMS, ["".join(self.sums).encode()], WrittenPart())
        except _GoneError:
            name, sentence = self.words.cut
            yield from self._part(name, [sentence.encode()], WrittenPart())
        yield from self.file.end()

    def _document(self, opened: OpenedDocument) -> Iterator[bytes]:
        number = opened.document.number
        if opened.document.is_confidential:
            self._note(opened, None, None, CONFIDENTIAL)
            return
        if opened.text is not None:
            yield from self._told(opened, f"{number:03}.txt", iter([opened.text.encode()]))
        if opened.is_letter:
            for ending, letter in self.words.letter(opened):
                yield from self._told(opened, f"{number:03}.{ending}", iter([letter]))
        for place, each in enumerate(opened.files, start=1):
            yield from self._told(opened, f"{number:03}-{place}-{safe_name(each.name)}", self._file(each))
        if opened.text is None and not opened.files:
            self._note(opened, None, None, "not_shown")

    def _told(self, opened: OpenedDocument, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Write a part and note it; a file that is not whole is noted as that, and the rest goes on."""
        written, problem = WrittenPart(), None
        try:
            yield from self._part(name, pieces, written, opened.document)
        except (CryptoError, OSError):
            problem = "not_whole"
        self._note(opened, name, written, problem)

    def _part(
        self,
        name: str,
        pieces: Iterable[bytes],
        written: WrittenPart,
        of: Document | None = None,
    ) -> Iterator[bytes]:
        on = self.view.case_file.today if of is None else of.on
        yield from self.file.part(name, on, pieces, written)
        self.sums.append(f"{written.sha256}  {name}\n")

    def _file(self, entry: FileEntry) -> Iterator[bytes]:
        folder = self.organisation.settings.blob_folder
        pieces = open_blob(entry.key, blob_pieces(folder, entry.blob), entry.size, entry.hashes)
        while some := list(islice(pieces, LOOKED_AT)):
            yield from some
            self._require_here()

    def _note(
        self, opened: OpenedDocument, name: str | None, written: WrittenPart | None, problem: str | None
    ) -> None:
        each = opened.document
        part = ManifestLine(
            number=each.number,
            date=each.on.isoformat(),
            direction=str(each.way),
            title=self.words.words(each.title),
            counterpart=str(each.counterpart),
            unit=each.unit,
            sent_by=each.sent_by,
            is_sent=each.is_sent,
            is_withdrawn=each.is_withdrawn,
            file=name,
            sha256=None if written is None or problem else written.sha256,
            bytes=None if written is None or problem else written.size,
            problem=problem,
        )
        self.parts.append((each, part))

    def _manifest(self) -> Iterator[bytes]:
        case, row = self.view.case_file.case, self.view.case_file.row
        told = {
            "form": FORM,
            "organisation": self.words.organisation,
            "case": row.case_reference,
            "received_on": case.received_on.isoformat(),
            "closed_on": None if case.closed_on is None else case.closed_on.isoformat(),
            "made_on": self.view.case_file.today.isoformat(),
            "is_whole": all(part.problem in {None, CONFIDENTIAL} for _document, part in self.parts),
            "documents": [asdict(part) for _document, part in self.parts],
        }
        text = json.dumps(told, ensure_ascii=False, indent=1)
        yield from self._part("manifest.json", [text.encode()], WrittenPart())
        lines = [self.words.heads]
        for document, part in self.parts:
            cells = (part.file, part.sha256, None if part.bytes is None else str(part.bytes), part.problem)
            lines.append([*self.words.cells(document), *(each or "" for each in cells)])
        sheet = BOM + "".join(csv_line(each) for each in lines)
        yield from self._part("manifest.csv", [sheet.encode()], WrittenPart())

    def _require_here(self) -> None:
        """Stop where the session, the person or the grant has ended."""
        reference, today = self.view.case_file.row.case_reference, local_date(self.clock())
        if self.is_here() and is_still_here(self.organisation, self.who, today):
            with read(self.organisation.triage) as connection:
                if held_of(connection, self.who, [reference], today=today):
                    return
        raise _GoneError


def safe_name(name: str) -> str:
    """Give a name that leads nowhere and that every file system takes, with the ending that it had."""
    kept = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name).strip(" .")
    return kept[-LONGEST_NAME:].strip(" .") or "file"
