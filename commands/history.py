"""`/kirorank history`: the asker's place and band at the end of each of the last weeks, as it was told then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._policies import footnote, words_of
from commands._words import PURPOSE, days_of, ordinal
from commands.blocks.elements import buttons, context, header, section, table
from commands.blocks.reply import Reply, joined
from ranking.cards import iso_week
from storage.engine import Connection
from storage.past import weekly_places
from storage.shelves import Row

SUMMARY = "your band and place, week by week"
WEEKS = 12
_NO_PLACE = "–"
_BUTTONS = [("My card", "me"), ("Why?", "why")]


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """The weeks in which there was a ranking, newest first."""

    weeks: tuple[Row, ...]
    now: datetime


def answer(ask: Ask, connection: Connection) -> HistoryAnswer | Stranger:
    """The asker's past places."""
    standing = asker_standing(ask, connection)
    if isinstance(standing, Stranger):
        return standing
    weeks = weekly_places(connection, ask.house.workspace, standing["person"], WEEKS)
    return HistoryAnswer(tuple(weeks), ask.now)


def reply(found: HistoryAnswer | Stranger) -> Reply:
    """A table of weeks."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    policy, changed = found.weeks[0]["policy"] if found.weeks else None, _changed(found.weeks)
    rows = [_line(row, found.now) for row in found.weeks]
    blocks = joined(
        header("Your last weeks"),
        table([["Week", "Place", "Band"], *rows], ["left", "right", "left"]),
        section(changed) if changed else None,
        buttons(_BUTTONS),
        context(footnote(policy, "Only you see this.", PURPOSE)),
    )
    weeks = "; ".join(f"{week}: {_said(place, band)}" for week, place, band in rows)
    text = " ".join(filter(None, [f"Your last weeks. {weeks}.", changed, words_of(policy).warning]))
    return Reply(text, blocks)


def _said(place: str, band: str) -> str:
    return f"{place}, {band}" if place != _NO_PLACE else band


def _line(row: Row, now: datetime) -> tuple[str, str, str]:
    current = iso_week(row["as_of"]) == iso_week(now)
    place = f"{ordinal(row['rank'])} of {row['rated']:,}" if row["rank"] is not None else _NO_PLACE
    week = days_of(iso_week(row["as_of"])) + (" (so far)" if current else "")
    return week, place, row["band"] or "not ranked yet"


def _changed(weeks: tuple[Row, ...]) -> str:
    """Places under different policies cannot be compared, and whoever reads them should know."""
    return "The way of scoring changed in this time." if len({row["policy"] for row in weeks}) > 1 else ""
