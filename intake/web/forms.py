"""
The portal's forms, one per page. Labels and errors are plain words; nothing is required that need not be.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import g, has_request_context
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import AnyOf, InputRequired, Length, Optional

LONGEST_TEXT = 100_000
LONGEST_LINE = 2_000
CITIZEN = "citizen"


class PortalForm(FlaskForm):
    """A form of the portal: valid only where a ticket stands in the path."""

    class Meta(FlaskForm.Meta):
        """No session, no cookie: the ticket in the form's path instead, checked before the body was read."""

        csrf = False

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if has_request_context():
            g.setdefault("forms", []).append(self)

    def forget(self) -> None:
        """
        Let go of all that was typed. A form and its fields hold each other: by themselves they would stay in
        memory until Python looks for such circles.
        """
        for field in self._fields.values():
            field.__dict__.clear()
        self.__dict__.clear()

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


def prose(label: Any, *, missing: Any = None, hint: Any = "", rows: int = 8) -> TextAreaField:
    """A field for many lines; *missing* says what is wrong where it must not stay empty."""
    validators = [*_required(missing), Length(max=LONGEST_TEXT, message=_TOO_LONG)]
    return TextAreaField(label, validators=validators, description=hint, render_kw={"rows": rows})


def line(
    label: Any, *, missing: Any = None, hint: Any = "", kind: str = "text", width: int = 66
) -> StringField:
    """A field for one line, likewise."""
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

    what = prose(
        _("What happened?"), missing=_("Write what happened. A few sentences are enough to begin with.")
    )
    when = line(_("When did it happen?"))
    where = line(_("Where did it happen?"))


class FilesForm(PortalForm):
    """Attachments."""

    files = MultipleFileField(_("Files"))


class NameForm(PortalForm):
    """The reporter's name, only if wanted."""

    name = line(_("Your name"))
    contact = line(_("How we can reach you outside the mailbox"))
    stay_in_mailbox = BooleanField(_("Do not contact me outside the mailbox"))


class NamedForm(NameForm):
    """The reporter's name where the organisation takes no anonymous reports."""

    name = line(_("Your name"), missing=_("Write your name. We do not receive anonymous reports here."))


class CheckForm(PortalForm):
    """The page before sending."""


class ReceiptCodeForm(PortalForm):
    """Coming back."""

    code = StringField(
        _("Your receipt code"),
        validators=[InputRequired(_("Type the code you got when you wrote to us."))],
    )


class NewCodeForm(PortalForm):
    """Taking a new code: what was written down is typed once more."""

    typed = StringField(
        _("Your new code"), validators=[InputRequired(_("Type the new code that you have written down."))]
    )
    leave = BooleanField(_("Leave the messages behind that lie here now"))


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
