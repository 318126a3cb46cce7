"""The table of what the deadline engine needs of each open case; the others are in `tables`."""

from sqlalchemy import ForeignKey
from sqlalchemy.types import Text

from intake.store.tables import ID, column
from triage.store.case_table import made as _table

# A projection of the events, from which every date is counted anew after a changed rule.
case_facts = _table(
    "case_facts",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("facts", Text, nullable=False, privacy="plain"),
)
