"""The tables of who holds a case, and of what is compared with it; the others are in `tables`."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.types import Date, Integer, LargeBinary, String

from intake.store.tables import ID, column
from triage.store.case_table import made as _table

# The signed changes of who holds a case (SPEC 16.7), the first after whom its sender sealed it to.
holder_statement = _table(
    "holder_statement",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("number", Integer, primary_key=True, autoincrement=False, privacy="operational"),
    column("statement", LargeBinary, nullable=False, privacy="random"),
)

# What the stanzas of an item, of either database, were when it came and at each signed change.
stanza_record = _table(
    "stanza_record",
    column("item", ID, primary_key=True, privacy="random"),
    column("case", ID, ForeignKey("case.handle"), nullable=False, privacy="random"),
    column("digest", LargeBinary(32), nullable=False, privacy="random"),
    Index("stanza_record_by_case", "case"),
)

doubt = _table(
    "doubt",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("kind", String(32), primary_key=True, privacy="plain"),
    column("found_on", Date, nullable=False, privacy="plain"),
    column("settled_on", Date, privacy="plain"),
)

# Whose stanzas of a case are still to be made by a session that can open it; a row goes when they stand.
rewrap = _table(
    "rewrap",
    column("case", ID, ForeignKey("case.handle"), primary_key=True, privacy="random"),
    column("person", ID, ForeignKey("person.handle"), primary_key=True, privacy="random"),
    column("from_on", Date, nullable=False, privacy="plain"),
)
