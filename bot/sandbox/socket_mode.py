"""Socket Mode: up to ten connections, one of which is chosen for each payload."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.core import Core
from bot.sandbox.model import Json

MOST_CONNECTIONS = 10


class SocketClosedError(Exception):
    """The connection went before the app had acknowledged."""


@dataclass(slots=True, eq=False)
class Connection:
    """One open connection and the envelopes that wait for its acknowledgement."""

    ws: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)


class SocketMode:
    """The workspace's end of an app's Socket Mode connections."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._random = random.Random(core.state.seed)
        self._connections: list[Connection] = []

    @property
    def connected(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until either side ends it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._core.tickets:
            return web.Response(status=401, text="invalid ticket")
        self._core.tickets.discard(ticket)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await ws.close()
            return ws
        connection = Connection(ws)
        self._connections.append(connection)
        self._core.changes.publish("app")
        try:
            await ws.send_json(self._hello())
            await self._listen(connection)
        finally:
            self._forget(connection)
        return ws

    async def send(self, kind: str, payload: Json, seconds: float, retry: tuple[int, str] | None = None) -> Any:
        """Send a payload over one connection; return what the acknowledgement carries.

        Raises TimeoutError after `seconds` and SocketClosedError when the connection goes first.
        """
        connection = self._random.choice(self._connections)
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            attempt, reason = retry or (0, "")
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = acknowledged
        try:
            async with asyncio.timeout(seconds):
                await connection.ws.send_json(envelope)
                return await acknowledged
        except ConnectionError:
            raise SocketClosedError from None
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to go, as Slack does when it refreshes them ("refresh_requested", "warning")."""
        for connection in list(self._connections):
            await connection.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            if reason != "warning":
                await connection.ws.close()

    async def close(self) -> None:
        """Close every connection."""
        for connection in list(self._connections):
            await connection.ws.close()

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.ws:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                answer = json.loads(frame.data)
            except ValueError:
                continue
            waiting = connection.waiting.get(str(answer.get("envelope_id"))) if isinstance(answer, dict) else None
            if waiting is not None and not waiting.done():
                waiting.set_result(answer.get("payload"))

    def _forget(self, connection: Connection) -> None:
        self._connections.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_exception(SocketClosedError())
        self._core.changes.publish("app")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._core.app_id},
            "debug_info": {"host": "local-workspace", "build_number": 1, "approximate_connection_time": 18060},
        }
