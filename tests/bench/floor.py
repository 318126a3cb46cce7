"""
The floor that the bench compares with: a bare Flask form that writes plaintext, as durably as Betro does.

Same server, same kind of database, same pragmas, same lock in front of the writer; no sealing, one page.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, request
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, insert

from intake.page.door import Door
from intake.page.incoming import PIECE
from intake.store.engine import open_engine, write

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FORM = """<!doctype html><html lang="da"><title>Floor</title>
<form method="post" enctype="multipart/form-data">
<textarea name="what"></textarea><button>Send</button></form>"""


def create() -> Door:
    """Make the bare form, behind Betro's door, on the database that the environment names."""
    return Door(bare(os.environ["BETRO_BENCH_DATABASE"]), largest=1024 * 1024)


def create_plain() -> Door:
    """Make what writes a body into the file that the environment names, and gives it back, as they are."""
    path = Path(os.environ["BETRO_BENCH_FILE"])

    def answer(environ: "WSGIEnvironment", begin: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            with path.open("wb") as file:
                while piece := environ["wsgi.input"].read(PIECE):
                    file.write(piece)
                os.fsync(file.fileno())
            begin("200 OK", [])
            return [b"received"]
        begin("200 OK", [("Content-Length", str(path.stat().st_size))])
        return _pieces_of(path)

    return Door(answer, largest=1024 * 1024, is_long=lambda _environ: True)


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")


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
