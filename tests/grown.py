"""The Betro of tomorrow, in a copy: every sealed content and every stored event with a field more."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from intake.contents import forms
from intake.contents.versioned import Forms, Versioned, header
from tests.vectors.contents import tomorrow
from triage.cases import history


class _Tomorrow(Forms[Versioned]):
    """
    Writes the next version of each form, its new field filled in, and reads all. What the program goes on
    with is the class it knows, as it would be in the true one, where there is one class only.
    """

    def __init__(self, *today: type[Versioned], elsewhere: Collection[str] = ()) -> None:
        super().__init__(*map(tomorrow, today), elsewhere=elsewhere)
        self._today = {header(each)[0]: each for each in today}

    def write(self, content: Versioned) -> bytes:
        """Write the next version."""
        return super().write(self._class_of[content.form](**_fields(content), added="nyt"))

    def read(self, written: bytes | str) -> Versioned:
        """Read any version."""
        found = super().read(written)
        fields = _fields(found)
        del fields["added"]
        return self._today[found.form](**fields)


def _fields(held: msgspec.Struct) -> dict[str, object]:
    return {name: getattr(held, name) for name in held.__struct_fields__}


@contextmanager
def a_field_more(*, in_events: bool = True) -> Iterator[None]:
    """Let this process be the Betro of tomorrow for a while; or one in which contents alone have grown."""
    with pytest.MonkeyPatch.context() as patched:
        grown = {
            kind: _Tomorrow(*held, elsewhere=forms._NAMES - {header(each)[0] for each in held})
            for kind, held in forms._CONTENTS.items()
        }
        patched.setattr(forms, "FORMS", grown)
        if in_events:
            patched.setattr(history, "_FORMS", _Tomorrow(*history.EVENTS.values()))
        yield
