"""Short builders of events for the scoring tests; every outcome is well vouched for unless said otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ranking.events import Approval, Change, Event, Incident, Person, Review, Survival, Usage, Win
from ranking.history import History, build_history

AS_OF = datetime(2026, 12, 14, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    """A moment so many days before AS_OF."""
    return AS_OF - timedelta(days=days)


def person(ident: str, **more: Any) -> Person:
    return Person(id=ident, **{"team": "red", "role": "swe", **more})


def approval(by: str = "peer", seconds: int = 900, comments: int = 1) -> Approval:
    return Approval(person=by, seconds_after_request=seconds, comments=comments)


def change(ident: str, owner: str = "ana", days: float = 20, lines: int = 100, **more: Any) -> Change:
    usual = {"repo": "api", "area": ident, "issue_opened_by": "boss", "approvals": (approval(),)}
    return Change(id=ident, person=owner, merged_at=ago(days), effective_lines=lines, **{**usual, **more})


def look(of: Change, share: float, days_after: float = 14) -> Survival:
    return Survival(change=of.id, at=of.merged_at + timedelta(days=days_after), share_alive=share)


def review(ident: str, owner: str, of: str, days: float = 20, minutes: float = 12, led: bool = True) -> Review:
    return Review(id=ident, person=owner, change=of, at=ago(days), minutes=minutes, led_to_change=led)


def win(ident: str, owner: str, *givers: str, days: float = 20) -> Win:
    return Win(id=ident, person=owner, at=ago(days), confirmed_by=givers)


def incident(ident: str, owner: str, days: float = 20, reopened: bool = False) -> Incident:
    return Incident(id=ident, person=owner, closed_at=ago(days), reopened=reopened)


def usage(ident: str, owner: str, cost: str | None = None, days: int = 3, trust: str = "A", **more: Any) -> Usage:
    row = {"source": "s", "tool": "one", "sessions": 1, **more}
    day = ago(days).date()
    return Usage(id=ident, person=owner, day=day, trust=trust, cost_usd=cost and Decimal(cost), **row)


def history(*events: Event | list[Event]) -> History:
    flat: list[Event] = []
    for item in events:
        flat += item if isinstance(item, list) else [item]
    return build_history(flat)


def crew(count: int, team: str = "red", lines: int = 100, **more: Any) -> list[Event]:
    """So many people of a team, each with one good change, from member to member a little larger."""
    found: list[Event] = []
    for i in range(count):
        name = f"{team}{i:02}"
        found += [person(name, team=team, **more), change(f"{name}-c", name, lines=lines + 10 * i)]
    return found
