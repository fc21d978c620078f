"""`/kirorank team [name]`: a team's place per head, its trend, what it kept and cost, and who chose to be named."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._words import PURPOSE, movement, ordinal, trend_points, trend_words
from commands.blocks.elements import buttons, chart, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import clean, escaped, plural
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import ranked, team_standing
from storage.teams import find_team

SUMMARY = "your team's place per head, or another team's: team payments"
NAMED = 10


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """A team's standing and its named members, or why there is none."""

    asked: str
    row: Row | None
    named: tuple[Row, ...] = ()
    minimum_group: int = 8


def answer(ask: Ask, connection: Connection) -> TeamAnswer | Stranger:
    """The asked team's standing; without a name, the asker's own team's."""
    workspace, house = ask.house.workspace, ask.house
    if ask.argument:
        name = find_team(connection, workspace, ask.argument)
    else:
        standing = asker_standing(ask, connection)
        if isinstance(standing, Stranger):
            return standing
        name = standing["team"]
    row = team_standing(connection, workspace, name) if name else None
    if row is None or row["status"] == "too_small":
        return TeamAnswer(ask.argument, row, minimum_group=house.minimum_group)
    default = house.visibility == "public"
    named = ranked(connection, workspace, visible=["public"], default_visible=default, team=name, limit=NAMED)
    return TeamAnswer(ask.argument, row, tuple(named), house.minimum_group)


def reply(found: TeamAnswer | Stranger) -> Reply:
    """A team's card. Never a list of who is last."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    if found.row is None:
        return _nothing(found)
    card = found.row["card"]
    name = clean(card["name"])
    if found.row["status"] == "too_small":
        words = (
            f"{name} has {plural(found.row['members'], 'member')}. Teams of fewer than {found.minimum_group} "
            "have no figures, so that nobody's own numbers can be read from them."
        )
        return Reply(words, joined(header(name), section(escaped(words, 400)), buttons([("My card", "me")])))
    place = _place(found.row)
    kept, cost = sum(card["trend"]["values"][-4:]), sum(card["spend"]["values"][-4:])
    money = f"In four weeks {plural(round(kept), 'change')} lasted; tools cost ${cost:,.0f}."
    names = _names(found.named)
    blocks = joined(
        header(name),
        section(f"*{place}*"),
        chart("Kept changes, week by week", {"Kept changes": trend_points(card["trend"])}, "changes"),
        section(money),
        section(f"*Chose to be named*\n{names}") if names else None,
        buttons([("My card", "me"), ("Top", "top"), ("How it is scored", "help")]),
        context(f"Per head, so big teams have no advantage. {PURPOSE}"),
    )
    text = f"{name}: {place}. {money} {trend_words(card['trend'], 'Kept changes')}"
    return Reply(text, blocks)


def _nothing(found: TeamAnswer) -> Reply:
    if found.asked:
        words = f"I know no team called “{clean(found.asked)}”. Try /kirorank team without a name for your own."
    else:
        words = "You belong to no team yet. The people directory says who is in which team."
    return Reply(words, joined(section(escaped(words, 400)), buttons([("My card", "me"), ("Help", "help")])))


def _place(row: Row) -> str:
    if row["rank"] is None:
        return f"{plural(row['members'], 'member')}, not ranked yet"
    parts = [
        f"{ordinal(row['rank'])} of {plural(row['card']['ranked'], 'team')} per head",
        movement(row["rank"], row["card"].get("before")),
        plural(row["members"], "member"),
    ]
    return ", ".join(part for part in parts if part)


def _names(named: tuple[Row, ...]) -> str:
    return "\n".join(f"{escaped(row['card']['name'])} · {row['band']}" for row in named)
