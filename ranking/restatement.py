"""Which of two reports of the same fact stands: the one rule for files, the database and the HTTP intake."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from ranking.events import Event

Verdict = Literal["new", "restated", "confirmed", "duplicate", "stale", "contradiction"]


class Stamp(NamedTuple):
    """What is compared: the hash of the content, and when it was reported (None: nobody said)."""

    fingerprint: str
    reported_at: datetime | None


def stamp(event: Event) -> Stamp:
    """The stamp of an event."""
    return Stamp(event.fingerprint(), event.reported_at)


def judge(new: Stamp, old: Stamp | None) -> Verdict:
    """Say what a report is to the one already known.

    `new`, `restated` and `confirmed` (same content, later word) are to be written; `duplicate` and `stale` change
    nothing; a `contradiction` is rejected. Whatever the order of arrival, the same report stands in the end.
    """
    if old is None:
        return "new"
    same = new.fingerprint == old.fingerprint
    if new.reported_at == old.reported_at:
        return "duplicate" if same else "contradiction"
    if new.reported_at is None:
        return "duplicate" if same else "contradiction"
    if old.reported_at is None or new.reported_at > old.reported_at:
        return "confirmed" if same else "restated"
    return "duplicate" if same else "stale"


def contradiction(event: Event) -> str:
    """The sentence that tells a contradiction."""
    return (
        f"{event.type} {event.key} is already known with other content; "
        "a restatement needs a later reported_at, and the newest wins"
    )
