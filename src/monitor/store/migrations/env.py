"""What Alembic runs: our engine, our tables, one transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from monitor.store.tables import metadata

engine = context.config.attributes["engine"]
_UPGRADE_LOCK = 5_202_603  # of programs that start at once, one upgrades and the others wait
with engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
