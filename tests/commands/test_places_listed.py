"""`top` and `teams` from plain rows: exact words, the table's cells, the footnotes, and what is said of nobody."""

from __future__ import annotations

from typing import Any

import pytest
from replies_help import assert_fit

from commands import teams, top
from commands.blocks.reply import Block, Reply
from commands.teams import TeamsAnswer
from commands.top import Place, TopAnswer
from storage.shelves import Row

ANA = Place(1, "Ana", "Payments", "flourishing")
KEEN = Place(2, "Keen Otter 41", "–", "steady")


def kinds(reply: Reply) -> list[str]:
    """The types of a reply's blocks, in order."""
    return [block["type"] for block in reply.blocks]


def block_of(reply: Reply, kind: str) -> Block:
    """The one block of a type."""
    (found,) = [block for block in reply.blocks if block["type"] == kind]
    return found


def cells(reply: Reply) -> list[list[str]]:
    """The table's words, row by row."""
    return [[cell["text"] for cell in row] for row in block_of(reply, "table")["rows"]]


def footnote_of(reply: Reply) -> str:
    """The small line below a reply."""
    return str(block_of(reply, "context")["elements"][0]["text"])


def team(name: str, rank: int | None, was: int | None = None, **columns: Any) -> Row:
    """A team's standing; `was` is its rank a week ago, where there was a ranking."""
    before = {"rank": was, "band": None, "score": None} if was is not None else None
    return {"team": name, "rank": rank, "members": 9, "card": {"name": name, "before": before}, **columns}


def test_top_says_each_place_once_in_words_and_once_in_cells() -> None:
    """The text names place, name and band; the table adds the team, and the order is that of the answer."""
    reply = top.reply(TopAnswer((ANA, KEEN), "kept-value"))
    assert reply.text == (
        "First places of those who chose to be seen: 1st Ana (flourishing); 2nd Keen Otter 41 (steady)."
    )
    assert kinds(reply) == ["header", "table", "actions", "context"]
    assert cells(reply) == [
        ["Place", "Name", "Team", "Band"],
        ["1st", "Ana", "Payments", "flourishing"],
        ["2nd", "Keen Otter 41", "–", "steady"],
    ]
    assert footnote_of(reply) == "Only those who chose to be seen. For learning and fun, never for reviews."
    assert_fit(reply)


def test_top_shows_a_shared_place_twice() -> None:
    """Two people in the same place are both told the same ordinal, and the next place is not invented."""
    reply = top.reply(TopAnswer((ANA, Place(1, "Bo", "Search", "flourishing"), Place(3, "Cy", "–", "steady")), None))
    assert [row[0] for row in cells(reply)[1:]] == ["1st", "1st", "3rd"]


def test_a_name_in_top_is_shown_but_not_obeyed() -> None:
    """A name that looks like a call or a link is escaped in the text and broken up in the table."""
    reply = top.reply(TopAnswer((Place(1, "<!channel> *x*", "<@U1>", "steady"),), "kept-value"))
    assert "1st &lt;!channel&gt; ∗x∗ (steady)" in reply.text
    assert cells(reply)[1] == ["1st", "‹!channel> *x*", "‹@U1>", "steady"]


def test_top_under_classic_is_warned_of_before_anything_else_below_the_table() -> None:
    """The warning ends the text and begins the footnote, so that no table of tokens goes without."""
    reply = top.reply(TopAnswer((ANA,), "classic"))
    assert reply.text.endswith("and it is easy to game.")
    assert footnote_of(reply).startswith("Careful: this ranks raw tokens")


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (None, "Nobody is ranked yet. Places come with the first daily snapshot after reports have come in."),
        (
            "kept-value",
            "Nobody who is ranked has chosen to be seen yet. You can be the first, or stay private: both are fine.",
        ),
    ],
)
def test_an_empty_top_offers_the_choice_without_pressing(policy: str | None, words: str) -> None:
    """Nobody ranked and nobody seen each have their sentence, without a table, and with the way to privacy."""
    reply = top.reply(TopAnswer((), policy))
    assert reply.text == words
    assert kinds(reply) == ["section", "actions"]
    assert [button["value"] for button in reply.blocks[1]["elements"]] == ["me", "privacy"]


def test_teams_with_movement() -> None:
    """Where a week ago is known there is a column for it, and the same words stand in brackets in the text."""
    rows = (team("Data", 1, 3), team("Search", 2, 2), team("Tools", 3, 1))
    reply = teams.reply(TeamsAnswer(rows, 0, "kept-value"))
    assert reply.text == "Teams per head: 1st Data (up 2 places); 2nd Search (same place); 3rd Tools (down 2 places)."
    assert cells(reply) == [
        ["Place per head", "Team", "Members", "Since last week"],
        ["1st", "Data", "9", "up 2 places"],
        ["2nd", "Search", "9", "same place"],
        ["3rd", "Tools", "9", "down 2 places"],
    ]
    assert kinds(reply) == ["header", "table", "actions", "context"]
    assert_fit(reply)


def test_teams_without_a_week_before_have_no_column_for_it() -> None:
    """Three columns, as many settings, and no brackets in the text."""
    reply = teams.reply(TeamsAnswer((team("Data", 1), team("Search", 2)), 0, "kept-value"))
    assert reply.text == "Teams per head: 1st Data; 2nd Search."
    assert cells(reply)[0] == ["Place per head", "Team", "Members"]
    assert len(block_of(reply, "table")["column_settings"]) == 3


def test_a_team_without_a_week_before_among_others_has_a_dash() -> None:
    """One unknown change beside a known one is a dash in its cell and nothing in the text."""
    reply = teams.reply(TeamsAnswer((team("Data", 1, 1), team("Search", 2)), 0, "kept-value"))
    assert [row[3] for row in cells(reply)] == ["Since last week", "same place", "–"]
    assert reply.text == "Teams per head: 1st Data (same place); 2nd Search."


def test_members_stay_numbers_in_the_table() -> None:
    """A size is a number that Slack can sort, with separators for eyes."""
    reply = teams.reply(TeamsAnswer((team("Data", 1, members=1_200),), 0, "kept-value"))
    assert block_of(reply, "table")["rows"][1][2] == {"type": "raw_number", "value": 1_200, "text": "1,200"}


@pytest.mark.parametrize(
    ("count", "waiting", "start"),
    [
        (60, 0, "Per head, so a big team has no advantage."),
        (61, 0, "1 more team can be asked for by name. Per head,"),
        (75, 1, "15 more teams can be asked for by name. 1 team with too few scores so far. Per head,"),
        (2, 12, "12 teams with too few scores so far. Per head,"),
    ],
)
def test_teams_that_are_not_shown_are_counted(count: int, waiting: int, start: str) -> None:
    """Sixty teams are shown; the rest and the unranked are counted in the footnote, singular and plural."""
    rows = tuple(team(f"Team {n}", n) for n in range(1, count + 1))
    reply = teams.reply(TeamsAnswer(rows, waiting, "kept-value"))
    assert footnote_of(reply).startswith(start)
    assert len(cells(reply)) == min(count, 60) + 1


def test_the_text_of_many_teams_stops_at_forty() -> None:
    """A screen reader is spared the tail, and told how long it is."""
    text = teams.reply(TeamsAnswer(tuple(team(f"T{n}", n) for n in range(1, 48)), 0, "kept-value")).text
    assert text.endswith("40th T40; and 7 more.")


def test_no_ranked_team_says_why() -> None:
    """Without a ranked team the reason is privacy, not merit."""
    reply = teams.reply(TeamsAnswer((), 3, "kept-value"))
    assert reply.text == (
        "No team is ranked yet: a team needs enough members with a score, so that no figure is one person's."
    )
    assert kinds(reply) == ["section", "actions"]


def test_order_is_by_rank_then_by_id_and_leaves_out_the_unranked() -> None:
    """Tied teams keep a stable order, and a team without a rank is not in the list at all."""
    rows = [team("z", 2), team("b", 1), team("a", 2), team("none", None)]
    assert [row["team"] for row in teams.in_order(rows)] == ["b", "a", "z"]
