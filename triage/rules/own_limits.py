"""The limits and aims that a municipality sets for itself, as dated data of its own.

The law says that there must be a limit for each area (retssikkerhedsloven § 3, stk. 2), not how long it is.
They stand in the file that the setting `own_limits_file` names, outside Betro, and are read as strictly as
Betro's own rules:

    [[limit]]
    rule = "RSL-3-2"
    area = "home_help"
    length = 4
    unit = "week"
    valid_from = 2026-01-01
    source = "Sagsbehandlingsfrister, vedtaget af byrådet 2025-11-27"

    [[target]]
    rule = "WB-ACK"
    length = 3
    unit = "day"
    valid_from = 2026-01-01
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from triage.rules import own_data
from triage.rules.model import ALWAYS
from triage.rules.own import OwnLimits
from triage.rules.own_rows import check_rows, known_on
from triage.rules.rulebook import Rulebook
from triage.rules.tables import File, RulebookError


def with_own_limits(book: Rulebook, path: Path | None) -> Rulebook:
    """The book of a house: the same rules, with what its own file says, also as it was known on earlier days.

    Raises RulebookError with file and line.
    """
    if path is None:
        return book
    try:
        file = File(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError):
        raise RulebookError(f"{path.name}: the file cannot be read") from None
    return with_own(book, file)


def with_own(book: Rulebook, file: File) -> Rulebook:
    """The same for a file that is read already. Raises RulebookError with file and line."""
    newest = _read(file, book)
    file.top().done()
    file.done()
    days = {ALWAYS, book.newest_from, *(on for on, _ in book.earlier)}
    days |= {each.known_from for each in (*newest.limits, *newest.aims)}
    *before, last = sorted(days)

    def then(on: date) -> Rulebook:
        # Each book counts by the calendars of its own day, and the file may name a rule that is newer.
        known = book.known(on)
        read = _read(file, replace(book, calendars=known.calendars))
        own = OwnLimits(known_on(read.limits, on), known_on(read.aims, on), read.names)
        return replace(known, own=own, earlier=(), newest_from=on)

    return replace(then(last), earlier=tuple((on, then(on)) for on in before))


def load_own_limits(path: Path | None, book: Rulebook) -> OwnLimits:
    """What a file says now; nothing without a file. Raises RulebookError with file and line."""
    return with_own_limits(book, path).own


def _read(file: File, book: Rulebook) -> OwnLimits:
    rows = file.tables("limit") if file.has("limit") or not file.has("target") else []
    limits = [(own_data.limit(table, book), table) for table in rows]
    aims = [
        (own_data.aim(table, book), table) for table in (file.tables("target") if file.has("target") else [])
    ]
    check_rows(limits, gaps=False)
    check_rows(aims, gaps=True)
    areas = {limit.area for limit, _ in limits}
    names = dict(
        own_data.area_name(table, areas) for table in (file.tables("area") if file.has("area") else [])
    )
    return OwnLimits(tuple(each for each, _ in limits), tuple(each for each, _ in aims), names)
