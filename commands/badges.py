"""`/kirorank badges`: the asker's badges with their reasons, and how far the next one is."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._words import progress_bar
from commands.blocks.elements import buttons, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import moment
from ranking.badges import CATALOGUE
from storage.badges import held_by
from storage.engine import Connection
from storage.shelves import Row

SUMMARY = "your badges, and how far the next one is"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class BadgesAnswer:
    """The asker's badges, newest first, and the card that knows the next one."""

    held: tuple[Row, ...]
    card: Row


def answer(ask: Ask, connection: Connection) -> BadgesAnswer | Stranger:
    """The asker's badges."""
    standing = asker_standing(ask, connection)
    if isinstance(standing, Stranger):
        return standing
    return BadgesAnswer(tuple(held_by(connection, ask.house.workspace, standing["person"])), standing["card"])


def reply(found: BadgesAnswer | Stranger) -> Reply:
    """The badges, then the next one with its progress."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    lines = [_line(row, found.card["time_zone"] or "UTC") for row in found.held[:_SHOWN]]
    upcoming = _upcoming(found.card["badge"])
    intro = "No badge yet. The first comes when a change of yours has lasted 14 days." if not lines else None
    names = [badge_title(row["badge"], row["tier"]) for row in found.held]
    text = f"Your badges: {', '.join(names)}." if names else str(intro)
    blocks = joined(
        header("Your badges"),
        section(intro) if intro else [section(line) for line in lines],
        section(f"*Next: {upcoming}*") if upcoming else None,
        buttons([("My card", "me"), ("Why?", "why")]),
        context("No badge grows with tokens, cost or hours."),
    )
    return Reply(f"{text} Next: {upcoming}" if upcoming else text, blocks)


def badge_title(badge: str, tier: str) -> str:
    """A badge and its tier, such as “Keeper, silver”; a badge with one tier has only its name."""
    entry = next((entry for entry in CATALOGUE if entry.id == badge), None)
    if entry is None:
        return badge
    return entry.name if len(entry.tiers) == 1 else f"{entry.name}, {tier}"


def _line(row: Row, zone: str) -> str:
    return f"*{badge_title(row['badge'], row['tier'])}*  {row['reason']}\nSince {moment(row['awarded_at'], zone)}"


def _upcoming(badge: Row | None) -> str | None:
    if badge is None:
        return None
    title = badge_title(badge["id"], badge["tier"])
    return f"{title}  {progress_bar(badge['count'], badge['next'])} {badge['count']} of {badge['next']}"
