"""`monitor run` that dies at a chosen transaction edge, as if by `kill -9`.

CRASH=function:edge:n ends the process at the n-th call of the transaction function: `before`
it begins, `inside` (all done, nothing committed) or `after` its commit.
BREAK=1 commits entries before their alerts: the order of commits that loses news.
"""

from __future__ import annotations

import os
from concurrent.futures import Future
from typing import Any

from monitor import app
from monitor.cli import main
from monitor.stages import poll as poll_stage
from monitor.store import db, outbox

FUNCTION, EDGE, COUNT = (os.environ.get("CRASH") or "::0").split(":")


class CrashingDatabase(db.Database):
    """Dies at the edge that CRASH names."""

    calls = 0

    def submit(self, function: Any, *args: Any, **kwargs: Any) -> Future[Any]:
        if function.__name__ != FUNCTION or not self._mine():
            return super().submit(function, *args, **kwargs)
        if EDGE == "before":
            os._exit(9)
        future = super().submit(_dying(function) if EDGE == "inside" else function, *args, **kwargs)
        future.add_done_callback(lambda _: os._exit(9))
        return future

    def _mine(self) -> bool:
        CrashingDatabase.calls += 1
        return CrashingDatabase.calls == int(COUNT)


def _dying(function: Any) -> Any:
    def dies(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        os._exit(9)

    return dies


def _break_the_order() -> None:
    """Keep entries in one transaction and their alerts in a second one."""
    add, kept = outbox.add, []

    def remember(_session: Any, alerts: Any, **kwargs: Any) -> tuple[()]:
        kept.append((tuple(alerts), kwargs))
        return ()

    def add_alerts(session: Any) -> None:
        while kept:
            alerts, kwargs = kept.pop()
            add(session, alerts, **kwargs)

    whole = poll_stage._take_in

    async def take_in(ctx: Any, *args: Any) -> Any:
        check = await whole(ctx, *args)
        await ctx.db.run(add_alerts)
        return check

    setattr(outbox, "add", remember)  # noqa: B010 - the program, broken on purpose
    setattr(poll_stage, "_take_in", take_in)  # noqa: B010 - as above


if __name__ == "__main__":
    setattr(app, "Database", CrashingDatabase)  # noqa: B010 - the program on a mortal database
    if os.environ.get("BREAK"):
        _break_the_order()
    main()
