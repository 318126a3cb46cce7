"""What the shape of the tables must never tell. (Classes and times of day: test_threat_model.py.)"""

import pytest
from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from intake.store import tables as intake_tables
from triage.store import tables as triage_tables

TABLES = {
    **{f"intake.{name}": table for name, table in intake_tables.metadata.tables.items()},
    **{f"triage.{name}": table for name, table in triage_tables.metadata.tables.items()},
}
COLUMNS = {f"{name}.{column.name}": column for name, table in TABLES.items() for column in table.columns}


def of_class(privacy: str) -> dict[str, Column[object]]:
    """Give the columns of one privacy class."""
    return {name: column for name, column in COLUMNS.items() if column.info.get("privacy") == privacy}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_no_row_number(name: str) -> None:
    """The order in which rows were written would tell the order in which reports came (design §4)."""
    options = TABLES[name].dialect_options["sqlite"]
    assert options["with_rowid"] is False
    assert not options["autoincrement"]


@pytest.mark.parametrize("name", TABLES)
def test_a_key_tells_nothing(name: str) -> None:
    """A numbered key exists only where the order is meant to be told: directory, journal, snapshots."""
    numbered = {column.name for column in TABLES[name].primary_key if isinstance(column.type, Integer)}
    assert not numbered or (name, numbered) in (
        ("intake.directory_statement", {"number"}),
        ("triage.journal", {"seq"}),
        ("triage.event", {"seq"}),
        # Which of several in one case: their order stands in its events.
        ("triage.owed_by_unit", {"number"}),
        # Which freeze of one account: its events tell it.
        ("triage.frozen_record", {"number"}),
        ("triage.frozen_result", {"number"}),
        # The chain of who holds a case, and which statement of the directory somebody has seen.
        ("triage.holder_statement", {"number"}),
        ("triage.confirmation", {"number"}),
        ("intake.snapshot", {"number"}),
        ("triage.snapshot", {"number"}),
    )


def test_sealed_columns_are_bytes_and_free_text_is_sealed() -> None:
    """A Text column holds codes, dates and ids (tests of events), or what an organisation has published."""
    assert all(isinstance(column.type, LargeBinary) for column in of_class("sealed").values())
    assert {name for name, column in COLUMNS.items() if isinstance(column.type, Text)} == {
        "triage.event.payload",
        "intake.publication.content",
        "triage.told.content",
        "triage.countable.record",
        "triage.frozen_record.record",
        "triage.frozen_result.document",
        "triage.case_facts.facts",
        "intake.snapshot.content",
        "triage.snapshot.content",
    }


def test_names_of_people_stand_with_the_people_only() -> None:
    """And in the signed directory that the portal seals by, with the titles that it offers to keep out."""
    assert {name.rpartition(".")[0] for name in of_class("staff")} == {
        "triage.person",
        "triage.enrolment",
        "triage.proposal",
        "triage.absence",
        "intake.directory_statement",
        "intake.handler",
    }


def test_no_key_crosses_the_two_databases() -> None:
    """They are joined by a random reference; each may be moved on its own."""
    for name, table in TABLES.items():
        for key in table.foreign_keys:
            assert _home(key.column.table) == name.partition(".")[0]


def _home(table: Table) -> str:
    return "intake" if table.metadata is intake_tables.metadata else "triage"
