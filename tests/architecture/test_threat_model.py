"""The threat model names every column of both databases once, and no test that does not exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Column, DateTime, MetaData, Time
from sqlalchemy.types import TypeDecorator

from intake.store.tables import metadata as intake
from triage.store.tables import metadata as triage

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "deploy" / "THREAT_MODEL.md"
CLASSES = {"random", "plain", "staff", "sealed", "operational"}
MOMENTS = {
    "triage.outbox.slot",
    "triage.outbox.claimed_until",
    "triage.lease.until",
    "triage.heartbeat.at",
    "triage.deadline.due_at",
    "triage.case.next_due_at",
}
"""The only columns that hold a time of day; none is one at which a reporter did anything."""
_ROW = re.compile(r"^\| `((?:intake|triage)\.\w+\.\w+)` \| (\w+) \| (.+) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")


def _columns() -> dict[str, Column[object]]:
    both: dict[str, MetaData] = {"intake": intake, "triage": triage}
    return {
        f"{name}.{table.name}.{column.name}": column
        for name, metadata in both.items()
        for table in metadata.tables.values()
        for column in table.columns
    }


def _text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


@cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return frozenset(found)


def test_every_column_is_in_the_document_once() -> None:
    """No column is forgotten, told twice, or told of without being there."""
    told = [match.group(1) for match in _ROW.finditer(_text())]

    assert sorted(told) == sorted(_columns())


def test_the_document_gives_each_column_the_class_of_the_code() -> None:
    """What the document calls sealed is declared as sealed, and so on; there are five classes."""
    told = {match.group(1): match.group(2) for match in _ROW.finditer(_text())}
    declared = {name: column.info.get("privacy") for name, column in _columns().items()}

    assert told == declared
    assert set(declared.values()) <= CLASSES


def test_a_time_of_day_stands_only_where_it_is_said() -> None:
    """Every other date in either database is a day."""
    moments = {
        name
        for name, column in _columns().items()
        if isinstance(
            column.type.impl if isinstance(column.type, TypeDecorator) else column.type, DateTime | Time
        )
    }

    assert moments == MOMENTS


@pytest.mark.parametrize(("path", "test"), sorted(set(_TEST.findall(_text()))))
def test_a_test_that_the_document_names_exists(path: str, test: str) -> None:
    """A promise that is said to be tested is tested."""
    assert test in _tests_of(path)


def test_no_test_is_named_in_another_form() -> None:
    """Each mention of a test file is one of those that are checked."""
    loose = re.findall(
        r"tests/[\w/]+\.py(?!::\w)", _text().replace("`tests/architecture/test_threat_model.py`", "")
    )

    assert loose == []
    assert len(_TEST.findall(_text())) > 80
