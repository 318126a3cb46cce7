"""
Stored forms that can grow: each says its form and version first, and every released version is read for ever
(SPEC 13.3).

A form is one frozen struct whose tag is its form and its newest version. A field that came later says so:

    class Message(Versioned, frozen=True, tag="message/2"):
        text: str
        language: Annotated[str, added_in(2)] = ""

`Forms` writes the newest version and reads all of them into the same class. Adding a field is that one line,
the number in the tag, and a frozen vector of the new version; the vectors of the old ones stay as they are.

- A field is never renamed, re-used or removed, and its default never changes.
- There is one way of writing each version: JSON, the keys sorted, no white space, defaults left out.
  Everything else is refused, and so is an old version with a newer field in it.
- A version that is newer than this program, or a form that it does not know at all, is `NewerFormError`,
  never mistaken for damage; a form that belongs in another place is refused.
"""

import re
from collections.abc import Collection, Iterator
from enum import Enum
from functools import cache
from typing import Generic, TypeVar, get_args, get_type_hints

import msgspec

from intake.domain.translatable import Worded

_HEADER = re.compile(r"([a-z][a-z_:]*)/([1-9][0-9]{0,3})")
_ENCODER = msgspec.json.Encoder(order="sorted")
_DEFAULTS = (None, False, 0, "", b"", ())
"""What a field may be left out for: the values that msgspec knows again by identity."""


class FormError(ValueError):
    """It is no known form, or is not written in its one way. What stood there is not repeated."""


class NewerFormError(FormError):
    """It was written by a newer Betro than this one."""


class Versioned(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="form"
):
    """A stored form; a subclass gives its form and newest version as *tag*."""

    @property
    def form(self) -> str:
        """Give the name of the form, without a version."""
        return header(type(self))[0]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


Form = TypeVar("Form", bound=Versioned)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a form, without a version of its own: it grows with the form that it stands in."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class _Header(msgspec.Struct):
    form: str


def added_in(version: int) -> msgspec.Meta:
    """Say in a field's annotation in which version of the form it came."""
    return msgspec.Meta(extra={"since": version})


def titled(words: str) -> msgspec.Meta:
    """Say in the annotation of a text, or of a choice, what it is called wherever it is shown."""
    return msgspec.Meta(title=words)


@cache
def _hints(form: type[msgspec.Struct]) -> dict[str, object]:
    return get_type_hints(form, include_extras=True)


@cache
def titles(form: type[msgspec.Struct]) -> dict[str, str]:
    """Give what the texts of a form are called, by their fields: English msgids."""
    return {name: title for name, title in _titles(form).items() if get_args(_hints(form)[name])[0] is str}


@cache
def choice_titles(form: type[msgspec.Struct]) -> dict[str, str]:
    """Give what the choices of a form are called, by their fields: English msgids."""
    return {name: title for name, title in _titles(form).items() if name not in titles(form)}


def _titles(form: type[msgspec.Struct]) -> dict[str, str]:
    hints = _hints(form)
    marks = ((name, mark) for name, hint in hints.items() for mark in getattr(hint, "__metadata__", ()))
    return {name: mark.title for name, mark in marks if isinstance(mark, msgspec.Meta) and mark.title}


def told(written: msgspec.Struct) -> list[tuple[str, str, str]]:
    """Give the texts of a form in their order: of each its field, what it is called, and what was written."""
    return [(name, title, getattr(written, name)) for name, title in titles(type(written)).items()]


def chosen(written: msgspec.Struct) -> list[tuple[str, tuple[Worded, ...]]]:
    """Give the choices that were made in a form, in their order: what each is called, and what was chosen."""
    made = ((title, getattr(written, name)) for name, title in choice_titles(type(written)).items())
    return [(title, each if isinstance(each, tuple) else (each,)) for title, each in made if each]


class Forms(Generic[Form]):
    """The forms that may stand in one place; the names of *elsewhere* are known too, and stand in others."""

    def __init__(self, *forms: type[Form], elsewhere: Collection[str] = ()) -> None:
        self._elsewhere = frozenset(elsewhere)
        self.newest: dict[str, int] = {}
        """The newest version of each form, by its name."""
        self.forms = forms
        self._class_of: dict[str, type[Form]] = {}
        self._decoders: dict[str, msgspec.json.Decoder[Form]] = {}
        for form in forms:
            name, newest = header(form)
            _insist_on_growth(form, newest)
            self.newest[name], self._class_of[name] = newest, form
            self._decoders[f"{name}/{newest}"] = msgspec.json.Decoder(form)
            for tag in (f"{name}/{version}" for version in range(1, newest)):
                released = msgspec.defstruct(form.__name__, (), bases=(form,), tag=tag, frozen=True)
                self._decoders[tag] = msgspec.json.Decoder(released)

    def write(self, content: Form) -> bytes:
        """Write the newest version of a form in its one way."""
        return _ENCODER.encode(content)

    def read(self, written: bytes | str) -> Form:
        """
        Read any released version of any of the forms.

        Raises:
            NewerFormError: this program is older than what was written.
            FormError: it is none of the forms, or not written in its one way.
        """
        raw = written.encode() if isinstance(written, str) else written
        try:
            name, version = form_of(raw)
            if self._is_newer(name, version):
                raise NewerFormError("written by a newer Betro")
            held = self._decoders[f"{name}/{version}"].decode(raw)
            canonical = _ENCODER.encode(held)
        except (msgspec.MsgspecError, UnicodeError, KeyError, RecursionError):
            # From None: the cause may repeat a word that stood there.
            raise FormError("not a known form") from None
        if canonical != raw:
            raise FormError("not written in the one way")
        if version == self.newest[name]:
            return held
        if _needs(held) > version:
            raise FormError("an older version with a newer field")
        return self._class_of[name](**{each: getattr(held, each) for each in held.__struct_fields__})

    def is_newer(self, written: bytes | str) -> bool:
        """
        Say whether this program is older than what was written.

        Raises:
            FormError: it has no form and version.
        """
        return self._is_newer(*form_of(written))

    def _is_newer(self, name: str, version: int) -> bool:
        return version > self.newest.get(name, 0) and name not in self._elsewhere


def form_of(written: bytes | str) -> tuple[str, int]:
    """
    Read the name and the version that something was written under, and nothing else of it.

    Raises:
        FormError: it has no form and version.
    """
    try:
        return _split(msgspec.json.decode(written, type=_Header).form)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise FormError("no form and version") from None


def header(form: type[Versioned]) -> tuple[str, int]:
    """Give the name and the newest version of a form."""
    return _split(str(form.__struct_config__.tag))


def _split(tag: str) -> tuple[str, int]:
    match = _HEADER.fullmatch(tag)
    if match is None:
        raise FormError("no form and version")
    return match[1], int(match[2])


def _needs(value: object) -> int:
    """Give the oldest version that can hold a value: that of its newest field which has not its default."""
    if isinstance(value, tuple):
        return max(map(_needs, value), default=1)
    if not isinstance(value, msgspec.Struct):
        return 1
    fields = [(since, default, getattr(value, name)) for name, since, default in _growth(type(value))]
    return max(
        (max(since if held != default else 1, _needs(held)) for since, default, held in fields), default=1
    )


@cache
def _growth(struct: type[msgspec.Struct]) -> tuple[tuple[str, int, object], ...]:
    """Give each field's name, the version in which it came and its default."""
    hints = _hints(struct)
    return tuple(
        (each.name, _since(hints[each.name]), each.default) for each in msgspec.structs.fields(struct)
    )


def _since(hint: object) -> int:
    marks = [mark.extra or {} for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, msgspec.Meta)]
    return max((mark.get("since", 1) for mark in marks), default=1)


def _insist_on_growth(struct: type[msgspec.Struct], newest: int) -> None:
    """Refuse a form that could not be read for ever; a mistake of the programmer."""
    for name, since, default in _growth(struct):
        where = f"{struct.__name__}.{name}"
        if since > newest:
            raise TypeError(f"{where} came in version {since}, the tag says {newest}")
        if since > 1 and default is msgspec.NODEFAULT:
            raise TypeError(f"{where} came later, so it needs a default")
        if default is not msgspec.NODEFAULT and not (default in _DEFAULTS or isinstance(default, Enum)):
            raise TypeError(f"{where}: its default is none of {_DEFAULTS} and no member of an enumeration")
    for part in _parts(tuple(_hints(struct).values())):
        _insist_on_growth(part, newest)


def _parts(hints: tuple[object, ...]) -> Iterator[type[msgspec.Struct]]:
    for hint in hints:
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            yield hint
        yield from _parts(get_args(hint))
