"""The form with which an entry in a register begins; each register has its own."""

from typing import ClassVar

from flask_babel import lazy_gettext as _

from intake.page.language import current
from triage.cases.decisions.registers import EntryBegun
from triage.cases.refusals import Refusal
from triage.cases.typed import Typed, item_fields, typed
from triage.office.forms import DatedForm, offer
from triage.office.request_context import organisation, today, who
from triage.office.typed_fields import ChoiceLines
from triage.services.views.register_links import complaints_among


class EntryForm(DatedForm):
    """
    The form of one register.

    A field bears the name of the field of the event that it fills, as in the form of a decision.
    """

    begins: ClassVar[type[EntryBegun]]
    title: ClassVar[object] = ""
    intro: ClassVar[object] = ""

    def __init_subclass__(cls) -> None:
        """Its texts stay in the office."""
        cls.internal = item_fields(cls.begins)

    def prepare(self) -> None:
        """Fill in what depends on the organisation, before anything is checked."""
        units = organisation().units.choices(current(), today())
        if "units" in self:
            self["units"].choices = list(units.items())
        if "unit" in self:
            offer(self["unit"], units.items())

    def draft(self, of: str) -> None:
        """Write a first draft into an empty form, perhaps *of* a case."""
        if "born_of" in self:
            self["born_of"].data = of

    def typed(self) -> Typed:
        """
        Give the event that is meant; the form has been checked.

        Raises:
            Refusal: a case that it comes of is no complaint of this person's.
        """
        given = self.filled(self.begins.__struct_fields__)
        given |= {each.short_name: list(each.codes) for each in self if isinstance(each, ChoiceLines)}
        if "born_of" in self:
            named = list(dict.fromkeys((self["born_of"].data or "").upper().split()))
            if set(named) - complaints_among(organisation(), who(), named, today=today()):
                raise Refusal("link_unknown")
            given["born_of"] = named
        return typed(self.begins, **given)


IN_ONE_LINE = _("One line, without names. Lists show it.")
