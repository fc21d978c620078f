"""Brings payloads to the app: signed over HTTP, or over Socket Mode; waits three seconds, retries events."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.core import Core
from bot.sandbox.model import Json
from bot.sandbox.socket_mode import SocketClosedError, SocketMode

ACK_SECONDS = 3.0
# Slack resends an event at once, after a minute and after five; the setting retry_scale shortens that.
RETRY_DELAYS = (0.0, 60.0, 300.0)
TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a delivery: the app's status and body, or the error the user would see."""

    status: int
    body: Any = None
    error: str | None = None
    duration_ms: float = 0.0
    no_retry: bool = False


class Delivery:
    """The way from one workspace to its app."""

    def __init__(self, core: Core, sockets: SocketMode) -> None:
        self.request_url: str | None = None
        self.ack_seconds = ACK_SECONDS
        self.retry_scale = 0.0
        self._core = core
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether there is an app to deliver to."""
        return self.request_url is not None or self._sockets.connected > 0

    async def close(self) -> None:
        """Stop retrying and close the connections."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def command(self, payload: Json) -> Outcome:
        """Deliver a slash command."""
        return await self._deliver("slash_commands", payload["command"], payload)

    async def interaction(self, payload: Json) -> Outcome:
        """Deliver an interaction such as block_actions."""
        return await self._deliver("interactive", payload["type"], payload)

    async def event(self, payload: Json) -> Outcome:
        """Deliver an event; when that fails, the retries go on in the background."""
        outcome = await self._deliver("events_api", payload["event"]["type"], payload)
        if outcome.error and not outcome.no_retry and self.connected:
            self._in_background(self._retry(payload, outcome))
        return outcome

    async def verify_url(self) -> bool:
        """Send url_verification to the request URL; return whether the challenge came back."""
        challenge = self._core.state.fresh("challenge")
        payload = {"token": "", "challenge": challenge, "type": "url_verification"}
        outcome = await self._over_http("events_api", payload, None)
        answer = outcome.body.get("challenge") if isinstance(outcome.body, dict) else outcome.body
        return outcome.error is None and answer == challenge

    async def _retry(self, payload: Json, outcome: Outcome) -> None:
        for attempt, delay in enumerate(RETRY_DELAYS, start=1):
            await asyncio.sleep(delay * self.retry_scale)
            reason = "http_timeout" if outcome.error == TIMED_OUT else "http_error"
            outcome = await self._deliver("events_api", payload["event"]["type"], payload, (attempt, reason))
            if not outcome.error or outcome.no_retry:
                return

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, kind: str, name: str, payload: Json, retry: tuple[int, str] | None = None) -> Outcome:
        started = time.perf_counter()
        if self.request_url is not None:
            outcome = await self._over_http(kind, payload, retry)
        elif self._sockets.connected:
            outcome = await self._over_socket(kind, payload, retry)
        else:
            outcome = Outcome(0, error=FAILED)
        spent = (time.perf_counter() - started) * 1000
        response = outcome.body if outcome.error is None else {"error": outcome.error, "body": outcome.body}
        self._core.log.add("to_app", f"{kind}:{name}", payload, response, outcome.status, spent)
        return Outcome(outcome.status, outcome.body, outcome.error, spent, outcome.no_retry)

    async def _over_socket(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Outcome:
        try:
            body = await self._sockets.send(kind, payload, self.ack_seconds, retry)
        except TimeoutError:
            return Outcome(0, error=TIMED_OUT)
        except SocketClosedError:
            return Outcome(0, error=FAILED)
        return Outcome(200, body)

    async def _over_http(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Outcome:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        content_type, body = encoded(kind, payload)
        headers = {"Content-Type": content_type, **signed(self._core.signing_secret, body)}
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        limit = aiohttp.ClientTimeout(total=self.ack_seconds)
        try:
            async with self._session.post(
                self.request_url or "", data=body, headers=headers, timeout=limit
            ) as response:
                return await read(response)
        except TimeoutError:
            return Outcome(0, error=TIMED_OUT)
        except (aiohttp.ClientError, OSError, ValueError):
            return Outcome(0, error=FAILED)


def encoded(kind: str, payload: Json) -> tuple[str, bytes]:
    """Return the content type and body in which Slack sends a payload of this kind."""
    if kind == "events_api":
        return "application/json", json.dumps(payload).encode()
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """Return Slack's signature headers (v0) for a body; the time is real, as apps compare it to theirs."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


async def read(response: aiohttp.ClientResponse) -> Outcome:
    """Return the outcome an app's HTTP response means."""
    text = await response.text()
    body: Any = text or None
    if text and response.content_type == "application/json":
        try:
            body = json.loads(text)
        except ValueError:
            return Outcome(response.status, text, "invalid_command_response")
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    error = None if 200 <= response.status < 300 else FAILED
    return Outcome(response.status, body, error, no_retry=no_retry)
