"""Reasons in plain words: what lifts somebody's score, what was kept all the same, and what holds it back for now."""

from __future__ import annotations

from collections.abc import Callable

from commands._words import Facts, part_name
from commands.blocks.text import escaped, plural, signed

_FADED = 0.5


def reason(found: Facts, digits: int = 2) -> str:
    """One reason (mrkdwn, escaped), such as "+0.40: your 2 changes for BILL-7 are still there after 14 days".

    What counts without lifting the score is told without a number.
    """
    words = _BECAUSE.get(found["kind"], _anything)(found)
    if round(found["value"], digits) == 0:
        return words[:1].upper() + words[1:]
    return f"{signed(found['value'], digits)}: {words}"


def holding_back(found: Facts) -> str:
    """What takes most from the score, as a sentence that says what would change it (mrkdwn, escaped)."""
    if found["kind"] == "cohort_gap":
        way = _WAYS.get(found["part"], "every further piece of it brings it up")
        return f"{part_name(found['part'])}: below the middle of your role for now; {way}."
    if found["kind"] == "certainty":
        pieces = found["facts"].get("pieces", 0)
        return f"Caution: {plural(pieces, 'piece')} of evidence so far. It fades with every piece of work that lasts."
    if found["kind"] == "spend":
        return "Unusual spend: your tools cost far more than is usual in your role. It fades as the cost does."
    return f"{part_name(found['part'])}: {_anything(found)}."


_WAYS = {
    "code": "every change that others asked for and that stays brings it up",
    "review": "a review that makes a colleague's change better brings it up",
    "win": "a win that two colleagues confirm brings it up",
    "incident": "an incident that you close and that stays closed brings it up",
}


def _what(found: Facts) -> str:
    return escaped(str(found["facts"].get("issue") or found["ref"]), 60)


def _change_set(found: Facts) -> str:
    facts, what = found["facts"], _what(found)
    count = facts.get("changes", 1)
    if facts.get("issue"):
        whose = f"your change for {what}" if count == 1 else f"your {count:,} changes for {what}"
    else:
        whose = f"your change {what}" if count == 1 else f"your {count:,} changes around {what}"
    alive = facts.get("share_alive", 1.0)
    if alive < _FADED:
        return f"{alive:.0%} of {whose} {'is' if count == 1 else 'are'} still there after 14 days"
    return f"{whose} {'is' if count == 1 else 'are'} still there after 14 days"


def _review(found: Facts) -> str:
    count = found["facts"]["pieces"]
    if count > 1:
        return f"{count:,} reviews of yours led to better changes"
    return f"your review of {_what(found)} led to a better change"


def _win(found: Facts) -> str:
    count = found["facts"]["pieces"]
    if count > 1:
        return f"{count:,} wins of yours were confirmed by colleagues"
    return f"a win of yours was confirmed by colleagues ({_what(found)})"


def _incident(found: Facts) -> str:
    count = found["facts"]["pieces"]
    if count > 1:
        return f"{count:,} incidents that you closed stayed closed"
    return f"an incident that you closed stayed closed ({_what(found)})"


def _weeks(found: Facts) -> str:
    weeks = round(found["value"])
    return f"you used an AI tool in {weeks} of the last {plural(found['facts'].get('of', weeks), 'week')}"


def _tool(found: Facts) -> str:
    if found["part"] == "breadth":
        return f"you used {_what(found)}"
    return f"{part_name(found['part']).lower()} in {_what(found)}"


def _anything(found: Facts) -> str:
    return f"{part_name(found['part']).lower()} ({_what(found)})"


_BECAUSE: dict[str, Callable[[Facts], str]] = {
    "change_set": _change_set,
    "review": _review,
    "win": _win,
    "incident": _incident,
    "weeks": _weeks,
    "tool": _tool,
}
