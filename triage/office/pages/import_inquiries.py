"""
Taking over earlier inquiries from a sheet: chosen, looked at, and registered by one press. A press registers
what was looked at and nothing else: another file, or another choice, is shown first.

The sheet lies sealed from the moment it comes in, and its secret travels in the form alone: nothing of it is
kept that is not registered, and it is removed when all of it has been; what is left alone is removed after a
day. A press that was cut short, for whatever reason, is gone on with by pressing again. Reports are never
taken over: what a whistleblower told lies in no sheet that may be brought in here.
"""

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from crypto.errors import CryptoError, DirectoryError
from intake.domain.translatable import N_
from intake.page.language import current
from intake.services.attach import Attached, AttachmentGoneError, remove_file
from triage.cases.importing.mapping import Field, MappingError, SheetMapping, read_mapping
from triage.cases.importing.registrations import Registration
from triage.cases.importing.sheet import Pieces, SheetError, read_rows
from triage.cases.refusals import Refusal
from triage.office.pages.import_form import (
    ChosenForm,
    Said,
    SheetForm,
    chosen_form,
    chosen_mapping,
    is_guessed,
    is_mapping,
    posted_words,
)
from triage.office.presentation import labels
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.import_inquiries import (
    ImportDone,
    ImportLook,
    look_at_sheet,
    pieces_of,
    register_sheet,
)

REGISTER = "register"
PRESS_SECONDS = 40
"""So long a press registers at most: what stands in front of the office waits for no answer much longer."""
LARGEST_MAPPING = 200_000


@dataclass(slots=True)
class _Page:
    """What the page shows of a sheet: how it is read, what would come of it, and what was wrong with that."""

    form: SheetForm
    chosen: ChosenForm | None = None
    look: ImportLook | None = None
    looked: str = ""
    done: ImportDone | None = None
    trouble: str = ""
    is_asked: bool = False

    def shown(self) -> str:
        return render_template(
            "office/import_inquiries.html",
            form=self.form,
            chosen=self.chosen,
            look=self.look,
            looked=self.looked,
            done=self.done,
            trouble=self.trouble,
            has_reports=organisation().settings.schemes.reports,
            is_asked=self.is_asked,
            words=_Words,
            whole=session().pop("imported", None),
        )


class _Words:
    """What the first rows say of lists, in the reader's words."""

    @staticmethod
    def type(row: Registration) -> str:
        return labels.term(labels.taxonomy().inquiry_types, row.codes.get(Field.TYPE))

    @staticmethod
    def unit(row: Registration) -> str:
        code = row.codes.get(Field.UNIT, "")
        return organisation().units.names(current()).get(code, code)

    @staticmethod
    def theme(row: Registration) -> str:
        return ", ".join(labels.term(labels.taxonomy().themes, each) for each in row.themes)


def ask() -> ResponseReturnValue:
    """Show the empty form, and above it what has just been taken over."""
    return _Page(SheetForm(formdata=None)).shown()


def sent() -> ResponseReturnValue:
    """Look at the sheet, or register what is right in it."""
    page = _Page(SheetForm())
    page.form.take_files()
    is_valid = page.form.validate()
    if page.form.sheet is None and page.form.is_only_shown:
        return page.shown()
    if page.form.sheet is None and is_valid:
        page.form.files.errors = [gettext("Choose the file.")]
        is_valid = False
    if not is_valid:
        return page.shown(), 422
    try:
        return _answer(page)
    except AttachmentGoneError as error:
        page.form.without(error)
    except MappingError as error:
        # Where the columns were only guessed, nobody has chosen wrongly yet.
        page.is_asked = page.chosen is not None and is_guessed()
        page.trouble = _trouble(error)
    except tuple(_TROUBLES) as error:
        page.trouble = _trouble(error)
    return page.shown(), 200 if page.is_asked else 422


_TROUBLES: Mapping[type[Exception], str] = {
    CryptoError: N_("The sealed file is damaged. Choose it again."),
    DirectoryError: N_("There are fewer than two advisers to seal it to. Tell those who run Betro."),
    Refusal: "",
    SheetError: "",
}
"""Why a sheet is not taken over, in a sentence of ours where it has none."""


def _trouble(error: Exception) -> str:
    match error:
        case MappingError():
            return str(gettext(error.fault.words)) % {"key": _named(error.key)}
        case SheetError():
            return str(gettext(error.fault.words)) % {"row": error.row}
        case Refusal():
            return refusal_sentence(error)[0]
    return str(gettext(_TROUBLES[DirectoryError if isinstance(error, DirectoryError) else CryptoError]))


def _answer(page: _Page) -> ResponseReturnValue:
    assert page.form.sheet is not None
    pieces = pieces_of(organisation(), page.form.sheet)
    mapping, said = _mapping(page, pieces)
    page.looked = _looked_at(page.form.sheet, mapping)
    is_pressed = request.form.get("step") == REGISTER and not page.form.is_only_shown
    if is_pressed and request.form.get("looked") == page.looked:
        page.done = _so_far(page.form.sheet, _registered(pieces, mapping))
        if page.done.is_whole:
            return _gone(page.form, page.done)
    page.look = look_at_sheet(organisation(), who(), pieces, mapping, today=today())
    if page.look.there and not (page.look.new or page.look.wrong):
        return _gone(page.form, ImportDone(there=page.look.there))
    if page.chosen is not None:
        asked = (*said, *_unasked(page.look, said))
        page.chosen = chosen_form(_heads(pieces), asked)
    return page.shown()


def _looked_at(sheet: Attached, mapping: SheetMapping) -> str:
    """Name a sheet as it is read, so that a press can say which it is about."""
    return hashlib.sha256(repr((sheet.blob, mapping)).encode()).hexdigest()


def _so_far(sheet: Attached, done: ImportDone) -> ImportDone:
    """Give what came of all presses that this sheet has had in this session, as one."""
    known = session().setdefault("taken_over", {})
    earlier = known.get(sheet.blob, 0)
    known[sheet.blob] = earlier + done.registered
    there = max(done.there - earlier, 0)
    return replace(done, registered=known[sheet.blob], there=there)


def _gone(form: SheetForm, done: ImportDone) -> ResponseReturnValue:
    """Remove what was sealed for it, and say what came of it."""
    for each in form.taken:
        remove_file(organisation().reception, each)
    session()["imported"] = done
    return redirect(url_for("import_inquiries"), 303)


def _mapping(page: _Page, pieces: Pieces) -> tuple[SheetMapping, tuple[Said, ...]]:
    """Give the mapping that was written, else that of the lists, which are shown then."""
    written = page.form.mapping.data or _written(page.form.taken)
    if written:
        page.form.mapping.data = written
        return read_mapping(written), ()
    said = posted_words()
    page.chosen = chosen_form(_heads(pieces), said)
    return chosen_mapping(page.chosen, said), said


def _written(taken: Iterable[Attached]) -> str:
    """Give what stands in a mapping that came as a file."""
    found = next((each for each in taken if is_mapping(each)), None)
    if found is None or found.size > LARGEST_MAPPING:
        return ""
    return b"".join(pieces_of(organisation(), found)()).decode("utf-8", "replace")


def _heads(pieces: Pieces) -> tuple[str, ...]:
    return next((row.cells for row in read_rows(pieces)), ())


def _unasked(look: ImportLook, said: Iterable[Said]) -> tuple[Said, ...]:
    known = set(said)
    found = ((field, word) for field, words in look.unknown.items() for word in words.values())
    return tuple(each for each in found if each not in known)


def _named(key: str) -> str:
    return gettext(Field(key).words) if key in list(Field) else key


def _registered(pieces: Pieces, mapping: SheetMapping) -> ImportDone:
    visit, reader, until = session(), who(), time.monotonic() + PRESS_SECONDS
    return register_sheet(
        organisation(),
        reader,
        pieces,
        mapping,
        numbered=lambda number: gettext("Number in the earlier register: %(number)s", number=number),
        goes_on=lambda: time.monotonic() < until and visit.who is reader,
        now=now(),
    )
