from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from tests import postgres
from tests.stages import sender

# A busy machine is no reason to fail: pytest-timeout bounds the whole test instead.
settings.register_profile("monitor", deadline=None)
settings.load_profile("monitor")

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A real server; without one the test is skipped, but never where CI says so."""
    try:
        with postgres.open_server() as server:
            yield server
    except postgres.NoServerError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Run the test once on each engine: what it states is a contract of the store."""
    return str(request.param)


@pytest.fixture
def empty_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'monitor.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database(migrated=False) as url:
        yield url


@pytest.fixture
def url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with our tables, and nothing in them."""
    if engine_name == "sqlite":
        file = tmp_path / "monitor.db"
        file.write_bytes(sender.empty_database())
        yield f"sqlite:///{file}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database(migrated=True) as url:
        yield url
