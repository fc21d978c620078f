"""The local workspace's clock, rate limits and faults: what time changes, and what befalls which call."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox import Clock
from bot.sandbox.clock import next_local_time
from bot.sandbox.errors import BadRequestError, SlackError
from bot.sandbox.faults import ConnectionDroppedError, Fault, Faults
from bot.sandbox.rate_limits import PER_MINUTE, RateLimits

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def clock() -> Clock:
    """A clock that nobody has moved."""
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> RateLimits:
    """Rate limits that are on."""
    limits = RateLimits(clock)
    limits.enabled = True
    return limits


def wait_asked(limits: RateLimits, method: str = "m", tier: int = 1) -> int:
    """The Retry-After of a call that comes too early."""
    with pytest.raises(SlackError) as caught:
        limits.check_method(method, tier)
    assert caught.value.retry_after is not None
    return caught.value.retry_after


def test_waiting_as_long_as_asked_is_enough(clock: Clock, limits: RateLimits) -> None:
    """After Retry-After the call is taken, and two seconds before that it is not."""
    limits.check_method("m", 1)
    clock.advance(timedelta(seconds=20))
    wait = wait_asked(limits)
    clock.advance(timedelta(seconds=wait - 2))
    assert wait_asked(limits) <= 2
    clock.advance(timedelta(seconds=2))
    limits.check_method("m", 1)


def test_the_minute_slides(clock: Clock, limits: RateLimits) -> None:
    """Calls come back one by one as each grows a minute old, not all at once."""
    for _ in range(PER_MINUTE[2]):
        limits.check_method("m", 2)
        clock.advance(timedelta(seconds=2))
    clock.advance(timedelta(seconds=21))
    limits.check_method("m", 2)
    assert wait_asked(limits, tier=2) <= 2


def test_methods_and_channels_are_counted_apart(limits: RateLimits) -> None:
    """One method at its limit stops neither another method nor a message to any channel."""
    limits.check_method("m", 1)
    limits.check_method("n", 1)
    limits.check_channel("C1")
    limits.check_channel("C2")
    assert wait_asked(limits, "n") >= 59
    with pytest.raises(SlackError, match="ratelimited"):
        limits.check_channel("C1")


def test_a_refused_call_does_not_count(clock: Clock, limits: RateLimits) -> None:
    """Calling again and again while refused does not put off the moment at which there is room."""
    limits.check_method("m", 1)
    for _ in range(5):
        clock.advance(timedelta(seconds=10))
        wait_asked(limits)
    clock.advance(timedelta(seconds=10))
    limits.check_method("m", 1)


def test_limits_that_are_off_count_nothing(clock: Clock) -> None:
    """Calls from before the limits were turned on are not held against anybody."""
    limits = RateLimits(clock)
    for _ in range(3):
        limits.check_method("m", 1)
    limits.enabled = True
    limits.check_method("m", 1)
    wait_asked(limits)
    limits.clear()
    limits.check_method("m", 1)


def test_a_clock_set_back_locks_nobody_out(clock: Clock, limits: RateLimits) -> None:
    """Calls that lie in the future after the clock was set back are forgotten."""
    limits.check_method("m", 1)
    clock.advance(timedelta(days=-7))
    limits.check_method("m", 1)


def test_the_first_fault_asked_for_comes_first() -> None:
    """Faults wait in order, each for its own method, and are used up one call at a time."""
    faults = Faults()
    faults.add(Fault("chat.update", "not_authed"))
    faults.add(Fault("*", "http_500", times=2))
    faults.add(Fault("chat.postMessage", "ratelimited"))
    taken = [faults.take(name) for name in ("chat.postMessage", "chat.update", "auth.test", "chat.postMessage")]
    assert [fault.kind if fault else None for fault in taken] == ["http_500", "not_authed", "http_500", "ratelimited"]
    assert faults.take("chat.postMessage") is None
    assert faults.describe() == []


def test_what_waits_is_described_with_what_is_left() -> None:
    """The description counts down with each call that is struck."""
    faults = Faults()
    faults.add(Fault("auth.test", "ratelimited", times=3, retry_after=7))
    faults.take("auth.test")
    assert faults.describe() == [{"method": "auth.test", "kind": "ratelimited", "times": 2, "retry_after": 7}]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("*", ""),
        Fault("*", "Rate Limited"),
        Fault("*", "a\n"),
        Fault("*", "x", times=0),
        Fault("*", "x", times=1_000_001),
        Fault("*", "x", retry_after=-1),
        Fault("*", "x", retry_after=86_401),
    ],
)
def test_a_fault_beyond_its_bounds_does_not_wait(fault: Fault) -> None:
    """A refused fault befalls no call."""
    faults = Faults()
    with pytest.raises(BadRequestError):
        faults.add(fault)
    assert faults.take("auth.test") is None


@pytest.mark.parametrize(
    ("kind", "name", "status", "wait"),
    [
        ("ratelimited", "ratelimited", 429, 9),
        ("http_500", "internal_error", 500, None),
        ("channel_not_found", "channel_not_found", 200, None),
    ],
)
async def test_a_fault_strikes_as_slack_would(kind: str, name: str, status: int, wait: int | None) -> None:
    """Each kind has the error, the status and the Retry-After of the real thing."""
    with pytest.raises(SlackError) as caught:
        await Faults().strike(Fault("*", kind, retry_after=9))
    assert (caught.value.name, caught.value.status, caught.value.retry_after) == (name, status, wait)


async def test_calls_that_hang_are_let_go_together() -> None:
    """Clearing drops every call that hangs, and a call struck later hangs again."""
    faults = Faults()
    hanging = [asyncio.create_task(faults.strike(Fault("*", "hang"))) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in hanging)
    faults.clear()
    for task in hanging:
        with pytest.raises(ConnectionDroppedError):
            await task
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(faults.strike(Fault("*", "hang")), 0.01)


async def test_a_drop_after_acceptance_lets_the_call_happen() -> None:
    """Before the call this kind of fault does nothing at all."""
    await asyncio.wait_for(Faults().strike(Fault("*", "drop_after_accept")), 1)


def test_the_clock_understands_every_offset(clock: Clock) -> None:
    """A time of another zone is the same moment, told in UTC."""
    clock.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    assert clock.now().tzinfo is UTC
    assert clock.now() - datetime(2026, 11, 23, 3, 30, tzinfo=UTC) < timedelta(seconds=5)


def test_the_clock_goes_back_too(clock: Clock) -> None:
    """A negative step leads into the past."""
    before = clock.now()
    clock.advance(timedelta(days=-2))
    assert timedelta(days=-2) <= clock.now() - before < timedelta(days=-2, seconds=5)


async def test_followers_are_called_in_turn_and_to_their_end(clock: Clock) -> None:
    """Plain and async followers run in the order in which they came, and a failure is told without stopping any."""
    heard: list[str] = []

    async def slow() -> None:
        await asyncio.sleep(0)
        heard.append("slow")

    async def broken() -> None:
        raise RuntimeError("no ink")

    clock.subscribe(slow)
    clock.subscribe(broken)
    clock.subscribe(lambda: heard.append("plain"))
    assert await clock.announce() == ["RuntimeError: no ink"]
    assert heard == ["slow", "plain"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, 0, tzinfo=UTC), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, tzinfo=UTC)),
    ],
)
def test_next_monday_is_a_local_one(now: datetime, expected: datetime) -> None:
    """The very moment counts as past, summer time shifts the hour, and midnight is the zone's own."""
    assert next_local_time(now, "monday", time(9), BERLIN) == expected
