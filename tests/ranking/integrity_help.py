"""Builders of what integrity looks at: plain teams, and people who do one odd thing."""

from __future__ import annotations

from datetime import timedelta

from scoring_help import approval, change, history, person

from ranking.events import Approval, Change, Event, Revert
from ranking.history import History

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
