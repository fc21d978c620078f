"""The weekly digest: one message a channel and week that says what changed, and is worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commands._ask import House
from commands._words import PURPOSE, movement, ordinal, trend_points, trend_words
from commands.badges import badge_title
from commands.blocks.elements import buttons, chart, context, header, section, table
from commands.blocks.reply import Reply, joined
from commands.blocks.text import clean, escaped, plural
from ranking.events import Team
from storage.badges import awarded_since
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import current_snapshot, ranked, teams_of

_TEAMS_SHOWN = 20
_BADGES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What one channel's digest is made of. `mine` are the channel's teams; `named` chose to be seen."""

    week: str
    mine: tuple[Row, ...]
    all_teams: tuple[Row, ...]
    badges: tuple[tuple[str, str], ...]
    named: tuple[str, ...]
    minimum_group: int


def compose(
    connection: Connection, house: House, teams: Sequence[Team], *, week: str, since: datetime, now: datetime
) -> DigestFacts:
    """Gather the facts of one channel's digest from the current snapshot."""
    snapshot = current_snapshot(connection, house.workspace)
    standings = teams_of(connection, house.workspace, snapshot["id"]) if snapshot else {}
    mine = tuple(standings[team.id] for team in teams if team.id in standings)
    named: dict[str, str] = {}
    for team in teams:
        rows = ranked(
            connection,
            house.workspace,
            visible=["public"],
            default_visible=house.visibility == "public",
            team=team.id,
            limit=100,
        )
        named |= {row["person"]: clean(row["card"]["name"], 60) for row in rows}
    awards = awarded_since(connection, house.workspace, list(named), since, now)
    return DigestFacts(
        week=week,
        mine=mine,
        all_teams=tuple(sorted(_with_rank(standings.values()), key=lambda row: (row["rank"], row["team"]))),
        badges=tuple((named[row["person"]], badge_title(row["badge"], row["tier"])) for row in awards),
        named=tuple(sorted(named.values())),
        minimum_group=house.minimum_group,
    )


def digest_reply(facts: DigestFacts) -> Reply:
    """The digest as a message."""
    headline = _headline(facts)
    shown = [row for row in facts.mine if row["status"] != "too_small" and "trend" in row["card"]]
    parts = [
        part
        for row in shown
        for part in (
            chart(
                f"{clean(row['card']['name'], 30)}: kept changes",
                {"Kept changes": trend_points(row["card"]["trend"])},
                "changes",
            ),
            section(_money(row)),
        )
    ]
    badges = _badges(facts)
    blocks = joined(
        header(f"Your week in kept work · {facts.week}"),
        section(f"*{escaped(headline, 300)}*"),
        parts[:4],
        _team_table(facts),
        section(f"*Badges this week*\n{badges}") if badges else None,
        buttons([("My card", "me"), ("Team", "team"), ("How it is scored", "help")]),
        context(f"Once a week. Names appear only of those who chose it. {PURPOSE}"),
    )
    words = [headline, *(trend_words(row["card"]["trend"], "Kept changes") for row in shown), *map(_money, shown)]
    return Reply(" ".join(words), blocks)


def _headline(facts: DigestFacts) -> str:
    """One sentence that says what changed most, by a fixed order of news."""
    if not facts.mine:
        return "A first week: reports are coming in, and standings follow once work has lasted 14 days."
    row = facts.mine[0]
    name = clean(row["card"]["name"])
    if row["status"] == "too_small":
        return f"{name} is smaller than {facts.minimum_group} people, so there are no team figures, on purpose."
    last, previous = row["card"]["trend"]["values"][-2], row["card"]["trend"]["values"][-3]
    moved = movement(row["rank"], row["card"].get("before"))
    if last == 0:
        return f"A quiet week for {name}: nothing new had its 14 days, and that is fine."
    kept = f"{plural(round(last), 'change')} of {name} proved to last"
    compared = f"{round(last - previous):+d} on the week before" if previous else "the first in a while"
    place = f"; {ordinal(row['rank'])} per head, {moved}" if row["rank"] else ""
    return f"{kept} last week, {compared}{place}."


def _money(row: Row) -> str:
    kept, cost = sum(row["card"]["trend"]["values"][-4:]), sum(row["card"]["spend"]["values"][-4:])
    return f"Over four weeks: {plural(round(kept), 'change')} kept, ${cost:,.0f} spent on tools."


def _team_table(facts: DigestFacts) -> dict[str, object] | None:
    if len(facts.all_teams) < 2:
        return None
    rows: list[list[str | int | float]] = [["Place per head", "Team", "Since last week"]]
    rows += [
        [ordinal(row["rank"]), clean(row["card"]["name"], 60), movement(row["rank"], row["card"].get("before"))]
        for row in facts.all_teams[:_TEAMS_SHOWN]
    ]
    return table(rows, ["right", "left", "left"])


def _badges(facts: DigestFacts) -> str:
    lines = [f"• {escaped(name)}: {title}" for name, title in facts.badges[:_BADGES_SHOWN]]
    more = len(facts.badges) - len(lines)
    return "\n".join(lines) + (f"\nand {more} more" if more > 0 else "")


def _with_rank(rows: object) -> list[Row]:
    return [row for row in rows if row["rank"] is not None]  # type: ignore[attr-defined]
