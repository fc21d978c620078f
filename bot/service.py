"""The one place that wires: settings in, a running bot out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Literal, Self

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Delivery
from bot.settings import Settings, secret
from bot.slack_app import Answers, Background, build_app
from bot.ticker import Ticker
from bot.web import Web
from commands._ask import House
from storage.engine import Database
from storage.schema import migrate

log = logging.getLogger(__name__)
Role = Literal["all", "web", "worker"]
SLACK_TIMEOUT = 10  # seconds a call may take; three in a row stay within a delivery's lease


def utc_now() -> datetime:
    """The time, outside demos and tests."""
    return datetime.now(UTC)


def house_of(settings: Settings) -> House:
    """The workspace's rules, as answers and jobs need them."""
    return House(
        workspace=settings.workspace,
        visibility=settings.visibility,
        minimum_group=settings.minimum_group,
        time_zone=settings.time_zone,
        policy=settings.policy,
    )


def slack_client(settings: Settings, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """A Web API client with the settings' token and address."""
    return AsyncWebClient(
        token=secret(settings.slack_bot_token),
        base_url=settings.slack_api_url,
        timeout=SLACK_TIMEOUT,
        session=session,
    )


class Service:
    """The bot, running: `async with Service(settings)`. The role says which halves of it run in this process."""

    def __init__(
        self,
        settings: Settings,
        *,
        role: Role = "all",
        now: Callable[[], datetime] = utc_now,
        database: Database | None = None,
    ) -> None:
        settings.require("slack_bot_token")
        if settings.slack_app_token is None and role != "worker":
            settings.require("slack_signing_secret")
        self.settings, self.role, self._now = settings, role, now
        self.database = database or Database(secret(settings.database_url))
        self._owns_database = database is None
        self.port = settings.port
        self.ticker: Ticker | None = None

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        await asyncio.to_thread(migrate, self.database)
        session = await self._stack.enter_async_context(aiohttp.ClientSession())
        house = house_of(self.settings)
        if self.role in {"all", "web"}:
            await self._start_web(house, session)
        if self.role in {"all", "worker"}:
            delivery = Delivery(self.database, house.workspace, slack_client(self.settings, session), self._now)
            self.ticker = Ticker(self.database, house, delivery, self._now)
            self.ticker.start()
            self._stack.push_async_callback(self.ticker.stop)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Stop taking in, finish what is under way, close."""
        await self._stack.aclose()
        if self._owns_database:
            self.database.close()

    async def _start_web(self, house: House, session: aiohttp.ClientSession) -> None:
        settings, background = self.settings, Background()
        socket_mode = settings.slack_app_token is not None
        signing_secret = None if socket_mode else secret(settings.slack_signing_secret)
        answers = Answers(self.database, house, self._now)
        app = build_app(answers, slack_client(settings, session), signing_secret, background)
        site = Web(
            self.database,
            house.workspace,
            None if socket_mode else app,
            signing_secret or "",
            secret(settings.api_token),
            self._now,
        )
        self._stack.push_async_callback(background.drain)
        await self._listen(site.application())
        if socket_mode:
            await self._connect(app, session)

    async def _listen(self, application: web.Application) -> None:
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self.settings.host, self.settings.port)
        await site.start()
        self.port = runner.addresses[0][1]
        log.info("listening", extra={"host": self.settings.host, "port": self.port})

    async def _connect(self, app: AsyncApp, session: aiohttp.ClientSession) -> None:
        # The app token opens sockets and nothing else, so it gets a client of its own.
        opener = AsyncWebClient(base_url=self.settings.slack_api_url, timeout=SLACK_TIMEOUT, session=session)
        handler = AsyncSocketModeHandler(app, secret(self.settings.slack_app_token), web_client=opener)
        await handler.connect_async()
        self._stack.push_async_callback(handler.close_async)
        log.info("connected by Socket Mode")
