"""When evidence counts: a rolling window of matured outcomes, seen from one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

MATURITY = timedelta(days=14)
WINDOW = timedelta(days=56)
SPENDING = timedelta(days=28)
LEAST_PRESENCE = 0.25
LOOK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The eight weeks whose outcomes have matured by `as_of`, and the four weeks of spend before it.

    Four weeks of outcomes (fair-rank §2) are about a dozen changes, and chance alone moved people more than their work
    did: with eight, tau to the true value rose from .51 to .55, and what attackers gained by a burst halved.

    Every channel matures after the same 14 days, not code alone: a change can be reverted, an incident reopened and a
    win regretted in that time, and channels that speak of different weeks could be played against each other.
    """

    as_of: datetime

    def visible(self, at: datetime) -> bool:
        """Whether something had happened by `as_of`."""
        return at <= self.as_of

    def matured(self, at: datetime) -> bool:
        """Whether an outcome of `at` matured within the last eight weeks."""
        return self.as_of - MATURITY - WINDOW < at <= self.as_of - MATURITY

    def immature(self, at: datetime) -> bool:
        """Whether an outcome of `at` is younger than 14 days: provisional."""
        return self.as_of - MATURITY < at <= self.as_of

    def before(self, at: datetime) -> bool:
        """Whether `at` is older than any outcome that counts; such history is what baselines are made of."""
        return at <= self.as_of - MATURITY - WINDOW

    def presence(self, started_on: date | None) -> float:
        """The share of the eight weeks in which somebody was there, at least a quarter; 1 if no start is known.

        It is read from the directory and never from outcomes: then no outcome can change it (P2).
        """
        closes = (self.as_of - MATURITY).date()
        days = WINDOW.days if started_on is None else (closes - started_on).days
        return min(1.0, max(LEAST_PRESENCE, days / WINDOW.days))

    def spend_day(self, day: date) -> bool:
        """Whether a UTC day of usage is one of the last 28 (fair-rank §2.10)."""
        today = self.as_of.date()
        return today - SPENDING < day <= today
