"""Short-lived permissions Slack hands to an app: trigger ids (3 s, once) and response URLs (5 uses, 30 min)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.clock import Clock
from bot.sandbox.errors import SlackError

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """Who did something, when, and in which modal if it was in one."""

    user: str
    issued: datetime
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where a reply to one interaction goes; `original` is the ts of the message it may replace."""

    user: str
    channel: str
    issued: datetime
    original: str | None = None
    thread_ts: str | None = None
    uses: int = field(default=0)


class Permits:
    """Issues and redeems both kinds; ages are read from the workspace's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def clear(self) -> None:
        """Forget everything that was issued."""
        self._triggers.clear()
        self._responses.clear()

    def issue_trigger(self, user: str, view: str | None = None) -> str:
        """Return a new trigger_id."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, self._clock.now(), view)
        return trigger_id

    def find_trigger(self, trigger_id: str) -> Trigger:
        """Return a trigger that may still be used; raises Slack's three errors."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.issued > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        return trigger

    def issue_response(self, response: ResponseUrl) -> str:
        """Return the secret path of a new response URL."""
        key = f"{secrets.randbelow(10**12)}/{secrets.token_urlsafe(18)}"
        self._responses[key] = response
        return key

    def find_response(self, key: str) -> ResponseUrl:
        """Return a response URL that may still be used; raises used_url or expired_url as Slack does."""
        response = self._responses.get(key)
        if response is None:
            raise SlackError("invalid_url", status=404)
        if self._clock.now() - response.issued > RESPONSE_LIFE:
            raise SlackError("expired_url", status=404)
        if response.uses >= RESPONSE_USES:
            raise SlackError("used_url", status=404)
        return response
