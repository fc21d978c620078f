"""Reciprocity: approvals go round in a small closed group, far more than the team's make-up explains."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ranking.events import Change
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import recent_changes, surprise
from ranking.kept.endorsement import endorsers
from ranking.window import Window

PARTNER_APPROVALS = 4
LARGEST_GROUP = 5
LEAST_MUTUAL = 8
LEAST_SHARE = 0.5
LEAST_SURPRISE = 6.0


@dataclass(frozen=True, slots=True)
class _Bonds:
    """Approvals of six weeks: `received[author][giver]` counts, and each person's colleagues."""

    received: Mapping[str, Counter[str]]
    teams: Mapping[str, str | None]
    members: Mapping[str | None, tuple[str, ...]]

    def mutual(self, one: str, other: str) -> int:
        none: Counter[str] = Counter()
        return min(self.received.get(one, none)[other], self.received.get(other, none)[one])

    def partners(self, person: str) -> list[str]:
        """With whom at least 4 approvals went each way, most first, at most 4 of them."""
        pairs = [(self.mutual(person, other), other) for other in self.received.get(person, ())]
        strong = sorted((pair for pair in pairs if pair[0] >= PARTNER_APPROVALS), key=lambda pair: (-pair[0], pair[1]))
        return [other for _, other in strong[: LARGEST_GROUP - 1]]


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """People half of whose approvals come from a group of at most 5 that approve one another, p at most 1e-6.

    The group is a person and those with whom at least 4 approvals went each way; 8 must have gone each way in all.
    What the team's make-up explains is how often those partners approve anybody *outside* the group, as a share of all
    approvals of the person's team mates outside it, each mate counted once more so that few approvals prove little.
    A busy reviewer is busy for everybody, and a team of three has nobody else to ask: neither is found. The group is
    picked after looking, so p is asked to be a hundred times smaller than elsewhere. Strength: -log10 p.
    """
    changes = recent_changes(history, window)
    bonds = _bonds(history, changes)
    given_in_team = _given_by_team(bonds)
    found = {}
    for person in sorted(bonds.received):
        partners = bonds.partners(person)
        mutual = sum(bonds.mutual(person, other) for other in partners)
        inside, total = sum(bonds.received[person][other] for other in partners), bonds.received[person].total()
        if mutual < LEAST_MUTUAL or inside < LEAST_SHARE * total:
            continue
        strength = surprise(inside, total, _explained(person, partners, bonds, given_in_team))
        if strength >= LEAST_SURPRISE:
            refs = tuple(c.id for c in changes[person] if set(partners) & set(endorsers(c)))
            found[person] = Finding("reciprocity", strength, _summary(inside, total, len(partners)), refs)
    return found


def _bonds(history: History, changes: Mapping[str, Iterable[Change]]) -> _Bonds:
    received = {author: Counter(giver for c in mine for giver in endorsers(c)) for author, mine in changes.items()}
    members: dict[str | None, list[str]] = defaultdict(list)
    for person in history.people:
        members[person.team].append(person.id)
    teams = {person.id: person.team for person in history.people}
    return _Bonds(received, teams, {team: tuple(names) for team, names in members.items()})


def _given_by_team(bonds: _Bonds) -> dict[str | None, dict[str, Counter[str]]]:
    """team -> giver -> author -> approvals, for the authors of each team."""
    found: dict[str | None, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for author, givers in bonds.received.items():
        for giver, count in givers.items():
            found[bonds.teams.get(author)][giver][author] += count
    return found


def _explained(
    person: str, partners: list[str], bonds: _Bonds, given: Mapping[str | None, Mapping[str, Counter[str]]]
) -> float:
    """The chance that an approval comes from a partner, as the work of the team outside the group shows it."""
    team = bonds.teams.get(person)
    group = {person, *partners}
    weights: dict[str, float] = {mate: 1.0 for mate in bonds.members.get(team, ()) if mate != person}
    for giver, authors in given.get(team, {}).items():
        outside = authors.total() - sum(authors[one] for one in group)
        if giver != person and outside:
            weights[giver] = weights.get(giver, 0.0) + outside
    whole = sum(weights.values()) + sum(1.0 for one in partners if one not in weights)
    return sum(weights.get(one, 1.0) for one in partners) / whole


def _summary(inside: int, total: int, partners: int) -> str:
    who = "one colleague" if partners == 1 else f"{partners} colleagues"
    return (
        f"{inside} of your {total} approvals of the last six weeks came from {who} whose changes you approve in turn."
    )
