"""The channels beside code: reviews that changed something, confirmed wins, closed incidents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ranking.events import Incident, Review, Win
from ranking.history import History
from ranking.window import Window

REVIEW_MINUTES = 3
RECIPIENTS_A_WEEK = 3
NEEDED_GIVERS = 2

Counts = Callable[[datetime], bool]


@dataclass(frozen=True, slots=True)
class Tally:
    """One person's evidence in a channel: x of fair-rank §2.8, and each piece with its share of x (they sum to x)."""

    total: float
    pieces: tuple[tuple[str, float], ...]


def review_tallies(history: History, counts: Counts, window: Window) -> dict[str, Tally]:
    """R = log2(1 + n), n = changes of others that a review over 3 minutes by this person altered (fair-rank §2.7).

    A review of an unknown change does not count: that it is independent cannot be seen. A change counts once.
    """
    authors = {change.id: change.person for change in history.changes if window.visible(change.merged_at)}
    altered: dict[str, set[str]] = defaultdict(set)
    for review in history.reviews:
        if counts(review.at) and _altered_anothers(review, authors.get(review.change)):
            altered[review.person].add(review.change)
    return {person: _evenly(math.log2(1 + len(seen)), seen) for person, seen in altered.items()}


def _altered_anothers(review: Review, author: str | None) -> bool:
    return author not in (None, review.person) and review.minutes > REVIEW_MINUTES and review.led_to_change


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
    return Tally(total, tuple((ref, total / len(ordered)) for ref in ordered))


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
    return Tally(math.fsum(worth for _, worth in each), each)


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
