"""What people wrote for an account, among its figures: each section before those that it leads up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from intake.domain.translatable import N_
from triage.accounts.document import AccountDocument, Prose, Section
from triage.accounts.words import Translate
from triage.cases.decisions.year_accounts import SectionPlace

COMMENTS = "comments"
LEADS_UP_TO: Mapping[SectionPlace, tuple[str, ...]] = MappingProxyType(
    {
        SectionPlace.REPORTS: ("whistleblowing",),
        SectionPlace.COMPLAINTS: ("figures", "tables"),
        SectionPlace.DEADLINES: ("punctuality", "complaints-punctuality", "whistleblowing-punctuality"),
        SectionPlace.REGISTERS: ("recommendations", "activities", "appeals", "external_figures"),
    }
)
"""Before which sections of figures each place is: the first of them that the account has."""


@dataclass(frozen=True, slots=True)
class AccountText:
    """A section that somebody wrote; an example stands as what was told."""

    number: int
    place: SectionPlace
    heading: str
    paragraphs: tuple[str, ...]
    is_example: bool = False

    @property
    def section(self) -> Section:
        """The section as it stands in the account."""
        return Section(f"text-{self.number}", self.heading, (Prose(self.paragraphs, self.is_example),))


@dataclass(frozen=True, slots=True)
class CommentGiven:
    """What a unit said of the account before it was published; without words where it had nothing to say."""

    unit: str
    paragraphs: tuple[str, ...] = ()


def with_written(
    document: AccountDocument,
    written: Iterable[AccountText],
    comments: Iterable[CommentGiven],
    say: Translate,
) -> AccountDocument:
    """
    Give an account with what was written for it.

    Args:
        written: in the order in which it is read.
        comments: those that came; where none did there is no section of them.
    """
    sections = list(document.sections)
    for each in written:
        sections.insert(_place(sections, each.place), each.section)
    given = tuple(comments)
    if given:
        sections.append(_comments(given, say))
    return replace(document, sections=tuple(sections))


def _place(sections: list[Section], place: SectionPlace) -> int:
    """Where a section goes: behind those at its place that stand there already."""
    if place is SectionPlace.OPENING:
        own = (at for at, each in enumerate(sections) if not each.code.startswith("text-"))
        return next(own, len(sections))
    if place is SectionPlace.CLOSING:
        return len(sections)
    wanted = LEADS_UP_TO[place]
    found = (at for at, each in enumerate(sections) if each.code in wanted)
    return next(found, len(sections))


def _comments(given: tuple[CommentGiven, ...], say: Translate) -> Section:
    nothing = (say(N_("Had nothing to add.")),)
    blocks = tuple(
        block
        for each in given
        for block in (Prose((each.unit + ":",)), Prose(each.paragraphs or nothing, is_quoted=True))
    )
    return Section(COMMENTS, say(N_("Comments before publication")), blocks)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Give the paragraphs of a text, parted by empty lines."""
    parts = (each.strip() for each in text.replace("\r\n", "\n").split("\n\n"))
    return tuple(each for each in parts if each)
