"""Awards what was earned and queues the DM that tells it, both in one transaction."""

from __future__ import annotations

from datetime import datetime

from commands._ask import House
from commands.messages.badge import badge_message
from ranking.badges import Award, earned
from storage.badges import award, held
from storage.engine import Database
from storage.histories import load_history
from storage.ledger import Message, queue
from storage.preferences import all_preferences
from storage.shelves import Row


def due_awards(database: Database, house: House, now: datetime) -> list[Award]:
    """What has been earned as of `now` and not been awarded yet."""
    with database.read() as connection:
        history = load_history(connection, house.workspace, now)
        known = held(connection, house.workspace)
    return [found for found in earned(history, now) if (found.person, found.badge, found.tier) not in known]


def award_due(database: Database, house: House, now: datetime, *, tell: bool = True) -> list[Award]:
    """Award everything due; returns what this call awarded.

    Whoever reached several tiers of a badge at once hears of the highest. Somebody without a Slack id, or who wants
    no messages, gets the badge without one; so does everybody if `tell` is false.
    """
    with database.read() as connection:
        people = {person.id: person for person in load_history(connection, house.workspace, now).people}
        preferences = all_preferences(connection, house.workspace)
    due = due_awards(database, house, now)
    highest = {(found.person, found.badge): found for found in due}  # tiers come in rising order
    given = []
    for found in due:
        wanted = tell and preferences.get(found.person, {}).get("badge_dms", True)
        target = people[found.person].slack_user_id if wanted and highest[found.person, found.badge] is found else None
        with database.write() as connection:
            if award(connection, house.workspace, _row(found, now)):
                given.append(found)
                if target is not None:
                    queue(connection, house.workspace, [_message(found, target)], now)
    return given


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
