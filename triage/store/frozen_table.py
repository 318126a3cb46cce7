"""The tables of what an account was frozen with; the others are in `tables`."""

from sqlalchemy import ForeignKey
from sqlalchemy.types import Integer, String, Text

from intake.store.tables import ID, column
from triage.store.case_table import made as _table

# What an account was counted from when it was frozen, whatever is recorded of those cases later.
frozen_record = _table(
    "frozen_record",
    column("account", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("number", Integer, primary_key=True, privacy="operational"),
    # Of the case that it tells of, which may have been erased since.
    column("reference", String(8), primary_key=True, privacy="plain"),
    column("record", Text, nullable=False, privacy="plain"),
)

# The results themselves, for a Betro that counts otherwise: every number with where it stands.
frozen_result = _table(
    "frozen_result",
    column("account", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("number", Integer, primary_key=True, privacy="operational"),
    column("language", String(8), primary_key=True, privacy="operational"),
    column("document", Text, nullable=False, privacy="plain"),
)
