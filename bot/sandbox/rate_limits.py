"""Slack's rate limits: tiers by method, and about one message a second in each channel.

Tiers: slackapi/java-slack-sdk metadata/web-api/rate_limit_tiers.json (T1 1, T2 20, T3 50, T4 100 a minute).
"""

from __future__ import annotations

import math
from collections import defaultdict, deque

from bot.sandbox.clock import Clock
from bot.sandbox.errors import SlackError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
MINUTE = 60.0
MESSAGE_GAP = 1.0


class RateLimits:
    """Counts calls in a sliding window; it refuses nothing unless `enabled`."""

    def __init__(self, clock: Clock) -> None:
        self.enabled = False
        self._clock = clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def check_method(self, method: str, tier: int) -> None:
        """Count a call; raises `ratelimited` with Retry-After beyond the tier's figure for a minute."""
        self._check(method, PER_MINUTE[tier], MINUTE)

    def check_channel(self, channel_id: str) -> None:
        """Count a message to a channel; raises `ratelimited` when the last was less than a second ago."""
        self._check(f"channel:{channel_id}", 1, MESSAGE_GAP)

    def clear(self) -> None:
        """Forget what was counted."""
        self._calls.clear()

    def _check(self, key: str, limit: int, window: float) -> None:
        if not self.enabled:
            return
        now = self._clock.now().timestamp()
        calls = self._calls[key]
        while calls and not 0 <= now - calls[0] < window:
            calls.popleft()
        if len(calls) >= limit:
            wait = max(1, math.ceil(window - (now - calls[0])))
            raise SlackError("ratelimited", status=429, retry_after=wait)
        calls.append(now)
