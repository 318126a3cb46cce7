"""The document list of a case for its page, and what one document says once the content was opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from intake.clock import local_date
from intake.contents.item_ref import ItemRef
from intake.contents.mailbox import ComplaintContent, FileEntry, FirstContent
from intake.contents.office import InquirerContent
from intake.contents.versioned import chosen, told
from intake.domain.translatable import N_
from intake.store.engine import write
from triage.cases.document_kinds import Counterpart, Way
from triage.cases.documents import Document, documents
from triage.cases.fold import told as told_history
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inquirer import inquirer_written
from triage.services.reading.mailbox import kinds_of_items
from triage.services.views.case_view import CaseView
from triage.store import journal


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """
    What a document says: its words, None where it has none or they cannot be shown; its files; and of a
    letter that did not go through the mailbox the name and address that it went to.
    """

    document: Document
    text: str | None = field(repr=False)
    files: tuple[FileEntry, ...] = field(repr=False)
    to: tuple[str, ...] = field(repr=False, default=())

    @property
    def is_letter(self) -> bool:
        """Whether it is words that went out, and so stands on the letterhead."""
        return self.document.way is Way.OUT and self.text is not None


CROSSES = N_("What a yes passes on")
LETTER_TAKEN = "letter:taken"
"""What the audit log calls it that a letter was taken out as a file."""


def document_list(organisation: Organisation, who: SignedIn, file: CaseFile) -> tuple[Document, ...]:
    """Give the document list of a case that this person may see; nothing of it is opened."""
    kinds = kinds_of_items(organisation, who, file.row)
    return documents(file.history, is_report=file.case.is_report, kinds=kinds)


def opened_document(view: CaseView, document: Document, words: Callable[[str], str]) -> OpenedDocument:
    """
    Give what a document says, for a case whose content was opened in this session.

    Args:
        words: gives what a text of a form is called, in the reader's language.
    """
    item = document.item.id
    files = tuple(each.entry for each in view.files if each.listed_in == item)
    return OpenedDocument(document, _text(view, item, words), files, _addressed(view, document))


def address_lines(who: InquirerContent | None) -> tuple[str, ...]:
    """Give the lines of an address as they stand on a letter; none where no address is known."""
    return () if who is None or not who.address else (who.name, *who.address.splitlines())


def _addressed(view: CaseView, document: Document) -> tuple[str, ...]:
    """Give whom a letter went to: as was known on its day, not as was put right later."""
    if document.counterpart is not Counterpart.CITIZEN or document.sent_by is None:
        return ()
    named = [
        (each.day, item)
        for each in told_history(view.case_file.history)
        if isinstance(item := getattr(each, "inquirer_item", None), ItemRef)
    ]
    written = None if view.correspondence is None else inquirer_written(view.correspondence.first)
    known = [item for day, item in named if day <= document.on][-1:]
    if not known and written is None:
        known = [item for _day, item in named[:1]]
    found = view.texts.get(known[0].id) if known else None
    recorded = None if found is None else found.content
    return address_lines(recorded if isinstance(recorded, InquirerContent) else written)


def taken_as_file(organisation: Organisation, who: SignedIn, handle: bytes, *, now: datetime) -> None:
    """Put into the audit log that a letter of a case leaves Betro as a file; looking at it stands in none."""
    with write(organisation.triage) as connection:
        journal.append(connection, on=local_date(now), actor=who.handle, action=LETTER_TAKEN, subject=handle)


def _text(view: CaseView, item: str, words: Callable[[str], str]) -> str | None:
    begun = view.case_file.history[0]
    if view.correspondence is not None:
        lying = next((each for each in view.correspondence.messages if each.item_id.hex() == item), None)
        if lying is not None:
            crossing = lying.content.crossing
            return f"{lying.text}\n\n{words(CROSSES)}: {crossing}" if crossing else lying.text
        first = getattr(begun, "report_item", None)
        if first is not None and first.id == item and view.correspondence.first is not None:
            return _written(view.correspondence.first, words)
    found = view.texts.get(item)
    if found is None:
        return None
    return _lines(found.content, words) if isinstance(found.content, InquirerContent) else found.text


def _written(first: FirstContent, words: Callable[[str], str]) -> str:
    contact = first.contact if isinstance(first, ComplaintContent) else None
    return "\n\n".join(
        filter(None, (_lines(first, words), "" if contact is None else _lines(contact, words)))
    )


def _lines(form: Struct, words: Callable[[str], str]) -> str:
    said = [f"{words(title)}: {text}" for _name, title, text in told(form) if text]
    for title, made in chosen(form):
        said.append(f"{words(title)}: {', '.join(words(each.words) for each in made)}")
    needs = form.needs if isinstance(form, InquirerContent) else ()
    return "\n".join([*said, *(words(each.words) for each in needs)])
