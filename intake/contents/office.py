"""The office's own texts: what a handler writes for those who hold the case (SPEC 13)."""

from typing import Annotated

from intake.contents.choices import Need
from intake.contents.mailbox import Number
from intake.contents.versioned import Part, Versioned, titled
from intake.domain.translatable import N_


class SummaryContent(Versioned, frozen=True, tag="summary/1"):
    """The line by which the lists show a case."""

    text: str


class NoteContent(Versioned, frozen=True, tag="note/1"):
    """A note of the case."""

    text: str


class DecisionContent(Versioned, frozen=True, tag="decision/1"):
    """A reason, a letter's words or another text behind a decision."""

    text: str


class DraftField(Part, frozen=True):
    """What had been typed into one field of a form."""

    name: str
    value: str


class DraftContent(Versioned, frozen=True, tag="draft/1"):
    """
    A form as its writer left it, for its writer alone.

    Attributes:
        page: which form it is.
        case_reference: the case it is about; empty where there is none yet.
        seen: how many events of the case its writer had been shown.
    """

    page: str
    fields: tuple[DraftField, ...]
    case_reference: str = ""
    seen: Number = 0


class InquirerContent(Versioned, frozen=True, tag="inquirer/1"):
    """Who is behind an inquiry, as far as they said; never a number of the civil register."""

    name: Annotated[str, titled(N_("Name"))] = ""
    phone: Annotated[str, titled(N_("Phone"))] = ""
    email: Annotated[str, titled(N_("E-mail"))] = ""
    address: Annotated[str, titled(N_("Address"))] = ""
    language: Annotated[str, titled(N_("Language"))] = ""
    note: Annotated[str, titled(N_("Note"))] = ""
    needs: tuple[Need, ...] = ()


OfficeContent = SummaryContent | NoteContent | DecisionContent
