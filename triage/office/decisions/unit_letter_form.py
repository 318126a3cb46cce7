"""The form of a letter to a unit: it is made of what is typed, shown as it goes, and kept as it went."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from flask import url_for
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _

from intake.domain.languages import DEFAULT, LANGUAGES, words_in
from triage.cases.decisions.consent import LetsOut
from triage.cases.documents import documents
from triage.cases.letter_text import LetterKind
from triage.cases.requests import UnitPost
from triage.cases.vocabulary import ChaseLevel
from triage.engine.deadline import Deadline
from triage.office.decisions.outgoing_form import OutgoingForm
from triage.office.forms import listed, worded
from triage.office.request_context import organisation
from triage.services.casework.unit_letters import UnitSheet, addressee, unit_letter


class UnitLetterForm(OutgoingForm):
    """A decision that is a letter to a unit. It fills `letter_item` of its event."""

    decides: ClassVar[type[LetsOut]]
    is_unit_letter: ClassVar[bool] = True
    last: ClassVar[tuple[str, ...]] = ("happened_on", "sent_by", "language")
    """The fields about how it goes; they stand behind those of what it says."""
    in_letter: ClassVar[tuple[str, ...]] = ("item", "letter_item")
    sent_by = listed(_("How it is sent"), None, worded(UnitPost))
    language = listed(
        _("Language of the letter"),
        None,
        lambda: [(code, _(LANGUAGES[code].title)) for code in organisation().letters.languages],
    )

    def __init_subclass__(cls) -> None:
        """Mark nothing as internal that stands in the letter."""
        super().__init_subclass__()
        cls.internal = tuple(each for each in cls.internal if each not in cls.in_letter)

    def __iter__(self) -> Iterator[Any]:
        """Give the fields: what it says, consent, and how it goes."""
        yield from (each for each in super().__iter__() if each.short_name not in self.last)
        yield from (self[name] for name in self.last if name in self)

    def draft(self) -> None:
        """Begin in Danish, as most letters to a unit are."""
        super().draft()
        self.language.data = self.written_in

    @property
    def written_in(self) -> str:
        """The language of the letter."""
        return self.language.data if self.language.data in organisation().letters.languages else DEFAULT

    def kind_of_letter(self) -> LetterKind:
        """Give the letter that this is, as the form is filled in."""
        raise RuntimeError("each letter has a form of its own, which says what it is")

    def level(self) -> ChaseLevel:
        """Give how far up it goes."""
        return ChaseLevel.UNIT

    def said(self) -> Mapping[str, str | date]:
        """Give what the letter is made of; asked in the language of the letter."""
        raise RuntimeError("each letter has a form of its own, which says what is in it")

    def letter(self) -> str:
        """Give the letter as it goes."""
        house, code = organisation(), self.written_in
        unit = house.units.by_code.get(self.unit.data)
        with force_locale(code):
            said = {
                name: value if isinstance(value, date) else str(value) for name, value in self.said().items()
            }
        sheet = UnitSheet(
            reference=self.decision_context.file.row.case_reference,
            organisation=house.settings.organisation,
            words=house.words,
            unit_name=self.unit.data if unit is None else unit.name(code),
            addressee=addressee(house.units, self.unit.data, code, self.level()),
            said=said,
        )
        return unit_letter(house.letters, self.kind_of_letter(), code, sheet)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the letter that it makes."""
        made = {"letter_item": self.letter(), "template": str(self.kind_of_letter())}
        return {**super().given(), **made, "language": self.written_in}

    def landing(self, reference: str) -> str:
        """Lead to the letter, to be printed or taken as a file, where the content was opened here."""
        if self.file_after is None or not self.decision_context.is_opened:
            return super().landing(reference)
        history = self.file_after.history
        letters = [getattr(each, "letter_item", None) for each in history]
        item = next((each for each in reversed(letters) if each is not None), None)
        listed_ones = documents(history, is_report=False)
        number = next((each.number for each in listed_ones if each.item == item), None)
        if number is None:
            return super().landing(reference)
        return url_for("document", reference=reference, number=number)


def clause_sentence(clock: Deadline | None, language: str) -> str:
    """Say which clause of the bylaw a time limit follows from, in the language of the page; else nothing."""
    clause = None if clock is None else clock.counted_by.clause
    if clause is None:
        return ""
    return str(gettext("The time limit follows from %(clause)s.", clause=words_in(clause, language)))
