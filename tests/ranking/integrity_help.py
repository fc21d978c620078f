"""Builders of what integrity looks at: plain teams, and people who do one odd thing."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from scoring_help import approval, change, history, person

from ranking.events import Approval, Change, Event, Revert
from ranking.history import History
from ranking.kept.survival import reverted_at
from ranking.normal import phi
from ranking.ranks import Place, places
from ranking.standing import Part, PersonStanding, Standings, without_place
from ranking.window import Window

TEAM = tuple(f"mate{i}" for i in range(8))


def team(*others: str) -> list[Event]:
    """A team of eight and whoever else."""
    return [person(name) for name in (*TEAM, *others)]


def usual_work(per_person: int = 8) -> list[Event]:
    """Everybody of the team lands changes that the others approve in turn, never twice the same pair in a row."""
    found: list[Event] = []
    for i, name in enumerate(TEAM):
        for n in range(per_person):
            giver = TEAM[(i + 1 + n % (len(TEAM) - 1)) % len(TEAM)]
            found.append(
                change(f"{name}-{n}", name, days=2 + 4 * n, lines=60 + n + 7 * i, approvals=(approval(giver),))
            )
    return found


def work(
    owner: str, count: int, *, lines: int = 60, gap: float = 1.2, by: str | None = None, **more: object
) -> list[Change]:
    """So many changes of one person, the newest two days old; approved by the team in turn unless `by` is given."""
    return [
        change(
            f"{owner}-{n}",
            owner,
            days=2 + gap * n,
            lines=lines + n % 3,
            **{"approvals": (approval(by or TEAM[n % len(TEAM)]),), **more},
        )
        for n in range(count)
    ]


def taken_back(changes: list[Change]) -> list[Revert]:
    return [Revert(change=one.id, at=one.merged_at + timedelta(hours=30)) for one in changes]


def stamped(by: str, seconds: int = 40) -> tuple[Approval, ...]:
    return (Approval(person=by, seconds_after_request=seconds, comments=0),)


def buddies(one: str = "x", other: str = "y", count: int = 20, *, fast: bool = True, start: float = 2) -> list[Event]:
    """Two people who approve each other, within a minute and without a comment where `fast`."""
    found: list[Event] = []
    for owner, giver in ((one, other), (other, one)):
        for n in range(count):
            vouched = stamped(giver) if fast else (approval(giver),)
            found.append(change(f"{owner}-{n}", owner, days=start + n, lines=50 + n, approvals=vouched))
    return found


def company(*events: Event | list[Event]) -> History:
    """The usual team at its usual work, and these."""
    return history(team(), usual_work(), *events)


def plain(facts: History, as_of: datetime, minimum_group: int) -> Standings:
    """A formula that stays as simple as it is: lines that matured, some doubt, and a guard on what was spent.

    The freeze is tried on it, so that tuning Kept Value moves none of these tests.
    """
    window, lines, spent = Window(as_of), Counter[str](), Counter[str]()
    gone = reverted_at(facts, window)
    for one in facts.changes:
        if window.matured(one.merged_at) and one.id not in gone:
            lines[one.person] += one.effective_lines
    for row in facts.usage:
        if row.trust in {"A", "B"} and window.spend_day(row.day):
            spent[row.person] += float(row.cost_usd or 0)  # type: ignore[assignment]
    rows = [_plain_row(one.id, one.team, lines[one.id], spent[one.id]) for one in facts.people]
    errors = {row.person: -2 * row.parts[1].value for row in rows if row.parts}
    ranks = places({row.person: row.value for row in rows if row.value is not None}, errors)
    return Standings("plain", "1", as_of, tuple(_ranked(row, ranks) for row in rows), ())


def _plain_row(name: str, team_name: str | None, lines: int, spent: float) -> PersonStanding:
    if not lines:
        return without_place(person(name, team=team_name), "unrated")
    guard = -0.35 * math.log(spent / 50) if spent > 50 else 0.0
    values = {"code": math.log1p(lines) - 6, "uncertainty": -0.5 / math.sqrt(4 + lines / 60), "spend_guard": guard}
    parts = tuple(Part(kind, value) for kind, value in values.items())
    value = math.fsum(values.values())
    return PersonStanding(name, team_name, "rated", 100 * phi(value), value, 0, 0, 0, "steady", 1, parts)


def _ranked(row: PersonStanding, ranks: dict[str, Place]) -> PersonStanding:
    if row.person not in ranks:
        return row
    place = ranks[row.person]
    return replace(row, rank=place.rank, rank_low=place.low, rank_high=place.high)
