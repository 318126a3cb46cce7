"""The rows of a house's own file over time: which was known when, and that none overlaps another."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from triage.rules.own import OwnLimit
from triage.rules.tables import Table

Read = list[tuple[OwnLimit, Table]]


def known_on(rows: Iterable[OwnLimit], on: date) -> tuple[OwnLimit, ...]:
    """What was known on a day: a row that nobody knew yet had neither corrected nor ended another."""
    rows = tuple(rows)
    newest: dict[tuple[str, str, date], OwnLimit] = {}
    for each in sorted(rows, key=lambda row: row.known_from):
        if each.known_from <= on:
            newest[each.rule, each.area, each.valid_from] = each
    return tuple(_unended(each, rows, on) for each in newest.values())


def _unended(row: OwnLimit, rows: Iterable[OwnLimit], on: date) -> OwnLimit:
    unknown = {
        each.valid_from
        for each in rows
        if (each.rule, each.area) == (row.rule, row.area) and each.known_from > on
    }
    ended = row.valid_to is not None and row.valid_to + timedelta(days=1) in unknown
    return replace(row, valid_to=None) if ended else row


def check_rows(rows: Read, *, gaps: bool) -> None:
    """Refuse rows that overlap, now or at any time since they were known; and gaps, where none may be."""
    for key in {(row.rule, row.area) for row, _ in rows}:
        of_key = [pair for pair in rows if (pair[0].rule, pair[0].area) == key]
        _check_corrections(of_key)
        for day in {row.known_from for row, _ in of_key}:
            known = {(row.valid_from, row.known_from) for row in known_on((row for row, _ in of_key), day)}
            current = [pair for pair in of_key if (pair[0].valid_from, pair[0].known_from) in known]
            current.sort(key=lambda pair: pair[0].valid_from)
            for (earlier, _), (later, table) in pairwise(current):
                _check_neighbours(earlier, later, table, gaps=gaps)


def _check_corrections(rows: Read) -> None:
    rows = sorted(rows, key=lambda pair: (pair[0].valid_from, pair[0].known_from))
    for (earlier, _), (later, table) in pairwise(rows):
        if (earlier.valid_from, earlier.known_from) == (later.valid_from, later.known_from):
            raise table.refuse(
                f"{_named(later)} hold on {later.valid_from.isoformat()}; one that puts another right needs "
                "a later 'known_from'",
                "valid_from",
            )


def _check_neighbours(earlier: OwnLimit, later: OwnLimit, table: Table, *, gaps: bool) -> None:
    begins = later.valid_from.isoformat()
    if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
        raise table.refuse(f"{_named(later)} hold on {begins}", "valid_from")
    if not gaps and earlier.valid_to + timedelta(days=1) != later.valid_from:
        raise table.refuse(f"{later.rule}: no limit for {later.area} holds before {begins}", "valid_from")


def _named(row: OwnLimit) -> str:
    return f"{row.rule}: two limits for {row.area}" if row.area else f"{row.rule}: two targets"
