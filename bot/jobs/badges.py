"""Awards what was earned and queues the DM that tells it, both in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from commands._ask import House
from commands.messages.badge import badge_message
from ranking.badges import Award, earned
from ranking.history import History
from storage.badges import award, held
from storage.engine import Connection, Database
from storage.histories import load_history
from storage.ledger import Message, queue
from storage.preferences import all_preferences
from storage.shelves import Row


def due_awards(database: Database, house: House, now: datetime) -> list[Award]:
    """What has been earned as of `now` and not been awarded yet."""
    with database.read() as connection:
        return _due(connection, house, load_history(connection, house.workspace, now), now)


def award_due(database: Database, house: House, now: datetime, *, tell: bool = True) -> list[Award]:
    """Award everything due; returns what this call awarded. `tell` false queues no messages."""
    with database.read() as connection:
        history = load_history(connection, house.workspace, now)
    with database.write() as connection:
        return give(connection, house, history, now, tell=tell)


def give(connection: Connection, house: House, history: History, now: datetime, *, tell: bool = True) -> list[Award]:
    """Award what `history` has earned as of `now`, inside the caller's writing transaction; returns what is new.

    Whoever reached several tiers of a badge at once hears of the highest. Somebody without a Slack id, or who wants
    no messages, gets the badge without one; so does everybody if `tell` is false.
    """
    due = _due(connection, house, history, now)
    new = award(connection, house.workspace, [_row(found, now) for found in due])
    given = [found for found in due if _key(found) in new]
    if tell:
        queue(connection, house.workspace, _messages(connection, house, history, given), now)
    return given


def _due(connection: Connection, house: House, history: History, now: datetime) -> list[Award]:
    known = held(connection, house.workspace)
    return [found for found in earned(history, now) if _key(found) not in known]


def _messages(connection: Connection, house: House, history: History, given: Iterable[Award]) -> list[Message]:
    targets = {person.id: person.slack_user_id for person in history.people}
    preferences = all_preferences(connection, house.workspace)
    highest = {(found.person, found.badge): found for found in given}  # tiers come in rising order
    return [
        _message(found, target)
        for found in highest.values()
        if (target := targets[found.person]) and preferences.get(found.person, {}).get("badge_dms", True)
    ]


def _key(found: Award) -> tuple[str, str, str]:
    return found.person, found.badge, found.tier


def _row(found: Award, now: datetime) -> Row:
    return {
        "person": found.person,
        "badge": found.badge,
        "tier": found.tier,
        "awarded_at": now,
        "reason": found.reason,
        "evidence": list(found.evidence),
    }


def _message(found: Award, target: str) -> Message:
    reply = badge_message(found)
    key = f"badge:{found.person}:{found.badge}:{found.tier}"
    return Message(key, "badge", target, reply.payload(), person=found.person)
