"""Keeps what went between the app and the workspace, with tokens and secrets masked."""

from __future__ import annotations

import re
from collections import deque
from datetime import datetime
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock

TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w.-]+")
SECRET_KEYS = frozenset({"token", "authorization", "client_secret", "signing_secret", "x-slack-signature"})


class RequestLog:
    """The last thousand exchanges."""

    def __init__(self, clock: Clock, changes: Changes, capacity: int = 1000) -> None:
        self._clock = clock
        self._changes = changes
        self._entries: deque[dict[str, Any]] = deque(maxlen=capacity)
        self._number = 0

    def add(self, direction: str, name: str, request: Any, response: Any, status: int, duration_ms: float) -> None:
        """Note one exchange; `direction` is to_slack or to_app."""
        self._number += 1
        at: datetime = self._clock.now()
        self._entries.append({
            "n": self._number,
            "at": at.isoformat(),
            "direction": direction,
            "name": name,
            "request": masked(request),
            "response": masked(response),
            "status": status,
            "duration_ms": round(duration_ms, 2),
        })  # fmt: skip
        self._changes.publish("log")

    def entries(self, limit: int | None = None) -> list[dict[str, Any]]:
        """Return the newest `limit` exchanges, oldest first."""
        entries = list(self._entries)
        return entries if limit is None else entries[len(entries) - min(limit, len(entries)) :]

    def named(self, name: str) -> list[dict[str, Any]]:
        """Return the exchanges of one method or delivery, oldest first."""
        return [entry for entry in self._entries if entry["name"] == name]

    def clear(self) -> None:
        """Forget every exchange."""
        self._entries.clear()


def masked(value: Any) -> Any:
    """Return `value` with the secrets in it replaced, whatever its depth."""
    if isinstance(value, dict):
        return {key: "***" if str(key).lower() in SECRET_KEYS else masked(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(inner) for inner in value]
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return TOKEN.sub("***", value) if isinstance(value, str) else value
