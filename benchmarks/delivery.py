"""Ten thousand messages against a Telegram that fails: what is lost, doubled, in doubt.

    PYTHONPATH=src:. python benchmarks/delivery.py [messages] [seed]

The database is real (SQLite, every commit synced), the clock is virtual. 15 % of the answers are
faulty (arrived or not without an answer, flood control, connection refused) and 2 % of the
sends are followed by a crash before the commit.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from tests.stages.sender import by_chat, copies, faults, lost_silently, most_within, sender

from monitor.model import ChatPolicy

FAULTY, CRASHING = 0.15, 0.02
PER_CHAT = 5  # fewer than make a digest


async def simulate(messages: int, seed: int, on_unknown: str) -> dict[str, object]:
    """Return what became of the messages under one policy."""
    chats = tuple(ChatPolicy(name=f"c{n}", chat=n + 1) for n in range(messages // PER_CHAT))
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        sender(f"sqlite:///{Path(folder) / 'monitor.db'}", *chats, on_unknown=on_unknown) as world,
    ):
        world.telegram.mishap = faults(seed, faulty=FAULTY, crashing=CRASHING)
        for number in range(messages):
            await world.alert(number + 1, f"c{number % len(chats)}")
        start = world.clock.now
        await world.run(until=timedelta(days=2))
        states, arrived = await world.states(), copies(world.telegram)
        silent = lost_silently(await world.ends(), arrived)
        spent = world.clock.now - start
    lost = messages - len(arrived)
    return {
        "on_unknown": on_unknown,
        "messages": messages,
        "states": states,
        "never_arrived": lost,
        "lost_silently": len(silent),
        "unaccounted": messages - sum(states.values()),
        "arrived_twice": sum(count == 2 for count in arrived.values()),
        "most_copies": max(arrived.values()),
        "crashes": world.crashes,
        "most_in_a_second": most_within(
            [at for _, at in world.telegram.calls], timedelta(seconds=1)
        ),
        "most_in_a_second_in_one_chat": max(
            most_within(at, timedelta(seconds=1)) for at in by_chat(world.telegram.calls).values()
        ),
        "virtual_minutes": round(spent.total_seconds() / 60, 1),
        "seconds": round(time.perf_counter() - began, 1),
    }


def main() -> None:
    """Print one line of JSON per policy; exit 1 when a promise is broken."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    kept = True
    for policy, most in (("hold", 1), ("resend_once", 2)):
        found = asyncio.run(simulate(messages, seed, policy))
        print(json.dumps(found), flush=True)
        kept &= not found["lost_silently"] and not found["unaccounted"]
        kept &= int(str(found["most_copies"])) <= most
    sys.exit(not kept)


if __name__ == "__main__":
    main()
