"""An account for a machine: all that stands in it, in a form that only grows (deploy/runbooks/account.md)."""

from dataclasses import asdict
from typing import Any

from msgspec.json import Encoder
from msgspec.json import format as laid_out

from triage.accounts.document import AccountDocument, Block, Grid, Listed, Numbers, NumberShown, Prose

FORM = "betro/account"
VERSION = 1
"""A key that is added leaves it as it is; a key that went, or means something else, raises it."""
_ENCODER = Encoder(decimal_format="number")


def as_json(document: AccountDocument) -> bytes:
    """Write an account; no case is named in it, whoever made it."""
    told = {
        "form": FORM,
        "version": VERSION,
        "title": document.title,
        "organisation": document.organisation,
        "language": document.language,
        "first": document.first,
        "last": document.last,
        "made_on": document.made_on,
        "marks": document.marks,
        "sections": [
            {"code": each.code, "title": each.title, "blocks": [_block(one) for one in each.blocks]}
            for each in document.sections
        ],
    }
    return laid_out(_ENCODER.encode(told), indent=1) + b"\n"


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Numbers():
            numbers = [
                {"code": each.code, "words": each.words, **_number(each.number), "rule": each.rule}
                for each in block.entries
            ]
            return {"kind": "numbers", "numbers": numbers}
        case Grid():
            return _table(block)
        case Listed():
            return {"kind": "list", **asdict(block)}
        case Prose():
            return {"kind": "text", "paragraphs": block.paragraphs, "quoted": block.is_quoted}


def _table(grid: Grid) -> dict[str, Any]:
    return {
        "kind": "table",
        "code": grid.code,
        "title": grid.title,
        "row_heading": grid.row_heading,
        "rows": [asdict(each) for each in grid.rows],
        "columns": [asdict(each) for each in grid.columns],
        "cells": [
            {"row": row.key, "column": column.key, **_number(grid.cells[row.key, column.key])}
            for row in grid.rows
            for column in grid.columns
        ],
        "rule": grid.rule,
        "notes": grid.notes,
        "chart": grid.chart,
    }


def _number(number: NumberShown) -> dict[str, Any]:
    return {"value": number.value, "percent": number.percent, "is_suppressed": number.is_suppressed}
