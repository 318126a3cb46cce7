"""The two pages of a complaint on which something is asked, and the words of what can be chosen."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import AnyOf, Optional

from intake.contents.choices import HasMandate, MaySendOn, Need, WritesAs
from intake.web.forms import PortalForm, line, prose


class CodesField(SelectMultipleField):
    """Several of several, carried from page to page as one text: the codes with a space between."""

    def process_data(self, value: Any) -> None:
        """Take what is carried."""
        super().process_data((value or "").split())

    def process_formdata(self, valuelist: Any) -> None:
        """Take what was ticked, or what is carried."""
        super().process_formdata(" ".join(valuelist).split())


MAY_SEND_ON = {
    MaySendOn.YES: _("Yes, you may"),
    MaySendOn.NO: _("No, you may not"),
    MaySendOn.ASK_FIRST: _("Ask me first"),
}
NEEDS = {
    Need.INTERPRETER: _("I need an interpreter"),
    Need.DYSLEXIA: _("I find reading and writing hard"),
    Need.NO_DIGITAL_POST: _("I am exempt from Digital Post"),
    Need.HOME_VISIT: _("I need a visit at home"),
}
WRITES_AS = {
    WritesAs.RELATIVE: _("A relative or a friend"),
    WritesAs.GUARDIAN: _("A guardian, or the parent of a child"),
    WritesAs.REPRESENTATIVE: _("A representative"),
    WritesAs.PROFESSIONAL: _("I write as part of my work"),
}
HAS_MANDATE = {
    HasMandate.ATTACHED: _("I attach it on the next page"),
    HasMandate.FOLLOWS: _("I send it later"),
    HasMandate.NOT_NEEDED: _("I need none: I am a guardian or the parent"),
}
CHOICES: Mapping[str, Mapping[Any, Any]] = {
    "consent": MAY_SEND_ON,
    "needs": NEEDS,
    "writes_as": WRITES_AS,
    "mandate": HAS_MANDATE,
}
"""What can be chosen in the fields of a complaint, with the words of the one who chooses."""
NOT_OFFERED = _("Choose one of those that stand here.")


def _one_of(name: str, label: Any, hint: Any = "") -> RadioField:
    offered = [SelectChoice(str(code), words) for code, words in CHOICES[name].items()]
    is_offered = AnyOf([each.value for each in offered], NOT_OFFERED)
    return RadioField(
        label,
        choices=offered,
        validators=[Optional(), is_offered],
        description=hint,
        validate_choice=False,
    )


class ComplaintForm(PortalForm):
    """What a citizen complains of."""

    unit = line(
        _("Which part of the municipality is it about?"),
        missing=_("Write which part it is about, as best you can."),
        hint=_("For example: the citizen service, the home care or the job centre."),
    )
    what = prose(
        _("What happened?"),
        missing=_("Write what happened. A few sentences are enough to begin with."),
        hint=_("What were you told, when, and by whom? At most 100,000 characters."),
        rows=12,
    )
    wish = prose(
        _("What do you wish for?"),
        hint=_("An answer, an apology, a new meeting or another decision, for example."),
        rows=4,
    )


class ContactDetailsForm(PortalForm):
    """How a citizen can be reached and heard, who writes for whom, and what we may do with it."""

    name = line(_("Your name"), width=40)
    phone = line(_("Your telephone number"), kind="tel", width=20)
    email = line(_("Your e-mail address"), kind="email", width=40)
    address = line(_("Your address"))
    consent = _one_of(
        "consent",
        _("May we send what you wrote to {unit} that it is about, and ask it for its papers?"),
        _(
            "Without your yes we write to you before anything is sent. You can change your mind: write it in "
            "your mailbox."
        ),
    )
    needs = CodesField(
        _("What do you need?"),
        choices=[SelectChoice(str(code), words) for code, words in NEEDS.items()],
        validators=[Optional()],
    )
    language = line(_("Which language do you speak best?"), width=40)
    writes_for = line(_("Whom do you write for?"), hint=_("Please leave out the CPR number."), width=40)
    writes_as = _one_of("writes_as", _("What are you to that person?"))
    mandate = _one_of(
        "mandate",
        _("Do you have a power of attorney?"),
        _("We may need one before we can look into the case of another adult."),
    )
