"""The product's words for standings: places, movement, progress, weeks. Short, warm, concrete; no praise of volume."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from commands._policies import words_of
from commands.blocks.text import clean, plural
from ranking.badges import CATALOGUE
from ranking.bands import BANDS

Facts = Mapping[str, Any]
PURPOSE = "For learning and fun, never for reviews."
_PARTS = {
    "code": "Kept code",
    "review": "Reviews that helped",
    "win": "Wins beyond code",
    "incident": "Incidents closed",
    "uncertainty": "Caution while evidence is thin",
    "spend_guard": "Unusual spend",
    "weeks": "Weeks with AI use",
    "breadth": "Different tools",
    "uncached_input_tokens": "New input tokens",
    "cache_read_tokens": "Cache read tokens",
    "cache_write_tokens": "Cache write tokens",
    "output_tokens": "Output tokens",
}
_BETTER_FIRST = [word for _, word in BANDS]


def part_name(name: str) -> str:
    """A part of the score in words."""
    return _PARTS.get(name, name.replace("_", " ").capitalize())


def name_in(card: Facts) -> str:
    """The name on a person's or team's card, cleaned but not escaped; never empty."""
    return clean(str(card["name"])) or "(no name)"


def place(row: Facts) -> str:
    """Rank among the ranked with its 90 % range, such as "12th of 184, likely between 8th and 19th".

    Where a policy has no doubt, only ties, it is "1st of 60, shared with 3 others".
    """
    if row["rank"] is None:
        return "not ranked yet"
    ranked = row["card"]["ranked"]
    if ranked == 1:
        return "the only one ranked so far"
    words = f"{ordinal(row['rank'])} of {ranked:,}"
    low, high = row["rank_low"], row["rank_high"]
    if low is None or high is None or low == high:
        return words
    if words_of(row["card"]["policy"]).range_is == "ties":
        return f"{words}, shared with {plural(high - low, 'other')}"
    return f"{words}, likely between {ordinal(low)} and {ordinal(high)}"


def moved(rank: int | None, before: Facts | None) -> str:
    """What changed in a week, for a column of that name; empty where there was no ranking a week ago."""
    if rank is None or not before:
        return ""
    if before["rank"] is None:
        return "new"
    places = before["rank"] - rank
    if places == 0:
        return "same place"
    return f"{'up' if places > 0 else 'down'} {plural(abs(places), 'place')}"


def movement(rank: int | None, before: Facts | None) -> str:
    """What changed since last week, for a sentence."""
    words = moved(rank, before)
    if words == "new":
        return "new this week"
    if words == "same place":
        return "the same place as last week"
    return f"{words} since last week" if words else ""


def new_band(band: str | None, before: Facts | None) -> str:
    """A sentence about a band that was reached this week; a lower one needs no announcement."""
    was = before["band"] if before else None
    if band not in _BETTER_FIRST or was not in _BETTER_FIRST:
        return ""
    if _BETTER_FIRST.index(band) >= _BETTER_FIRST.index(was):
        return ""
    return f"Your band grew from {was} to {band}."


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{suffix}"


def progress_bar(count: int, goal: int, width: int = 10) -> str:
    """Progress as a row of squares, for eyes; the numbers beside it are for everybody."""
    filled = min(width, count * width // goal) if goal else width
    return "▰" * filled + "▱" * (width - filled)


def badge_title(badge: str, tier: str) -> str:
    """A badge and its tier, such as “Keeper, silver”; a badge with one tier has only its name."""
    entry = next((entry for entry in CATALOGUE if entry.id == badge), None)
    if entry is None:
        return badge.replace("-", " ").capitalize()
    return entry.name if len(entry.tiers) == 1 else f"{entry.name}, {tier}"


def best_titles(held: Iterable[Facts]) -> list[str]:
    """The titles of somebody's badges in the catalogue's order, each in the highest tier that is held."""
    tiers: dict[str, set[str]] = {}
    for row in held:
        tiers.setdefault(row["badge"], set()).add(row["tier"])
    return [
        badge_title(entry.id, next(tier.name for tier in reversed(entry.tiers) if tier.name in tiers[entry.id]))
        for entry in CATALOGUE
        if tiers.get(entry.id, set()) & {tier.name for tier in entry.tiers}
    ]


def badge_progress(badge: Facts) -> tuple[str, str]:
    """The next badge's title, and its progress in numbers, such as ("Keeper, bronze", "3 of 5")."""
    return badge_title(badge["id"], badge["tier"]), f"{badge['count']:,} of {badge['next']:,}"


def trend_points(trend: Facts) -> list[tuple[str, float]]:
    """A card's trend as a chart's points: W40, W41 … and `now`, the week that is not over."""
    *past, _ = [week.split("-")[1] for week in trend["weeks"]]
    return list(zip([*past, "now"], trend["values"], strict=True))


def trend_words(points: Sequence[tuple[str, float]], what: str) -> str:
    """A trend in words, for whoever does not see the chart; nothing where there is nothing to show."""
    if not any(value for _, value in points):
        return ""
    return f"{what} a week: " + ", ".join(f"{label} {value:,g}" for label, value in points) + "."


def kept_and_cost(card: Facts, weeks: Sequence[str]) -> tuple[int, str]:
    """Changes that proved to last in these weeks, and what the tools cost in words (empty if no cost is known)."""
    kept = round(_sum_of(card["trend"], weeks))
    cost = _sum_of(card["spend"], weeks)
    return kept, f"${cost:,.0f}" if cost > 0.5 else ""


def _sum_of(trend: Facts, weeks: Sequence[str]) -> float:
    return float(sum(value for week, value in zip(trend["weeks"], trend["values"], strict=True) if week in weeks))


def days_of(week: str) -> str:
    """An ISO week (2026-W47) as its days, such as "16–22 November"."""
    year, number = week.split("-W")
    first, last = (date.fromisocalendar(int(year), int(number), weekday) for weekday in (1, 7))
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start}–{last.day} {last:%B}" if first.month == last.month else f"{start} – {last.day} {last:%B}"
