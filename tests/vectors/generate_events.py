"""
One frozen vector for each form and version of a stored event.

    python -m tests.vectors.generate_events

writes what is missing, and what each holds (`tests.vectors.released`), and never touches what is there: a
released vector is for ever.
"""

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from intake.contents.item_ref import ItemRef
from tests.vectors.released import freeze
from triage.cases.history import EVENTS, written

FOLDER = Path(__file__).resolve().parent / "events"
DAY = date(2027, 1, 11)


def file_of(tag: str) -> Path:
    """The file of a form and version: `scope:assessed/1` stands in `scope_assessed_1.json`."""
    return FOLDER / f"{tag.replace(':', '_').replace('/', '_')}.json"


def full(kind: Any) -> Any:
    """An event, or a part of one, with a value in every field, for its vector to show how each is written."""
    hints = get_type_hints(kind)
    fields = msgspec.structs.fields(kind)
    return kind(**{each.name: _value(each.name, hints[each.name], each.default) for each in fields})


def _value(name: str, hint: Any, default: Any) -> Any:
    held = [each for each in get_args(hint) if each is not type(None)]
    kind = held[0] if type(None) in get_args(hint) else hint
    if get_args(kind) and kind.__class__.__name__ != "GenericAlias":
        kind = get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [each for each in kind if each != default][-1]
    samples: dict[Any, Any] = {date: DAY, ItemRef: ItemRef("0f" * 16, "a5" * 32), bool: True, int: 3}
    if kind in samples:
        return samples[kind]
    parts = [each for each in get_args(kind) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    if parts and parts != [ItemRef]:
        return (full(parts[0]),)
    codes = [each for each in get_args(kind) if isinstance(each, type) and issubclass(each, Enum)]
    if codes:
        return tuple(codes[0])[-2:]
    if kind is str:
        texts = {
            "actor": "a1" * 16,
            "handler": "a1" * 16,
            "digest": "a5" * 32,
            "at_time": "14:30",
            "starts_at": "14:30",
            "inquiry": "1f" * 16,
            "value": "12.5",
        }
        return texts.get(name, "code")
    return (samples[ItemRef],) if ItemRef in get_args(hint) else ("code", "other")


if __name__ == "__main__":
    for event in EVENTS.values():
        file = file_of(event.__struct_config__.tag)
        if not file.exists():
            file.write_text(written(full(event)) + "\n", encoding="utf-8")
    freeze()
