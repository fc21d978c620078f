"""Workers are killed at random moments while Slack fails at random: no message is lost, none is doubled."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.delivery import mark_of
from bot.manifest import manifest
from bot.sandbox import LocalWorkspace
from bot.sandbox.faults import Fault
from storage.engine import Database
from storage.ledger import Message, counts, queue
from tests.crash.worker import WORKSPACE

ROOT = Path(__file__).parents[2]
WORKERS, LEASE = 4, 2.0
CHANNELS = [f"C0TEAM{n}" for n in range(5)]
FAULTS = ("ratelimited", "http_500", "fatal_error", "hang", "drop_after_accept", "drop_after_accept")


@dataclass
class Herd:
    """The living workers' process ids, as their keeper prints them."""

    alive: list[int]
    killed: int = 0

    def kill_one(self) -> None:
        """Kill -9 a random worker; it has no say in the matter."""
        victim = self.alive.pop(random.randrange(len(self.alive)))
        os.kill(victim, signal.SIGKILL)
        self.killed += 1


@asynccontextmanager
async def herd(url: str, workspace: LocalWorkspace) -> AsyncIterator[Herd]:
    """Four workers, replaced as they die."""
    keeper = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crash.worker"),
        *(url, workspace.api_url, workspace.bot_token, str(WORKERS), str(LEASE)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert keeper.stdout is not None
    lines = keeper.stdout
    found = Herd([int(await lines.readline()) for _ in range(WORKERS)])

    async def follow() -> None:
        async for line in lines:
            found.alive.append(int(line))

    following = asyncio.create_task(follow())
    try:
        yield found
    finally:
        keeper.terminate()
        await keeper.wait()
        await following


def queue_some(database: Database, keys: list[str]) -> None:
    """Queue digests for the channels in turn."""
    messages = [Message(key, "digest", CHANNELS[n % len(CHANNELS)], {"text": key}) for n, key in enumerate(keys)]
    with database.write() as connection:
        queue(connection, WORKSPACE, messages, datetime.now(UTC))


async def until_all_sent(database: Database, wanted: int, seconds: float) -> dict[str, int]:
    """Wait until the ledger says that everything was sent; the last counts either way."""
    deadline = time.monotonic() + seconds
    while True:
        with database.read() as connection:
            found = counts(connection, WORKSPACE)
        if found == {"sent": wanted} or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.05)


async def run_and_kill(
    database: Database, url: str, messages: int, kills: int, seconds: float
) -> tuple[Counter[str], Herd]:
    """Queue messages bit by bit, with a fault and a kill in between; what arrived, by its mark."""
    keys = [f"m{n:05}" for n in range(messages)]
    share = -(-messages // kills)
    async with LocalWorkspace(seed=1) as workspace:
        workspace.install(manifest())
        for number, channel in enumerate(CHANNELS):
            workspace.add_channel(f"team{number}", id=channel)
        async with herd(url, workspace) as workers:
            for start in range(0, messages, share):
                workspace.core.faults.add(Fault("chat.postMessage", random.choice(FAULTS), times=2))
                queue_some(database, keys[start : start + share])
                await asyncio.sleep(random.uniform(0.0, 0.12))
                if workers.alive:
                    workers.kill_one()
            workspace.core.faults.add(Fault("conversations.history", "http_500", times=3))
            assert await until_all_sent(database, messages, seconds) == {"sent": messages}
        state = workspace.core.state
        arrived = [message for channel in CHANNELS for message in state.channels[channel].ordered()]
    return Counter(message.metadata["event_payload"]["key"] for message in arrived), workers


async def prove(database: Database, url: str, messages: int, kills: int, seconds: float) -> None:
    """Nothing lost, nothing doubled, and the figures for the record."""
    started = time.monotonic()
    arrived, workers = await run_and_kill(database, url, messages, kills, seconds)
    wanted = {mark_of(WORKSPACE, f"m{n:05}") for n in range(messages)}
    lost, doubled = wanted - arrived.keys(), [key for key, times in arrived.items() if times > 1]
    print(  # noqa: T201  # pytest -s shows it, and so does a failure
        f"\n{database.engine.dialect.name}: {messages} messages, {workers.killed} kills, "
        f"{len(lost)} lost, {len(doubled)} doubled, {time.monotonic() - started:.1f} s"
    )
    assert (len(lost), len(doubled)) == (0, 0)
    assert workers.killed >= kills * 0.8


async def test_killed_workers_lose_and_double_nothing(sqlite_database: Database, sqlite_url: str) -> None:
    """Four workers, 300 messages, at least 24 kill -9, a Slack that fails in five ways: each arrives once."""
    await prove(sqlite_database, sqlite_url, messages=300, kills=30, seconds=25)


@pytest.mark.slow
async def test_many_kills_on_both_databases(database: Database, database_url: str) -> None:
    """The same with 3,000 messages and 200 kills, on SQLite and on PostgreSQL."""
    await prove(database, database_url, messages=3000, kills=200, seconds=120)
