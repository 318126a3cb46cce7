"""
Bringing both databases to the newest form; the steps themselves are in deploy/migrations.

Each database has its own line of steps and its own version table, because each may be moved on its own.
"""

from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

LINES = ("intake", "triage")


def migrate(engine: Engine, line: str, *, to: str = "head") -> None:
    """
    Bring the database behind *engine* to version *to* of its *line* (`intake` or `triage`).

    The whole step is one transaction where the database allows it, so that a crash leaves the old form.
    """
    if line not in LINES:
        raise ValueError(f"there is no line of migrations called {line}")
    config = _config(line)
    config.attributes["engine"] = engine
    command.upgrade(config, to)


def _config(line: str) -> Config:
    config = Config()
    # Alembic reads % as the beginning of a name.
    config.set_main_option("script_location", str(_folder() / line).replace("%", "%%"))
    return config


def _folder() -> Path:
    packaged = files("triage") / "_migrations"
    if packaged.is_dir():
        return Path(str(packaged))
    return Path(__file__).parents[2] / "deploy" / "migrations"


def is_newest(engine: Engine, line: str) -> bool:
    """Say whether the database is there and of the newest form of its line."""
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    if file is not None and not Path(file).exists():
        # SQLite would make an empty one.
        return False
    newest = ScriptDirectory.from_config(_config(line)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
