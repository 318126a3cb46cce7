"""Keys of people: how they come to them, who holds which case, and what is compared with that."""

from alembic import op
from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, UniqueConstraint

revision = "0010"
down_revision = "0009"

ID = LargeBinary(16)


def upgrade() -> None:
    """Make the tables; what a case is compared with is written of those that are here by the next tick."""
    for name, length in (("title_da", 120), ("title_en", 120), ("route", 32)):
        op.add_column("person", Column(name, String(length)))
    _people()
    _holding()


def _people() -> None:
    op.create_table(
        "enrolment",
        Column("ticket_hash", LargeBinary(32), primary_key=True),
        Column("person", ID, nullable=False),
        Column("purpose", String(16), nullable=False),
        Column("sign_in_name", String(64), nullable=False),
        Column("display_name", String(120), nullable=False),
        Column("role", String(16), nullable=False),
        Column("mail", String(254)),
        Column("language", String(2), nullable=False),
        Column("title_da", String(120)),
        Column("title_en", String(120)),
        Column("route", String(32)),
        Column("made_on", Date, nullable=False),
        Column("until_on", Date, nullable=False),
        UniqueConstraint("person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposal",
        Column("id", ID, primary_key=True),
        Column("person", ID, ForeignKey("person.handle"), nullable=False),
        Column("role", String(16), nullable=False),
        Column("kem_public", LargeBinary, nullable=False),
        Column("verify_key", LargeBinary(32), nullable=False),
        Column("until_on", Date),
        Column("body", LargeBinary),
        Column("signed", LargeBinary),
        Column("wrapped_seed", LargeBinary),
        Column("made_on", Date, nullable=False),
        Column("by", ID),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "confirmation",
        Column("person", ID, ForeignKey("person.handle"), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("digest", LargeBinary(32), nullable=False),
        Column("signature", LargeBinary, nullable=False),
        Column("on", Date, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "former_seed",
        Column("person", ID, ForeignKey("person.handle"), primary_key=True),
        Column("key_id", ID, primary_key=True),
        Column("wrapped_seed", LargeBinary, nullable=False),
        Column("on", Date, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "absence",
        Column("person", ID, ForeignKey("person.handle"), primary_key=True),
        Column("from_on", Date, primary_key=True),
        Column("until_on", Date, nullable=False),
        Column("stand_in", ID, ForeignKey("person.handle")),
        sqlite_with_rowid=False,
    )


def _holding() -> None:
    op.create_table(
        "holder_statement",
        Column("case", ID, ForeignKey("case.handle"), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("statement", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stanza_record",
        Column("item", ID, primary_key=True),
        Column("case", ID, ForeignKey("case.handle"), nullable=False),
        Column("digest", LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("stanza_record_by_case", "stanza_record", ["case"])
    op.create_table(
        "doubt",
        Column("case", ID, ForeignKey("case.handle"), primary_key=True),
        Column("kind", String(32), primary_key=True),
        Column("found_on", Date, nullable=False),
        Column("settled_on", Date),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rewrap",
        Column("case", ID, ForeignKey("case.handle"), primary_key=True),
        Column("person", ID, ForeignKey("person.handle"), primary_key=True),
        Column("from_on", Date, nullable=False),
        sqlite_with_rowid=False,
    )
