"""What may be done to a running clock: the keys of a rule that say who may stop, interrupt or lengthen it."""

from triage.rules.model import ClockReason, Interrupted, Interruption, Kind, Scheme, Unit
from triage.rules.tables import Table

NEVER = "never"
_REPORTS = frozenset({Scheme.WHISTLEBLOWING, Scheme.WHISTLEBLOWING_EXTERNAL})


def pausable(table: Table, unit: Unit, law: frozenset[Scheme]) -> tuple[ClockReason, ...]:
    """The reasons for which the clock may be suspended; none when it may not. Raises RulebookError.

    Args:
        law: the schemes of a rule given by law; empty for a house rule.
    """
    allowed = table.flag("may_pause")
    if allowed != table.has("pause_reasons"):
        raise table.refuse("'may_pause = true' and 'pause_reasons' belong together", "may_pause")
    if not allowed:
        return ()
    _require_stoppable(table, unit, law, "may_pause")
    return _reasons(table, "pause_reasons")


def interruption(table: Table, law: frozenset[Scheme]) -> Interruption | None:
    """How the clock may be interrupted, or None. Raises RulebookError."""
    if not table.has("interruption"):
        return None
    _require_stoppable(table, table.choice("unit", Unit), law, "interruption")
    inner = table.inner("interruption")
    found = Interruption(inner.choice("then", Interrupted), _reasons(inner, "reasons"))
    inner.done()
    return found


def extendable(table: Table, unit: Unit) -> tuple[str | None, bool]:
    """The longer rule, and whether a notice with a new date extends the clock itself; or a refusal."""
    text = table.text("may_extend")
    longer = None if text == NEVER else text
    by_notice = table.has("by_notice") and table.flag("by_notice")
    if by_notice and longer:
        raise table.refuse("a rule is extended by a longer rule or by notice, not by both", "by_notice")
    if by_notice and unit is Unit.HOUR:
        raise table.refuse("a limit in hours is never extended by notice", "by_notice")
    return longer, by_notice


def own_closing(table: Table, kind: Kind) -> bool:
    """Whether the office's own closing days move the clock. Raises RulebookError."""
    # The Ombudsman (FOB 2021-1): an office's own closing days do not move a limit given by law.
    if kind is Kind.STATUTE:
        if table.has("own_closing"):
            raise table.refuse("own closing days never move a date given by law", "own_closing")
        return False
    return table.flag("own_closing")


def _require_stoppable(table: Table, unit: Unit, law: frozenset[Scheme], key: str) -> None:
    if law and law <= _REPORTS:
        raise table.refuse("the Directive (art. 9(1)) gives the clocks of a report no pause", key)
    if unit is Unit.HOUR:
        raise table.refuse("a limit in hours runs on, at night and on holidays: it has no pause", key)


def _reasons(table: Table, key: str) -> tuple[ClockReason, ...]:
    words = table.texts(key)
    known = {reason.value for reason in ClockReason}
    for word in words:
        if word not in known:
            raise table.refuse(f"'{key}' has {word!r}; known are {', '.join(sorted(known))}", key)
    if not words:
        raise table.refuse(f"'{key}' is empty: what needs no reason stops for none", key)
    return tuple(ClockReason(word) for word in words)
