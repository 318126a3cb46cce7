"""The table of what has left the house in numbers; the others are in `tables`."""

from sqlalchemy.types import Date, LargeBinary, String, Text

from intake.store.tables import column
from triage.store.case_table import made as _table

told = _table(
    "told",
    # Of which page and period, such as figures/2026-q1, or which file: report/2026-01-01_2026-03-31/betro/1.
    column("name", String(64), primary_key=True, privacy="plain"),
    column("on", Date, nullable=False, privacy="plain"),
    # What later accounts reckon with: the references behind each number; empty where all is rounded.
    column("numbers", LargeBinary, nullable=False, privacy="plain"),
    # What is shown, in each language; empty where it stands elsewhere.
    column("content", Text, nullable=False, privacy="plain"),
)
