"""The document list of a case for its page, and what one document says once the content was opened."""

from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from intake.contents.mailbox import ComplaintContent, FileEntry, FirstContent
from intake.contents.office import InquirerContent
from intake.contents.versioned import chosen, told
from intake.domain.translatable import N_
from triage.cases.documents import Document, documents
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.mailbox import kinds_of_items
from triage.services.views.case_view import CaseView


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """What a document says: its words, None where it has none or they cannot be shown, and its files."""

    document: Document
    text: str | None = field(repr=False)
    files: tuple[FileEntry, ...] = field(repr=False)


CROSSES = N_("What a yes passes on")


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
    return OpenedDocument(document, _text(view, item, words), files)


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
