"""`/kirorank badges`: the asker's badges with their reasons, and how far the next one is."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._words import badge_progress, badge_title, progress_bar
from commands.blocks.elements import buttons, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped, listed, moment, plural, unmarked
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
    shown, more = found.held[:_SHOWN], len(found.held) - _SHOWN
    lines = [_line(row, found.card["time_zone"] or "UTC") for row in shown] or [_NONE]
    upcoming = _upcoming(found.card["badge"])
    blocks = joined(
        header("Your badges"),
        [section(line) for line in lines],
        context(f"And {plural(more, 'earlier one')}.") if more > 0 else None,
        section(upcoming),
        buttons([("My card", "me"), ("Why?", "why")]),
        context("No badge grows with tokens, cost or hours."),
    )
    return Reply(f"{_said(found.held)} {unmarked(upcoming)}", blocks)


_NONE = "No badge yet."


def _said(held: tuple[Row, ...]) -> str:
    titles = [badge_title(row["badge"], row["tier"]) for row in held]
    return f"Your {plural(len(titles), 'badge')}: {listed(titles, _SHOWN)}." if titles else _NONE


def _line(row: Row, zone: str) -> str:
    title = badge_title(row["badge"], row["tier"])
    return f"*{title}*\n{escaped(row['reason'], 300)}\nSince {moment(row['awarded_at'], zone)}"


def _upcoming(badge: Row | None) -> str:
    if badge is None:
        return "You have every badge there is so far."
    title, progress = badge_progress(badge)
    return f"*Next: {title}*  {progress_bar(badge['count'], badge['next'])} {progress}. {badge['words']}"
