"""Parsing in child processes with limits of CPU, memory and time, so that no feed stops the loop.

A worker that is killed, hangs or answers nonsense is a `ParseFailed("parser_killed")` for this
feed alone, and is replaced when the next body comes (IN-01). Workers start when first needed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Fetched, ParsedFeed, ParseFailed, PollTarget
from monitor.runtime.wire import HEAD, MAX_ANSWER_BYTES, Question, pack_question, unpack_answer

WORKERS = 2
BACKLOG = 4  # bodies that wait for one worker before another is started: a start costs as much
STOP_PATIENCE = 2.0  # seconds for a worker to end by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseLimits:
    """What one parse may take; the largest honest feeds (3 MB) take 2 s and 100 MB."""

    cpu: timedelta = timedelta(seconds=5)
    wall: timedelta = timedelta(seconds=10)
    memory_bytes: int = 1 << 30


@asynccontextmanager
async def open_sandbox(
    *, workers: int = WORKERS, limits: ParseLimits | None = None
) -> AsyncIterator[Sandbox]:
    """Hand out a sandbox of at most so many processes, and end them in the end."""
    sandbox = Sandbox(workers, limits or ParseLimits())
    try:
        yield sandbox
    finally:
        await sandbox.close()


class Sandbox:
    """A few long-lived parser processes; each body is parsed by one that is free."""

    def __init__(self, workers: int, limits: ParseLimits) -> None:
        self._limits = limits
        self._most = workers
        self._started = 0
        self._idle: list[Process] = []
        self._waiting: deque[asyncio.Future[Process | None]] = deque()

    async def parse(
        self, fetched: Fetched, now: datetime, target: PollTarget
    ) -> ParsedFeed | ParseFailed:
        """Return what the body says, as `core.parse.parse` does, or that its parser was killed."""
        question = pack_question(
            Question(fetched.body, fetched.headers, fetched.url, now, target.cut)
        )
        try:
            worker = await self._free_worker()
        except OSError as error:
            return _killed(f"no process could be started ({error.strerror})")
        return await self._ask(worker, question)

    async def _free_worker(self) -> Process:
        """Return an idle worker, a new one if the queue is worth it, or the next that is free."""
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:
                return worker
            self._started -= 1
        if self._started < self._most and len(self._waiting) >= self._started * BACKLOG:
            self._started += 1
            return await self._start()
        turn: asyncio.Future[Process | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            given = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_on(turn.result())
            raise
        return given or await self._start()

    def _give_on(self, worker: Process | None) -> None:
        """Let the next body have this worker, or the right to start one in its place."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        if worker is None:
            self._started -= 1
        else:
            self._idle.append(worker)

    async def close(self) -> None:
        """End all idle workers, by force if need be."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(_end(worker) for worker in idle))

    async def _ask(self, worker: Process, question: bytes) -> ParsedFeed | ParseFailed:
        """Return the worker's answer; a worker that fell out of step is killed, whatever happens."""
        reusable = False
        try:
            async with asyncio.timeout(self._limits.wall.total_seconds()):
                answer, last = await _exchange(worker, question)
            reusable = not last
        except TimeoutError:
            answer = _killed("it took too long")
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            answer = _killed("it took too much CPU time or memory")
        finally:
            if not reusable:
                await _kill(worker)
            self._give_on(worker if reusable else None)
        return answer

    async def _start(self) -> Process:
        """Start a worker with nothing in its environment but where to import from."""
        try:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "monitor.runtime.sandbox_child",
                str(int(self._limits.cpu.total_seconds())),
                str(self._limits.memory_bytes),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
                start_new_session=True,  # Ctrl-C is for the program, which ends its workers itself
            )
        except BaseException:
            self._give_on(None)
            raise


async def _exchange(worker: Process, question: bytes) -> tuple[ParsedFeed | ParseFailed, bool]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(question)
    await worker.stdin.drain()
    size, _ = HEAD.unpack(await worker.stdout.readexactly(HEAD.size))
    if size > MAX_ANSWER_BYTES:
        raise ValueError("an answer larger than any honest one")
    return unpack_answer(await worker.stdout.readexactly(size))


async def _kill(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()
    await _end(worker)


async def _end(worker: Process) -> None:
    """Close the worker's input, which ends it; kill it if it does not end."""
    assert worker.stdin is not None
    worker.stdin.close()
    try:
        async with asyncio.timeout(STOP_PATIENCE):
            await worker.wait()
    except TimeoutError:
        worker.kill()
        await worker.wait()


def _killed(why: str) -> ParseFailed:
    return ParseFailed(reason="parser_killed", detail=f"the parser was stopped: {why}")
