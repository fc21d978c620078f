"""A local workspace with a delivery in front of it, for the tests of what is sent and how often."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Delivery, Pace, mark_of
from bot.manifest import manifest
from bot.sandbox import LocalWorkspace
from bot.sandbox.faults import Fault
from storage.engine import Database
from storage.ledger import Message, counts, dead_letters, queue

CHANNEL, PERSON, WORKSPACE = "C0TEAM", "U0ANA", "w"
TEXT = {"text": "Your week", "blocks": [{"type": "divider"}]}


@dataclass
class Post:
    """A queue, a delivery and the workspace it goes to; `late` moves the delivery's clock forward."""

    workspace: LocalWorkspace
    database: Database
    delivery: Delivery
    late: timedelta = field(default=timedelta(0))

    def now(self) -> datetime:
        """The workspace's time, moved forward."""
        return self.workspace.clock.now() + self.late

    def queue(self, *keys: str, target: str = CHANNEL, kind: str = "digest", payload: Any = None) -> None:
        """Let messages wait."""
        with self.database.write() as connection:
            messages = [Message(key, kind, target, payload or TEXT) for key in keys]
            queue(connection, WORKSPACE, messages, self.now())

    def fault(self, kind: str, method: str = "chat.postMessage", times: int = 1, retry_after: int = 1) -> None:
        """Let the next calls of a method go wrong."""
        self.workspace.core.faults.add(Fault(method, kind, times, retry_after))

    def arrived(self, channel: str = CHANNEL) -> list[str]:
        """The marks of the messages in a channel, oldest first."""
        messages = self.workspace.core.state.channels[channel].ordered()
        return [message.metadata["event_payload"]["key"] for message in messages]

    def posts(self) -> int:
        """How often a message was posted, taken or not."""
        return len(self.workspace.log.named("chat.postMessage"))

    def states(self) -> dict[str, int]:
        """Deliveries by state."""
        with self.database.read() as connection:
            return counts(connection, WORKSPACE)

    def reasons(self) -> list[tuple[str, str]]:
        """What was given up, and why."""
        with self.database.read() as connection:
            return dead_letters(connection, WORKSPACE)


def marks(keys: Iterable[str]) -> list[str]:
    """The marks that messages with these keys carry."""
    return [mark_of(WORKSPACE, key) for key in keys]


@asynccontextmanager
async def open_post(database: Database, pace: Pace | None = None, patience: float = 10) -> AsyncIterator[Post]:
    """A workspace with a channel and a person, and a delivery whose calls end after `patience` seconds."""
    async with LocalWorkspace(seed=1) as workspace:
        workspace.install(manifest())
        workspace.add_user("ana", id=PERSON)
        workspace.add_channel("team", members=[PERSON], id=CHANNEL)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience)) as session:
            client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, session=session)
            post = Post(workspace, database, None)  # type: ignore[arg-type]  # made in the next line, with its clock
            post.delivery = Delivery(database, WORKSPACE, client, post.now, pace or Pace())
            yield post
