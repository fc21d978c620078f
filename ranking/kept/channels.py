"""The channels beside code: reviews that changed something, confirmed wins, closed incidents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ranking.events import Incident, Win
from ranking.history import History

REVIEW_MINUTES, FULL_REVIEW_MINUTES = 3, 15
RECIPIENTS_A_WEEK = 3
NEEDED_GIVERS = 2

Counts = Callable[[datetime], bool]


@dataclass(frozen=True, slots=True)
class Tally:
    """One person's evidence in a channel: x of fair-rank §2.8, each piece with its share of x (they sum to x), and how
    much evidence they are together, for n of §2.9: a piece of little worth is little evidence."""

    total: float
    pieces: tuple[tuple[str, float], ...]
    evidence: float


def review_tallies(history: History, landed: Mapping[str, float], counts: Counts) -> dict[str, Tally]:
    """R = log2(1 + sum of effort*worth/n), over the changes of others that this person's review altered (§2.7).

    `landed` is S*a of every change that counts: a review is worth what it helped to land, so friends who
    review what nobody asked for gain little. n is the place among the reviews of one author's changes, best first. A
    change counts once, by its longest review; a review of an unknown change does not count.
    """
    authors = {change.id: change.person for change in history.changes}
    altered: dict[str, dict[str, float]] = defaultdict(dict)
    for review in history.reviews:
        if counts(review.at) and review.led_to_change and authors.get(review.change) not in (None, review.person):
            worth = effort(review.minutes) * landed.get(review.change, 0.0)
            if worth:
                mine = altered[review.person]
                mine[review.change] = max(worth, mine.get(review.change, 0.0))
    return {person: _review_tally(seen, authors) for person, seen in altered.items()}


def effort(minutes: float) -> float:
    """How much of a look a review was: 0 up to 3 minutes, 1 from 15, and little just above 3.

    Counting every review over 3 minutes alike, a mill of three-minute nitpicks paid +19 % of N.
    """
    return min(1.0, max(0.0, (minutes - REVIEW_MINUTES) / (FULL_REVIEW_MINUTES - REVIEW_MINUTES))) ** 2


def _review_tally(seen: Mapping[str, float], authors: Mapping[str, str]) -> Tally:
    reviewed: dict[str, int] = defaultdict(int)
    weights: dict[str, float] = {}
    for change, worth in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        reviewed[authors[change]] += 1
        weights[change] = worth / reviewed[authors[change]]
    whole = math.fsum(weights.values())
    total = math.log2(1 + whole)
    pieces = tuple((change, total * weights[change] / whole) for change in sorted(weights))
    return Tally(total, pieces, whole)


def incident_tallies(history: History, counts: Counts) -> dict[str, Tally]:
    """I = incidents closed and not reopened (fair-rank §2.7)."""
    closed: dict[str, set[str]] = defaultdict(set)
    for incident in history.incidents:
        if counts(incident.closed_at) and _stayed_closed(incident):
            closed[incident.person].add(incident.id)
    return {person: _evenly(float(len(seen)), seen) for person, seen in closed.items()}


def _stayed_closed(incident: Incident) -> bool:
    return not incident.reopened


def _evenly(total: float, refs: Iterable[str]) -> Tally:
    ordered = sorted(refs)
    return Tally(total, tuple((ref, total / len(ordered)) for ref in ordered), float(len(ordered)))


def win_tallies(history: History, counts: Counts) -> dict[str, Tally]:
    """W = sum over givers g and their confirmations n = 1, 2, .. of 1/(k*sqrt(n)) (fair-rank §2.7).

    A win needs two givers outside the pair: not its owner, and nobody whose own wins the owner confirmed. k is the
    number of its givers, so a win is worth at most 1. In a week the confirmations of a giver reach the first three
    people they went to, and at most three for each. Each giver's confirmations are taken best first. Every rule looks
    only at other people's claims on a giver, so a further win never lowers its owner's W (P2).
    """
    wins = [win for win in history.wins if counts(win.at)]
    back = {(win.person, giver) for win in wins for giver in win.confirmed_by}
    within = _within_budget(wins)
    weights: dict[str, dict[str, list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
    for win in wins:
        named = [giver for giver in win.confirmed_by if giver != win.person]
        valid = [g for g in named if (g, win.person) not in back and (win.id, g) in within]
        if len(valid) >= NEEDED_GIVERS:
            for giver in valid:
                weights[win.person][giver].append((1 / len(named), win.id))
    return {person: _win_tally(by_giver) for person, by_giver in weights.items()}


def _win_tally(by_giver: dict[str, list[tuple[float, str]]]) -> Tally:
    pieces: dict[str, list[float]] = defaultdict(list)
    for confirmations in by_giver.values():
        for nth, (weight, win) in enumerate(sorted(confirmations, key=lambda c: (-c[0], c[1])), start=1):
            pieces[win].append(weight / math.sqrt(nth))
    each = tuple((win, math.fsum(pieces[win])) for win in sorted(pieces))
    whole = math.fsum(worth for _, worth in each)
    return Tally(whole, each, whole)


def _within_budget(wins: list[Win]) -> set[tuple[str, str]]:
    """The (win, giver) pairs that are within the giver's week."""
    recipients: dict[tuple[str, object], dict[str, list[str]]] = defaultdict(dict)
    for win in sorted(wins, key=lambda win: (win.at, win.id)):
        for giver in win.confirmed_by:
            week = (win.at - timedelta(days=win.at.weekday())).date()
            recipients[giver, week].setdefault(win.person, []).append(win.id)
    return {
        (win, giver)
        for (giver, _), by_person in recipients.items()
        for claims in list(by_person.values())[:RECIPIENTS_A_WEEK]
        for win in claims[:RECIPIENTS_A_WEEK]
    }
