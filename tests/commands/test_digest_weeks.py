"""The digest in four kinds of week and with two teams in a channel: which sentence leads, and which blocks follow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from replies_help import HOUSE, NOW, assert_fit, company, everything_in, fill

from commands.blocks.reply import Reply, plain_payload
from commands.messages.digest import DigestFacts, compose, digest_reply
from ranking.events import Team
from storage.badges import award
from storage.engine import Database
from storage.preferences import choose
from storage.shelves import Row

WEEKS = ["2026-W45", "2026-W46", "2026-W47", "2026-W48"]
FIRST = "A first week: reports are coming in, and standings follow once work has lasted 14 days."


def standing(name: str, kept: tuple[float, ...], rank: int | None = 1, **columns: Any) -> Row:
    """A team whose last week of four is the running one."""
    trend = {"weeks": WEEKS, "values": list(kept)}
    spend = {"weeks": WEEKS, "values": columns.pop("spend", [0.0] * 4)}
    card = {"name": name, "ranked": 2, "before": columns.pop("before", None), "trend": trend, "spend": spend}
    return {"team": name, "status": "rated", "rank": rank, "members": 9, "card": card, **columns}


def small(name: str = "Tiny") -> Row:
    """A team that has no figures, on purpose."""
    return {"team": name, "status": "too_small", "rank": None, "members": 3, "card": {"name": name}}


def sent(*mine: Row, others: tuple[Row, ...] = (), badges: tuple[tuple[str, str], ...] = ()) -> Reply:
    """The digest of a channel with these teams, beside others that are ranked as well."""
    ranked = tuple(sorted((t for t in (*mine, *others) if t["rank"]), key=lambda row: row["rank"]))
    return digest_reply(DigestFacts("2026-W48", mine, ranked, badges, 5, "kept-value"))


def shape(reply: Reply) -> list[str]:
    """The types of a reply's blocks, in order."""
    return [block["type"] for block in reply.blocks]


def test_a_first_week_is_a_welcome_and_nothing_else() -> None:
    """Without a standing there is no chart, no table and no zero."""
    reply = sent()
    assert reply.text == FIRST
    assert shape(reply) == ["header", "section", "actions", "context"]
    assert not [figure for figure in "123456789" if figure in reply.text.replace("14", "")]


def test_a_quiet_week_has_no_chart_of_zeros() -> None:
    """Nothing kept is told kindly, with the weeks' sum, and nothing is drawn."""
    reply = sent(standing("Payments", (0, 0, 0, 0)))
    assert reply.text == (
        "A quiet week for Payments: nothing new reached its 14 days, and that is fine; 1st per head. "
        "Payments over the last 3 weeks: 0 changes kept."
    )
    assert shape(reply) == ["header", "section", "section", "actions", "context"]
    assert_fit(reply)


def test_a_busy_week_has_everything_in_order() -> None:
    """Headline, chart, sums, teams, badges, buttons, footnote: the order in which a channel reads."""
    other = standing("Search", (1, 1, 1, 1), 2)
    reply = sent(standing("Payments", (1, 2, 8, 99)), others=(other,), badges=(("Ana", "Keeper, gold"),))
    assert shape(reply) == [
        "header", "section", "data_visualization", "section", "table", "section", "actions", "context",
    ]  # fmt: skip
    assert reply.text == (
        "8 changes of Payments proved to last, +6 on the week before; 1st per head. "
        "Payments over the last 3 weeks: 11 changes kept. Kept changes of Payments a week: W45 1, W46 2, W47 8. "
        "Teams per head: 1st Payments; 2nd Search. Badges this week: Ana: Keeper, gold."
    )
    assert "99" not in reply.text + everything_in(reply.blocks)
    assert_fit(reply)


def test_a_team_that_is_too_small_has_the_houses_own_number() -> None:
    """The smallest group comes from the house's rules, and no figure stands beside the sentence."""
    reply = sent(small())
    assert reply.text == "Tiny has fewer than 5 members, so there are no team figures, on purpose."
    assert shape(reply) == ["header", "section", "actions", "context"]


def test_two_teams_lead_with_the_one_that_kept_most() -> None:
    """The headline is the better week's, whichever team is named first; sums and series are in the channel's order."""
    first, second = standing("Payments", (0, 1, 2, 0), 2), standing("Search", (0, 6, 4, 0), 1)
    reply = sent(first, second)
    assert reply.text.startswith("4 changes of Search proved to last, −2 on the week before; 1st per head. ")
    chart = next(block for block in reply.blocks if block["type"] == "data_visualization")["chart"]
    assert [series["name"] for series in chart["series"]] == ["Payments", "Search"]
    assert chart["axis_config"]["categories"] == ["W45", "W46", "W47"]
    sums = "Payments over the last 3 weeks: 3 changes kept.\nSearch over the last 3 weeks: 10 changes kept."
    assert sums in everything_in(reply.blocks)


def test_two_quiet_teams_are_not_told_apart() -> None:
    """Where no team kept anything, none is named as the quiet one."""
    reply = sent(standing("Payments", (1, 0, 0, 0), 2), standing("Search", (0, 0, 0, 0), 1))
    assert reply.text.startswith("A quiet week: nothing new reached its 14 days, and that is fine; 2nd per head.")


def test_a_small_team_beside_a_larger_one_is_in_no_word() -> None:
    """The larger one's week is told as if it were alone."""
    big = standing("Payments", (1, 2, 3, 0))
    assert sent(small(), big) == sent(big)


def test_two_small_teams_are_told_of_by_the_first() -> None:
    """One sentence is enough; the second team adds no figure."""
    assert sent(small("One"), small("Two")) == sent(small("One"))


@pytest.mark.parametrize(
    ("was", "words"), [(2, "up 1 place since last week"), (1, "the same place as last week"), (None, "new this week")]
)
def test_the_headline_tells_the_movement(was: int | None, words: str) -> None:
    """A place a week ago, or that there was none, is part of the first sentence."""
    reply = sent(standing("Payments", (1, 2, 3, 0), before={"rank": was, "band": None, "score": None}))
    assert f"on the week before; 1st per head, {words}. " in reply.text


def test_costs_are_of_the_weeks_that_are_told() -> None:
    """The running week's cost is left out, and less than half a dollar is no cost at all."""
    spent = sent(standing("Payments", (1, 1, 1, 1), spend=[1_000.2, 0.0, 20.0, 5_000.0]))
    assert "3 changes kept, $1,020 spent on tools." in spent.text
    assert "$" not in sent(standing("Payments", (1, 1, 1, 1), spend=[0.4, 0.0, 0.0, 9.0])).text


@pytest.mark.parametrize(("count", "last"), [(8, "• N7: Keeper"), (9, "and 1 more"), (1_020, "and 1,012 more")])
def test_eight_badges_are_listed_and_the_rest_counted(count: int, last: str) -> None:
    """A week of many badges stays short."""
    reply = sent(standing("P", (0, 0, 0, 0)), badges=tuple((f"N{n}", "Keeper") for n in range(count)))
    shown = next(b["text"]["text"] for b in reply.blocks if b["type"] == "section" and "*Badges" in b["text"]["text"])
    assert shown.splitlines()[-1] == last
    assert shown.count("•") == 8


def test_a_digest_without_native_blocks_tells_the_same_figures() -> None:
    """A client that refuses charts reads every week's number of every team."""
    reply = sent(standing("Payments", (1, 2, 3, 0), 2), standing("Search", (4, 5, 6, 0), 1))
    words = everything_in(plain_payload(reply.payload())["blocks"])
    assert "*Changes that proved to last, a week*\nPayments: W45 1, W46 2, W47 3\nSearch: W45 4, W46 5, W47 6" in words
    assert "*Place per head · Team · Members*\n1st · Search · 9\n2nd · Payments · 9" in words


def test_compose_takes_badges_of_public_members_within_the_week(sqlite_database: Database) -> None:
    """The private, those who never chose, older badges and teams that nobody ranked are all left out."""
    fill(sqlite_database, company(("Ana", "Bo")), weeks=1)
    held = (("p0", "keeper", 1), ("p0", "first-keep", 8), ("p1", "keeper", 1), ("p2", "keeper", 1))
    rows = [
        {"person": person, "badge": badge, "tier": "bronze", "awarded_at": NOW - timedelta(days=days), "reason": "r",
         "evidence": []}
        for person, badge, days in held
    ]  # fmt: skip
    with sqlite_database.write() as connection:
        choose(connection, "w", "p0", visibility="public")
        choose(connection, "w", "p1", visibility="private")
        for row in rows:
            award(connection, "w", [row])
        since = NOW - timedelta(days=7)
        both = [Team(id="payments"), Team(id="nobody")]
        facts = compose(connection, HOUSE, both, week="2026-W48", since=since, now=NOW)
        early = compose(connection, HOUSE, both, week="2026-W48", since=since, now=NOW - timedelta(days=30))
    assert facts.badges == (("Ana", "Keeper, bronze"),)
    assert [row["team"] for row in facts.mine] == ["payments"]
    assert (facts.policy, facts.minimum_group, facts.told) == ("kept-value", 8, "2026-W47")
    assert (early.mine, early.policy) == ((), None)
