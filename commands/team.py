"""`/kirorank team [name]`: a team's place per head, its trend, what it kept and cost, and who chose to be named."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._policies import footnote, words_of
from commands._words import PURPOSE, kept_and_cost, movement, name_in, ordinal, trend_points, trend_words
from commands.blocks.elements import buttons, chart, context, header, section
from commands.blocks.reply import Block, Reply, joined
from commands.blocks.text import escaped, plain, plural
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import ranked, team_standing
from storage.teams import find_team

SUMMARY = "your team's place per head, or another team's"
USAGE = "team [name]"
NAMED = 10
_BUTTONS = [("My card", "me"), ("All teams", "teams"), ("First places", "top")]


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
        return _nothing(found.asked)
    if found.row["status"] == "too_small":
        return _too_small(found.row, found.minimum_group)
    return _card(found.row, found.named)


def _card(row: Row, named: tuple[Row, ...]) -> Reply:
    card, name = row["card"], name_in(row["card"])
    points, kept, names = trend_points(card["trend"]), _kept(card), _names(named)
    blocks = joined(
        header(plain(name)),
        section(f"*{_place(row)}*"),
        _chart(points),
        section(kept),
        section(f"*Chose to be named*\n{names}") if names else None,
        buttons(_BUTTONS),
        context(footnote(card["policy"], "Per head, so a big team has no advantage.", PURPOSE)),
    )
    people = f"Chose to be named: {names.replace(chr(10), '; ')}." if names else ""
    warning = words_of(card["policy"]).warning
    said = [f"{escaped(name)}: {_place(row)}.", kept, trend_words(points, "Kept changes"), people, warning]
    return Reply(" ".join(filter(None, said)), blocks)


def _too_small(row: Row, minimum_group: int) -> Reply:
    name = name_in(row["card"])
    words = (
        f"{escaped(name)} has {plural(row['members'], 'member')}. Teams of fewer than {minimum_group} have no "
        "figures, so that nobody's own numbers can be read from them."
    )
    return Reply(words, joined(header(plain(name)), section(words), buttons(_BUTTONS)))


def _nothing(asked: str) -> Reply:
    if asked:
        words = f"I know no team called “{escaped(asked)}”. The list of all teams has their names."
    else:
        words = "You belong to no team yet. The people directory says who is in which team."
    return Reply(words, joined(section(words), buttons(_BUTTONS)))


def _place(row: Row) -> str:
    members = plural(row["members"], "member")
    if row["rank"] is None:
        return f"Not ranked yet: too few of the {members} have a score"
    ranked_teams = row["card"]["ranked"]
    if ranked_teams == 1:
        return f"The only team ranked so far, {members}"
    place = f"{ordinal(row['rank'])} of {ranked_teams:,} teams per head"
    return ", ".join(filter(None, [place, movement(row["rank"], row["card"]["before"]), members]))


def _chart(points: list[tuple[str, float]]) -> Block | None:
    if not any(value for _, value in points):
        return None
    return chart("Kept changes, week by week", {"Kept changes": points}, "changes")


def _kept(card: Row) -> str:
    """The last four whole weeks in a sentence."""
    kept, cost = kept_and_cost(card, card["trend"]["weeks"][-5:-1])
    lasted = f"{plural(kept, 'change')} proved to last" if kept else "no change reached its 14 days, and that is fine"
    tools = f"; tools cost {cost}" if cost else ""
    return f"In the last four whole weeks {lasted}{tools}."


def _names(named: tuple[Row, ...]) -> str:
    return "\n".join(f"{escaped(name_in(row['card']), 60)} · {row['band']}" for row in named)
