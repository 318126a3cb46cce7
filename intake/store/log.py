"""
The write-ahead log of a SQLite database: what was taken out of the tables lies in it until it is written
back.
"""

from sqlalchemy import Engine

MOST_MS = 2000
"""So long at most every writer waits for a log that somebody is reading."""


def cut_log(engine: Engine) -> bool:
    """
    Write the log back and cut it to nothing, so that what was deleted is in no file of the database any more;
    False where somebody read meanwhile and it must be tried again. PostgreSQL keeps its own log, which is not
    ours to cut.
    """
    if engine.url.get_backend_name() != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={MOST_MS}")
        try:
            # Not inside a transaction: it could not be written back under one of our own.
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
    finally:
        connection.close()
    return not busy
