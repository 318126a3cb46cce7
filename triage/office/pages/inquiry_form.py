"""
The form of a new inquiry: what is told while somebody is on the telephone.

What is chosen in every call is typed in a line: the unit, the theme, what was done and why it is rejected.
"""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import Optional

from intake.contents.office import InquirerContent
from intake.page import language
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.typed import Typed, typed
from triage.cases.vocabulary import InquiryWish, NotCounted
from triage.office.decisions.aloud_fields import AloudFields
from triage.office.decisions.counted_marks import offer_marks
from triage.office.decisions.inquiry_forms import WhoFields
from triage.office.forms import (
    WHERE_NEEDED,
    DatedForm,
    WhereNeeded,
    line,
    listed,
    offer,
    prose,
    refuse_cpr,
    several,
    worded,
)
from triage.office.presentation import labels
from triage.office.presentation.colleagues import colleagues
from triage.office.request_context import organisation, today
from triage.office.typed_fields import ChoiceLine, DayLine
from triage.office.uploads import FormWithFiles
from triage.rules.unit_names import matching

DAY_HINT = _("For instance 3/11 or yesterday.")
WHO = frozenset({*InquirerContent.__struct_fields__, "inquirer_kind", "relation", "resident"})
_REJECTED = frozenset({"reason", "reason_item", "matter_on", "exception"})


class InquiryForm(FormWithFiles, WhoFields, AloudFields, DatedForm):
    """An inquiry, while it is told."""

    title = _("New inquiry")
    internal = ("summary_item", "item", "reason_item", "present")
    summary_item = line(
        _("What is it about?"),
        _("Write what it is about."),
        hint=_("One line, without names."),
        checked=[refuse_cpr],
    )
    unit = line(_("{Bare_unit}"), WHERE_NEEDED)
    unit_code = RadioField(_("Which one?"), [Optional()], choices=list, validate_choice=False)
    theme = ChoiceLine(_("Main theme"), [WhereNeeded()], choices=labels.themes)
    type = listed(_("Type"), _("Choose the type."), list)
    handling = ChoiceLine(
        _("What did you do?"), [WhereNeeded()], choices=labels.terms_of(lambda t: t.handlings)
    )
    reason = ChoiceLine(
        _("Why is it rejected?"), [WhereNeeded()], choices=labels.terms_of(lambda t: t.rejection_reasons)
    )
    matter_on = DayLine(_("When did the matter happen?"), [WhereNeeded()], description=DAY_HINT)
    exception = listed(
        _("Which exception was considered?"), WHERE_NEEDED, labels.terms_of(lambda t: t.rejection_exceptions)
    )
    reason_item = line(_("Your reason in words"), WHERE_NEEDED, checked=[refuse_cpr])
    channel = listed(_("How did it come?"), _("Choose how it came."), list)
    happened_on = DayLine(_("On which day, if not today"), [WhereNeeded()], description=DAY_HINT)
    place = listed(_("Where"), WHERE_NEEDED, labels.terms_of(lambda t: t.places))
    wish = listed(_("What did they come for?"), WHERE_NEEDED, worded(InquiryWish))
    not_counted = listed(_("It does not count, because"), WHERE_NEEDED, worded(NotCounted))
    marks = several(_("Ordered counts"), list)
    kept_out = several(
        _("Colleagues who shall not receive it"),
        list,
        hint=_("They cannot open it and find no trace of it. The others see that they are kept out."),
    )
    item = prose(_("What was written"), hint=_("Paste the mail or the letter here. It is sealed."), rows=4)

    @property
    def is_rejection(self) -> bool:
        """Whether a reason was chosen: that says the type as well."""
        return bool(self.reason.data)

    @property
    def says_who(self) -> bool:
        """Whether something was typed, or is to be put right, where it stands folded away."""
        return any(each.errors or each.data for each in self if each.short_name in WHO)

    def prepare(self) -> None:
        """Offer what can be chosen here."""
        self.channel.choices = labels.ways_of_people()
        if not self.channel.data:
            offer(self.channel, self.channel.choices)
        self.type.choices = labels.terms_of(lambda t: t.inquiry_types)()
        self.kept_out.choices = colleagues(today())
        offer_marks(self, today())

    def find_unit(self) -> bool:
        """Find the unit that was typed; where it may be several, or none, ask back and say False."""
        if not self.unit.data:
            self.unit_code.data = None
            return True
        found = matching(organisation().units, self.unit.data, on=today())
        codes = [each.code for each in found]
        if len(codes) == 1 or self.unit_code.data in codes:
            self.unit_code.data = self.unit_code.data if self.unit_code.data in codes else codes[0]
            return True
        self.unit_code.data = None
        self.unit_code.choices = [(each.code, each.name(language.current())) for each in found]
        sentence = gettext("It may be several. Choose one.") if found else gettext("There is none like it.")
        self.unit.errors = [sentence]
        return False

    @property
    def rejection(self) -> Typed | None:
        """Give why it is rejected, as it was typed; None where no reason is given."""
        if not self.is_rejection:
            return None
        return typed(InquiryRejected, **self.filled(_REJECTED) | {"reason": self.reason.code})
