"""
The portal's forms, one per page. Labels and errors are plain words; nothing is required that need not be.
"""

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import AnyOf, InputRequired, Length, Optional, ValidationError

LONGEST_TEXT = 100_000
LONGEST_LINE = 2_000
CITIZEN = "citizen"


class PortalForm(FlaskForm):
    """A form of the portal: valid only under a genuine ticket."""

    class Meta(FlaskForm.Meta):
        """
        No session, no cookie: the ticket in the form's path instead, checked before the body was read.
        """

        csrf = False

    @classmethod
    def carried(cls) -> tuple[str, ...]:
        """Give the names of the fields that are typed in, not of files."""
        kinds = {name: getattr(getattr(cls, name), "field_class", MultipleFileField) for name in dir(cls)}
        return tuple(name for name, kind in kinds.items() if not issubclass(kind, MultipleFileField))

    def validate(self, extra_validators: Any = None) -> bool:
        """
        Validate the fields; a form without a genuine ticket is never valid. Whether the ticket has run out is
        asked before anything is written (`intake.web.portal.expired`).
        """
        return bool(super().validate(extra_validators)) and "ticket" in g


def _long(label: Any, *, missing: Any = None) -> TextAreaField:
    required = [Optional()] if missing is None else [InputRequired(missing), not_blank(missing)]
    too_long = Length(max=LONGEST_TEXT, message=_("The text may have at most 100,000 characters."))
    return TextAreaField(label, validators=[*required, too_long])


def _line(label: Any, *, missing: Any = None) -> StringField:
    required = [Optional()] if missing is None else [InputRequired(missing), not_blank(missing)]
    too_long = Length(max=LONGEST_LINE, message=_("The text may have at most 2,000 characters here."))
    return StringField(label, validators=[*required, too_long])


def not_blank(message: Any) -> Any:
    """Refuse a text of blanks only."""

    def check(_form: Any, field: Any) -> None:
        if not field.data.strip():
            raise ValidationError(message)

    return check


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
    stay = BooleanField(_("Do not contact me outside the mailbox"))


class NamedForm(NameForm):
    """The reporter's name where the organisation takes no anonymous reports."""

    name = _line(_("Your name"), missing=_("Write your name. We do not receive anonymous reports here."))


class ComplaintForm(PortalForm):
    """What a citizen complains of."""

    unit = _line(
        _("Which part of the municipality is it about?"),
        missing=_("Write which part it is about, as best you can."),
    )
    what = _long(
        _("What happened?"), missing=_("Write what happened. A few sentences are enough to begin with.")
    )
    wish = _long(_("What do you wish for?"))


class ContactForm(PortalForm):
    """How a citizen can be reached."""

    name = _line(_("Your name"))
    address = _line(_("Your address"))
    phone = _line(_("Your telephone number"))
    email = _line(_("Your e-mail address"))


class CheckForm(PortalForm):
    """The page before sending."""


class CodeForm(PortalForm):
    """Coming back."""

    code = StringField(
        _("Your receipt code"),
        validators=[InputRequired(_("Type the code you got when you wrote to us."))],
    )


class MessageForm(PortalForm):
    """A message into one's own mailbox."""

    text = _long(_("Your message"))
    files = MultipleFileField(_("Files"))
