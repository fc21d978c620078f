"""The ticker: one interval job in every process that asks what is due. The ledger makes it happen once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.delivery import Delivery
from bot.jobs.daily import take_due_snapshot
from bot.jobs.digests import queue_due
from bot.jobs.integrity import tend_cases
from bot.metrics import DELIVERED
from commands._ask import House
from storage.engine import Database

log = logging.getLogger(__name__)
INTERVAL = 30  # seconds
_JOBS: tuple[tuple[str, Callable[[Database, House, datetime], object]], ...] = (
    ("standings and badges", take_due_snapshot),
    ("digests", queue_due),
    ("cases", tend_cases),
)


class Ticker:
    """Runs the recurring jobs every half minute, and at once when asked (a demo's clock was moved)."""

    def __init__(
        self, database: Database, house: House, delivery: Delivery | None, now: Callable[[], datetime]
    ) -> None:
        self._database, self._house, self._delivery, self._now = database, house, delivery, now
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turn = asyncio.Lock()

    def start(self) -> None:
        """Begin ticking. A late tick is made up for, never skipped: what is due is asked, not counted."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=INTERVAL, jitter=5, misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop ticking, after the turn that is under way."""
        if self._delivery is not None:
            self._delivery.stop()
        # The scheduler cancels what runs when it is shut down, so the turn has to be over by then.
        async with self._turn:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Do everything that is due now, in the order in which one thing leads to the next."""
        async with self._turn:
            now = self._now()
            for name, job in _JOBS:
                try:
                    await asyncio.to_thread(job, self._database, self._house, now)
                except Exception:
                    # One job's failure must not keep the others from their turn; the next tick tries again.
                    log.exception("a job failed: %s", name)
            await self._deliver()

    async def _deliver(self) -> None:
        if self._delivery is None:
            return
        try:
            DELIVERED.inc(await self._delivery.run_once())
        except Exception:
            log.exception("delivery failed")
