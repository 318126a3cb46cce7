"""
What a form of each version holds, frozen in `released.json`: its keys, what may stand under each, what a key
that is left out means, and every code of a closed list.

    python -m tests.vectors.released

writes the versions that are not there and never touches one that is: a Betro of that version reads nothing
else.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from intake.contents import forms
from intake.contents.published import PUBLISHED
from intake.contents.versioned import Versioned, header
from triage.accounts.told import TOLD
from triage.cases.history import EVENTS

FILE = Path(__file__).parent / "released.json"
NEWEST: Mapping[str, type[Versioned]] = {
    "/".join(map(str, header(form))): form
    for form in (
        *chain.from_iterable(forms._CONTENTS.values()),
        *PUBLISHED.forms,
        *TOLD.forms,
        *EVENTS.values(),
    )
}
"""Every sealed content, what is published and every stored event, under its name and newest version."""


def shape(form: type[msgspec.Struct], version: int) -> dict[str, Any]:
    """Say what a form of a version holds: what came later is not in it."""
    return _fields(inspect.type_info(form), version)


def all_shapes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what each form holds, in each of its versions, by name and version."""
    for form in NEWEST.values():
        name, newest = header(form)
        for version in range(1, newest + 1):
            yield f"{name}/{version}", shape(form, version)


def frozen() -> dict[str, dict[str, Any]]:
    """Give what was frozen."""
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found


def freeze() -> None:
    """Write what is not there."""
    held = dict(all_shapes()) | frozen()
    told = {tag: _lined({name: json.dumps(what) for name, what in held[tag].items()}) for tag in held}
    FILE.write_text(_lined(told) + "\n", encoding="utf-8")


def _lined(held: Mapping[str, str]) -> str:
    """Write an object of what is written already, a line for each: so a version more is lines more."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {held[name]}" for name in sorted(held)) + "\n}"


def _fields(struct: Any, version: int) -> dict[str, Any]:
    return {
        each.encode_name: _what(each.type, version)
        | ({} if each.required else {"else": _plain(each.default)})
        for each in struct.fields
        if _since(each.type) <= version
    }


def _since(found: Any) -> int:
    if not isinstance(found, inspect.Metadata):
        return 1
    return max((found.extra or {}).get("since", 1), _since(found.type))


def _what(found: Any, version: int) -> dict[str, Any]:
    match found:
        case inspect.Metadata():
            return _what(found.type, version)
        case inspect.UnionType():
            return {"any of": [_what(each, version) for each in found.types]}
        case inspect.EnumType():
            return {"codes": sorted(each.value for each in found.cls)}
        case inspect.StructType():
            return {"fields": _fields(found, version)}
        case inspect.VarTupleType():
            return {"each": _what(found.item_type, version)}
    held = {name: getattr(found, name) for name in found.__struct_fields__}
    limits = {name: value for name, value in held.items() if value is not None}
    return {"type": type(found).__name__.removesuffix("Type").lower(), **limits}


def _plain(default: Any) -> Any:
    return json.loads(msgspec.json.encode(default))


if __name__ == "__main__":
    freeze()
