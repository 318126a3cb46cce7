"""Runs the steps of the `intake` database on the engine that `triage.store.migrate` hands over."""

from alembic import context

from intake.store.tables import metadata

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
