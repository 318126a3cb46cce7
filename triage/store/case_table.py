"""The table of cases, and what each table of the `triage` database is made of; the others are in `tables`."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Dialect, Index, MetaData, text
from sqlalchemy.types import Boolean, Date, DateTime, LargeBinary, String, TypeDecorator

from intake.store.tables import ID, column, table

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept as UTC; SQLite would otherwise forget the offset."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a naive moment and keep the rest as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without an offset cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the moment back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


made = partial(table, within=metadata)
_UNANSWERED_BY_DATE = ("next_due_strict", "case_reference", "unanswered_since", "is_open")
_CLOSED_UNANSWERED = ("is_open", "next_due_strict", "closed_on", "case_reference", "unanswered_since")
_UNANSWERED: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), text("unanswered_since IS NOT NULL"))


case = made(
    "case",
    column("handle", ID, primary_key=True, privacy="random"),
    column("case_reference", String(8), nullable=False, unique=True, privacy="random"),
    column("intake_reference", ID, unique=True, privacy="random"),
    column("scheme", String(32), nullable=False, privacy="plain"),
    column("channel", String(32), nullable=False, privacy="plain"),
    column("received_on", Date, nullable=False, privacy="plain"),
    # The next five are projections of the events, rewritten in the event's own transaction.
    column("state", String(32), nullable=False, privacy="plain"),
    column("is_open", Boolean, nullable=False, privacy="plain"),
    column("next_due_strict", Date, privacy="plain"),
    column("next_due_at", Instant, privacy="plain"),
    column("closed_on", Date, privacy="plain"),
    # The status card last asked for, so that an unchanged state makes no new card.
    column("card_digest", LargeBinary(32), privacy="random"),
    # Whether the case waits for a reporter, a citizen or a unit: a projection as well.
    column("waits", Boolean, nullable=False, privacy="plain"),
    # Since when something of the other side's is unanswered, and whether any is unread: projections too.
    column("unanswered_since", Date, privacy="plain"),
    column("has_unread", Boolean, nullable=False, privacy="plain"),
    # Two more projections: what the clock itself has to do in the case; empty where there is nothing.
    column("acknowledge_from", Date, privacy="plain"),
    column("question_until", Date, privacy="plain"),
    # By what a case is recognised and sorted in a list, and whose it is: projections as well.
    column("unit", String(64), privacy="plain"),
    column("theme", String(64), privacy="plain"),
    column("type", String(64), privacy="plain"),
    column("handler", ID, privacy="random"),
    # One for each question of the lists, in the order in which they are shown.
    Index("case_by_date", "next_due_strict", "case_reference"),
    # It ends with what is asked besides of one day, so that counting reads nothing but the index.
    Index("case_by_due", "is_open", "next_due_strict", "case_reference", "next_due_at"),
    Index("case_by_close", "is_open", "closed_on", "case_reference"),
    # `is_open` comes first, or SQLite, which sees no difference, walks through `case_by_due` instead.
    Index("case_by_state", "is_open", "state", "next_due_strict", "case_reference"),
    Index("case_that_waits", "is_open", "waits", "next_due_strict", "case_reference"),
    Index("case_unanswered", *_UNANSWERED_BY_DATE, **_UNANSWERED),
    Index("case_closed_unanswered", *_CLOSED_UNANSWERED, **_UNANSWERED),
    Index("case_by_count", "scheme", "state", "handle"),
    Index("case_to_acknowledge", "acknowledge_from"),
    Index("case_to_ask", "question_until"),
    Index("case_by_day", "received_on", "case_reference"),
    Index("case_by_arrival", "is_open", "received_on", "case_reference"),
    Index("case_by_progress", "state", "is_open", "received_on", "case_reference"),
    Index("case_by_unit", "unit", "is_open", "received_on", "case_reference"),
    Index("case_by_theme", "theme", "is_open", "received_on", "case_reference"),
    Index("case_by_type", "type", "is_open", "received_on", "case_reference"),
    Index("case_by_handler", "handler", "is_open", "received_on", "case_reference"),
    Index("case_of_handler", "handler", "is_open", "next_due_strict", "case_reference"),
)
