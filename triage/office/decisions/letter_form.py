"""
The form of a letter: its language, its words, how it goes; and the draft that it begins with.

The words are the advisor's from the moment they stand in the form. Another language or another kind brings
another draft only when the advisor asks for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _

from intake.domain.languages import DEFAULT, LANGUAGES
from triage.cases.case import Case
from triage.cases.events import Decided
from triage.cases.letter_text import LetterKind
from triage.cases.letters import SentBy, letters_written
from triage.office.decisions.decision_form import DecisionContext, DecisionForm
from triage.office.forms import WHERE_NEEDED, choice, day, listed, offer, worded
from triage.office.request_context import organisation
from triage.services.casework.letters import Sheet, draft, has_blank

WRITE = _("Write what you want to say.")
DRAFTED = _("Leave it empty for a draft that fits what you have written above.")
PAGE = 20
"""As many lines as a letter usually has."""
GIVEN_ON, HOW_GIVEN = _("Given on"), _("How it was given")
NO_MAILBOX = _("This case has no mailbox. Write the date on which you gave it.")
WHEN_GIVEN = _("Write the date on which you gave it.")
FIRST_ANSWER = "BR-FIRST"


class ByHandForm(DecisionForm):
    """Words that are placed in the mailbox, or were given by hand on a date."""

    decides: ClassVar[type[Decided]]
    is_said_given = False
    """Whether the press itself says that it was given by hand, as on the printed letter."""
    given_on = day(
        _("Given by hand on"),
        WHERE_NEEDED,
        hint=_(
            "Leave this empty to place the text in the mailbox. Write the date only if you have given it "
            "at a meeting, by letter "
            "or on the phone."
        ),
    )

    def __iter__(self) -> Iterator[Any]:
        """Give the fields, the words after what they are made of and the way they went last."""
        last = ("language", self.decides.words_in, "given_on", "sent_by")
        yield from (each for each in super().__iter__() if each.short_name not in last)
        yield from (self[name] for name in last if name in self)

    def prepare(self) -> None:
        """Ask for the date where there is no mailbox."""
        if not self.decision_context.has_mailbox:
            self.given_on.label.text, self.given_on.description = GIVEN_ON, NO_MAILBOX

    def completed(self) -> bool:
        """Insist on a date where there is no mailbox, or where it was given by hand."""
        has_mailbox = self.decision_context.has_mailbox
        if self.given_on.data or (has_mailbox and not self.is_said_given):
            return True
        self.given_on.errors = [WHEN_GIVEN if has_mailbox else NO_MAILBOX]
        return False


class LetterForm(DecisionForm):
    """A decision that is a letter. A form of this family has a field for the words."""

    decides: ClassVar[type[Decided]]
    letters: ClassVar[Iterable[LetterKind]] = ()
    """Those that fall due and are written here."""
    language = choice(
        _("Language of the letter"),
        _("Choose the language of the letter."),
        lambda: [(code, _(LANGUAGES[code].title)) for code in organisation().letters.languages],
    )
    is_letter: ClassVar[bool] = True
    drafts_at_once: ClassVar[bool] = True
    """Whether the empty form begins with a draft; False where something must be typed first."""

    @property
    def words(self) -> Any:
        """The field of the words."""
        return self[self.decides.words_in]

    def kind_of_letter(self) -> LetterKind:
        """Give the letter that this is, as the form is filled in."""
        raise RuntimeError("each letter has a form of its own, which says what it is")

    def typed(self) -> Mapping[str, str | date | None]:
        """Give what was typed for the placeholders of the draft."""
        return {}

    def sheet(self) -> Sheet:
        """Give what the draft is made of besides what is typed for its placeholders."""
        return sheet(self.decision_context)

    def draft(self) -> None:
        """Begin with the organisation's own words, in the language that the last letter was in."""
        self.language.data = self.language.data or last_language(self.decision_context)
        if self.drafts_at_once:
            self.write_draft()

    def write_draft(self) -> None:
        """Put the draft where the text stands, as the rest of the form is filled in now."""
        book = organisation().letters
        language = (
            self.language.data
            if self.language.data in book.languages
            else last_language(self.decision_context)
        )
        self.language.data = language
        self.words.data = draft(book, self.kind_of_letter(), language, self.sheet(), **self.typed())

    def reshown(self, step: str) -> bool:
        """Write the draft anew."""
        if step == "draft":
            self.write_draft()
        return step == "draft"

    def completed(self) -> bool:
        """Bring a draft where nothing is written yet, and refuse a blank."""
        if not self.words.data:
            self.write_draft()
            self.notice = _("Here is a draft. Read it, put it right and go on.")
            return False
        if has_blank(self.words.data):
            self.words.errors = [_("There is a blank left (_____). Write what belongs there.")]
            return False
        return super().completed()

    def given(self) -> dict[str, object]:
        """Give what was typed, and which letter it is."""
        return {**super().given(), "template": str(self.kind_of_letter())}


def ways(case: Case) -> list[tuple[str, str]]:
    """Give how a letter may have gone; in the mailbox of an earlier case only where there was one."""
    gone = SentBy.EARLIER_MAILBOX if case.original_received_on is None else None
    return [each for each in worded(SentBy)() if each[0] != gone]


class PostForm(LetterForm, ByHandForm):
    """A letter that is placed in the mailbox, or was given by hand."""

    sent_by = listed(_("How it was given, if not in the mailbox"), WHERE_NEEDED, list)

    def prepare(self) -> None:
        """Offer the ways that there are."""
        super().prepare()
        offer(self.sent_by, ways(self.decision_context.case))
        if not self.decision_context.has_mailbox:
            self.sent_by.label.text = HOW_GIVEN

    @property
    def is_spoken(self) -> bool:
        """Whether the words were said and not written."""
        return bool(self.given_on.data) and self.sent_by.data == SentBy.PHONE

    def completed(self) -> bool:
        """Ask besides for the way, where a date says that it did not go through the mailbox."""
        if not super().completed():
            return False
        if self.given_on.data and not self.sent_by.data:
            self.sent_by.errors = [_("Choose how it was given.")]
            return False
        return True

    def given(self) -> dict[str, object]:
        """Give what was typed; what lies in the mailbox went no other way."""
        given = super().given()
        return given if self.given_on.data else {**given, "sent_by": None}


def sheet(decision_context: DecisionContext) -> Sheet:
    """Give what the drafts of a case are made of."""
    settings = organisation().settings
    first = (each.due_strict for each in decision_context.view.deadlines if each.rule == FIRST_ANSWER)
    return Sheet(
        case=decision_context.case,
        reference=decision_context.file.row.case_reference,
        organisation=settings.organisation,
        taxonomy=decision_context.taxonomy,
        words=organisation().words,
        feedback_by=decision_context.feedback_by,
        answer_by=next(first, None),
    )


def last_language(decision_context: DecisionContext) -> str:
    """Give the language of the last letter to this person; Danish where there was none."""
    sent, known = letters_written(decision_context.file.history), organisation().letters.languages
    return next((each.language for each in reversed(sent) if each.language in known), DEFAULT)
