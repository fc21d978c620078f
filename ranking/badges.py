"""Badges: a catalogue of small rules, each counting work that stayed or helped. None can grow with usage.

A new badge is one rule and one entry in `CATALOGUE`. A rule reads a history as it stood at a moment and counts for
every person at once, in linear time. Awards are worked out afresh each time: whoever keeps the awards gives each
once, and takes one back when it is no longer among those earned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ranking.events import Change, Review, Survival
from ranking.history import History

MATURITY = timedelta(days=14)
ALIVE_SHARE = 0.5
REVIEW_MINUTES = 3.0


@dataclass(frozen=True, slots=True)
class Tally:
    """What a rule found for one person: a count, and the references behind it, oldest first."""

    count: int
    evidence: tuple[str, ...]


Rule = Callable[[History, datetime], Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of a badge: reached when the count is at least `threshold`."""

    name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class Badge:
    """One entry of the catalogue.

    `words` say what the badge is for; `reason` is the sentence of an award, with `{count}` for the threshold that
    was reached. `tiers` rise.
    """

    id: str
    name: str
    words: str
    reason: str
    tiers: tuple[Tier, ...]
    rule: Rule


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: the count, the next threshold (None after the last tier), the references so far."""

    count: int
    next_threshold: int | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Award:
    """A tier that somebody has reached, why in one sentence, and the evidence for its owner's eyes."""

    person: str
    badge: str
    tier: str
    reason: str
    evidence: tuple[str, ...]


def kept_changes(history: History, as_of: datetime) -> list[Change]:
    """The changes that count as kept at `as_of` (aware), oldest first.

    Kept means merged at least 14 days before, not reverted, approved by somebody else, and alive: the latest known
    share of surviving lines is at least one half. Where no share is known, what was not reverted is alive.
    """
    reverted = {revert.change for revert in history.reverts if revert.at <= as_of}
    alive = _latest_shares(history.survivals, as_of)
    kept = [
        change
        for change in history.changes
        if change.merged_at <= as_of - MATURITY
        and change.id not in reverted
        and alive.get(change.id, 1.0) >= ALIVE_SHARE
        and any(approval.person != change.person for approval in change.approvals)
    ]
    return sorted(kept, key=lambda change: (change.merged_at, change.id))


def progress(history: History, as_of: datetime) -> dict[str, dict[str, Progress]]:
    """Person -> badge id -> progress at `as_of` (aware), for every person and every badge of the catalogue."""
    tallies = [(badge, badge.rule(history, as_of)) for badge in CATALOGUE]
    nothing = Tally(0, ())
    return {
        person.id: {badge.id: _progress(badge, tally.get(person.id, nothing)) for badge, tally in tallies}
        for person in history.people
    }


def earned(history: History, as_of: datetime) -> list[Award]:
    """Every tier that everybody has reached at `as_of` (aware), sorted by person, then catalogue, then tier.

    Somebody with a silver badge has its bronze as well. The evidence of a tier is what first reached it.
    """
    standing = progress(history, as_of)
    return [
        _award(person, badge, tier, standing[person][badge.id])
        for person in sorted(standing)
        for badge in CATALOGUE
        for tier in badge.tiers
        if standing[person][badge.id].count >= tier.threshold
    ]


def _progress(badge: Badge, tally: Tally) -> Progress:
    ahead = (tier.threshold for tier in badge.tiers if tier.threshold > tally.count)
    return Progress(tally.count, next(ahead, None), tally.evidence)


def _award(person: str, badge: Badge, tier: Tier, reached: Progress) -> Award:
    reason = badge.reason.format(count=tier.threshold)
    return Award(person, badge.id, tier.name, reason, reached.evidence[: tier.threshold])


def _latest_shares(survivals: Iterable[Survival], as_of: datetime) -> dict[str, float]:
    latest: dict[str, Survival] = {}
    for survival in survivals:
        before = latest.get(survival.change)
        if survival.at <= as_of and (before is None or survival.at > before.at):
            latest[survival.change] = survival
    return {change: survival.share_alive for change, survival in latest.items()}


def _kept(history: History, as_of: datetime) -> dict[str, Tally]:
    """Kept changes per author."""
    found: dict[str, list[str]] = {}
    for change in kept_changes(history, as_of):
        found.setdefault(change.person, []).append(change.id)
    return {person: Tally(len(changes), tuple(changes)) for person, changes in found.items()}


def _colleagues_helped(history: History, as_of: datetime) -> dict[str, Tally]:
    """Different authors per reviewer whose change became another one because of the review.

    The evidence is the first such change of each author: reviewing the same friend again adds nothing.
    """
    authors = {change.id: change.person for change in history.changes if change.merged_at <= as_of}
    helped: dict[str, dict[str, str]] = {}
    for review in sorted(history.reviews, key=lambda review: (review.at, review.id)):
        author = authors.get(review.change)
        if author not in {None, review.person} and _looked_and_changed(review, as_of):
            helped.setdefault(review.person, {}).setdefault(str(author), review.change)
    return {person: Tally(len(changes), tuple(changes.values())) for person, changes in helped.items()}


def _looked_and_changed(review: Review, as_of: datetime) -> bool:
    return review.at <= as_of and review.led_to_change and review.minutes >= REVIEW_MINUTES


CATALOGUE: tuple[Badge, ...] = (
    Badge(
        id="first-keep",
        name="First Keep",
        words="The first of your changes that a colleague approved and that is still there after 14 days.",
        reason="For the first time, a change of yours is still there after 14 days, and a colleague stood by it.",
        tiers=(Tier("bronze", 1),),
        rule=_kept,
    ),
    Badge(
        id="keeper",
        name="Keeper",
        words="Changes that colleagues approved and that are still there after 14 days.",
        reason="{count} of your changes are still there after 14 days, each approved by a colleague.",
        tiers=(Tier("bronze", 5), Tier("silver", 20), Tier("gold", 60)),
        rule=_kept,
    ),
    Badge(
        id="good-neighbour",
        name="Good Neighbour",
        words="Different colleagues whose work changed for the better after your review.",
        reason="Your reviews helped {count} colleagues to improve their work.",
        tiers=(Tier("bronze", 5), Tier("silver", 20), Tier("gold", 60)),
        rule=_colleagues_helped,
    ),
)
