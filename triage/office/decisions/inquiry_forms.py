"""Decisions about an inquiry: what kind of matter it is, and who it is from."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.contents.choices import Need
from intake.contents.office import InquirerContent
from triage.cases.civil_numbers import without_numbers
from triage.cases.decisions.complaints import REJECTED
from triage.cases.decisions.inquiries import InquirerRecorded, TypeRecorded, inquirer_of
from triage.cases.vocabulary import InquirerKind, InquirerRelation, Resident
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage
from triage.office.decisions.portal_answers import told_in_form
from triage.office.forms import (
    WHERE_NEEDED,
    OfficeForm,
    choice,
    day,
    line,
    listed,
    prose,
    refuse_cpr,
    several,
    worded,
)
from triage.office.presentation import labels
from triage.services.reading.inquirer import inquirer_written, relation_written


class TypeForm(DecisionForm):
    """What kind of matter is it by now?"""

    decides = TypeRecorded
    page = DecisionPage("type", COMPLAINTS)
    title = _("Record the type")
    intro = _("What it was before stays in the history. To reject it, use the page for that.")
    at_once = True
    type = choice(_("Type"), _("Choose the type."), labels.terms_of(lambda t: t.inquiry_types))
    happened_on = day(_("Since"), hint=TODAY)

    def prepare(self) -> None:
        """Offer what it can become here."""
        self.type.choices = [each for each in self.type.choices if each[0] != REJECTED]

    def draft(self) -> None:
        """Begin with what it is."""
        self.type.data = self.decision_context.case.complaint.type


class WhoFields(OfficeForm):
    """Who an inquiry is from, as far as they said: sealed, but for what is counted."""

    name = line(_("Name"), WHERE_NEEDED, checked=[refuse_cpr])
    phone = line(_("Phone"), WHERE_NEEDED, checked=[refuse_cpr])
    email = line(_("E-mail"), WHERE_NEEDED, checked=[refuse_cpr])
    address = line(_("Address"), WHERE_NEEDED, checked=[refuse_cpr])
    inquirer_kind = listed(_("What are they?"), WHERE_NEEDED, worded(InquirerKind))
    relation = listed(_("Who is it about?"), WHERE_NEEDED, worded(InquirerRelation))
    resident = listed(_("Lives in the municipality"), WHERE_NEEDED, worded(Resident))
    needs = several(_("What they need"), worded(Need))
    language = line(_("Language"), WHERE_NEEDED, hint=_("If they need an interpreter."), checked=[refuse_cpr])
    note = prose(_("Note"), WHERE_NEEDED, rows=3, checked=[refuse_cpr])

    @property
    def inquirer(self) -> InquirerContent:
        """Give what is sealed of it."""
        return InquirerContent(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            address=self.address.data or "",
            language=self.language.data or "",
            note=self.note.data or "",
            needs=tuple(map(Need, self.needs.data or ())),
        )

    def show_inquirer(self, known: InquirerContent) -> None:
        """Begin with what is known."""
        for name in InquirerContent.__struct_fields__:
            held = getattr(known, name)
            self[name].data = list(map(str, held)) if name == "needs" else held


class InquirerForm(WhoFields, DecisionForm):
    """Who is it from?"""

    decides = InquirerRecorded
    page = DecisionPage("inquirer", COMPLAINTS, of_closed=True)
    title = _("Record who it is from")
    intro = _(
        "All of it but the choices is sealed to those who hold the case. Never write a CPR number. A later "
        "answer takes the place of this one, so write all of it."
    )
    at_once = True

    def draft(self) -> None:
        """Begin with what is known, where it is opened here: recorded, else as the citizen wrote it."""
        view = self.decision_context.view
        known, content = inquirer_of(self.decision_context.case), view.inquirer
        if known is not None:
            for name in ("inquirer_kind", "relation", "resident"):
                self[name].data = getattr(known, name) or ""
        elif view.correspondence is not None:
            content = inquirer_written(view.correspondence.first)
            self.relation.data = relation_written(view.correspondence.first) or ""
        if content is not None:
            self.show_inquirer(content)
        if known is None and content is not None and (name := self._written_for()):
            self.note.data = gettext("Writes for %(name)s", name=name)

    def _written_for(self) -> str:
        told = told_in_form(self.decision_context)
        return "" if told is None else without_numbers(told.writes_for)

    def given(self) -> dict[str, object]:
        """Give what was typed, its names and numbers as one."""
        return {**super().given(), "inquirer_item": self.inquirer}
