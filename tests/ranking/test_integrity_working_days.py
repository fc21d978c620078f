"""Working days in somebody's own zone: five of them are a week, weekends and clock changes included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.integrity.working_days import after

ZONES = ("UTC", "Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata")
YEAR_BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: YEAR_BEGINS + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("begun", "days", "zone", "over"),
    [
        ("2026-11-23T09:00+00:00", 5, "UTC", "2026-11-30T09:00+00:00"),
        ("2026-11-27T17:00+00:00", 1, "UTC", "2026-11-30T17:00+00:00"),
        ("2026-11-25T08:00+00:00", 3, "UTC", "2026-11-30T08:00+00:00"),
        ("2026-11-28T12:00+00:00", 5, "UTC", "2026-12-07T00:00+00:00"),
        # It is Saturday in Auckland while it is Friday in London.
        ("2026-11-27T12:00+00:00", 1, "Pacific/Auckland", "2026-11-30T11:00+00:00"),
        # The clock goes back on Sunday: nine in the morning stays nine in the morning.
        ("2026-10-23T07:00+00:00", 1, "Europe/Berlin", "2026-10-26T08:00+00:00"),
    ],
)
def test_working_days_are_counted_where_the_person_lives(begun: str, days: int, zone: str, over: str) -> None:
    """Monday to Friday of the person's own calendar count, at the person's own hour."""
    assert after(at(begun), days, zone) == at(over)


@given(moments, st.sampled_from(ZONES))
def test_five_working_days_end_within_nine_days(moment: datetime, zone: str) -> None:
    """A hold is never longer than a week and a weekend, and never shorter than a week."""
    span = after(moment, 5, zone) - moment
    assert timedelta(days=7, hours=-1) <= span <= timedelta(days=9, hours=1)


@given(moments, st.integers(0, 30), st.sampled_from(ZONES))
def test_it_never_ends_inside_a_weekend(moment: datetime, days: int, zone: str) -> None:
    """The end lies on a working day of that zone, and a further day moves it on."""
    end = after(moment, days, zone)
    assert end.astimezone(ZoneInfo(zone)).weekday() < 5
    assert after(moment, days + 1, zone) > end
