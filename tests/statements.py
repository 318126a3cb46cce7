"""
A test process compiles a statement once for each kind of database, not anew for every database of every test.

SQLAlchemy keeps what it compiled at each engine, under the statement and the engine's own dialect. Here all
engines whose dialects are set alike keep it in one place, under the statement alone.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

MOST = 5000
_of_each_kind: dict[Hashable, "LRUCache[Any, Any]"] = {}


def compile_once() -> None:
    """From now on let the engines of this process share what they compile."""
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    if not isinstance(connection.engine._compiled_cache, _Shared):
        dialect = connection.dialect
        plain = (each for each in vars(dialect).items() if isinstance(each[1], str | int | tuple | None))
        kind = type(dialect), frozenset(plain)
        connection.engine._compiled_cache = _Shared(_of_each_kind.setdefault(kind, LRUCache(MOST)))


class _Shared:
    """What engines of one kind have compiled; SQLAlchemy asks with a dialect first, which is left out."""

    def __init__(self, kept: "LRUCache[Any, Any]") -> None:
        self._kept = kept

    def get(self, key: tuple[Any, ...]) -> Any:
        """Give what was compiled of a statement, or None."""
        return self._kept.get(key[1:])

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._kept[key[1:]] = compiled
