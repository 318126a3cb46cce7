"""
The portal's forms, one per page. Labels and errors are plain words; nothing is required that need not be.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from intake.contents.choices import HasMandate, MaySendOn, Need, WritesAs

LONGEST_TEXT = 100_000
LONGEST_LINE = 2_000
CITIZEN = "citizen"


class PortalForm(FlaskForm):
    """A form of the portal: valid only where a ticket stands in the path."""

    class Meta(FlaskForm.Meta):
        """No session, no cookie: the ticket in the form's path instead, checked before the body was read."""

        csrf = False

    @classmethod
    @cache
    def carried(cls) -> tuple[str, ...]:
        """Give the names of the fields that are typed in, not of files."""
        kinds = {name: getattr(getattr(cls, name), "field_class", MultipleFileField) for name in dir(cls)}
        return tuple(name for name, kind in kinds.items() if not issubclass(kind, MultipleFileField))

    @classmethod
    def is_prose(cls, name: str) -> bool:
        """Say whether a field holds words of one's own."""
        return issubclass(getattr(cls, name).field_class, StringField)

    @classmethod
    @cache
    def may_stay_empty(cls) -> bool:
        """Say whether nothing has to be typed."""
        return bool(FlaskForm.validate(cls(formdata=None)))

    def validate(self, extra_validators: Any = None) -> bool:
        """
        Validate the fields; a form without a ticket is never valid. Whether the ticket is good is
        asked before anything is written (`intake.web.portal.expired`).
        """
        return bool(super().validate(extra_validators)) and "ticket" in g


_TOO_LONG = _("The text may have at most 100,000 characters.")


def _required(missing: Any) -> list[Any]:
    return [Optional()] if missing is None else [InputRequired(missing)]


def _long(label: Any, *, missing: Any = None, hint: Any = "", rows: int = 8) -> TextAreaField:
    validators = [*_required(missing), Length(max=LONGEST_TEXT, message=_TOO_LONG)]
    return TextAreaField(label, validators=validators, description=hint, render_kw={"rows": rows})


def _line(
    label: Any, *, missing: Any = None, hint: Any = "", kind: str = "text", width: int = 66
) -> StringField:
    too_long = Length(max=LONGEST_LINE, message=_("The text may have at most 2,000 characters here."))
    validators = [*_required(missing), too_long]
    look = {"kind": kind, "width": width}
    return StringField(label, validators=validators, description=hint, render_kw=look)


RELATIONS = {
    "employee": _("I work there"),
    "former_employee": _("I have worked there"),
    "temporary_worker": _("I am there as a temporary worker or stand-in"),
    "trainee": _("I am a trainee, a student or a volunteer there"),
    "applicant": _("I have applied for work there"),
    "contractor": _("I work for a supplier or a partner"),
    CITIZEN: _("I do not work there: I write as a citizen or a relative"),
}


def _relation(codes: Iterable[str]) -> RadioField:
    offered = [SelectChoice(code, RELATIONS[code]) for code in codes]
    wanted = _("Choose what fits best.")
    return RadioField(
        _("What is your connection to the workplace?"),
        choices=offered,
        validators=[InputRequired(wanted), AnyOf([each.value for each in offered], wanted)],
        validate_choice=False,
    )


class RelationForm(PortalForm):
    """How the reporter knows of it."""

    relation = _relation(RELATIONS)


class EmployerRelationForm(PortalForm):
    """The same where there is no other side to show a citizen to."""

    relation = _relation(code for code in RELATIONS if code != CITIZEN)


class WhatForm(PortalForm):
    """What happened, when and where."""

    what = _long(
        _("What happened?"), missing=_("Write what happened. A few sentences are enough to begin with.")
    )
    when = _line(_("When did it happen?"))
    where = _line(_("Where did it happen?"))


class FilesForm(PortalForm):
    """Attachments."""

    files = MultipleFileField(_("Files"))


class NameForm(PortalForm):
    """The reporter's name, only if wanted."""

    name = _line(_("Your name"))
    contact = _line(_("How we can reach you outside the mailbox"))
    stay_in_mailbox = BooleanField(_("Do not contact me outside the mailbox"))


class NamedForm(NameForm):
    """The reporter's name where the organisation takes no anonymous reports."""

    name = _line(_("Your name"), missing=_("Write your name. We do not receive anonymous reports here."))


class ComplaintForm(PortalForm):
    """What a citizen complains of."""

    unit = _line(
        _("Which part of the municipality is it about?"),
        missing=_("Write which part it is about, as best you can."),
        hint=_("For example: the citizen service, the home care or the job centre."),
    )
    what = _long(
        _("What happened?"),
        missing=_("Write what happened. A few sentences are enough to begin with."),
        hint=_("What were you told, when, and by whom? At most 100,000 characters."),
        rows=12,
    )
    wish = _long(
        _("What do you wish for?"),
        hint=_("An answer, an apology, a new meeting or another decision, for example."),
        rows=4,
    )


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


class ContactDetailsForm(PortalForm):
    """How a citizen can be reached and heard, who writes for whom, and what we may do with it."""

    name = _line(_("Your name"), width=40)
    phone = _line(_("Your telephone number"), kind="tel", width=20)
    email = _line(_("Your e-mail address"), kind="email", width=40)
    address = _line(_("Your address"))
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
    language = _line(_("Which language do you speak best?"), width=40)
    writes_for = _line(_("Whom do you write for?"), hint=_("Please leave out the CPR number."), width=40)
    writes_as = _one_of("writes_as", _("What are you to that person?"))
    mandate = _one_of(
        "mandate",
        _("Do you have a power of attorney?"),
        _("We may need one before we can look into the case of another adult."),
    )


class CheckForm(PortalForm):
    """The page before sending."""


class ReceiptCodeForm(PortalForm):
    """Coming back."""

    code = StringField(
        _("Your receipt code"),
        validators=[InputRequired(_("Type the code you got when you wrote to us."))],
    )


class _TextOrFile(Optional):
    """A message may be a file alone, but not nothing; so its field does not call itself optional."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"where_needed": True}


class MailboxMessageForm(PortalForm):
    """A message into one's own mailbox."""

    text = TextAreaField(
        _("Your message"), [_TextOrFile(), Length(max=LONGEST_TEXT, message=_TOO_LONG)], render_kw={"rows": 8}
    )
    files = MultipleFileField(_("Files"))
