"""The Slack app: one Bolt AsyncApp whose listeners turn a payload into an ask, and a reply into an acknowledgement."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.metrics import REPLIES
from commands._ask import Ask, House, parse_words
from commands._dispatch import is_quick, respond, writes
from commands.blocks.elements import BUTTON_PREFIX
from commands.blocks.reply import Reply, plain_payload
from storage.engine import Database

log = logging.getLogger(__name__)
_SORRY = "Something went wrong on our side, and it has been noted. Please try again in a minute."


class Answers:
    """Turns asks into replies: the only thing the listeners need."""

    def __init__(self, database: Database, house: House, now: Callable[[], datetime]) -> None:
        self._database, self._house, self._now = database, house, now

    async def to(self, slack_user_id: str, text: str) -> Reply:
        """The reply to somebody who typed `text`, or pressed the button that stands for it."""
        word, argument = parse_words(text)
        ask = Ask(self._house, slack_user_id, word, argument, self._now())
        started = time.perf_counter()
        try:
            if self._database.is_local and is_quick(ask):
                return self._respond(ask)
            return await asyncio.to_thread(self._respond, ask)
        except Exception:
            log.exception("a reply failed", extra={"word": word})
            return Reply(_SORRY, ())
        finally:
            REPLIES.observe(time.perf_counter() - started)

    def _respond(self, ask: Ask) -> Reply:
        with self._database.write() if writes(ask) else self._database.read() as connection:
            return respond(ask, connection)


def build_app(
    answers: Answers,
    client: AsyncWebClient,
    signing_secret: str | None,
    background: Background,
    authorize: Callable[..., Awaitable[AuthorizeResult]] | None = None,
) -> AsyncApp:
    """The app. It acknowledges in the same response (no polling), with the reply inside.

    Without `authorize`, Bolt asks Slack once whether the client's token is good.
    """
    app = AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=signing_secret is not None,
    )

    @app.command("/kirorank")
    async def on_command(ack: AsyncAck, command: dict[str, Any]) -> None:
        reply = await answers.to(command["user_id"], command.get("text") or "")
        await ack(response_type="ephemeral", **_payload(reply))

    @app.action(re.compile(f"^{re.escape(BUTTON_PREFIX)}"))
    async def on_button(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        background.start(_answer_button(answers, body))

    return app


class Background:
    """Work that goes on after an acknowledgement, held on to so that a shutdown can wait for it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin the work now."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def drain(self, seconds: float = 5.0) -> None:
        """Wait for what is under way, but not for ever."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("work after an acknowledgement failed", exc_info=task.exception())


async def _answer_button(answers: Answers, body: dict[str, Any]) -> None:
    words = str(body["actions"][0].get("value") or "")
    reply = await answers.to(body["user"]["id"], words)
    if url := body.get("response_url"):
        await _send(url, reply)


def _payload(reply: Reply) -> dict[str, Any]:
    return reply.payload() if reply.blocks else {"text": reply.text}


async def _send(url: str, reply: Reply) -> None:
    """Answer a button where it was pressed, to the presser alone; without native blocks if Slack refuses them."""
    webhook = AsyncWebhookClient(url)
    for payload in (_payload(reply), plain_payload(_payload(reply))):
        response = await webhook.send_dict({"response_type": "ephemeral", "replace_original": False, **payload})
        if response.status_code == 200:
            return
        log.warning("an answer to a button was refused", extra={"status": response.status_code})
