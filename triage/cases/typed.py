"""What was typed, by the names of an event's fields, as the event wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

from msgspec.structs import fields

from intake.contents.item_ref import ItemRef
from intake.contents.versioned import Versioned
from intake.domain.page_text import is_empty
from triage.cases.events import CaseEvent, Decided


@dataclass(frozen=True, slots=True)
class Typed:
    """
    An event that is meant: what was typed, with its texts still to be sealed.

    Args:
        event: what is to happen.
        given: codes and days by the names of the fields; what is empty is left out.
        texts: free texts, and what else is to be sealed, by the names of the fields that will name them then.
    """

    event: type[CaseEvent]
    given: Mapping[str, object]
    texts: Mapping[str, str | Versioned] = field(repr=False)

    @property
    def told(self) -> str | None:
        """The text that is to lie in the mailbox, or None."""
        if not issubclass(self.event, Decided) or self.given.get("given_on") is not None:
            return None
        words = self.texts.get(self.event.words_in)
        return words if isinstance(words, str) else None

    @property
    def answer_by(self) -> date | None:
        """The last day for a yes or a no to what is told, where it asks for one."""
        until = self.given.get("answer_by_on")
        return until if isinstance(until, date) else None

    @property
    def crossing(self) -> str:
        """The text that a yes to what is told passes on to the other side; empty for none."""
        text = self.texts.get("crossing_item", "")
        return text if isinstance(text, str) else ""

    def made(self, items: Mapping[str, ItemRef], *, on: date, actor: str | None) -> CaseEvent:
        """Give the event, once its texts are sealed; one that is missing the event itself refuses."""
        held: dict[str, Any] = {**dict.fromkeys(item_fields(self.event)), **self.given, **items}
        return self.event(on=on, actor=actor, **held)


def typed(event: type[CaseEvent], /, **given: Any) -> Typed:
    """
    Sort what was typed: texts to be sealed, and codes and days.

    Args:
        given: by the names of the event's fields.
    """
    kinds = _kinds(event)
    written = {name: value for name, value in given.items() if value not in (None, "", (), [])}
    texts = {
        name: value
        for name, value in written.items()
        if isinstance(value, str | Versioned) and name in item_fields(event)
    }
    plain = {name: _as(kinds[name], value) for name, value in written.items() if name not in texts}
    return Typed(event, plain, {name: each for name, each in texts.items() if not _says_nothing(each)})


def _says_nothing(each: str | Versioned) -> bool:
    return is_empty(each) if isinstance(each, str) else each == type(each)()


@cache
def item_fields(event: type[CaseEvent]) -> tuple[str, ...]:
    """Give the names of the fields of an event that name sealed texts."""
    return tuple(name for name, kind in _kinds(event).items() if kind is ItemRef)


@cache
def _kinds(event: type[CaseEvent]) -> dict[str, Any]:
    hints = get_type_hints(event)
    return {each.name: _kind(hints[each.name]) for each in fields(event)}


def _kind(hint: Any) -> Any:
    """Give the kind of a field, where it may be left out that of what it may hold."""
    held = [each for each in get_args(hint) if each is not type(None)]
    return held[0] if type(None) in get_args(hint) else hint


def _as(kind: Any, value: Any) -> object:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return tuple(value) if isinstance(value, list) else value
