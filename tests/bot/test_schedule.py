"""The weekly schedule: exactly one occurrence an ISO week in every zone, whatever the clocks do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import CATCH_UP, Occurrence, Weekly, due_now, next_due, occurrence, resolve, this_week

ZONES = sorted(available_timezones() - {"localtime"})
SECOND = timedelta(seconds=1)
# The hours at which clocks change, and the hour at which digests go out.
HOURS = (time(0, 0), time(2, 30), time(9, 0), time(23, 59))

zones = st.sampled_from(ZONES)
weeklies = st.builds(Weekly, st.integers(0, 6), st.times().map(lambda t: t.replace(second=0, microsecond=0)), zones)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # Hypothesis adds the zone


def local(moment: datetime, zone: str) -> datetime:
    """A UTC moment on the zone's wall clock."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def mondays(years: Iterable[int]) -> list[date]:
    """Every Monday whose ISO week has its Thursday in one of the years."""
    found = []
    for year in years:
        first = date.fromisocalendar(year, 1, 1)
        weeks = (date.fromisocalendar(year + 1, 1, 1) - first).days // 7
        found += [first + timedelta(weeks=week) for week in range(weeks)]
    return found


def assert_one_a_week(weekly: Weekly, weeks: list[date]) -> None:
    """Walk the weeks: each has its own name, is due after the one before, and on its day or just after a gap."""
    found = [occurrence(weekly, monday) for monday in weeks]
    assert [one.week for one in found] == [f"{y}-W{w:02d}" for y, w, _ in (monday.isocalendar() for monday in weeks)]
    for monday, one in zip(weeks, found, strict=True):
        wanted = datetime.combine(monday + timedelta(days=weekly.weekday), weekly.time)
        late = local(one.due, weekly.zone) - wanted
        assert timedelta(0) <= late <= timedelta(days=1), (weekly, one)
        if late:
            assert local(one.due - SECOND, weekly.zone) < wanted, "it is the first moment after the gap"
    assert all(before.due < after.due for before, after in pairwise(found))


def test_every_zone_has_one_occurrence_a_week() -> None:
    """Every IANA zone, two years of clock changes, a weekday and hour that differ from zone to zone."""
    weeks = mondays([2023, 2026])
    for number, zone in enumerate(ZONES):
        assert_one_a_week(Weekly((6, 0, 4)[number % 3], HOURS[number % len(HOURS)], zone), weeks)


@pytest.mark.slow
@pytest.mark.parametrize("weekday", range(7))
def test_every_zone_weekday_and_hour_of_sixteen_years(weekday: int) -> None:
    """Every IANA zone, every week of 2020-2035, every weekday, at the hours at which clocks change."""
    weeks = mondays(range(2020, 2036))
    for zone in ZONES:
        for hour in HOURS:
            assert_one_a_week(Weekly(weekday, hour, zone), weeks)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "due"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 29), time(0, 0), datetime(2026, 3, 28, 22, 0, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 11, 23), time(9, 0), datetime(2026, 11, 22, 19, 0, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
)
def test_gaps_go_forward_and_folds_to_the_first(zone: str, day: date, clock: time, due: datetime) -> None:
    """A skipped time, or a whole skipped day, is the first moment after it; a doubled time is its first."""
    assert resolve(day, clock, zone) == due


def test_a_clock_change_skips_and_doubles_no_week() -> None:
    """Sunday midnight in Beirut, which cron lost for a week in March 2026, comes once a week all year."""
    weekly = Weekly.of("sunday", "00:00", "Asia/Beirut")
    moment, seen = datetime(2026, 1, 1, tzinfo=UTC), Counter[str]()
    while moment.year == 2026:
        found = next_due(weekly, moment)
        seen[found.week] += 1
        moment = found.due

    assert set(seen.values()) == {1}
    assert len(seen) == 53


@given(weekly=weeklies, now=moments)
def test_what_is_next_becomes_due_at_its_moment(weekly: Weekly, now: datetime) -> None:
    """The next occurrence is in the future, is not due a moment before, and is what is due at its moment."""
    ahead = next_due(weekly, now)

    assert ahead.due > now
    assert due_now(weekly, ahead.due) == ahead
    assert due_now(weekly, ahead.due - SECOND) != ahead


@given(weekly=weeklies, now=moments, down=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_after_any_downtime_the_newest_is_due(weekly: Weekly, now: datetime, down: timedelta) -> None:
    """However long the bot was away, it finds the newest occurrence, unless that is six days old and left out."""
    back = now + down
    newest: Occurrence | None = None
    moment = back - timedelta(days=15)
    while (found := next_due(weekly, moment)).due <= back:
        newest, moment = found, found.due

    assert newest is not None
    assert due_now(weekly, back) == (newest if back < newest.due + CATCH_UP else None)


@given(weekly=weeklies, now=moments)
def test_this_week_is_the_week_on_the_local_calendar(weekly: Weekly, now: datetime) -> None:
    """The week is that of the zone's own date, not of UTC's."""
    year, week, _ = local(now, weekly.zone).date().isocalendar()
    assert this_week(weekly, now).week == f"{year}-W{week:02d}"
