"""`/kirorank` and `/kirorank me`: the asker's own card, in one read."""

from __future__ import annotations

from datetime import datetime

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._hints import hint
from commands._policies import footnote, words_of
from commands._reasons import holding_back, reason
from commands._words import (
    PURPOSE,
    badge_progress,
    movement,
    name_in,
    new_band,
    place,
    progress_bar,
    trend_points,
    trend_words,
)
from commands.blocks.elements import buttons, chart, context, header, section
from commands.blocks.reply import Block, Reply, joined
from commands.blocks.text import escaped, moment, plain, plural, unmarked
from storage.engine import Connection
from storage.shelves import Row

QUICK = True
SUMMARY = "your band, what moved it, and what comes next"
_BUTTONS = buttons([("My team", "team"), ("Why?", "why"), ("Badges", "badges")])
_STATUS = {"provisional": "first work is maturing", "unrated": "not ranked yet"}


def answer(ask: Ask, connection: Connection) -> Row | Stranger:
    """The asker's standing with its card."""
    return asker_standing(ask, connection)


def reply(found: Row | Stranger) -> Reply:
    """The card. Everything on it was worked out with the snapshot."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    card, name = found["card"], name_in(found["card"])
    state = found["band"] or _STATUS.get(found["status"], "ranked")
    standing, reasons, advice = _standing(found), _reasons(card), f"*A hint*  {hint(found)}"
    badge, points = _badge(card), trend_points(card["trend"])
    blocks = joined(
        header(f"{plain(name, 60)} · {state}"),
        section(standing),
        _chart(points),
        [section(words) for words in reasons],
        section(badge) if badge else None,
        section(advice),
        _BUTTONS,
        context(footnote(card["policy"], "Only you see this.", PURPOSE, _as_of(found))),
    )
    said = [f"{escaped(name, 60)}, {state}.", standing, *reasons, badge or "", advice, words_of(card["policy"]).warning]
    text = unmarked(" ".join([*filter(None, said), trend_words(points, "Kept changes")]))
    return Reply(text, blocks)


def _standing(found: Row) -> str:
    """Place, movement, band and team, a line each."""
    card = found["card"]
    if found["rank"] is None:
        return _unranked(found)
    change = movement(found["rank"], card["before"]) if card["ranked"] > 1 else ""
    words = ", ".join(filter(None, [f"You are *{place(found)}*", change])) + "."
    if found["status"] == "frozen":
        words = f"On hold while a person looks at something unusual. Until then: {words[0].lower()}{words[1:]}"
    team = f"Team {escaped(card['team_name'])}." if card["team_name"] else ""
    return "\n".join(filter(None, [words, new_band(found["band"], card["before"]), team]))


def _unranked(found: Row) -> str:
    card = found["card"]
    if found["status"] != "provisional":
        nothing = words_of(card["policy"]).nothing
        return f"No place yet: {nothing}. That is a neutral place to be, not the last one."
    if not card["young"]:
        return "No place yet: your first contributions are younger than 14 days."
    return f"No place yet: {plural(card['young'], 'change')} of yours {_is(card['young'])} younger than 14 days."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _chart(points: list[tuple[str, float]]) -> Block | None:
    if not any(value for _, value in points):
        return None
    return chart("Your kept changes, week by week", {"Kept changes": points}, "changes")


def _reasons(card: Row) -> list[str]:
    """What lifts the score and what holds it back, a paragraph each."""
    digits = words_of(card["policy"]).digits
    paragraphs = []
    if card["reasons"]:
        title = "What counts most right now" if card["reasons"][0]["value"] > 0 else "What you did that lasts"
        lines = "\n".join(f"• {reason(each, digits)}." for each in card["reasons"])
        paragraphs.append(f"*{title}*\n{lines}")
    if card["held_back"]:
        paragraphs.append(f"*What holds it back*\n{holding_back(card['held_back'])}")
    return paragraphs


def _badge(card: Row) -> str | None:
    if not card["badge"]:
        return None
    title, progress = badge_progress(card["badge"])
    bar = progress_bar(card["badge"]["count"], card["badge"]["next"])
    return f"*Next badge: {title}*\n{bar} {progress}. {card['badge']['words']}"


def _as_of(found: Row) -> str:
    card = found["card"]
    return f"As of {moment(datetime.fromisoformat(card['as_of']), card['time_zone'] or 'UTC')}."
