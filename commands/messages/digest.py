"""The weekly digest: one message a channel and week that says what changed, and is worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commands._ask import House
from commands._policies import footnote, words_of
from commands._words import (
    PURPOSE,
    badge_title,
    days_of,
    kept_and_cost,
    movement,
    name_in,
    ordinal,
    trend_words,
)
from commands.blocks.elements import buttons, chart, context, header, section
from commands.blocks.reply import Block, Reply, joined
from commands.blocks.text import escaped, listed, plain, plural, signed
from commands.teams import in_order, places_table, places_words
from ranking.events import Team
from storage.badges import awarded_since
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import ranked, snapshot_before, teams_of

_TEAMS_SHOWN, _TEAMS_CHARTED = 20, 6
_BADGES_SHOWN = 8
_NAMED_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What one channel's digest is made of.

    `week` is the ISO week in which it is sent; it tells of the whole weeks before. `mine` are the channel's teams;
    `badges` are (name, title) of people who chose to be seen.
    """

    week: str
    mine: tuple[Row, ...]
    all_teams: tuple[Row, ...]
    badges: tuple[tuple[str, str], ...]
    minimum_group: int
    policy: str | None

    @property
    def told(self) -> str:
        """The ISO week that is told of: the last one that was over."""
        year, number = self.week.split("-W")
        sunday = date.fromisocalendar(int(year), int(number), 1) - timedelta(days=1)
        return "{}-W{:02d}".format(*sunday.isocalendar()[:2])


def compose(
    connection: Connection, house: House, teams: Sequence[Team], *, week: str, since: datetime, now: datetime
) -> DigestFacts:
    """Gather the facts of one channel's digest from the newest snapshot at `now`."""
    snapshot = snapshot_before(connection, house.workspace, now)
    standings = teams_of(connection, house.workspace, snapshot["id"]) if snapshot else {}
    named = _named(connection, house, teams)
    awards = awarded_since(connection, house.workspace, list(named), since, now)
    return DigestFacts(
        week=week,
        mine=tuple(standings[team.id] for team in teams if team.id in standings),
        all_teams=in_order(standings.values()),
        badges=tuple((named[row["person"]], badge_title(row["badge"], row["tier"])) for row in awards),
        minimum_group=house.minimum_group,
        policy=snapshot["policy"] if snapshot else None,
    )


def digest_reply(facts: DigestFacts) -> Reply:
    """The digest as a message."""
    shown = [row for row in facts.mine if row["status"] != "too_small"]
    headline, kept, points = _headline(facts), [_kept(row, facts) for row in shown], _points(facts, shown)
    teams = facts.all_teams[:_TEAMS_SHOWN] if len(facts.all_teams) > 1 else ()
    badges = [f"{escaped(name, 60)}: {title}" for name, title in facts.badges]
    blocks = joined(
        header(f"Kept work, {days_of(facts.told)}"),
        section(f"*{headline}*"),
        _chart(points),
        section("\n".join(kept[:_TEAMS_SHOWN])) if kept else None,
        places_table(teams) if teams else None,
        section(f"*Badges this week*\n{_bullets(badges)}") if badges else None,
        buttons([("My card", "me"), ("My team", "team"), ("How it is scored", "help")]),
        context(footnote(facts.policy, "Once a week. Names appear only of those who chose it.", PURPOSE)),
    )
    said = [
        headline,
        *kept[:_TEAMS_CHARTED],
        *(trend_words(of_team, f"Kept changes of {escaped(name, 60)}") for name, of_team in points.items()),
        places_words(teams, _TEAMS_SHOWN) if teams else "",
        f"Badges this week: {listed(badges, _BADGES_SHOWN)}." if badges else "",
        words_of(facts.policy).warning,
    ]
    return Reply(" ".join(filter(None, said)), blocks)


def _named(connection: Connection, house: House, teams: Sequence[Team]) -> dict[str, str]:
    """Person -> name, of the ranked members who chose to be seen by name."""
    named: dict[str, str] = {}
    for team in teams:
        rows = ranked(
            connection,
            house.workspace,
            visible=["public"],
            default_visible=house.visibility == "public",
            team=team.id,
            limit=_NAMED_MEMBERS,
        )
        named |= {row["person"]: name_in(row["card"]) for row in rows}
    return named


def _headline(facts: DigestFacts) -> str:
    """One sentence that says what changed most (escaped), about the channel's team that did best in the week."""
    if not facts.mine:
        return "A first week: reports are coming in, and standings follow once work has lasted 14 days."
    shown = [row for row in facts.mine if row["status"] != "too_small"]
    if not shown:
        return (
            f"{escaped(name_in(facts.mine[0]['card']))} has fewer than {facts.minimum_group} members, so there are no "
            "team figures, on purpose."
        )
    best = max(shown, key=lambda row: _in_week(row, facts.told))
    name, kept = escaped(name_in(best["card"])), _in_week(best, facts.told)
    if not kept:
        quiet = f"A quiet week for {name}" if len(shown) == 1 else "A quiet week"
        return f"{quiet}: nothing new reached its 14 days, and that is fine{_place(best)}."
    previous = _in_week(best, _week_before(best, facts.told))
    if not previous:
        compared = "the first in a while"
    elif kept == previous:
        compared = "as many as the week before"
    else:
        compared = f"{signed(kept - previous)} on the week before"
    return f"{plural(kept, 'change')} of {name} proved to last, {compared}{_place(best)}."


def _place(row: Row) -> str:
    if row["rank"] is None:
        return ""
    change = movement(row["rank"], row["card"]["before"])
    return f"; {ordinal(row['rank'])} per head" + (f", {change}" if change else "")


def _in_week(row: Row, week: str) -> int:
    trend = row["card"]["trend"]
    return sum(round(kept) for known, kept in zip(trend["weeks"], trend["values"], strict=True) if known == week)


def _week_before(row: Row, week: str) -> str:
    return max((known for known in row["card"]["trend"]["weeks"] if known < week), default="")


def _kept(row: Row, facts: DigestFacts) -> str:
    """A team's last four whole weeks: what was kept, and what the tools cost."""
    weeks = [week for week in row["card"]["trend"]["weeks"] if week <= facts.told][-4:]
    kept, cost = kept_and_cost(row["card"], weeks)
    spent = f", {cost} spent on tools" if cost else ""
    team = f"{escaped(name_in(row['card']))} over the last {plural(len(weeks), 'week')}"
    return f"{team}: {plural(kept, 'change')} kept{spent}."


def _points(facts: DigestFacts, shown: Sequence[Row]) -> dict[str, list[tuple[str, float]]]:
    """Team -> kept changes of the whole weeks, of the first teams that have any."""
    found: dict[str, list[tuple[str, float]]] = {}
    for row in shown:
        trend = row["card"]["trend"]
        weeks = zip(trend["weeks"], trend["values"], strict=True)
        points = [(week.split("-")[1], value) for week, value in weeks if week <= facts.told]
        if any(value for _, value in points) and len(found) < _TEAMS_CHARTED:
            found[plain(name_in(row["card"]), 60)] = points
    return found


def _chart(points: dict[str, list[tuple[str, float]]]) -> Block | None:
    return chart("Changes that proved to last, a week", points, "changes") if points else None


def _bullets(lines: Sequence[str]) -> str:
    more = len(lines) - _BADGES_SHOWN
    shown = "\n".join(f"• {line}" for line in lines[:_BADGES_SHOWN])
    return shown + (f"\nand {more:,} more" if more > 0 else "")
