"""The first tables of the `intake` database: as they were then, whatever the code says by now."""

from functools import partial
from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None

ID, HASH = LargeBinary(16), LargeBinary(32)


def key(**kinds: Any) -> list[Column[Any]]:
    """Make the columns of the primary key."""
    return [Column(name, kind, primary_key=True, autoincrement=False) for name, kind in kinds.items()]


def given(**kinds: Any) -> list[Column[Any]]:
    """Make columns that always hold something."""
    return [Column(name, kind, nullable=False) for name, kind in kinds.items()]


def maybe(**kinds: Any) -> list[Column[Any]]:
    """Make columns that may be empty."""
    return [Column(name, kind) for name, kind in kinds.items()]


def refers(**columns: str) -> list[ForeignKeyConstraint]:
    """Let columns name a row of another table by its key."""
    return [ForeignKeyConstraint([name], [target]) for name, target in columns.items()]


def upgrade() -> None:
    """Make the first tables."""
    table = partial(op.create_table, sqlite_with_rowid=False)
    table(
        "blob",
        *key(id=ID),
        *maybe(reference=ID),
        *given(state=String(8), size=BigInteger, begun_on=Date, owner_tag=HASH, hashes=LargeBinary),
        Index("blob_unclaimed", "state", "begun_on"),
    )
    table("directory_statement", *key(number=Integer), *given(statement=LargeBinary))
    table("published", *key(received_on=Date), *given(acknowledge_by=Date, feedback_by=Date))
    table(
        "submission",
        *key(reference=ID),
        *given(kind=String(16), scheme=String(32), channel=String(32), received_on=Date),
        *given(mailbox_kem_pub=LargeBinary(1216), resend_tag=HASH, digest=HASH),
    )
    table(
        "item",
        *key(id=ID),
        *given(reference=ID, direction=String(8), kind=String(16), counter=Integer),
        *given(envelope=LargeBinary, placed_on=Date),
        *refers(reference="submission.reference"),
        UniqueConstraint("reference", "direction", "counter"),
    )
    table(
        "mailbox",
        *key(locator=HASH),
        *given(reference=ID),
        *maybe(retired_on=Date),
        *refers(reference="submission.reference"),
    )
    table("arrival", *key(item_id=ID), *given(reference=ID), *refers(item_id="item.id"))
    table("stanza", *key(item_id=ID, key_id=ID), *given(wrapped=LargeBinary), *refers(item_id="item.id"))
    table("notice", *key(kind=String(16)), *given(from_on=Date), *maybe(until_on=Date))
    table("snapshot", *key(number=Integer), *given(on=Date, content=Text, digest=HASH))
