"""The demo: a local Slack workspace, a simulated company with weeks of history, and the unmodified bot between them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.house import open_house
from bot.jobs.daily import make_round
from bot.jobs.digests import weekly_of
from bot.manifest import manifest
from bot.sandbox import Clock, LocalWorkspace
from bot.schedule import due_now
from bot.service import Service
from bot.settings import Settings
from commands._ask import House
from ranking.events import Event, Located, Person, Team
from ranking.simulation import Company, SimulatedPerson, channel_name, simulate
from storage.engine import Database
from storage.intake import take_in
from storage.preferences import choose

WEEKS = 12
MINIMUM_GROUP = 8
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo."""

    workspace: LocalWorkspace
    service: Service
    company: Company


@asynccontextmanager
async def running_demo(
    folder: Path, *, port: int, people: int, seed: int, now: datetime | None = None, progress: Progress = lambda _: None
) -> AsyncIterator[Demo]:
    """Start the workspace, fill it, start the bot. Everything lives in `folder` and ends with the context.

    The company's last week is not written down but lived through: the clock is set back to the week before, and the
    bot itself ranks, posts last Monday's digests and awards the week's badges as the clock comes up to `now`.
    """
    now = now or datetime.now(UTC)
    workspace = LocalWorkspace(seed=seed, clock=Clock(now - timedelta(days=7)), name="Acme")
    progress(f"Simulating {people} people and {WEEKS} weeks of their work")
    company = await asyncio.to_thread(simulate, people=people, weeks=WEEKS, seed=seed, ends=now)
    workspace.install(manifest())
    events = _move_in(workspace, company)
    await workspace.start(port=port)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(workspace.close)
        settings = _settings(workspace, folder)
        database = stack.enter_context(closing(Database(settings.database_url.get_secret_value())))
        house = await asyncio.to_thread(open_house, settings, database)
        await asyncio.to_thread(_fill, database, house, company, events, now, progress)
        service = await stack.enter_async_context(Service(settings, now=workspace.clock.now, database=database))
        progress("Living through the last week")
        await _live_through(workspace, service, house, company, now)
        workspace.clock.subscribe(service.ticker.tick)  # type: ignore[union-attr]
        yield Demo(workspace, service, company)


def _settings(workspace: LocalWorkspace, folder: Path) -> Settings:
    """Settings of the demo alone: the visitor's own environment must not leak in."""
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(workspace.bot_token),
        slack_app_token=SecretStr(workspace.app_token),
        slack_signing_secret=None,
        slack_api_url=workspace.api_url,
        host="127.0.0.1",
        port=0,
        database_url=SecretStr(f"sqlite:///{folder / 'demo.sqlite3'}"),
        workspace="demo",
        time_zone="UTC",
        policy="kept-value",
        visibility="private",
        minimum_group=MINIMUM_GROUP,
        api_token=None,
    )


def _move_in(workspace: LocalWorkspace, company: Company) -> list[Event]:
    """Give everybody a Slack account and every team a channel; the events then name them."""
    accounts: dict[str, str] = {}
    host = _host(company)
    for one in sorted(company.people, key=lambda one: one is not host):
        person = one.person
        accounts[person.id] = workspace.add_user(
            name=person.id, real_name=person.name, email=person.email, tz=person.time_zone or "UTC"
        )
    channels = {
        team.id: workspace.add_channel(
            channel_name(team),
            members=[accounts[one.person.id] for one in company.people if one.person.team == team.id],
            topic=f"{team.name}: weekly digest on Mondays",
        )
        for team in company.teams
    }
    return [_at_home(event, accounts, channels) for event in company.events]


def _host(company: Company) -> SimulatedPerson:
    """Whom the visitor is at first (the page begins with the first account): somebody whose card has much to show."""
    sizes = Counter(one.person.team for one in company.people)
    settled = [
        one
        for one in company.people
        if one.persona == "steady" and one.visibility == "public" and sizes[one.person.team] >= MINIMUM_GROUP
    ]
    return max(settled or company.people, key=lambda one: one.true_value)


def _at_home(event: Event, accounts: dict[str, str], channels: dict[str, str]) -> Event:
    if isinstance(event, Person):
        return event.model_copy(update={"slack_user_id": accounts[event.id]})
    if isinstance(event, Team):
        return event.model_copy(update={"channel": channels[event.id]})
    return event


def _fill(
    database: Database, house: House, company: Company, events: list[Event], now: datetime, progress: Progress
) -> None:
    """Import the company, note who chose to be seen, and rank it as it stood in the weeks before the last."""
    located = [Located(event, "the simulation", line) for line, event in enumerate(events, start=1)]
    progress(f"Importing {len(located):,} events")
    for _ in take_in(database, house.workspace, "events", located, now):
        pass
    with database.write() as connection:
        for one in company.people:
            choose(connection, house.workspace, one.person.id, visibility=one.visibility)
    for weeks in (2, 1):
        progress(f"Ranking everybody as of {weeks} {'weeks' if weeks > 1 else 'week'} ago")
        then = now - timedelta(weeks=weeks)
        make_round(database, house, then, f"history:{then.date()}", tell=False)


async def _live_through(
    workspace: LocalWorkspace, service: Service, house: House, company: Company, now: datetime
) -> None:
    """Bring the clock up to now by way of every moment at which a digest was due."""
    due = {found.due for team in company.teams if (found := due_now(weekly_of(team, house), now))}
    for moment in sorted({*due, now}):
        if moment > workspace.clock.now():
            workspace.clock.move_to(moment)
            await service.ticker.tick()  # type: ignore[union-attr]
