"""Delivers what waits in the ledger, each message once as far as Slack allows.

Slack has no idempotency key, so a message whose fate is unknown (the connection broke after it was sent, or a
worker died) is looked up in the channel's history by its mark before it is ever sent again. Where history may not be
read, a digest is given up rather than doubled, and a badge is sent again rather than lost.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.refusals import error_name, is_mendable, is_passing, is_rate_limit, retry_after
from commands.blocks.reply import plain_payload
from storage.engine import Connection, Database
from storage.ledger import LEASE, Claim, claim, mark_again, mark_dead, mark_sent

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
PATIENCE = timedelta(days=3)  # so long a failing Slack is tried at least, however many attempts that takes
LONGEST_PAUSE = timedelta(minutes=15)
LOOK_BACK = timedelta(minutes=2)  # before the first attempt, for clocks that differ
_EVENT_TYPE = "kirorank_delivery"
_REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format"}
_NO_HISTORY = {"missing_scope", "not_allowed_token_type", "access_denied", "no_permission"}


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a claim lasts, the first pause after a failure (it doubles), and how many messages go at once."""

    lease: timedelta = LEASE
    pause: timedelta = timedelta(seconds=2)
    batch: int = 20


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

    def __init__(
        self,
        database: Database,
        workspace: str,
        client: AsyncWebClient,
        now: Callable[[], datetime],
        pace: Pace = Pace(),
    ) -> None:
        # Slack's client retries a broken connection by itself, which posts twice; retries are the ledger's.
        client.retry_handlers = []
        self._database, self._workspace, self._client, self._now = database, workspace, client, now
        self._pace = pace
        self._direct_messages: dict[str, str] = {}
        self._stopped = False

    async def run_once(self) -> int:
        """Send everything that is due; returns how many messages were closed (sent or given up).

        A whole batch that has to wait means that Slack asks for a pause or is not well: the rest is left alone.
        """
        closed, well = 0, True
        while well and not self._stopped and (claims := await asyncio.to_thread(self._claim)):
            outcomes = await asyncio.gather(*(self._attempt(one) for one in claims))
            closed += sum(await asyncio.to_thread(self._mark_all, claims, outcomes))
            well = any(outcome.kind != "again" for outcome in outcomes)
        return closed

    def stop(self) -> None:
        """Claim nothing more; what has been claimed is sent and marked."""
        self._stopped = True

    def _claim(self) -> list[Claim]:
        with self._database.write() as connection:
            return claim(connection, self._workspace, self._now(), self._pace.batch, self._pace.lease)

    async def _attempt(self, one: Claim) -> Outcome:
        """One attempt, over well before the lease. No exception leaves it: one message may not stop the others."""
        posting = False
        try:
            async with asyncio.timeout(self._pace.lease.total_seconds() * 0.75):
                channel = await self._channel(one.target)
                if one.outcome_unknown and (found := await self._look_up(channel, one)):
                    return found
                if self._now() >= one.lease_until - self._pace.lease / 4:
                    return self._again(one, "the lease ran out before the message was sent")
                posting = True
                return await self._post(channel, one)
        except SlackApiError as error:
            return self._refused(error, one, posting)
        except Exception as error:
            # Whatever was cut off may have been the post itself; the next attempt looks before it sends.
            reason = f"no answer from Slack ({type(error).__name__})"
            return self._again(one, reason, unknown=posting or one.outcome_unknown)

    async def _channel(self, target: str) -> str:
        if not target.startswith(("U", "W")):
            return target
        if target not in self._direct_messages:
            response = await self._client.conversations_open(users=target)
            self._direct_messages[target] = str(response["channel"]["id"])
        return self._direct_messages[target]

    async def _post(self, channel: str, one: Claim) -> Outcome:
        metadata = {"event_type": _EVENT_TYPE, "event_payload": {"key": mark_of(one.workspace, one.key)}}
        extras: dict[str, Any] = {"metadata": metadata, "unfurl_links": False, "unfurl_media": False}
        try:
            response = await self._client.chat_postMessage(channel=channel, **one.payload, **extras)
        except SlackApiError as error:
            if error_name(error) not in _REFUSED_BLOCKS:
                raise
            # A workspace or client without native charts and tables: the text says the same.
            response = await self._client.chat_postMessage(channel=channel, **plain_payload(one.payload), **extras)
        return Outcome("sent", ts=response.get("ts"))

    async def _look_up(self, channel: str, one: Claim) -> Outcome | None:
        """The message's earlier self, if Slack has it; None if it is safe to send."""
        oldest = (one.first_attempt_at - LOOK_BACK).timestamp()
        wanted, cursor = mark_of(one.workspace, one.key), None
        try:
            while True:
                page = await self._client.conversations_history(
                    channel=channel, oldest=f"{oldest:.6f}", include_all_metadata=True, limit=200, cursor=cursor
                )
                for message in page.get("messages") or ():
                    if _key_in(message) == wanted:
                        return Outcome("sent", ts=message.get("ts"))
                cursor = (page.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    return None
        except SlackApiError as error:
            if error_name(error) not in _NO_HISTORY:
                raise
            if one.kind == "badge":
                return None
            return Outcome("dead", error="sent once, fate unknown, and the channel's history may not be read")

    def _refused(self, error: SlackApiError, one: Claim, posting: bool) -> Outcome:
        """Slack answered no: try later what passes by itself or can be mended, give up the rest."""
        name = error_name(error)
        if is_rate_limit(error):
            return Outcome("again", error=name, delay=retry_after(error), unknown=one.outcome_unknown)
        if is_passing(error):
            return self._again(one, f"Slack failed ({name})", unknown=posting or one.outcome_unknown)
        if is_mendable(error):
            return self._again(one, f"Slack does not let the app in ({name})", unknown=one.outcome_unknown)
        return Outcome("dead", error=name)

    def _again(self, one: Claim, error: str, *, unknown: bool | None = None) -> Outcome:
        if one.attempts >= MAX_ATTEMPTS and self._now() - one.first_attempt_at >= PATIENCE:
            return Outcome("dead", error=f"given up after {one.attempts} attempts: {error}")
        delay = min(self._pace.pause * 2 ** min(one.attempts - 1, 20), LONGEST_PAUSE)
        return Outcome("again", error=error, delay=delay, unknown=one.outcome_unknown if unknown is None else unknown)

    def _mark_all(self, claims: list[Claim], outcomes: list[Outcome]) -> list[bool]:
        with self._database.write() as connection:
            return [self._mark(connection, *pair) for pair in zip(claims, outcomes, strict=True)]

    def _mark(self, connection: Connection, one: Claim, outcome: Outcome) -> bool:
        if outcome.kind == "sent":
            return mark_sent(connection, one, self._now(), outcome.ts)
        if outcome.kind == "dead":
            log.warning("delivery given up: %s", outcome.error, extra={"key": one.key})
            return mark_dead(connection, one, outcome.error)
        mark_again(connection, one, self._now() + outcome.delay, outcome.error, outcome_unknown=outcome.unknown)
        return False


def mark_of(workspace: str, key: str) -> str:
    """The opaque mark that a message carries: whoever may read a message's metadata learns nothing from it."""
    return hashlib.blake2b(f"{workspace}:{key}".encode(), digest_size=16).hexdigest()


def _key_in(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == _EVENT_TYPE else None
