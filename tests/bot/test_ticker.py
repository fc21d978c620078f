"""The ticker: one job's failure stops no other, and a tick more changes nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.manifest import manifest
from bot.sandbox import LocalWorkspace
from bot.ticker import Ticker
from commands._ask import House
from storage.engine import Database
from storage.ledger import counts
from tests.bot.company_help import WORKSPACE, company, move_in
from tests.bot.delivery_help import open_post
from tests.conftest import NOW

HOUSE = House(WORKSPACE)


def ledger(database: Database) -> dict[str, int]:
    """Deliveries by state."""
    with database.read() as connection:
        return counts(connection, WORKSPACE)


async def test_a_tick_does_all_that_is_due_once(sqlite_database: Database) -> None:
    """Ranked, awarded and queued in one tick; the second tick, and a second process's, add nothing."""
    move_in(sqlite_database)
    ticker = Ticker(sqlite_database, HOUSE, None, lambda: NOW + timedelta(hours=12))
    await ticker.tick()
    first = ledger(sqlite_database)
    await ticker.tick()
    await Ticker(sqlite_database, HOUSE, None, lambda: NOW + timedelta(hours=13)).tick()

    assert first["waiting"] > len(company().teams)
    assert ledger(sqlite_database) == first


async def test_a_failing_job_keeps_no_other_from_its_turn(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """A policy that does not exist breaks the ranking; the digests are queued all the same, and the log says which."""
    move_in(sqlite_database)
    await Ticker(sqlite_database, House(WORKSPACE, policy="none"), None, lambda: NOW + timedelta(hours=12)).tick()

    assert ledger(sqlite_database) == {"waiting": len(company().teams)}
    assert "a job failed: standings and badges" in caplog.text


async def test_what_is_queued_is_delivered_in_the_same_tick(sqlite_database: Database) -> None:
    """Nothing waits half a minute for its turn; what has no channel in Slack is closed with its reason."""
    async with open_post(sqlite_database) as post:
        post.queue("a")
        await Ticker(sqlite_database, HOUSE, post.delivery, post.now).tick()
        assert ledger(sqlite_database) == {"sent": 1}


async def test_a_lost_database_does_not_end_the_ticking(tmp_path: object, caplog: pytest.LogCaptureFixture) -> None:
    """Every job and the delivery fail; the tick itself does not, and the next one comes."""
    lost = Database(f"sqlite:///{tmp_path}")
    async with LocalWorkspace() as workspace:
        workspace.install(manifest())
        async with open_post(lost) as post:
            await Ticker(lost, HOUSE, post.delivery, post.now).tick()
    lost.close()

    assert "delivery failed" in caplog.text


async def test_it_ticks_by_itself_and_stops(sqlite_database: Database) -> None:
    """The scheduler's job runs, and after a stop it does not; stopping what never started is no error."""
    ticks, ticked = [], asyncio.Event()

    def now() -> datetime:
        ticks.append(NOW)
        ticked.set()
        return NOW

    ticker = Ticker(sqlite_database, HOUSE, None, now)
    ticker.start()
    ticker._scheduler.reschedule_job(ticker._scheduler.get_jobs()[0].id, trigger="interval", seconds=0.05)
    await asyncio.wait_for(ticked.wait(), 3)
    await ticker.stop()
    seen = len(ticks)
    await asyncio.sleep(0.15)

    assert len(ticks) == seen
    await Ticker(sqlite_database, HOUSE, None, now).stop()
