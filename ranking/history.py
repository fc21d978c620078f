"""A history: every fact known, by type, each exactly once, with its people resolved. What policies and badges read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from ranking.events import (
    Approval,
    Change,
    Coverage,
    Event,
    Incident,
    Located,
    Person,
    Reject,
    Revert,
    Review,
    Survival,
    Team,
    Usage,
    Win,
)
from ranking.identity import Identities, identify, is_erased
from ranking.restatement import Stamp, contradiction, judge, stamp

E = TypeVar("E", bound=Event)
Owned = TypeVar("Owned", Usage, Review, Incident)


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What humans looked at and dropped: references of one family of evidence about one person."""

    person: str
    family: str
    refs: frozenset[str]


@dataclass(frozen=True, slots=True)
class History:
    """Facts by type. Every person and team that any fact names is described, if only by its id."""

    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    usage: tuple[Usage, ...] = ()
    changes: tuple[Change, ...] = ()
    survivals: tuple[Survival, ...] = ()
    reverts: tuple[Revert, ...] = ()
    reviews: tuple[Review, ...] = ()
    wins: tuple[Win, ...] = ()
    incidents: tuple[Incident, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()


def build_history(events: Iterable[Event]) -> History:
    """Sort unique events by type and key, resolve their people, and create bare whoever is only named."""
    by_type: dict[str, list[Event]] = {}
    for event in events:
        by_type.setdefault(event.type, []).append(event)
    for facts in by_type.values():
        facts.sort(key=lambda fact: fact.key)

    def take(kind: type[E]) -> list[E]:
        return by_type.get(kind.model_fields["type"].default, [])  # type: ignore[return-value]

    identities = identify(take(Person))
    usage = _owned(take(Usage), identities)
    changes = [_change_resolved(change, identities) for change in take(Change)]
    reviews = _owned(take(Review), identities)
    wins = [_win_resolved(win, identities) for win in take(Win)]
    incidents = _owned(take(Incident), identities)
    named = {fact.person for facts in (usage, changes, reviews, wins, incidents) for fact in facts}
    named |= {approval.person for change in changes for approval in change.approvals}
    named |= {giver for win in wins for giver in win.confirmed_by}
    people = _with_bare(identities.described, {name for name in named if not is_erased(name)})
    teams = {team.id: team for team in take(Team)}
    team_names = {person.team for person in people if person.team} | {c.team for c in take(Coverage)}
    for name in team_names - teams.keys():
        teams[name] = Team(id=name)
    return History(
        people=tuple(people),
        teams=tuple(teams[name] for name in sorted(teams)),
        coverage=tuple(take(Coverage)),
        usage=tuple(usage),
        changes=tuple(changes),
        survivals=tuple(take(Survival)),
        reverts=tuple(take(Revert)),
        reviews=tuple(reviews),
        wins=tuple(wins),
        incidents=tuple(incidents),
    )


def without_repeats(events: Iterable[Located]) -> tuple[list[Event], list[Reject]]:
    """Keep each fact once. The newest restatement wins; a contradiction without one is told with its line."""
    kept: dict[tuple[str, str], tuple[Event, Stamp]] = {}
    rejects: list[Reject] = []
    for located in events:
        event, new = located.event, stamp(located.event)
        slot = (event.type, event.key)
        verdict = judge(new, kept[slot][1] if slot in kept else None)
        if verdict in {"new", "restated", "confirmed"}:
            kept[slot] = (event, new)
        elif verdict == "contradiction":
            rejects.append(located.reject(contradiction(event)))
    return [event for event, _ in kept.values()], rejects


def _owned(facts: list[Owned], identities: Identities) -> list[Owned]:
    return [fact.model_copy(update={"person": identities.resolve(fact.person)}) for fact in facts]


def _change_resolved(change: Change, identities: Identities) -> Change:
    opener = change.issue_opened_by and identities.resolve(change.issue_opened_by)
    approvals = tuple(
        Approval.model_construct(**{**dict(approval), "person": identities.resolve(approval.person)})
        for approval in change.approvals
    )
    resolved = {"person": identities.resolve(change.person), "issue_opened_by": opener, "approvals": approvals}
    return change.model_copy(update=resolved)


def _win_resolved(win: Win, identities: Identities) -> Win:
    givers = tuple(sorted({identities.resolve(giver) for giver in win.confirmed_by}))
    return win.model_copy(update={"person": identities.resolve(win.person), "confirmed_by": givers})


def _with_bare(described: dict[str, Person], named: set[str]) -> list[Person]:
    people = dict(described)
    for name in named - people.keys():
        people[name] = Person(id=name)
    return [people[name] for name in sorted(people)]
