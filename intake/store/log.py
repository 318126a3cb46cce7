"""
The write-ahead log of a SQLite database: what was taken out of the tables lies in it until it is written
back.
"""

from sqlalchemy import Engine


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
        # Not inside a transaction: it could not be written back under one of our own.
        busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return not busy
