"""The Slack app: one Bolt AsyncApp whose listeners turn a payload into an ask, and a reply into an acknowledgement."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

import aiohttp
from pydantic_core import to_json
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.metrics import REPLIES
from bot.refusals import pause
from commands._ask import Ask, House, parse_words
from commands._dispatch import is_quick, respond, writes
from commands.blocks.elements import BUTTON_PREFIX
from commands.blocks.reply import Reply, plain_payload
from storage.engine import Database

log = logging.getLogger(__name__)
ANSWER_TRIES = 3  # of the five that a response URL takes
ANSWER_TIMEOUT = 10  # seconds
LONGEST_WAIT = 30.0  # seconds; nobody waits longer for what a button says
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
                return respond(ask, self._database.peek())
            return await asyncio.to_thread(self._respond, ask)
        except Exception:
            log.exception("a reply to %r failed", word)
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

    `authorize` says who we are; by default that is the client's token. Bolt on its own would ask Slack before the
    first answer, and would put the token aside where it finds OAuth settings in the environment. A command has one
    answer: blocks in it that a workspace refuses cannot be sent again without them, as a button's and a message's can.
    """
    # Bolt warns at every start of the token it sees in the environment beside the client; its errors are wanted.
    quiet = logging.getLogger(f"{__name__}.bolt")
    quiet.setLevel(logging.ERROR)
    # No listener calls the Web API, so the app's own client needs no token.
    app = AsyncApp(
        logger=quiet,
        client=AsyncWebClient(base_url=client.base_url, timeout=client.timeout, session=client.session),
        authorize=authorize or _as_owner_of(client),
        signing_secret=signing_secret,
        process_before_response=True,
        request_verification_enabled=False,  # bot.web's guard has checked the signature before Bolt parses anything
    )

    @app.command("/kirorank")
    async def on_command(command: dict[str, Any]) -> BoltResponse:
        return _acknowledged(await answers.to(command.get("user_id") or "", command.get("text") or ""))

    @app.action(re.compile(f"^{re.escape(BUTTON_PREFIX)}"))
    async def on_button(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        background.start(_answer_button(answers, body, client.session))

    return app


class Background:
    """Work that goes on after an acknowledgement, held on to so that a shutdown can wait for it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin the work now."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def drain(self, seconds: float = 5.0) -> None:
        """Wait for what is under way, but not for ever."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("work after an acknowledgement failed", exc_info=task.exception())


def _as_owner_of(client: AsyncWebClient) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token)

    return authorize


async def _answer_button(answers: Answers, body: dict[str, Any], session: aiohttp.ClientSession | None) -> None:
    words = str(body["actions"][0].get("value") or "")
    reply = await answers.to(body["user"]["id"], words)
    if url := body.get("response_url"):
        await answer_at(url, reply, session)


async def answer_at(url: str, reply: Reply, session: aiohttp.ClientSession | None = None) -> bool:
    """Answer a button where it was pressed, to the presser alone; False if Slack took no answer.

    Slack takes five answers at a response URL within half an hour. A rate limit or a failure on its side is waited
    out, for as long as somebody waits for an answer; blocks that a workspace refuses are left out of the next try.
    """
    webhook = AsyncWebhookClient(url, timeout=ANSWER_TIMEOUT, session=session, retry_handlers=[])
    payload = _payload(reply)
    for _ in range(ANSWER_TRIES):
        wait, status = 1.0, "no answer"
        try:
            response = await webhook.send_dict({"response_type": "ephemeral", "replace_original": False, **payload})
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            status = type(error).__name__
        else:
            if response.status_code == 200:
                return True
            status = str(response.status_code)
            if response.status_code == 429:
                headers = {name.lower(): value for name, value in response.headers.items()}
                wait = min(pause(headers.get("retry-after")).total_seconds(), LONGEST_WAIT)
            elif response.status_code < 500:
                payload, wait = plain_payload(payload), 0.0
        log.warning("an answer to a button was not taken: %s", status)
        await asyncio.sleep(wait)
    return False


def _acknowledged(reply: Reply) -> BoltResponse:
    """The acknowledgement with the reply inside. Bolt's `ack` would copy and encode it at three times the cost."""
    body = to_json({"response_type": "ephemeral", **_payload(reply)}).decode()
    return BoltResponse(status=200, body=body, headers={"content-type": "application/json;charset=utf-8"})


def _payload(reply: Reply) -> dict[str, Any]:
    return reply.payload() if reply.blocks else {"text": reply.text}
