"""Which questions about a hand-over the office has settled, by the random ids of their messages."""

from sqlalchemy import Connection, delete, select

from intake.store.engine import insert_new
from intake.store.tables import question_over


def is_over(connection: Connection, question: bytes) -> bool:
    """Say whether the office waits for no answer to a question any more."""
    query = select(question_over.c.item_id).where(question_over.c.item_id == question)
    return connection.execute(query).first() is not None


def mark(connection: Connection, question: bytes, *, over: bool) -> None:
    """Say whether it waits for one; only the office and its clock do."""
    if over:
        insert_new(connection, question_over, {"item_id": question})
    else:
        connection.execute(delete(question_over).where(question_over.c.item_id == question))
