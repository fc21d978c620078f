"""A simulated company in a database, for the tests of what the bot does by itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ranking.events import Event, Person, Team
from ranking.simulation import Company, simulate
from storage.engine import Database
from storage.intake import take_in
from storage.preferences import choose
from tests.conftest import NOW
from tests.storage.facts import located

WORKSPACE = "w"


@cache
def company() -> Company:
    """Two dozen people and twelve weeks of their work, up to NOW."""
    return simulate(people=24, weeks=12, seed=1, ends=NOW)


def slack_id(person: str) -> str:
    """The Slack id that a simulated person has in these tests."""
    return f"U{''.join(letter for letter in person.upper() if letter.isalnum())}"


def channel_of(team: str) -> str:
    """The channel that a simulated team has in these tests."""
    return f"C{''.join(letter for letter in team.upper() if letter.isalnum())}"


def at_home(events: Iterable[Event]) -> list[Event]:
    """The events, with a Slack id for everybody and a channel for every team."""
    return [
        event.model_copy(update={"slack_user_id": slack_id(event.id)})
        if isinstance(event, Person)
        else event.model_copy(update={"channel": channel_of(event.id)})
        if isinstance(event, Team)
        else event
        for event in events
    ]


def move_in(database: Database, events: Iterable[Event] | None = None) -> None:
    """Import a company, by default the simulated one with its channels and Slack ids."""
    found = located(at_home(company().events) if events is None else events)
    for _ in take_in(database, WORKSPACE, "events", found, NOW):
        pass


def quiet(database: Database, person: str) -> None:
    """Let somebody choose to get no badge messages."""
    with database.write() as connection:
        choose(connection, WORKSPACE, person, badge_dms=False)
