"""The two journeys of the portal, page by page: a report and a complaint."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from msgspec import Struct

from intake.contents.choices import Need
from intake.contents.mailbox import ComplaintTold, Contact, IdentityContent, ReportTold
from intake.contents.versioned import titles
from intake.domain.schemes import Schemes
from intake.services.receiving import kept_out_of
from intake.services.submit import ComplaintDraft, Draft, ReportDraft
from intake.web.carried import Carried
from intake.web.complaint_forms import CHOICES, ComplaintForm, ContactDetailsForm
from intake.web.forms import (
    CheckForm,
    EmployerRelationForm,
    FilesForm,
    NamedForm,
    NameForm,
    PortalForm,
    RelationForm,
    WhatForm,
)
from intake.web.handlers_form import HandlersForm

_ONE_OF = {name: type(next(iter(codes))) for name, codes in CHOICES.items() if name != "needs"}
CHECK = "check"
FILES = "files"
HANDLERS = "handlers"


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its name in the path, and its form."""

    name: str
    form: type[PortalForm]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are carried on to the next page; files lie at the server by then."""
        return self.form.carried()


@dataclass(frozen=True, slots=True)
class Journey:
    """The pages of one journey in their order; the last one is the page before sending."""

    kind: str
    steps: tuple[Step, ...]
    forms: tuple[type[Struct], ...]
    """What is made of it: what is told, and who tells it."""
    left_out: tuple[Step, ...] = ()
    """A page that is not shown today; what was typed on it is carried all the same."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of the draft on all pages."""
        return tuple(name for step in (*self.steps, *self.left_out) for name in step.fields)

    def without(self, name: str) -> "Journey":
        """Give the same without showing a page."""
        left_out = tuple(each for each in self.steps if each.name == name)
        shown = tuple(each for each in self.steps if each.name != name)
        return replace(self, steps=shown, left_out=left_out)

    def step(self, name: str) -> Step | None:
        """Find a page by name."""
        return next((each for each in self.steps if each.name == name), None)

    def index(self, step: Step) -> int:
        """Give a page's place, from 0."""
        return self.steps.index(step)

    @property
    def titles(self) -> dict[str, str]:
        """What each text is called, by its field."""
        return {name: title for form in self.forms for name, title in titles(form).items()}

    @property
    def prose(self) -> tuple[str, ...]:
        """The fields of what is told in words of one's own."""
        asked = ((step, name) for step in self.steps for name in self.forms[0].__struct_fields__)
        return tuple(name for step, name in asked if name in step.fields and step.form.is_prose(name))

    def draft(self, carried: Carried) -> Draft:
        """Make a draft of what was typed."""
        texts: dict[str, Any] = dict(carried.texts)
        texts["kept_out"] = kept_out_of(texts["kept_out"])
        if self.kind == ReportDraft.kind:
            who = {name: texts[name].strip() for name in IdentityContent.__struct_fields__}
            stay = {"stay_in_mailbox": bool(texts["stay_in_mailbox"])}
            return ReportDraft(**_of(ReportDraft, texts) | who | stay)
        typed = {name: text.strip() for name, text in _of(Contact, texts).items()}
        contact = Contact(**typed) if any(typed.values()) else None
        chosen = {name: code(texts[name]) if texts[name] else None for name, code in _ONE_OF.items()}
        needs = {"needs": tuple(map(Need, texts["needs"].split()))}
        return ComplaintDraft(**_of(ComplaintDraft, texts) | chosen | needs, contact=contact)


def _of(form: type[Struct], texts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: texts[name] for name in form.__struct_fields__ if name in texts}


def journeys(schemes: Schemes, *, anonymous: bool) -> dict[str, Journey]:
    """Give the journeys by kind; *anonymous* says whether a report may be sent without a name."""
    report = Journey(
        "report",
        (
            Step("relation", RelationForm if schemes.complaints else EmployerRelationForm),
            Step("what", WhatForm),
            Step(HANDLERS, HandlersForm),
            Step(FILES, FilesForm),
            Step("name", NameForm if anonymous else NamedForm),
            Step(CHECK, CheckForm),
        ),
        (ReportTold, IdentityContent),
    )
    complaint = Journey(
        "complaint",
        (
            Step("what", ComplaintForm),
            Step("contact", ContactDetailsForm),
            Step(HANDLERS, HandlersForm),
            Step(FILES, FilesForm),
            Step(CHECK, CheckForm),
        ),
        (ComplaintTold, Contact),
    )
    return {each.kind: each for each in (report, complaint) if each.kind in schemes.kinds}
