"""`/kirorank teams`: every team's place per head. A team too small for figures is not in the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commands._ask import Ask
from commands._policies import footnote, words_of
from commands._words import PURPOSE, moved, name_in, ordinal
from commands.blocks.elements import buttons, context, header, section, table
from commands.blocks.reply import Block, Reply, joined
from commands.blocks.text import escaped, listed, plain, plural
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import current_snapshot, teams_of

SUMMARY = "every team's place per head"
SHOWN = 60
_SAID = 40
_BUTTONS = [("My team", "team"), ("My card", "me"), ("How it is scored", "help")]


@dataclass(frozen=True, slots=True)
class TeamsAnswer:
    """The ranked teams, first place first, and how many teams have too few scores to be ranked."""

    ranked: tuple[Row, ...]
    waiting: int
    policy: str | None


def answer(ask: Ask, connection: Connection) -> TeamsAnswer:
    """The teams of the current snapshot."""
    snapshot = current_snapshot(connection, ask.house.workspace)
    if snapshot is None:
        return TeamsAnswer((), 0, None)
    rows = teams_of(connection, ask.house.workspace, snapshot["id"]).values()
    return TeamsAnswer(in_order(rows), sum(row["status"] == "unrated" for row in rows), snapshot["policy"])


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The ranked among these teams, first place first."""
    return tuple(sorted((row for row in rows if row["rank"] is not None), key=lambda row: (row["rank"], row["team"])))


def places_table(rows: Sequence[Row]) -> Block:
    """Teams in rank order as a native table, with what changed in a week where that is known."""
    changes = [moved(row["rank"], row["card"]["before"]) for row in rows]
    known = any(changes)
    head = ["Place per head", "Team", "Members", *(["Since last week"] if known else [])]
    body = [
        [ordinal(row["rank"]), plain(name_in(row["card"]), 60), row["members"], *([change or "–"] if known else [])]
        for row, change in zip(rows, changes, strict=True)
    ]
    return table([head, *body], ["left", "left", "right", "left"][: len(head)])


def places_words(rows: Sequence[Row], most: int) -> str:
    """The same places in a sentence."""
    said = [f"{ordinal(row['rank'])} {escaped(name_in(row['card']), 60)}{_change(row)}" for row in rows]
    return f"Teams per head: {listed(said, most)}."


def reply(found: TeamsAnswer) -> Reply:
    """A table of places."""
    if not found.ranked:
        words = "No team is ranked yet: a team needs enough members with a score, so that no figure is one person's."
        return Reply(words, joined(section(words), buttons(_BUTTONS)))
    rest = len(found.ranked) - SHOWN
    more = f"{plural(rest, 'more team')} can be asked for by name." if rest > 0 else ""
    waiting = f"{plural(found.waiting, 'team')} with too few scores so far." if found.waiting else ""
    notes = [more, waiting, "Per head, so a big team has no advantage.", PURPOSE]
    blocks = joined(
        header("Teams"),
        places_table(found.ranked[:SHOWN]),
        buttons(_BUTTONS),
        context(footnote(found.policy, *notes)),
    )
    text = f"{places_words(found.ranked, _SAID)} {words_of(found.policy).warning}".strip()
    return Reply(text, blocks)


def _change(row: Row) -> str:
    change = moved(row["rank"], row["card"]["before"])
    return f" ({change})" if change else ""
