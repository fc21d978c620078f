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
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Delivery
from bot.house import open_house
from bot.settings import Settings, secret
from bot.slack_app import Answers, Background, build_app
from bot.ticker import Ticker
from bot.web import Web
from commands._ask import House
from storage.engine import Database

log = logging.getLogger(__name__)
Role = Literal["all", "web", "worker"]
SLACK_TIMEOUT = 10  # seconds a call may take
DRAIN = 10.0  # seconds that requests under way have when the service stops


def utc_now() -> datetime:
    """The time, outside demos and tests."""
    return datetime.now(UTC)


def slack_session() -> aiohttp.ClientSession:
    """A session whose calls end in time: Slack's client applies its own timeout only to sessions that it makes."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_TIMEOUT))


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
        over_http = settings.slack_app_token is None and role != "worker"
        settings.require("slack_bot_token", *(["slack_signing_secret"] if over_http else []))
        self.settings, self.role, self._now = settings, role, now
        self.database = database or Database(secret(settings.database_url))
        self._owns_database = database is None
        self.port = settings.port
        self.ticker: Ticker | None = None

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        try:
            await self._start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Stop taking in, finish what is under way, close."""
        await self._stack.aclose()
        if self._owns_database:
            self.database.close()

    async def _start(self) -> None:
        house = await asyncio.to_thread(open_house, self.settings, self.database)
        session = await self._stack.enter_async_context(slack_session())
        if self.role in {"all", "web"}:
            await self._start_web(house, session)
        if self.role in {"all", "worker"}:
            delivery = Delivery(self.database, house.workspace, slack_client(self.settings, session), self._now)
            self.ticker = Ticker(self.database, house, delivery, self._now)
            self.ticker.start()
            self._stack.push_async_callback(self.ticker.stop)

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
            await self._connect(app, session, background)

    async def _listen(self, application: web.Application) -> None:
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=DRAIN)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, self.settings.host, self.settings.port)
        await site.start()
        self.port = runner.addresses[0][1]
        log.info("listening on %s:%s", self.settings.host, self.port)

    async def _connect(self, app: AsyncApp, session: aiohttp.ClientSession, background: Background) -> None:
        # The app token opens sockets and nothing else, so it gets a client of its own.
        opener = AsyncWebClient(base_url=self.settings.slack_api_url, timeout=SLACK_TIMEOUT, session=session)
        handler = _SocketHandler(app, secret(self.settings.slack_app_token), opener, background)
        self._stack.push_async_callback(handler.close_async)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        self._stack.push_async_callback(background.drain)
        log.info("connected by Socket Mode")


class _SocketHandler(AsyncSocketModeHandler):
    """Keeps hold of every request, so that the socket stays open until those under way are answered."""

    def __init__(self, app: AsyncApp, token: str, client: AsyncWebClient, background: Background) -> None:
        super().__init__(app, token, web_client=client)
        self._background = background

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer one request."""
        await self._background.start(super().handle(client, req))  # type: ignore[arg-type]  # it is ours
