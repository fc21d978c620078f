"""Delivery against a Slack that fails in every way it can: nothing lost, nothing doubled, the rest with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery import MAX_ATTEMPTS, PATIENCE, Pace, mark_of
from bot.manifest import SCOPES
from storage.engine import Database
from storage.ledger import claim
from tests.bot.delivery_help import CHANNEL, PERSON, WORKSPACE, Post, marks, open_post

MINUTE = timedelta(minutes=1)
CHART = {
    "type": "data_visualization",
    "title": "Kept",
    "chart": {
        "type": "line",
        "series": [{"name": "Kept", "data": [{"label": "W1", "value": 1}, {"label": "W2", "value": 2}]}],
        "axis_config": {"categories": ["W1", "W2"]},
    },
}


@pytest.fixture
async def post(sqlite_database: Database) -> AsyncIterator[Post]:
    """A delivery before a healthy workspace."""
    async with open_post(sqlite_database) as opened:
        yield opened


@pytest.fixture
async def hasty_post(sqlite_database: Database) -> AsyncIterator[Post]:
    """The same with a client that waits half a second only, for a workspace that hangs."""
    async with open_post(sqlite_database, patience=0.5) as opened:
        yield opened


async def later(post: Post, by: timedelta = MINUTE) -> None:
    """Let time pass and deliver what is due then."""
    post.late += by
    await post.delivery.run_once()


async def test_everything_that_waits_is_sent_once(database: Database) -> None:
    """Fifty messages arrive, more than a batch; a second run finds nothing to do."""
    keys = [f"m{n:02}" for n in range(50)]
    async with open_post(database) as post:
        post.queue(*keys)

        assert await post.delivery.run_once() == 50
        assert await post.delivery.run_once() == 0
        assert sorted(post.arrived()) == sorted(marks(keys))
        assert post.states() == {"sent": 50}


async def test_a_message_carries_only_its_opaque_mark(post: Post) -> None:
    """Metadata is readable by every app: it has one field, from which neither person nor badge can be read."""
    post.queue("badge:ana:keeper:gold", target=PERSON, kind="badge")
    await post.delivery.run_once()

    (call,) = post.workspace.log.named("chat.postMessage")
    assert call["request"]["metadata"] == {
        "event_type": "kirorank_delivery",
        "event_payload": {"key": mark_of(WORKSPACE, "badge:ana:keeper:gold")},
    }
    assert not any(word in str(call["request"]["metadata"]) for word in ("ana", "keeper", "gold"))
    assert call["request"]["unfurl_links"] is False


async def test_a_direct_message_is_opened_once_for_each_person(post: Post) -> None:
    """Two badges for one person need one conversations.open, whose rate is low."""
    post.queue("a", target=PERSON, kind="badge")
    await post.delivery.run_once()
    post.queue("b", target=PERSON, kind="badge")
    await post.delivery.run_once()

    assert len(post.workspace.log.named("conversations.open")) == 1
    assert post.states() == {"sent": 2}


async def test_a_rate_limit_is_kept_to_the_second(post: Post) -> None:
    """After 429 nothing is posted before Retry-After has passed, and then once, without a look-up."""
    post.fault("ratelimited", retry_after=120)
    post.queue("a")
    await post.delivery.run_once()
    assert (post.arrived(), post.states()) == ([], {"waiting": 1})

    await later(post, timedelta(seconds=118))
    assert post.posts() == 1
    await later(post, timedelta(seconds=3))
    assert post.arrived() == marks("a")
    assert not post.workspace.log.named("conversations.history")


async def test_a_rate_limit_never_gives_a_message_up(post: Post) -> None:
    """However often Slack asks to wait, the message waits."""
    post.fault("ratelimited", times=3 * MAX_ATTEMPTS, retry_after=1)
    post.queue("a")
    for _ in range(3 * MAX_ATTEMPTS + 1):
        await later(post, timedelta(days=1))

    assert post.states() == {"sent": 1}


@pytest.mark.parametrize("kind", ["http_500", "fatal_error", "internal_error"])
async def test_a_failure_that_passes_delays_and_does_not_double(post: Post, kind: str) -> None:
    """Slack failed or did not answer: the message's fate is unknown, so it is looked up and then sent."""
    post.fault(kind)
    post.queue("a", "b")
    await post.delivery.run_once()
    await later(post)

    assert sorted(post.arrived()) == sorted(marks("ab"))
    assert len(post.workspace.log.named("conversations.history")) == 1


async def test_a_slack_that_hangs_delays_and_does_not_double(hasty_post: Post) -> None:
    """The client gave up waiting: the message may have arrived, so it is looked up and then sent."""
    hasty_post.fault("hang")
    hasty_post.queue("a")
    await hasty_post.delivery.run_once()
    assert hasty_post.states() == {"waiting": 1}
    await later(hasty_post)

    assert hasty_post.arrived() == marks("a")
    assert len(hasty_post.workspace.log.named("conversations.history")) == 1


@pytest.mark.parametrize("target", [CHANNEL, PERSON])
async def test_an_accepted_message_whose_answer_was_lost_is_found(post: Post, target: str) -> None:
    """The connection broke after Slack had taken the message: it is found by its mark and not sent again."""
    post.fault("drop_after_accept")
    post.queue("a", target=target)
    await post.delivery.run_once()
    assert post.states() == {"waiting": 1}
    await later(post)

    assert post.states() == {"sent": 1}
    assert post.posts() == 1


async def test_a_lost_message_is_found_on_a_later_page(post: Post) -> None:
    """A busy channel's history is read to its end before anything is sent again."""
    post.fault("drop_after_accept")
    post.queue("a")
    await post.delivery.run_once()
    for number in range(450):
        post.workspace.post_message(CHANNEL, PERSON, f"chatter {number}")
    await later(post)

    assert post.states() == {"sent": 1}
    assert post.posts() == 1
    assert len(post.workspace.log.named("conversations.history")) == 3


async def test_somebody_elses_metadata_is_not_taken_for_ours(post: Post) -> None:
    """Another app's message with the same word in its metadata does not make ours count as sent."""
    post.fault("http_500")
    post.queue("a")
    await post.delivery.run_once()
    ts = post.workspace.post_message(CHANNEL, PERSON, "not ours")
    message = post.workspace.core.state.channels[CHANNEL].messages[ts]
    message.metadata = {"event_type": "other", "event_payload": {"key": marks("a")[0]}}
    await later(post)

    assert len(post.arrived()) == 2


@pytest.mark.parametrize("kind", ["http_500", "hang"])
async def test_a_failed_opening_is_no_unknown_fate(hasty_post: Post, kind: str) -> None:
    """Where the trouble came before the post, nothing is looked up: the message cannot have arrived."""
    hasty_post.fault(kind, method="conversations.open")
    hasty_post.queue("a", target=PERSON, kind="badge")
    await hasty_post.delivery.run_once()
    await later(hasty_post)

    assert hasty_post.states() == {"sent": 1}
    assert not hasty_post.workspace.log.named("conversations.history")


async def test_refused_blocks_are_left_out(post: Post) -> None:
    """A workspace that does not know native charts gets the same message without them, at once."""
    post.fault("invalid_blocks")
    post.queue("a", payload={"text": "Your week", "blocks": [CHART, {"type": "divider"}]})
    await post.delivery.run_once()

    first, second = post.workspace.log.named("chat.postMessage")
    assert [block["type"] for block in first["request"]["blocks"]] == ["data_visualization", "divider"]
    assert "data_visualization" not in {block["type"] for block in second["request"]["blocks"]}
    assert post.states() == {"sent": 1}


@pytest.mark.parametrize(
    "reason", ["channel_not_found", "not_in_channel", "is_archived", "messages_tab_disabled", "user_disabled"]
)
async def test_what_cannot_arrive_is_given_up_with_its_reason(post: Post, reason: str) -> None:
    """A definite refusal closes that message with Slack's reason and keeps no other from its channel."""
    post.fault(reason)
    post.queue("a", "b", "c")
    assert await post.delivery.run_once() == 3

    ((key, why),) = post.reasons()
    assert why == reason
    assert sorted(post.arrived()) == sorted(marks({"a", "b", "c"} - {key}))


@pytest.mark.parametrize("reason", ["invalid_auth", "token_revoked", "missing_scope"])
async def test_a_token_that_can_be_mended_loses_nothing(post: Post, reason: str) -> None:
    """While the token is wrong everything waits; once it is mended everything arrives, once."""
    post.fault(reason, times=3)
    post.queue("a", "b", "c")
    await post.delivery.run_once()
    assert post.states() == {"waiting": 3}
    await later(post)

    assert sorted(post.arrived()) == sorted(marks("abc"))


async def test_without_history_a_digest_is_given_up_rather_than_doubled(post: Post) -> None:
    """The scope is missing and the fate unknown: the digest is closed with the reason."""
    post.workspace.configure_app(scopes=set(SCOPES) - {"channels:history"})
    post.fault("drop_after_accept")
    post.queue("a")
    await post.delivery.run_once()
    await later(post)

    assert post.arrived() == marks("a")
    assert "may not be read" in post.reasons()[0][1]


async def test_without_history_a_badge_is_sent_again_rather_than_lost(post: Post) -> None:
    """The scope is missing and the fate unknown: the badge message is sent again."""
    post.workspace.configure_app(scopes=set(SCOPES) - {"im:history"})
    post.fault("http_500")
    post.queue("a", target=PERSON, kind="badge")
    await post.delivery.run_once()
    await later(post)

    assert post.states() == {"sent": 1}
    assert post.posts() == 2


async def test_a_slack_that_stays_broken_is_given_up_after_days(post: Post) -> None:
    """Twelve failures in an hour give nothing up; failures for three days do, with the last reason."""
    post.fault("http_500", times=1000)
    post.queue("a")
    for _ in range(MAX_ATTEMPTS + 3):
        await later(post, timedelta(minutes=16))
    assert post.states() == {"waiting": 1}
    await later(post, PATIENCE)

    assert "given up after" in post.reasons()[0][1]


async def test_an_outage_touches_one_batch_a_turn(post: Post) -> None:
    """While Slack is down a long queue is not spent on it: one batch tries, the rest keeps a clean record."""
    keys = [f"m{n:02}" for n in range(60)]
    post.fault("http_500", times=20)
    post.queue(*keys)
    assert await post.delivery.run_once() == 0
    assert post.posts() == 20
    await later(post)

    assert sorted(post.arrived()) == sorted(marks(keys))
    assert len(post.workspace.log.named("conversations.history")) == 20


async def test_a_poisoned_message_stops_no_other(post: Post) -> None:
    """A payload that cannot even be sent leaves the others of its batch alone."""
    poison: dict[str, Any] = {"text": "x", "channel": "given twice"}
    post.queue("a")
    post.queue("bad", payload=poison)
    post.queue("c")
    await post.delivery.run_once()

    assert sorted(post.arrived()) == sorted(marks("ac"))
    assert post.states() == {"sent": 2, "waiting": 1}


async def test_who_lost_the_lease_does_not_post(post: Post) -> None:
    """A worker that wakes up after its lease leaves the message to its successor, who looks before sending."""
    post.queue("a")
    with post.database.write() as connection:
        (asleep,) = claim(connection, WORKSPACE, post.now())
    post.late += MINUTE
    outcome = await post.delivery._attempt(asleep)
    assert (outcome.kind, post.posts()) == ("again", 0)

    await post.delivery.run_once()
    assert post.arrived() == marks("a")
    assert len(post.workspace.log.named("conversations.history")) == 1


async def test_an_attempt_ends_before_its_lease(sqlite_database: Database) -> None:
    """A Slack that hangs cannot hold a message longer than its lease, whatever the client's own timeout."""
    pace = Pace(lease=timedelta(seconds=0.4))
    async with open_post(sqlite_database, pace, patience=60) as post:
        post.fault("hang")
        post.queue("a")
        async with asyncio.timeout(2):
            await post.delivery.run_once()
        assert post.states() == {"waiting": 1}
        post.workspace.core.faults.clear()
        await later(post)

        assert post.arrived() == marks("a")


async def test_two_workers_share_the_work(database: Database) -> None:
    """Two deliveries on one queue, at the same time: every message arrives once."""
    keys = [f"m{n:02}" for n in range(60)]
    async with open_post(database) as post, open_post(database) as other:
        post.queue(*keys)
        await asyncio.gather(post.delivery.run_once(), other.delivery.run_once())

        assert sorted(post.arrived() + other.arrived()) == sorted(marks(keys))


async def test_real_rate_limits_only_delay(post: Post) -> None:
    """With Slack's limit of a message a second in a channel, a burst arrives whole, one after the other."""
    post.workspace.rate_limits = True
    post.queue("a", "b", "c")
    for _ in range(4):
        await post.delivery.run_once()
        post.workspace.clock.advance(timedelta(seconds=2))

    assert sorted(post.arrived()) == sorted(marks("abc"))


async def test_a_stopped_delivery_claims_nothing_more(post: Post) -> None:
    """After stop() what waits is left to the next process."""
    post.queue("a")
    post.delivery.stop()

    assert await post.delivery.run_once() == 0
    assert post.states() == {"waiting": 1}
