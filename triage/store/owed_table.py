"""The table of what units owe; the others are in `tables`."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.types import Boolean, Date, Integer, String

from intake.store.tables import ID, column
from triage.store.case_table import made as _table

# What units were asked for and promised, for the page of each unit; a projection of the events.
owed_by_unit = _table(
    "owed_by_unit",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("kind", String(16), primary_key=True, privacy="plain"),
    column("number", Integer, primary_key=True, privacy="operational"),
    column("unit", String(64), primary_key=True, privacy="plain"),
    column("asked_on", Date, nullable=False, privacy="plain"),
    column("is_open", Boolean, nullable=False, privacy="plain"),
    # The last day that there is where nothing is due.
    column("due_on", Date, nullable=False, privacy="plain"),
    column("later_on", Date, privacy="plain"),
    column("chased", Integer, nullable=False, privacy="plain"),
    column("chased_on", Date, privacy="plain"),
    # From when a next reminder is ready; empty where none is to come.
    column("chase_from", Date, privacy="plain"),
    column("answered_on", Date, privacy="plain"),
    column("took", Integer, privacy="plain"),
    column("quality", String(16), privacy="plain"),
    Index("owed_of_unit", "unit", "is_open", "due_on", "case", "kind", "number"),
    Index("owed_answered", "unit", "kind", "answered_on", "case"),
)
