"""`/kirorank` and `/kirorank me`: the asker's own card, in one read."""

from __future__ import annotations

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._words import PURPOSE, movement, place, progress_bar, reason, trend_points
from commands.blocks.elements import buttons, chart, context, header, section
from commands.blocks.reply import Block, Reply, joined
from commands.blocks.text import clean, escaped, moment, plural
from storage.engine import Connection
from storage.shelves import Row

QUICK = True
SUMMARY = "your band, what moved it, and what comes next"
_BUTTONS = [("My team", "team"), ("Why?", "why"), ("Badges", "badges")]


def answer(ask: Ask, connection: Connection) -> Row | Stranger:
    """The asker's standing with its card."""
    return asker_standing(ask, connection)


def reply(found: Row | Stranger) -> Reply:
    """The card. Everything on it was worked out with the snapshot."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    card = found["card"]
    title = f"{clean(card['name'], 60)} · {found['band'] or _STATUS[found['status']]}"
    standing = _standing_line(found)
    reasons = [reason(each) for each in card["reasons"]]
    blocks = joined(
        header(title),
        section(standing),
        _chart(card),
        section("*What counts most right now*\n" + "\n".join(f"• {words}" for words in reasons)) if reasons else None,
        section(_badge_line(card)) if card["badge"] else None,
        section(f"*A hint*  {_hint(found)}"),
        buttons(_BUTTONS),
        context(f"Only you see this. {PURPOSE} As of {moment(found['as_of'], card['time_zone'] or 'UTC')}."),
    )
    text = " ".join([f"{title}.", _plain(standing), *(f"{_plain(words)}." for words in reasons), _hint(found)])
    return Reply(text, blocks)


_STATUS = {
    "provisional": "first work is maturing",
    "unrated": "not rated yet",
    "frozen": "on hold while a person looks",
    "rated": "rated",
}


def _standing_line(found: Row) -> str:
    if found["rank"] is None:
        young = found["card"]["young"]
        if young:
            return f"Not ranked yet: {plural(young, 'change')} of yours will count once they have lasted 14 days."
        return "Not ranked yet: there is no evidence to go by, and that is a neutral place to be."
    parts = [f"You are *{place(found)}*", movement(found["rank"], found["card"]["before"])]
    team = found["card"]["team_name"]
    line = ", ".join(part for part in parts if part) + "."
    return f"{line}\nTeam {escaped(team)}" if team else line


def _chart(card: Row) -> Block | None:
    points = trend_points(card["trend"])
    if not any(value for _, value in points):
        return None
    return chart("Your kept changes, week by week", {"Kept changes": points}, "changes")


def _badge_line(card: Row) -> str:
    badge = card["badge"]
    tier = f", {badge['tier']}" if badge["tiers"] > 1 else ""
    bar = progress_bar(badge["count"], badge["next"])
    return f"*Next badge: {badge['name']}{tier}*\n{bar} {badge['count']} of {badge['next']}. {badge['words']}"


def _hint(found: Row) -> str:
    names = {part["name"]: part["value"] for part in found["card"]["parts"]}
    if names.get("spend_guard", 0) < 0:
        return "Spend is far above your cohort's. A smaller model for routine work costs you nothing here."
    if found["card"]["young"]:
        young = plural(found["card"]["young"], "young change")
        return f"{young} will count when 14 days have passed. Nothing to do but let good work stand."
    if names.get("review", 0) <= 0:
        return "A review that makes somebody's change better counts as much as writing one."
    return "Linking a change to an issue that a colleague opened is the clearest sign that it was wanted."


def _plain(mrkdwn: str) -> str:
    return mrkdwn.replace("*", "").replace("\n", " ")
