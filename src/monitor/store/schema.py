"""The schema's history: Alembic migrations, run from inside the program."""

from __future__ import annotations

from importlib.resources import as_file, files

from sqlalchemy import Engine, inspect, text

from monitor.errors import SchemaError

HEAD = "0005"  # newest revision in migrations/versions; a test keeps the two equal


def current_revision(engine: Engine) -> str | None:
    """Return the database's revision, None when it holds no schema yet."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine) -> str | None:
    """Bring the schema to `HEAD`; return the revision that was there before.

    Raises:
        SchemaError: the database was written by a newer release.
    """
    before = current_revision(engine)
    if before == HEAD:
        return before
    if before is not None and before > HEAD:
        raise SchemaError(
            f"the database has schema {before}, this release knows {HEAD}; "
            "run the newer release again, or restore a backup from before the upgrade"
        )
    _run_alembic(engine)
    return before


def _run_alembic(engine: Engine) -> None:
    # Alembic takes 0.1 s to import; a database that is up to date never needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with as_file(files("monitor.store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.attributes["engine"] = engine
        command.upgrade(config, "head")
