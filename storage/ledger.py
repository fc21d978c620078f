"""The delivery ledger: what must be said, to whom, once; claimed under a lease and marked when it was said.

A row is queued in the same transaction as the fact it speaks of. A worker claims it (lease), sends it, and marks
it; the mark names the attempt (fencing), so a worker that lost its lease cannot overwrite its successor's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.dialects import insert_new, skip_locked
from storage.models import DeliveryRow
from storage.shelves import table_of

LEASE = timedelta(seconds=60)  # an attempt has to end well within it, so that no live worker is overtaken
_T = table_of(DeliveryRow)
_C = _T.columns


@dataclass(frozen=True, slots=True)
class Message:
    """A message to queue. `key` names the occasion; `target` is a channel or a Slack user id."""

    key: str
    kind: str
    target: str
    payload: dict[str, Any]
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this worker may send until `lease_until`."""

    workspace: str
    key: str
    kind: str
    target: str
    payload: dict[str, Any]
    attempts: int
    outcome_unknown: bool
    first_attempt_at: datetime
    lease_until: datetime


def queue(connection: Connection, workspace: str, messages: Sequence[Message], now: datetime) -> int:
    """Queue messages whose occasion is new; returns how many that were."""
    rows = [
        {
            "workspace": workspace,
            "key": message.key,
            "kind": message.kind,
            "target": message.target,
            "person": message.person,
            "payload": message.payload,
            "state": "waiting",
            "attempts": 0,
            "outcome_unknown": False,
            "not_before": now,
            "created_at": now,
        }
        for message in messages
    ]
    return insert_new(connection, _T, rows)


def is_queued(connection: Connection, workspace: str, key: str) -> bool:
    """Whether this occasion has its row already."""
    return connection.execute(select(_C.key).where(_C.workspace == workspace, _C.key == key)).first() is not None


def claim(
    connection: Connection, workspace: str, now: datetime, limit: int = 1, lease: timedelta = LEASE
) -> list[Claim]:
    """Take up to `limit` messages that are due and that nobody holds, oldest first, until `now` + `lease`.

    What was never tried is due at once, even if it was composed as of a later moment. A message whose lease ran out
    was being sent when its worker died: whether Slack took it is unknown.
    """
    waiting = and_(_C.state == "waiting", or_(_C.not_before <= now, _C.attempts == 0))
    due = or_(waiting, and_(_C.state == "sending", _C.lease_until <= now))
    chosen = select(_T).where(_C.workspace == workspace, due).order_by(_C.not_before, _C.key).limit(limit)
    claims = []
    for row in connection.execute(skip_locked(connection, chosen)).mappings().all():
        claim = Claim(
            workspace=workspace,
            key=row["key"],
            kind=row["kind"],
            target=row["target"],
            payload=row["payload"],
            attempts=row["attempts"] + 1,
            outcome_unknown=row["outcome_unknown"] or row["state"] == "sending",
            first_attempt_at=row["first_attempt_at"] or now,
            lease_until=now + lease,
        )
        claims.append(claim)
        connection.execute(
            update(_T)
            .where(_C.workspace == workspace, _C.key == claim.key)
            .values(
                state="sending",
                attempts=claim.attempts,
                outcome_unknown=claim.outcome_unknown,
                first_attempt_at=claim.first_attempt_at,
                lease_until=claim.lease_until,
            )
        )
    return claims


def mark_sent(connection: Connection, claim: Claim, now: datetime, ts: str | None) -> bool:
    """Close a delivery; False if the lease had passed to somebody else."""
    return _mark(connection, claim, state="sent", sent_at=now, sent_ts=ts, lease_until=None, last_error=None)


def mark_again(
    connection: Connection, claim: Claim, not_before: datetime, error: str, *, outcome_unknown: bool
) -> bool:
    """Put a delivery back to wait until `not_before`; `outcome_unknown` says that Slack may have taken it."""
    return _mark(
        connection,
        claim,
        state="waiting",
        not_before=not_before,
        lease_until=None,
        last_error=error,
        outcome_unknown=outcome_unknown,
    )


def mark_dead(connection: Connection, claim: Claim, error: str) -> bool:
    """Give a delivery up, with the reason that `doctor` will show."""
    return _mark(connection, claim, state="dead", lease_until=None, last_error=error)


def withdraw(connection: Connection, workspace: str, kind: str, person: str) -> int:
    """Never send what still waits for a person, of one kind; returns how many messages that were.

    One that is being sent this moment may still arrive, but is not tried again.
    """
    chosen = and_(_C.workspace == workspace, _C.kind == kind, _C.person == person)
    unsent = and_(chosen, _C.state.in_(["waiting", "sending"]))
    return connection.execute(update(_T).where(unsent).values(state="withdrawn", lease_until=None)).rowcount


def counts(connection: Connection, workspace: str) -> dict[str, int]:
    """Deliveries by state."""
    query = select(_C.state, func.count()).where(_C.workspace == workspace).group_by(_C.state)
    return {str(state): int(count) for state, count in connection.execute(query)}


def dead_letters(connection: Connection, workspace: str, limit: int = 10) -> list[tuple[str, str]]:
    """The newest deliveries that were given up: key and reason."""
    query = (
        select(_C.key, _C.last_error)
        .where(_C.workspace == workspace, _C.state == "dead")
        .order_by(_C.created_at.desc())
        .limit(limit)
    )
    return [(key, error or "no reason kept") for key, error in connection.execute(query)]


def _mark(connection: Connection, claim: Claim, **values: Any) -> bool:
    fenced = and_(
        _C.workspace == claim.workspace,
        _C.key == claim.key,
        _C.state == "sending",
        _C.attempts == claim.attempts,
    )
    return connection.execute(update(_T).where(fenced).values(**values)).rowcount == 1
