"""
What the deadline engine needs of a case, as it is kept beside an open one: after a changed rule every date is
counted anew from it, without the history.

It is derived and never released: whatever changes of how `facts` derives it gives it another number, and what
was kept under an earlier one is derived anew from the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, ValidationError
from msgspec.json import Decoder, Encoder

from intake.clock import COPENHAGEN
from triage.engine.changes import ClockChange, RuleUpdate
from triage.engine.deadline import Facts, Happened

FORM = "facts/1"
"""How they are derived now; tests/unit/triage/test_kept_facts.py says when it must have another number."""


class KeptFacts(
    Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="form", tag=FORM
):
    """
    The same as `Facts`, in the forms of JSON and without what is the house's own.

    *moments* are the days that have an hour: what each is about, what happened, and when.
    """

    scheme: str
    occurred: dict[str, date]
    instances: dict[str, dict[str, date]] = {}
    moments: tuple[tuple[str, str, datetime], ...] = ()
    changes: tuple[tuple[str, str, tuple[ClockChange, ...]], ...] = ()
    recorded: tuple[tuple[str, str, date], ...] = ()
    applied: tuple[RuleUpdate, ...] = ()
    named: tuple[tuple[str, str, date], ...] = ()


_ENCODER = Encoder(order="sorted")
_DECODER = Decoder(KeptFacts)


def written(facts: Facts) -> str:
    """Write facts in their one way, as they are kept."""
    everything: Mapping[str, Happened] = {"": facts.occurred, **facts.instances}
    kept = KeptFacts(
        scheme=facts.scheme,
        occurred=_days(facts.occurred),
        instances={subject: _days(happened) for subject, happened in facts.instances.items()},
        moments=tuple(
            (subject, tag, when)
            for subject, happened in everything.items()
            for tag, when in happened.items()
            if isinstance(when, datetime)
        ),
        changes=tuple((*key, changes) for key, changes in sorted(facts.changes.items())),
        recorded=tuple((*key, on) for key, on in sorted(facts.recorded.items())),
        applied=facts.applied,
        named=tuple((*key, on) for key, on in sorted(facts.named.items())),
    )
    return _ENCODER.encode(kept).decode()


def _days(happened: Happened) -> dict[str, date]:
    return {tag: when for tag, when in happened.items() if not isinstance(when, datetime)}


def read(kept: str, *, own_closing: frozenset[date], country: str) -> Facts | None:
    """
    Read what `written` gave, under the closing days and the country of the house.

    Returns:
        None for what was derived in another way than today's.
    """
    try:
        found = _DECODER.decode(kept)
    except ValidationError:
        return None
    occurred: dict[str, date] = found.occurred
    for subject, tag, when in found.moments:
        of = found.instances[subject] if subject else occurred
        of[tag] = when.astimezone(COPENHAGEN)
    return Facts(
        scheme=found.scheme,
        occurred=occurred,
        own_closing=own_closing,
        country=country,
        instances=found.instances,
        changes={(rule, subject): changes for rule, subject, changes in found.changes},
        recorded={(tag, subject): on for tag, subject, on in found.recorded},
        applied=found.applied,
        named={(tag, subject): on for tag, subject, on in found.named},
    )
