"""
The form of the import page: the sheet, which column is what, and what its words mean.

Which column is what is guessed from the heads and chosen in lists; a mapping that is written takes their
place. For each word that stands on no list a list asks what it means; the words travel in the form.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from intake.page import language
from intake.services.attach import Attached
from triage.cases.importing.guess import guessed
from triage.cases.importing.lists import terms_of
from triage.cases.importing.mapping import ALWAYS, NOTHING, Field, SheetMapping, Unclosed, spelt
from triage.cases.importing.rows import MOST_WORDS
from triage.cases.vocabulary import InquirerKind, InquirerRelation, InquiryWish, NotCounted, Resident
from triage.office.forms import WHERE_NEEDED, Choices, OfficeForm, WhereNeeded, listed, prose, worded
from triage.office.presentation import labels
from triage.office.request_context import organisation, today
from triage.office.uploads import FormWithFiles
from triage.rules.taxonomy import choices

TOML = ".toml"
LEFT_OUT = "-"
SAID, MEANS, COLUMN, ALWAYS_IS = "said", "means", "column", "always"
_WORDED: Mapping[Field, Choices] = {
    Field.STATUS: worded(Unclosed),
    Field.WISH: worded(InquiryWish),
    Field.NOT_COUNTED: worded(NotCounted),
    Field.INQUIRER_KIND: worded(InquirerKind),
    Field.RELATION: worded(InquirerRelation),
    Field.RESIDENT: worded(Resident),
}


class SheetForm(FormWithFiles):
    """The sheet, and a mapping that is written."""

    title = _("Take over earlier inquiries")
    files = MultipleFileField(
        _("The sheet as a CSV file"),
        [WhereNeeded()],
        description=_("At most 32 MB. It is sealed while it comes in."),
    )
    mapping = prose(_("A mapping that you have written (TOML)"), WHERE_NEEDED, rows=6)

    @property
    def sheet(self) -> Attached | None:
        """The sheet that lies sealed: the last that was chosen."""
        return next((each for each in reversed(self.taken) if not is_mapping(each)), None)


def is_mapping(each: Attached) -> bool:
    """Whether a file is a mapping and no sheet, by its name."""
    return each.name.casefold().endswith(TOML)


class ChosenForm(OfficeForm):
    """Which column is what, and what words mean: its fields are made for the sheet."""

    columns: Sequence[Any] = ()
    always: Sequence[Any] = ()
    words: Sequence[tuple[str, Any]] = ()


Said = tuple[Field, str]
"""A word that a coded column uses, and of which."""


def chosen_form(heads: Sequence[str], said: Sequence[Said]) -> ChosenForm:
    """Make the lists for the columns of a sheet and for what words mean; at first the columns are guessed."""
    offered = [(each.strip(), each.strip()) for each in dict.fromkeys(heads) if each.strip()]
    fields: dict[str, Any] = {
        f"{COLUMN}_{each}": listed(_(each.words), WHERE_NEEDED, lambda: offered) for each in Field
    }
    for each in (*ALWAYS, Field.STATUS):
        fields[f"{ALWAYS_IS}_{each}"] = listed(_ALWAYS_SAID[each], WHERE_NEEDED, _offered(each))
    for number, (field, word) in enumerate(said):
        label = f"{gettext(field.words)}: {word}"
        fields[f"{MEANS}_{number}"] = listed(label, WHERE_NEEDED, _meant(field))
    kind = type("ChosenFormOfSheet", (ChosenForm,), fields)
    guess = {f"{COLUMN}_{each}": head for each, head in guessed(heads).items()}
    form: ChosenForm = kind(formdata=None, data=guess) if is_guessed() else kind()
    form.columns = [form[f"{COLUMN}_{each}"] for each in Field]
    for each in form.columns:
        each.choices = [("", gettext("Not in the sheet")), *offered]
    form.always = [form[f"{ALWAYS_IS}_{each}"] for each in (Field.STATUS, *ALWAYS)]
    packed = [json.dumps(each, ensure_ascii=False) for each in said]
    form.words = [(each, form[f"{MEANS}_{number}"]) for number, each in enumerate(packed)]
    return form


_ALWAYS_SAID: Mapping[Field, Any] = {
    Field.STATUS: _("Without a day of closing it is"),
    Field.TYPE: _("Type, where the sheet says none"),
    Field.CHANNEL: _("How it came, where the sheet says nothing"),
}


def is_guessed() -> bool:
    """Whether nothing has been chosen yet of which column is what."""
    return f"{COLUMN}_{Field.RECEIVED}" not in request.form


def posted_words() -> tuple[Said, ...]:
    """Give the words that the form asked about, in its order."""
    return tuple(_read_words(request.form.getlist(SAID)[: len(Field) * (MOST_WORDS + 1)]))


def _read_words(packed: Sequence[str]) -> Iterator[Said]:
    for each in packed:
        try:
            name, word = json.loads(each)
            yield Field(name), str(word)
        except (ValueError, TypeError):
            continue


def chosen_mapping(form: ChosenForm, said: Sequence[Said]) -> SheetMapping:
    """Give the mapping that was chosen in the lists."""
    values: dict[Field, dict[str, str]] = {}
    for number, (field, word) in enumerate(said):
        if code := form[f"{MEANS}_{number}"].data:
            values.setdefault(field, {})[spelt(word)] = "" if code == LEFT_OUT else code
    columns = {each: form[f"{COLUMN}_{each}"].data for each in Field}
    always = {each: form[f"{ALWAYS_IS}_{each}"].data for each in ALWAYS}
    unclosed = form[f"{ALWAYS_IS}_{Field.STATUS}"].data
    return SheetMapping(
        columns={each: head for each, head in columns.items() if head},
        always={each: code for each, code in always.items() if code} or NOTHING,
        values=values,
        unclosed=Unclosed(unclosed) if unclosed in list(Unclosed) else None,
    )


def _offered(field: Field) -> Choices:
    if field is Field.CHANNEL:
        return labels.ways_of_people
    return _WORDED[field] if field in _WORDED else lambda: _terms(field)


def _meant(field: Field) -> Choices:
    return lambda: [(LEFT_OUT, _("Leave it out")), *_offered_words(field)]


def _offered_words(field: Field) -> Sequence[Any]:
    if field is Field.UNIT:
        return list(organisation().units.names(language.current()).items())
    if field is Field.THEME:
        return [_flat(each) for each in labels.themes()]
    return _offered(field)()


def _flat(each: SelectChoice) -> tuple[str, str]:
    return each.value, each.label if each.label == each.optgroup else f"{each.optgroup}: {each.label}"


def _terms(field: Field) -> Sequence[tuple[str, str]]:
    return choices(terms_of(field, labels.taxonomy()), language.current(), today())
