"""The product's words for standings: bands, movement, reasons. Short, warm, concrete; no praise of volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from commands.blocks.text import escaped, plural, signed

PURPOSE = "For learning and fun, never for reviews."
_PARTS = {
    "code": "Kept code",
    "review": "Reviews that helped",
    "win": "Wins beyond code",
    "incident": "Incidents closed",
    "uncertainty": "Caution while evidence is thin",
    "spend_guard": "Unusual spend",
    "weeks": "Weeks with AI use",
    "breadth": "Breadth of tools",
    "tokens": "Tokens",
}


def part_name(name: str) -> str:
    """A part of the score in words."""
    return _PARTS.get(name, name.replace("_", " ").capitalize())


def place(row: Mapping[str, Any]) -> str:
    """Rank among the ranked with its 90 % range, such as "12th of 184, likely between 8th and 19th"."""
    if row["rank"] is None:
        return "not ranked yet"
    words = f"{ordinal(row['rank'])} of {row['card']['ranked']:,}"
    low, high = row["rank_low"], row["rank_high"]
    if low is None or high is None or low == high:
        return words
    return f"{words}, likely between {ordinal(low)} and {ordinal(high)}"


def movement(rank: int | None, before: Mapping[str, Any] | None) -> str:
    """What changed since last week, in words."""
    if rank is None or not before or before["rank"] is None:
        return "new this week" if rank is not None else ""
    places = before["rank"] - rank
    if places == 0:
        return "same place as last week"
    return f"{'up' if places > 0 else 'down'} {plural(abs(places), 'place')} since last week"


def reason(found: Mapping[str, Any]) -> str:
    """One reason in plain words (mrkdwn, escaped), such as "+0.4: two changes for BILL-7 are still there"."""
    return f"{signed(found['value'], 2)}: {_because(found)}"


def _because(found: Mapping[str, Any]) -> str:
    facts, kind = found["facts"], found["kind"]
    what = escaped(str(facts.get("issue") or facts.get("area") or found["ref"]))
    match kind:
        case "change_set":
            changes = facts.get("changes", 1)
            count = changes if isinstance(changes, int) else len(changes)
            verb = "is" if count == 1 else "are"
            return f"{plural(count, 'change')} you made for {what} {verb} still there after 14 days"
        case "review":
            return f"your review of {what} led to a better change"
        case "win":
            return f"your win {what} was confirmed by colleagues"
        case "incident":
            return f"you closed incident {what}, and it stayed closed"
        case "spend":
            return "your tools cost far more than is usual in your role"
        case "cohort_gap":
            return f"{part_name(found['part']).lower()}: below the middle of your role, for now"
        case "certainty":
            return "there is little evidence yet; this fades with every piece of work that lasts"
        case _:
            return f"{part_name(found['part']).lower()} ({what})"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{suffix}"


def progress_bar(count: int, goal: int, width: int = 10) -> str:
    """Progress as a row of squares, for eyes; the numbers beside it are for everybody."""
    filled = min(width, round(width * count / goal)) if goal else width
    return "▰" * filled + "▱" * (width - filled)


def week_labels(weeks: Sequence[str]) -> list[str]:
    """ISO weeks as a chart's categories: W40, W41 …"""
    return [week.split("-")[1] for week in weeks]


def trend_points(trend: Mapping[str, Any]) -> list[tuple[str, float]]:
    """A card's trend as a chart's points."""
    return list(zip(week_labels(trend["weeks"]), trend["values"], strict=True))


def trend_words(trend: Mapping[str, Any], what: str) -> str:
    """A trend in words, for whoever does not see the chart."""
    shown = ", ".join(f"{label} {value:g}" for label, value in trend_points(trend))
    return f"{what} a week: {shown}."
