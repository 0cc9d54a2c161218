"""The program, one verb per file, and `run`, the one place that catches everything."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from monitor.stages.context import Context, Job, Outcome

__all__ = ["Job", "Outcome", "Stage", "run"]

log = logging.getLogger("monitor.stages")


Stage = Callable[[Context, tuple[int, ...]], Awaitable[Outcome]]


async def run(ctx: Context, job: Job, stages: dict[str, Stage]) -> Outcome:
    """Run the job's stage and log its outcome; a stage that raises is logged, not propagated.

    What it was working on has been leased and pushed forward by then, so it cannot come round
    again at once (invariant 9).
    """
    try:
        outcome = await stages[job.stage](ctx, job.keys)
    except Exception:
        log.exception("stage failed", extra={"stage": job.stage, "keys": _shown(job.keys)})
        return Outcome(status="failed", counts={"crashes": 1})
    if outcome.status != "idle":
        log.info(
            "stage done",
            extra={"stage": job.stage, "keys": _shown(job.keys), "status": outcome.status}
            | {key: value for key, value in outcome.counts.items() if value},
        )
    return outcome


def _shown(keys: tuple[int, ...]) -> str:
    few = ",".join(map(str, keys[:5]))
    return few if len(keys) <= 5 else f"{few}..({len(keys)})"  # noqa: PLR2004 - fits a log line
