"""Write the next migration from the difference between the newest schema and `store/tables.py`.

    python tools/new_migration.py 0002 "Feeds know their hub"

Then read it, mend it, set `HEAD` in store/schema.py, and run the schema tests.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config

from monitor.store.db import make_engine

_PLAIN = {
    "sqlmodel.sql.sqltypes.AutoString()": "sa.String()",
    "monitor.store.tables.UtcDateTime(timezone=True)": "sa.DateTime(timezone=True)",
    "monitor.store.tables.SoundText()": "sa.String()",
}


def main(revision: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Config()
        config.set_main_option("script_location", str(files("monitor.store") / "migrations"))
        config.attributes["engine"] = make_engine(f"sqlite:///{folder}/empty.db")
        command.upgrade(config, "head")
        script = command.revision(config, message=message, autogenerate=True, rev_id=revision)
    path = Path(script.path)  # type: ignore[union-attr]  # one revision gives one script
    text = path.read_text("utf-8")
    for written, plain in _PLAIN.items():
        text = text.replace(written, plain)
    path.write_text(text, "utf-8")
    print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
