"""Reciprocity: approvals, confirmations and issues go round in a small closed group, more than the team explains."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import EVIDENCE_DAYS, recent_changes, surprise
from ranking.kept.endorsement import endorsers
from ranking.window import Window

PARTNER_ACTS = 4
LARGEST_GROUP = 5
LEAST_MUTUAL = 8
LEAST_SHARE = 0.5
LEAST_SURPRISE = 5.0

Acts = Mapping[str, Mapping[str, Collection[str]]]
"""Of one kind, by receiver and giver: the references of what was given."""


@dataclass(frozen=True, slots=True)
class _Bonds:
    """How often each giver gave to each receiver, and each person's team and colleagues."""

    received: Mapping[str, Counter[str]]
    teams: Mapping[str, str | None]
    members: Mapping[str | None, tuple[str, ...]]

    def mutual(self, one: str, other: str) -> int:
        back = self.received.get(other)
        return min(self.received[one][other], back[one]) if back else 0

    def partners(self, person: str) -> list[str]:
        """With whom at least 4 acts went each way, most first, at most 4 of them."""
        pairs = [(self.mutual(person, other), other) for other in self.received[person]]
        strong = sorted((pair for pair in pairs if pair[0] >= PARTNER_ACTS), key=lambda pair: (-pair[0], pair[1]))
        return [other for _, other in strong[: LARGEST_GROUP - 1]]


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """People who got half of their approvals, confirmed wins or issues from a group that gives to one another.

    Each kind is looked at by itself, and the strongest is told. The group is a person and at most 4 others with whom
    at least 4 acts went each way; 8 must have gone each way in all, and p be at most 1e-5. What the team's make-up
    explains is how often those partners give to anybody *outside* the group, as a share of all that the person's team
    outside it is given, each mate counted once more so that little evidence proves little. A busy reviewer is busy
    for everybody, and a team of three has nobody else to ask: neither is found. The group is picked after looking, so
    p is asked to be ten times smaller than elsewhere. Strength: -log10 p.
    """
    found: dict[str, Finding] = {}
    for kind, acts in _acts(history, window).items():
        for person, finding in _of_kind(kind, acts, _bonds(history, acts)).items():
            if person not in found or finding.strength > found[person].strength:
                found[person] = finding
    return found


def _of_kind(kind: str, acts: Acts, bonds: _Bonds) -> dict[str, Finding]:
    given = _given_by_team(bonds)
    found = {}
    for person in sorted(bonds.received):
        partners = bonds.partners(person)
        mutual = sum(bonds.mutual(person, other) for other in partners)
        inside, total = sum(bonds.received[person][other] for other in partners), bonds.received[person].total()
        if mutual < LEAST_MUTUAL or inside < LEAST_SHARE * total:
            continue
        strength = surprise(inside, total, _explained(person, partners, bonds, given))
        if strength >= LEAST_SURPRISE:
            refs = tuple(sorted({ref for other in partners for ref in acts[person][other]}))
            found[person] = Finding("reciprocity", strength, _summary(kind, inside, total, len(partners)), refs)
    return found


def _acts(history: History, window: Window) -> dict[str, Acts]:
    """By kind, in words. An issue counts once an author, a win once a giver."""
    approvals, issues, wins = _empty(), _empty(), _empty()
    for author, changes in recent_changes(history, window).items():
        for change in changes:
            for giver in endorsers(change):
                approvals[author][giver].add(change.id)
            opener = change.issue_opened_by
            if opener and opener != author and change.issue:
                issues[author][opener].add(change.issue)
    since = window.as_of - EVIDENCE_DAYS
    for win in history.wins:
        if since < win.at <= window.as_of:
            for giver in set(win.confirmed_by) - {win.person}:
                wins[win.person][giver].add(win.id)
    return {"approvals": approvals, "issues": issues, "confirmations": wins}


def _empty() -> dict[str, dict[str, set[str]]]:
    return defaultdict(lambda: defaultdict(set))


def _bonds(history: History, acts: Acts) -> _Bonds:
    received = {one: Counter({giver: len(refs) for giver, refs in by.items()}) for one, by in acts.items()}
    members: dict[str | None, list[str]] = defaultdict(list)
    for person in history.people:
        if person.team:
            members[person.team].append(person.id)
    teams = {person.id: person.team for person in history.people}
    return _Bonds(received, teams, {team: tuple(names) for team, names in members.items()})


def _given_by_team(bonds: _Bonds) -> dict[str | None, dict[str, Counter[str]]]:
    """team -> giver -> receiver -> acts, for the receivers of each team."""
    found: dict[str | None, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one, givers in bonds.received.items():
        for giver, count in givers.items():
            found[bonds.teams.get(one)][giver][one] += count
    return found


def _explained(
    person: str, partners: Iterable[str], bonds: _Bonds, given: Mapping[str | None, Mapping[str, Counter[str]]]
) -> float:
    """The chance that a partner gives, as what the team outside the group is given shows it."""
    team, group = bonds.teams.get(person), {person, *partners}
    weights = {mate: 1.0 for mate in (*bonds.members.get(team, ()), *partners) if mate != person}
    for giver, receivers in given.get(team, {}).items():
        outside = receivers.total() - sum(receivers[one] for one in group)
        if giver != person:
            weights[giver] = weights.get(giver, 0.0) + outside
    return sum(weights[one] for one in partners) / sum(weights.values())


def _summary(kind: str, inside: int, total: int, partners: int) -> str:
    who = "one colleague" if partners == 1 else f"{partners} colleagues"
    return (
        f"{inside} of the {total} {kind} that you got in the last six weeks came from {who}, "
        "to whom you give them in turn."
    )
