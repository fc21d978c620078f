"""Worker processes to be killed: each delivers what waits, until it dies.

Run as `python -m tests.crash.worker DATABASE_URL API_URL TOKEN COUNT LEASE`. This process imports everything once
and forks COUNT workers, whose ids it prints. Whenever one dies another is forked, so a kill costs no start-up time.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Delivery, Pace
from storage.engine import Database

WORKSPACE = "w"


async def deliver(database_url: str, api_url: str, token: str, lease: float) -> None:
    """Deliver for ever. Calls end after a fifth of the lease, so that a hanging Slack keeps no message too long."""
    pace = Pace(lease=timedelta(seconds=lease), pause=timedelta(seconds=0.05), batch=4)
    timeout = aiohttp.ClientTimeout(total=lease / 5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(token=token, base_url=api_url, session=session)
        delivery = Delivery(Database(database_url), WORKSPACE, client, lambda: datetime.now(UTC), pace)
        while True:
            await delivery.run_once()
            await asyncio.sleep(random.uniform(0.005, 0.02))


def fork(database_url: str, api_url: str, token: str, lease: float) -> int:
    """Start one worker; returns its process id, here, and never there."""
    worker = os.fork()
    if worker == 0:
        try:
            random.seed(os.getpid())
            asyncio.run(deliver(database_url, api_url, token, lease))
        finally:
            os._exit(1)
    print(worker, flush=True)  # noqa: T201  # the test reads it
    return worker


def main(database_url: str, api_url: str, token: str, count: str, lease: str) -> None:
    """Keep `count` workers alive until SIGTERM, or until the test that started this is gone."""
    parent = os.getppid()
    workers = {fork(database_url, api_url, token, float(lease)) for _ in range(int(count))}

    def stop(*_: object) -> None:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    while os.getppid() == parent:
        dead, _ = os.wait()
        workers.discard(dead)
        workers.add(fork(database_url, api_url, token, float(lease)))
    stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
