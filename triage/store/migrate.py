"""
Bringing both databases to the newest form; the steps themselves are in deploy/migrations.

Each database has its own line of steps and its own version table, because each may be moved on its own.
Who takes a step loads Alembic, and nobody else: every command and office only asks which form there is.
"""

from importlib.resources import files
from pathlib import Path

from sqlalchemy import Engine, inspect

from triage.store.dump import VERSIONS, revisions_of

LINES = ("intake", "triage")


class UnknownFormError(Exception):
    """There is no step that leads to the form asked for: a newer Betro knows it, perhaps."""


def migrate(engine: Engine, line: str, *, to: str = "head") -> None:
    """
    Bring the database behind *engine* to version *to* of its *line* (`intake` or `triage`).

    The whole step is one transaction where the database allows it, so that a crash leaves the old form.

    Raises:
        UnknownFormError: there is no such version.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # Alembic reads % as the beginning of a name.
    config.set_main_option("script_location", str(_folder(line)).replace("%", "%%"))
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise UnknownFormError(str(error)) from error


def _folder(line: str) -> Path:
    if line not in LINES:
        raise ValueError(f"there is no line of migrations called {line}")
    packaged = files("triage") / "_migrations"
    if packaged.is_dir():
        return Path(str(packaged)) / line
    return Path(__file__).parents[2] / "deploy" / "migrations" / line


def is_newest(engine: Engine, line: str) -> bool:
    """Say whether the database is there and of the newest form of its line: that of the last step's name."""
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    if file is not None and not Path(file).exists():
        # SQLite would make an empty one.
        return False
    newest = max(step.name.partition("_")[0] for step in (_folder(line) / "versions").glob("[0-9]*_*.py"))
    with engine.connect() as connection:
        return inspect(connection).has_table(VERSIONS) and revisions_of(connection) == [newest]
