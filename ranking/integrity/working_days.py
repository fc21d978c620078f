"""Working days, Monday to Friday, in somebody's own zone: how long a flag may wait for a human."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def after(moment: datetime, days: int, zone: str) -> datetime:
    """The moment (UTC) so many whole working days after `moment` (aware), at the same local time.

    What begins on a weekend begins on Monday at midnight. Public holidays are not known, so they count.
    """
    local = moment.astimezone(ZoneInfo(zone))
    day, clock = local.date(), local.time()
    if day.weekday() >= SATURDAY:
        day, clock = day + timedelta(days=7 - day.weekday()), time()
    weeks, rest = divmod(days, 5)
    day += timedelta(weeks=weeks)
    for _ in range(rest):
        day += timedelta(days=3 if day.weekday() == SATURDAY - 1 else 1)
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
