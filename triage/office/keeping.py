"""What a form needs to be kept as a draft: the id that its page has, and where it is sent to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from wtforms import Form, TextAreaField

from crypto.envelope import ID_BYTES

KEPT_AS = "kept_as"
"""The hidden field with the id under which what is typed is kept."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """
    How what is typed into a form is kept as a draft.

    Attributes:
        kept_as: the id that it has or will have, in hexadecimal digits: that of each page as it is shown, so
            that two tabs do not overwrite each other.
        url: where it is sent to.
        others: what is kept of the same form already, each an address to go on at and the day.
    """

    kept_as: str
    url: str
    others: tuple[tuple[str, date], ...]


def id_in(written: str | None) -> bytes | None:
    """Read an id as a page or an address has it; None where it is none."""
    try:
        found = bytes.fromhex(written or "")
    except ValueError:
        return None
    return found if len(found) == ID_BYTES else None


def kept_as() -> bytes | None:
    """Give the id under which what this request brings is kept, if its page had one."""
    return id_in(request.form.get(KEPT_AS))


def is_long(form: Form) -> bool:
    """Say whether somebody writes many lines in a form."""
    return any(isinstance(each, TextAreaField) for each in form)


def label_of(form: type[Form] | None, name: str) -> Any:
    """Give what a field is called; its name where the form has no such field any more."""
    field = getattr(form, name, None)
    given = (*getattr(field, "args", ()), getattr(field, "kwargs", {}).get("label"))
    return given[0] or name
