"""Delivers what waits in the ledger, each message once as far as Slack allows.

Slack has no idempotency key, so a message whose fate is unknown (the connection broke after it was sent, or a
worker died) is looked up in the channel's history by its key before it is ever sent again. Where history may not be
read, a digest is given up rather than doubled, and a badge is sent again rather than lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from commands.blocks.reply import plain_payload
from storage.engine import Connection, Database
from storage.ledger import Claim, claim, mark_again, mark_dead, mark_sent

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
BATCH = 20
LOOK_BACK = timedelta(minutes=2)  # before the first attempt, for clocks that differ
_EVENT_TYPE = "kirorank_delivery"
_PASSING = {"ratelimited", "rate_limited", "fatal_error", "internal_error", "service_unavailable", "request_timeout"}
_NO_HISTORY = {"missing_scope", "not_allowed_token_type", "access_denied", "no_permission"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: `sent` with its ts, `again` after a delay, or `dead` with a reason."""

    kind: str
    ts: str | None = None
    error: str = ""
    delay: timedelta = timedelta(0)
    unknown: bool = False


class Delivery:
    """Sends queued messages of one workspace. `now` gives the time (aware); storage runs in a thread."""

    def __init__(self, database: Database, workspace: str, client: AsyncWebClient, now: Callable[[], datetime]) -> None:
        # Slack's client retries a broken connection by itself, which posts twice; retries are the ledger's.
        client.retry_handlers = []
        self._database, self._workspace, self._client, self._now = database, workspace, client, now

    async def run_once(self) -> int:
        """Send everything that is due; returns how many messages were closed (sent or given up)."""
        closed = 0
        while claims := await asyncio.to_thread(self._claim):
            outcomes = await asyncio.gather(*(self._attempt(one) for one in claims))
            closed += sum(await asyncio.to_thread(self._mark_all, claims, outcomes))
        return closed

    def _claim(self) -> list[Claim]:
        with self._database.write() as connection:
            return claim(connection, self._workspace, self._now(), BATCH)

    async def _attempt(self, one: Claim) -> Outcome:
        try:
            channel = await self._channel(one.target)
            if one.outcome_unknown:
                found = await self._look_up(channel, one)
                if found is not None:
                    return found
            return await self._post(channel, one)
        except SlackApiError as error:
            return _refused(error, one)
        except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
            # Whatever was cut off may have been the post itself; the next attempt looks before it sends.
            return _again(one, f"no answer from Slack ({type(error).__name__})", unknown=True)

    async def _channel(self, target: str) -> str:
        if not target.startswith(("U", "W")):
            return target
        response = await self._client.conversations_open(users=target)
        return str(response["channel"]["id"])

    async def _post(self, channel: str, one: Claim) -> Outcome:
        metadata = {"event_type": _EVENT_TYPE, "event_payload": {"key": one.key}}
        extras: dict[str, Any] = {"metadata": metadata, "unfurl_links": False, "unfurl_media": False}
        try:
            response = await self._client.chat_postMessage(channel=channel, **one.payload, **extras)
        except SlackApiError as error:
            if _error_name(error) not in {"invalid_blocks", "invalid_blocks_format"}:
                raise
            # A workspace or client without native charts and tables: the text says the same.
            response = await self._client.chat_postMessage(channel=channel, **plain_payload(one.payload), **extras)
        return Outcome("sent", ts=response.get("ts"))

    async def _look_up(self, channel: str, one: Claim) -> Outcome | None:
        """The message's earlier self, if Slack has it; None if it is safe to send."""
        oldest = (one.first_attempt_at - LOOK_BACK).timestamp()
        cursor: str | None = None
        try:
            while True:
                page = await self._client.conversations_history(
                    channel=channel, oldest=f"{oldest:.6f}", include_all_metadata=True, limit=200, cursor=cursor
                )
                for message in page.get("messages") or ():
                    if (message.get("metadata") or {}).get("event_payload", {}).get("key") == one.key:
                        return Outcome("sent", ts=message.get("ts"))
                cursor = (page.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    return None
        except SlackApiError as error:
            if _error_name(error) not in _NO_HISTORY:
                raise
            if one.kind == "badge":
                return None
            return Outcome("dead", error="sent once, fate unknown, and the channel's history may not be read")

    def _mark_all(self, claims: list[Claim], outcomes: list[Outcome]) -> list[bool]:
        with self._database.write() as connection:
            return [self._mark(connection, *pair) for pair in zip(claims, outcomes, strict=True)]

    def _mark(self, connection: Connection, one: Claim, outcome: Outcome) -> bool:
        if outcome.kind == "sent":
            return mark_sent(connection, one, self._now(), outcome.ts)
        if outcome.kind == "dead":
            log.warning("delivery given up", extra={"key": one.key, "reason": outcome.error})
            return mark_dead(connection, one, outcome.error)
        mark_again(connection, one, self._now() + outcome.delay, outcome.error, outcome_unknown=outcome.unknown)
        return False


def _refused(error: SlackApiError, one: Claim) -> Outcome:
    """Slack answered no: try later what passes by itself, give up the rest."""
    status = getattr(error.response, "status_code", 200)
    name = _error_name(error)
    if status == 429 or name in {"ratelimited", "rate_limited"}:
        return _again(one, name, delay=_retry_after(error), unknown=one.outcome_unknown)
    if status >= 500 or name in _PASSING:
        return _again(one, f"Slack failed ({name})", unknown=True)
    return Outcome("dead", error=name)


def _again(one: Claim, error: str, *, unknown: bool, delay: timedelta | None = None) -> Outcome:
    if one.attempts >= MAX_ATTEMPTS:
        return Outcome("dead", error=f"given up after {one.attempts} attempts: {error}")
    backoff = timedelta(seconds=min(2**one.attempts, 900))
    return Outcome("again", error=error, delay=backoff if delay is None else delay, unknown=unknown)


def _retry_after(error: SlackApiError) -> timedelta:
    headers = {name.lower(): value for name, value in (getattr(error.response, "headers", None) or {}).items()}
    seconds = str(headers.get("retry-after", "1"))
    return timedelta(seconds=int(seconds) if seconds.isdigit() else 30)


def _error_name(error: SlackApiError) -> str:
    response = error.response
    try:
        return str(response.get("error") or f"HTTP {response.status_code}")
    except (AttributeError, ValueError):
        return "an answer that is not Slack's"
