"""The ledger: an occasion is queued once, claimed by one worker, marked only by whoever holds the lease."""

from __future__ import annotations

import threading
from datetime import timedelta

from storage.engine import Database
from storage.ledger import (
    LEASE,
    Claim,
    Message,
    claim,
    counts,
    dead_letters,
    is_queued,
    mark_again,
    mark_dead,
    mark_sent,
    queue,
    withdraw,
)
from tests.storage.facts import NOW


def _message(key: str) -> Message:
    return Message(key, "digest", "C1", {"text": "hello"}, person="p1")


def _queued(database: Database, *keys: str) -> int:
    with database.write() as connection:
        return queue(connection, "w", [_message(key) for key in keys], NOW)


def _claimed(database: Database, now=NOW, limit: int = 10) -> list[Claim]:  # type: ignore[no-untyped-def]
    with database.write() as connection:
        return claim(connection, "w", now, limit)


def test_an_occasion_is_queued_once(database: Database) -> None:
    """Queueing the same key again, alone or among others, adds only what is new."""
    assert _queued(database, "a") == 1
    assert _queued(database, "a", "b") == 1

    with database.read() as connection:
        assert counts(connection, "w") == {"waiting": 2}
        assert is_queued(connection, "w", "a")
        assert not is_queued(connection, "other", "a")


def test_a_claim_is_exclusive_until_its_lease_runs_out(database: Database) -> None:
    """Nobody else gets a claimed message before the lease is over; after that its fate is unknown."""
    _queued(database, "a")

    first = _claimed(database)
    assert _claimed(database, NOW + LEASE - timedelta(seconds=1)) == []
    second = _claimed(database, NOW + LEASE)

    assert [(one.attempts, one.outcome_unknown) for one in first] == [(1, False)]
    assert [(one.attempts, one.outcome_unknown, one.first_attempt_at) for one in second] == [(2, True, NOW)]


def test_who_lost_the_lease_cannot_mark(database: Database) -> None:
    """A slow worker's mark is refused once another has claimed the message."""
    _queued(database, "a")
    (slow,) = _claimed(database)
    (quick,) = _claimed(database, NOW + LEASE)

    with database.write() as connection:
        assert not mark_sent(connection, slow, NOW, "1.0")
        assert mark_sent(connection, quick, NOW, "2.0")
        assert not mark_dead(connection, quick, "too late")


def test_a_message_put_back_waits_for_its_time(database: Database) -> None:
    """After mark_again it is claimed no sooner than asked, and remembers whether Slack may have taken it."""
    _queued(database, "a")
    (one,) = _claimed(database)
    later = NOW + timedelta(minutes=5)
    with database.write() as connection:
        assert mark_again(connection, one, later, "no answer", outcome_unknown=True)

    assert _claimed(database, later - timedelta(seconds=1)) == []
    assert [again.outcome_unknown for again in _claimed(database, later)] == [True]


def test_dead_letters_keep_their_reason(database: Database) -> None:
    """What is given up is never claimed again and shows why."""
    _queued(database, "a")
    (one,) = _claimed(database)
    with database.write() as connection:
        assert mark_dead(connection, one, "channel_not_found")

    assert _claimed(database, NOW + timedelta(days=9)) == []
    with database.read() as connection:
        assert dead_letters(connection, "w") == [("a", "channel_not_found")]


def test_concurrent_workers_claim_each_message_once(database: Database) -> None:
    """Four workers emptying a queue of 80 never hold the same message."""
    _queued(database, *(f"m{n:02}" for n in range(80)))
    held: list[str] = []

    def work() -> None:
        while claims := _claimed(database, limit=3):
            held.extend(one.key for one in claims)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert 80 == len(held) == len(set(held))


def test_what_was_never_tried_is_due_at_once(database: Database) -> None:
    """A digest composed as of next week is sent now; once it was tried, it waits for its time like any other."""
    with database.write() as connection:
        queue(connection, "w", [_message("a")], NOW + timedelta(days=7))
    (one,) = _claimed(database)
    with database.write() as connection:
        mark_again(connection, one, NOW + timedelta(hours=1), "ratelimited", outcome_unknown=False)

    assert _claimed(database) == []
    assert len(_claimed(database, NOW + timedelta(hours=1))) == 1


def test_a_lease_can_be_shorter(database: Database) -> None:
    """A worker with a short lease loses its message as soon as that is over."""
    _queued(database, "a")
    with database.write() as connection:
        (one,) = claim(connection, "w", NOW, lease=timedelta(seconds=2))

    assert one.lease_until == NOW + timedelta(seconds=2)
    assert _claimed(database, NOW + timedelta(seconds=1)) == []
    assert len(_claimed(database, NOW + timedelta(seconds=2))) == 1


def test_what_waits_can_be_withdrawn(database: Database) -> None:
    """Waiting messages of one kind and person are never sent; other people's and other kinds are."""
    kinds = [("a", "badge", "p1"), ("b", "badge", "p2"), ("c", "digest", "p1")]
    with database.write() as connection:
        queue(connection, "w", [Message(key, kind, "U1", {}, person=who) for key, kind, who in kinds], NOW)
        assert withdraw(connection, "w", "badge", "p1") == 1
        assert withdraw(connection, "w", "badge", "p1") == 0

    assert {one.key for one in _claimed(database)} == {"b", "c"}


def test_what_is_being_sent_is_not_tried_again_after_a_withdrawal(database: Database) -> None:
    """The attempt under way may succeed; if it does not, nobody tries again, not even when its lease runs out."""
    _queued(database, "a")
    (one,) = _claimed(database)
    with database.write() as connection:
        withdraw(connection, "w", "digest", "p1")
        assert not mark_again(connection, one, NOW, "no answer", outcome_unknown=True)

    assert _claimed(database, NOW + 2 * LEASE) == []


def test_what_was_sent_stays_sent(database: Database) -> None:
    """A withdrawal does not rewrite what happened."""
    _queued(database, "a")
    (one,) = _claimed(database)
    with database.write() as connection:
        mark_sent(connection, one, NOW, "1.0")
        assert withdraw(connection, "w", "digest", "p1") == 0
        assert counts(connection, "w") == {"sent": 1}
