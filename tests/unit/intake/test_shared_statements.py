"""The engines of the tests share what they compile of a statement, where they would compile it alike."""

from pathlib import Path

import pytest
from sqlalchemy import Integer, column, create_engine, literal, select
from sqlalchemy.engine.interfaces import CacheStats

from intake.store.engine import open_engine, read


@pytest.mark.parametrize(("style", "found"), [(None, CacheStats.CACHE_HIT), ("named", CacheStats.CACHE_MISS)])
def test_a_statement_is_compiled_once_for_engines_that_are_alike(
    tmp_path: Path, style: str | None, found: CacheStats
) -> None:
    """A second engine compiles nothing that the first one has; one that writes otherwise compiles its own."""
    asked = select(literal(7).label(tmp_path.name), column("rowid", Integer) * 2).select_from(
        select(literal(4).label("rowid")).subquery()
    )
    with read(open_engine(f"sqlite:///{tmp_path / 'first.db'}")) as connection:
        assert connection.execute(asked).context.cache_hit is CacheStats.CACHE_MISS
    other = {} if style is None else {"paramstyle": style}
    with create_engine(f"sqlite:///{tmp_path / 'second.db'}", **other).connect() as connection:
        answer = connection.execute(asked)
        assert (answer.context.cache_hit, answer.one()) == (found, (7, 8))
