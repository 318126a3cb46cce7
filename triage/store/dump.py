"""
A whole database as a stream of records, the same on SQLite and on PostgreSQL, and filled from one again.

1. The tables are read as the database itself describes them, so that one of an older form is kept as well.
2. Rows come in the order of their keys: the same rows give the same stream, byte for byte, on either engine,
   and nothing tells in which order they arrived.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Date, DateTime, MetaData, String, Table, select
from sqlalchemy.exc import DBAPIError

VERSIONS = "alembic_version"
LENGTH_BYTES = 4
ROWS = 200
"""So many rows stand in one record."""


class DumpError(Exception):
    """What is read is no such stream."""


class Head(msgspec.Struct, frozen=True, tag="head", forbid_unknown_fields=True):
    """The first record: the form of the database."""

    revision: str


class Rows(msgspec.Struct, frozen=True, tag="rows", forbid_unknown_fields=True):
    """Some rows of one table, in the order of its columns."""

    table: str
    columns: tuple[str, ...]
    values: list[list[Any]]


class End(msgspec.Struct, frozen=True, tag="end", forbid_unknown_fields=True):
    """The last record, so that a stream that was cut is not taken for a whole one."""

    rows: int


Record = Head | Rows | End
_decoder: msgspec.msgpack.Decoder[Record] = msgspec.msgpack.Decoder(Record)


def revisions_of(connection: Connection) -> list[str]:
    """Give what a database says of its form: one version; none where a first step was broken off."""
    return list(connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalars())  # noqa: S608


def revision_of(connection: Connection) -> str:
    """Say of which form a database is; on both engines a reader sees one state from this moment on."""
    (revision,) = revisions_of(connection)
    return revision


def records(connection: Connection) -> Iterator[bytes]:
    """Give every row of a database as its records; *connection* must see one state throughout."""
    yield msgspec.msgpack.encode(Head(revision_of(connection)))
    total = 0
    for table in _tables(connection):
        names = tuple(str(each.name) for each in table.columns)
        ordered = select(table).order_by(*(_bytewise(connection, each) for each in table.primary_key))
        found = connection.execution_options(yield_per=ROWS).execute(ordered)
        for some in found.partitions():
            total += len(some)
            yield msgspec.msgpack.encode(Rows(str(table.name), names, [list(row) for row in some]))
    yield msgspec.msgpack.encode(End(total))


def framed(each: Iterable[bytes]) -> Iterator[bytes]:
    """Write records one after the other, each behind its length."""
    for record in each:
        yield len(record).to_bytes(LENGTH_BYTES, "big") + record


def unframed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """
    Give the records that `framed` wrote, cut anyhow since.

    Raises:
        DumpError: the last one is cut.
    """
    have = bytearray()
    for piece in pieces:
        have += piece
        while len(have) >= LENGTH_BYTES:
            end = LENGTH_BYTES + int.from_bytes(have[:LENGTH_BYTES], "big")
            if len(have) < end:
                break
            yield bytes(have[LENGTH_BYTES:end])
            del have[:end]
    if have:
        raise DumpError("the last record is cut")


def head_of(record: bytes) -> Head:
    """
    Read the first record.

    Raises:
        DumpError: it is another.
    """
    head = _decoded(record)
    if not isinstance(head, Head):
        raise DumpError("the beginning is missing")
    return head


def fill(connection: Connection, following: Iterable[bytes]) -> int:
    """
    Put the rows of every record after the first into tables that are there, and give their number.

    Raises:
        DumpError: it is no such stream, it was cut, or the tables are other ones.
    """
    tables = {each.name: each for each in _tables(connection)}
    total, ended = 0, False
    for record in following:
        each = _decoded(record)
        if ended or isinstance(each, Head):
            raise DumpError("something stands in the wrong place")
        if isinstance(each, End):
            ended = each.rows == total
            continue
        if each.table not in tables or not set(each.columns) <= set(tables[each.table].columns.keys()):
            raise DumpError("another table than the form of the database has")
        total += len(each.values)
        _put(connection, tables[each.table], each)
    if not ended:
        raise DumpError("the end is missing")
    return total


def _put(connection: Connection, table: Table, some: Rows) -> None:
    columns = [table.columns[name] for name in some.columns]
    values = [
        {column.name: _value(column, value) for column, value in zip(columns, row, strict=True)}
        for row in some.values
    ]
    try:
        connection.execute(table.insert(), values)
    except DBAPIError:
        raise DumpError("rows that do not fit their table") from None


def _value(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(column.type, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value


def _tables(connection: Connection) -> Sequence[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [each for each in metadata.sorted_tables if each.name != VERSIONS]


def _bytewise(connection: Connection, column: Column[Any]) -> Any:
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return column.collate("C")
    return column


def _decoded(record: bytes) -> Record:
    try:
        return _decoder.decode(record)
    except msgspec.DecodeError:
        raise DumpError("a record that is none") from None
