"""
The floor that the bench compares with: a bare Flask form that writes plaintext, as durably as Betro does.

Same server, same kind of database, same pragmas, same lock in front of the writer; no sealing, one page.
"""

import os
import secrets

from flask import Flask, request
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, insert

from intake.page.door import Door
from intake.store.engine import open_engine, write

FORM = """<!doctype html><html lang="da"><title>Floor</title>
<form method="post" enctype="multipart/form-data">
<textarea name="what"></textarea><button>Send</button></form>"""


def create() -> Door:
    """Make the bare form, behind Betro's door, on the database that the environment names."""
    return Door(bare(os.environ["BETRO_BENCH_DATABASE"]), largest=1024 * 1024)


def bare(database: str) -> Flask:
    """Make the bare form on a database."""
    app = Flask(__name__)
    metadata = MetaData()
    note = Table("note", metadata, Column("id", LargeBinary(16), primary_key=True), Column("text", Text))
    engine = open_engine(database)
    with write(engine, even_closed=True) as connection:  # In turn: there are two workers.
        metadata.create_all(connection)

    @app.get("/")
    def form() -> str:
        return FORM

    @app.post("/")
    def send() -> str:
        with write(engine, even_closed=True) as connection:
            connection.execute(insert(note).values(id=secrets.token_bytes(16), text=request.form["what"]))
        return "<!doctype html><title>Thanks</title><p>received"

    return app
