"""An account as a tagged PDF that a screen reader can read (PDF/UA-1): what the layout is told of it."""

import json
from pathlib import Path
from typing import Any

from intake.domain.translatable import N_
from intake.page.rooms import room
from triage.accounts.document import Block, Grid, Listed, Numbers, Prose
from triage.services.accounts.sheet import AccountSheet
from triage.services.accounts.typeset import typeset

CONTENTS, PAGE = N_("Contents"), N_("Page %(page)s of %(pages)s")


def as_pdf(sheet: AccountSheet) -> bytes:
    """
    Give the PDF: twice the same account is twice the same file.

    Raises:
        TypesettingError: it could not be made.
    """
    return typeset(layout(), json.dumps(told(sheet)).encode())


def layout() -> Path:
    """Give where the layout lies."""
    return room("office", "triage") / "account.typ"


def told(sheet: AccountSheet) -> dict[str, Any]:
    document = sheet.document
    return {
        "title": document.title,
        "organisation": document.organisation,
        "language": document.language,
        "head": sheet.head,
        "days": sheet.days,
        "marks": document.marks,
        "contents": sheet.say(CONTENTS),
        "page": sheet.say(PAGE) % {"page": "{page}", "pages": "{pages}"},
        "sections": [
            {"title": each.title, "blocks": [_block(sheet, one) for one in each.blocks]}
            for each in document.sections
        ],
    }


def _block(sheet: AccountSheet, block: Block) -> dict[str, Any]:
    match block:
        case Prose():
            return {"kind": "text", "paragraphs": block.paragraphs, "is_quoted": block.is_quoted}
        case Numbers():
            lines = sheet.number_lines(block)
            rows = [_row((words, number), rule=rule) for words, number, rule in lines]
            return _table("numbers", "", sheet.number_heads(), rows)
        case Listed():
            return _table("list", block.title, block.columns, [_row(line) for line in block.rows])
        case Grid():
            both = zip(block.rows, sheet.lines(block), strict=True)
            rows = [_row(line, row.depth, is_total=row.is_total) for row, line in both]
            drawn = sheet.drawn(block)
            made = _table("table", block.title, sheet.heads(block), rows)
            picture = drawn and {"svg": drawn.svg, "description": drawn.description}
            return {**made, "rule": block.rule, "notes": block.notes, "chart": picture}


def _row(cells: tuple[str, ...], depth: int = 0, *, is_total: bool = False, rule: str = "") -> dict[str, Any]:
    return {"cells": cells, "depth": depth, "is_total": is_total, "rule": rule}


def _table(kind: str, title: str, heads: tuple[str, ...], rows: list[dict[str, Any]]) -> dict[str, Any]:
    table = {"kind": kind, "title": title, "heads": heads, "rows": rows}
    return {**table, "rule": "", "notes": [], "chart": None}
