"""The bot behind real HTTP on loopback, and requests signed as Slack signs them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.delivery import signed
from bot.slack_app import Answers, Background, build_app
from bot.web import Web
from commands._ask import House
from storage.engine import Database
from tests.conftest import NOW

SECRET, TOKEN = "signing-secret", "intake-token"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
HOUSE = House("w")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, read."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Site:
    """The bot's web server and a session to it."""

    url: str
    session: aiohttp.ClientSession
    background: Background

    async def get(self, path: str) -> Answer:
        """Fetch a page."""
        return await self._ask("GET", path)

    async def post(self, path: str, data: Any = b"", headers: Any = None) -> Answer:
        """Send a body."""
        return await self._ask("POST", path, data=data, headers=headers)

    async def slack(self, body: bytes, content_type: str = FORM, **more: str) -> Answer:
        """Send a body as Slack would, signed."""
        headers = {"Content-Type": content_type, **signed(SECRET, body), **more}
        return await self.post("/slack/events", body, headers)

    async def command(self, text: str = "", user: str = "U1") -> Answer:
        """Type /kirorank."""
        fields = {"command": "/kirorank", "text": text, "user_id": user, "team_id": "T1", "response_url": "http://x"}
        return await self.slack(urlencode(fields).encode())

    async def press(self, value: str, response_url: str | None, user: str = "U1") -> Answer:
        """Press one of the bot's buttons."""
        payload = {
            "type": "block_actions",
            "user": {"id": user, "team_id": "T1"},
            "team": {"id": "T1"},
            "actions": [{"type": "button", "action_id": "kirorank:me", "block_id": "b", "value": value}],
            "response_url": response_url,
        }
        return await self.slack(urlencode({"payload": json.dumps(payload)}).encode())

    async def _ask(self, verb: str, path: str, **options: Any) -> Answer:
        async with self.session.request(verb, f"{self.url}{path}", **options) as response:
            return Answer(response.status, await response.text(), dict(response.headers))


@asynccontextmanager
async def open_site(
    database: Database, token: str = TOKEN, now: Callable[[], datetime] = lambda: NOW
) -> AsyncIterator[Site]:
    """Serve the bot over HTTP for the length of a test."""
    background = Background()
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/", session=session)
        app = build_app(Answers(database, HOUSE, now), client, SECRET, background)
        web = Web(database, HOUSE.workspace, app, SECRET, token, now)
        async with TestServer(web.application()) as server:
            yield Site(str(server.make_url("")).rstrip("/"), session, background)
        await background.drain()
