"""What the complaint form offers of an organisation's own: its units, and what is not dealt with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from intake.domain.languages import Text


class Limit(NamedTuple):
    """Something that the citizens' adviser cannot help with, and where to turn instead."""

    label: Text
    guidance: Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offered:
    """Each in the organisation's words; nothing where it has applied nothing."""

    units: tuple[Text, ...] = ()
    limits: tuple[Limit, ...] = ()

    @classmethod
    def on(cls, day: date, units: Iterable[Mapping[str, Any]], limits: Iterable[Mapping[str, Any]]) -> Self:
        """Give what holds on a day of rows that say from when until when they do (`dated`)."""
        return cls(
            units=tuple(each["names"] for each in units if _holds(each, day)),
            limits=tuple(Limit(each["label"], each["guidance"]) for each in limits if _holds(each, day)),
        )


def dated(valid_from: date, valid_to: date | None) -> dict[str, str | None]:
    """Say in a row from when until when it holds."""
    last = None if valid_to is None else valid_to.isoformat()
    return {"valid_from": valid_from.isoformat(), "valid_to": last}


def _holds(row: Mapping[str, Any], day: date) -> bool:
    last = row["valid_to"]
    return bool(row["valid_from"] <= day.isoformat() and (last is None or day.isoformat() <= last))
