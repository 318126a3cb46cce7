"""The table of what an account counts; the others are in `tables`."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.types import Date, String, Text

from intake.store.tables import ID, column
from triage.store.case_table import made as _table

# What is counted of each case and of each file of a register, as codes and days: a projection of the events.
countable = _table(
    "countable",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("kind", String(16), nullable=False, privacy="plain"),
    column("began_on", Date, nullable=False, privacy="plain"),
    # Empty while the case is open or one of its clocks runs.
    column("ended_on", Date, privacy="plain"),
    column("record", Text, nullable=False, privacy="plain"),
    Index("countable_by_day", "began_on", "case"),
    Index("countable_of_kind", "kind", "began_on", "case"),
)
