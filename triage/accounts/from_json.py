"""An account read back from what `as_json` wrote: the results as they were, whatever counts today."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from triage.accounts.document import (
    AccountDocument,
    Block,
    Chart,
    Grid,
    GridLine,
    Listed,
    NamedNumber,
    Numbers,
    NumberShown,
    Prose,
    Section,
)


def from_json(text: str) -> AccountDocument:
    """Give the account; its numbers lead to no case."""
    told = json.loads(text, parse_float=Decimal)
    return AccountDocument(
        title=told["title"],
        organisation=told["organisation"],
        language=told["language"],
        first=date.fromisoformat(told["first"]),
        last=date.fromisoformat(told["last"]),
        made_on=date.fromisoformat(told["made_on"]),
        sections=tuple(
            Section(each["code"], each["title"], tuple(map(_block, each["blocks"])))
            for each in told["sections"]
        ),
        marks=tuple(told["marks"]),
    )


def _block(told: dict[str, Any]) -> Block:
    match told["kind"]:
        case "numbers":
            return Numbers(
                tuple(
                    NamedNumber(each["code"], each["words"], _number(each), each["rule"])
                    for each in told["numbers"]
                )
            )
        case "table":
            return _table(told)
        case "list":
            rows = tuple(map(tuple, told["rows"]))
            return Listed(told["code"], told["title"], tuple(told["columns"]), rows)
        case _:
            return Prose(tuple(told["paragraphs"]), told["quoted"])


def _table(told: dict[str, Any]) -> Grid:
    chart = told.get("chart")
    return Grid(
        code=told["code"],
        title=told["title"],
        rows=tuple(GridLine(**each) for each in told["rows"]),
        columns=tuple(GridLine(**each) for each in told["columns"]),
        cells={(each["row"], each["column"]): _number(each) for each in told["cells"]},
        row_heading=told["row_heading"],
        rule=told["rule"],
        notes=tuple(told["notes"]),
        chart=None if chart is None else Chart(chart),
    )


def _number(told: dict[str, Any]) -> NumberShown:
    return NumberShown(told["value"], _percent(told["percent"]), told["is_suppressed"])


def _percent(told: int | Decimal | None) -> Decimal | None:
    return None if told is None else Decimal(told)
