"""The weekly digest: what it tells of, in which words, and that Slack takes it whatever a channel holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from replies_help import HOUSE, NOW, assert_fit, company, everything_in, fill

from commands.messages.digest import DigestFacts, compose, digest_reply
from ranking.events import Team
from storage.engine import Database
from storage.shelves import Row
from storage.teams import all_teams

WEEKS = ["2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-W48"]


def team(name: str = "Payments", kept: tuple[float, ...] = (1, 2, 3, 5, 9), **columns: Any) -> Row:
    """A team's standing with its card; the last of five weeks is 2026-W48."""
    card = {
        "name": name,
        "ranked": 3,
        "before": columns.pop("before", {"rank": 3, "band": None, "score": None}),
        "trend": {"weeks": WEEKS, "values": list(kept)},
        "spend": {"weeks": WEEKS, "values": [100.0, 0.0, 50.0, 1100.4, 999.0]},
    }
    return {"team": name, "status": "rated", "rank": 2, "members": 9, "card": card, **columns}


def told(*teams: Row, **more: Any) -> DigestFacts:
    """Facts of a channel with these teams, sent in 2026-W48."""
    facts = DigestFacts("2026-W48", teams, tuple(t for t in teams if t["rank"] is not None), (), 8, "kept-value")
    return replace(facts, **more)


def test_it_tells_of_the_week_that_is_over() -> None:
    """The headline compares two whole weeks; the one that has just begun is in no figure."""
    reply = digest_reply(told(team()))
    assert reply.blocks[0]["text"]["text"] == "Kept work, 16–22 November"
    assert reply.text == (
        "5 changes of Payments proved to last, +2 on the week before; 2nd per head, up 1 place since last week. "
        "Payments over the last 4 weeks: 11 changes kept, $1,250 spent on tools. "
        "Kept changes of Payments a week: W44 1, W45 2, W46 3, W47 5."
    )
    assert_fit(reply)


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ((0, 0, 9, 5, 0), "5 changes of Payments proved to last, −4 on the week before; 2nd"),
        ((0, 0, 5, 5, 0), "5 changes of Payments proved to last, as many as the week before; 2nd"),
        ((0, 0, 0, 1, 0), "1 change of Payments proved to last, the first in a while; 2nd"),
        ((0, 0, 3, 0, 7), "A quiet week for Payments: nothing new reached its 14 days, and that is fine; 2nd per"),
    ],
)
def test_headlines(kept: tuple[float, ...], words: str) -> None:
    """Fewer is told with a typographic minus, none without blame."""
    assert digest_reply(told(team(kept=kept))).text.startswith(words)


def test_without_a_ranking_a_week_ago_there_is_no_movement() -> None:
    """A first ranking has a place and no comparison; no column of dashes either."""
    reply = digest_reply(told(team(before=None), team("Search", before=None, rank=1)))
    assert "2nd per head. " in reply.text
    assert "Since last week" not in everything_in(reply.blocks)


def test_a_new_team_among_old_ones() -> None:
    """Movement words in the column are short, since its heading says since when."""
    new = team("Search", rank=3, before={"rank": None, "band": None, "score": None})
    old = team("Data", rank=1, before={"rank": 1, "band": None, "score": None})
    blocks = digest_reply(told(team(), new, old, all_teams=(old, team(), new))).blocks
    table = next(block for block in blocks if block["type"] == "table")
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["Place per head", "Team", "Members", "Since last week"],
        ["1st", "Data", "9", "same place"],
        ["2nd", "Payments", "9", "up 1 place"],
        ["3rd", "Search", "9", "new"],
    ]


def test_nothing_ranked_yet() -> None:
    """A channel without standings gets a welcome, not zeros."""
    reply = digest_reply(told(policy=None))
    assert reply.text.startswith("A first week: reports are coming in")
    assert_fit(reply)


def test_a_small_team_has_no_figures() -> None:
    """Too small is said on purpose; beside a larger team it is left out."""
    small = {"team": "t", "status": "too_small", "rank": None, "members": 2, "card": {"name": "Tiny"}}
    reply = digest_reply(told(small))
    assert reply.text.startswith("Tiny has fewer than 8 members, so there are no team figures, on purpose.")
    assert "Tiny" not in everything_in(digest_reply(told(small, team())).blocks)


def test_an_unranked_team_has_no_place() -> None:
    """Figures without a place where too few have a score."""
    assert digest_reply(told(team(rank=None))).text.startswith(
        "5 changes of Payments proved to last, +2 on the week before. "
    )


@pytest.mark.parametrize("count", [2, 6, 30])
def test_many_teams_share_one_chart_and_one_table(count: int) -> None:
    """Slack takes at most two charts and one table a message, however many teams share a channel."""
    teams = [team(f"A team with quite a long name {n}", rank=n + 1) for n in range(count)]
    badges = tuple((f"Name {n}", "Keeper, gold") for n in range(40))
    reply = digest_reply(told(*teams, badges=badges))
    kinds = [block["type"] for block in reply.blocks]
    assert kinds.count("data_visualization") == kinds.count("table") == 1
    assert "and 32 more" in everything_in(reply.blocks)
    assert_fit(reply)


def test_classic_warns() -> None:
    """A digest of raw tokens says so."""
    reply = digest_reply(told(team(), policy="classic"))
    assert "ranks raw tokens" in reply.text
    assert "ranks raw tokens" in everything_in(reply.blocks)


def test_the_week_before_the_first_of_a_year() -> None:
    """ISO weeks are counted back across a year's end."""
    assert told(week="2027-W01").told == "2026-W53"
    assert digest_reply(told(week="2026-W45")).blocks[0]["text"]["text"] == "Kept work, 26 October – 1 November"


@pytest.mark.parametrize("policy", ["kept-value", "adoption", "classic"])
def test_composed_from_the_database(sqlite_database: Database, policy: str) -> None:
    """What is stored becomes a message that Slack takes, for one team, for all, and for one that nobody ranked."""
    house = replace(HOUSE, policy=policy)
    fill(sqlite_database, company(), house)
    with sqlite_database.read() as connection:
        teams = all_teams(connection, "w")
        for group in (teams[:1], teams, [Team(id="nobody")]):
            facts = compose(connection, house, group, week="2026-W48", since=NOW - timedelta(days=7), now=NOW)
            assert_fit(digest_reply(facts))
