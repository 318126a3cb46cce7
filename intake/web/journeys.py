"""The two journeys of the portal, page by page: a report and a complaint."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from intake.contents.mailbox import Contact
from intake.domain.schemes import Schemes
from intake.services.submit import ComplaintDraft, Draft, ReportDraft
from intake.web.carried import Carried
from intake.web.forms import (
    CheckForm,
    ComplaintForm,
    ContactForm,
    EmployerRelationForm,
    FilesForm,
    NamedForm,
    NameForm,
    PortalForm,
    RelationForm,
    WhatForm,
)

CHECK = "check"
FILES = "files"


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

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of the draft on all pages."""
        return tuple(name for step in self.steps for name in step.fields)

    def step(self, name: str) -> Step | None:
        """Find a page by name."""
        return next((each for each in self.steps if each.name == name), None)

    def index(self, step: Step) -> int:
        """Give a page's place, from 0."""
        return self.steps.index(step)

    def draft(self, carried: Carried) -> Draft:
        """Make a draft of what was typed."""
        texts = carried.texts
        if self.kind == "report":
            return ReportDraft(
                texts["relation"],
                texts["what"],
                texts["when"],
                texts["where"],
                texts["name"].strip(),
                texts["contact"].strip(),
                bool(texts["stay"]),
            )
        typed = {each.name: texts[each.name] for each in fields(ComplaintDraft) if each.name in texts}
        return ComplaintDraft(**typed, contact=_contact(texts))


def _contact(texts: Mapping[str, str]) -> Contact | None:
    given = [texts[name].strip() for name in ("name", "address", "phone", "email")]
    return Contact(*given) if any(given) else None


def journeys(schemes: Schemes, *, anonymous: bool) -> dict[str, Journey]:
    """Give the journeys by kind; *anonymous* says whether a report may be sent without a name."""
    report = Journey(
        "report",
        (
            Step("relation", RelationForm if schemes.complaints else EmployerRelationForm),
            Step("what", WhatForm),
            Step(FILES, FilesForm),
            Step("name", NameForm if anonymous else NamedForm),
            Step(CHECK, CheckForm),
        ),
    )
    complaint = Journey(
        "complaint",
        (
            Step("what", ComplaintForm),
            Step("contact", ContactForm),
            Step(FILES, FilesForm),
            Step(CHECK, CheckForm),
        ),
    )
    return {each.kind: each for each in (report, complaint) if each.kind in schemes.kinds}
