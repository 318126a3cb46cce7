"""The office's own texts: what a handler writes for those who hold the case (SPEC 13)."""

from intake.contents.versioned import Versioned


class SummaryContent(Versioned, frozen=True, tag="summary/1"):
    """The line by which the lists show a case."""

    text: str


class NoteContent(Versioned, frozen=True, tag="note/1"):
    """A note of the case."""

    text: str


class DecisionContent(Versioned, frozen=True, tag="decision/1"):
    """A reason, a letter's words or another text behind a decision."""

    text: str


OfficeContent = SummaryContent | NoteContent | DecisionContent
