"""Which content may stand in which kind of envelope, and its one way in and out (SPEC 13.1)."""

from collections.abc import Mapping

from crypto.envelope import Kind
from intake.contents.card import Card
from intake.contents.index import IndexContent, IndexKey, ReportIndex
from intake.contents.mailbox import (
    ComplaintContent,
    FilesContent,
    HoldersContent,
    IdentityContent,
    MessageContent,
    ReportContent,
    SuccessionContent,
)
from intake.contents.office import (
    DecisionContent,
    DraftContent,
    InquirerContent,
    NoteContent,
    OfficeContent,
    SummaryContent,
)
from intake.contents.versioned import Forms, Versioned, header

_CONTENTS: Mapping[Kind, tuple[type[Versioned], ...]] = {
    Kind.REPORT: (ReportContent, ComplaintContent),
    Kind.FILES: (FilesContent,),
    Kind.IDENTITY: (IdentityContent,),
    Kind.MESSAGE: (MessageContent,),
    Kind.CARD: (Card,),
    Kind.SUMMARY: (SummaryContent,),
    Kind.NOTE: (NoteContent,),
    Kind.DECISION: (DecisionContent,),
    Kind.DRAFT: (DraftContent,),
    Kind.INDEX: (IndexKey, IndexContent, ReportIndex),
    Kind.INQUIRER: (InquirerContent,),
    Kind.HOLDERS: (HoldersContent,),
    Kind.SUCCESSION: (SuccessionContent,),
}
_KIND_OF = {form: kind for kind, forms in _CONTENTS.items() for form in forms}
_OFFICE: Mapping[Kind, type[OfficeContent]] = {
    Kind.SUMMARY: SummaryContent,
    Kind.NOTE: NoteContent,
    Kind.DECISION: DecisionContent,
}

_NAMES = frozenset(header(form)[0] for form in _KIND_OF)

FORMS: Mapping[Kind, Forms[Versioned]] = {
    kind: Forms(*forms, elsewhere=_NAMES - {header(each)[0] for each in forms})
    for kind, forms in _CONTENTS.items()
}


def kind_of(content: Versioned) -> Kind:
    """Give the kind of envelope that a content belongs into."""
    return _KIND_OF[type(content)]


def office_text(kind: Kind, text: str) -> OfficeContent:
    """Give a text of the office's own: a summary, a note or what stands behind a decision."""
    return _OFFICE[kind](text)


def encode(content: Versioned) -> bytes:
    """Write a content in the one way of its newest version."""
    return FORMS[kind_of(content)].write(content)


def decode(kind: Kind, plaintext: bytes) -> Versioned:
    """
    Read what stood in an envelope of this kind.

    Raises:
        NewerFormError: a newer Betro wrote it.
        FormError: it is no content of this kind, or not written in its one way.
    """
    return FORMS[kind].read(plaintext)
