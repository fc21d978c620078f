"""Every command in every state: Slack takes the reply, its text stands alone, and it costs few statements."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replies_help import (
    EVERYTHING,
    HOUSE,
    STATES,
    asked,
    assert_fit,
    company,
    everything_in,
    fill,
    republish,
    settle,
)
from sqlalchemy import event

from commands import me, top, why
from commands import person as person_command
from commands import team as team_command
from commands._dispatch import subcommands
from commands._words import name_in
from commands.blocks.reply import Reply, plain_payload
from commands.messages.digest import DigestFacts, digest_reply
from storage.engine import Database
from storage.shelves import Row
from storage.standings import standing_of, team_standing

ODD_NAMES = (
    "🦊 Ana 🇩🇪",
    "سلمى حداد",
    "Maximiliana-Theodora " * 4,
    "<!channel> <@U1> <#C1|x>",
    "*bold* _it_ ~no~ `code`",
    "x" * 80,
    "a & b > c",
)


@pytest.mark.parametrize("policy", ["kept-value", "adoption", "classic"])
@pytest.mark.parametrize("visibility", ["private", "pseudonym", "public"])
def test_every_reply_fits_in_every_state(sqlite_database: Database, policy: str, visibility: str) -> None:
    """Whoever asks whatever under any policy and default gets a reply that Slack takes and that stands alone."""
    house = replace(HOUSE, policy=policy, visibility=visibility)
    fill(sqlite_database, company(ODD_NAMES), house)
    for user in STATES:
        for text in EVERYTHING:
            assert_fit(asked(sqlite_database, user, text, house))


@pytest.mark.parametrize("weeks", [0, 1])
def test_every_reply_fits_before_and_after_the_first_ranking(sqlite_database: Database, weeks: int) -> None:
    """Nothing ranked at all, and a first ranking with nothing before it, are states like any other."""
    fill(sqlite_database, company(), weeks=weeks)
    for user in STATES:
        for text in EVERYTHING:
            assert_fit(asked(sqlite_database, user, text))


def test_every_reply_fits_in_an_empty_database(sqlite_database: Database) -> None:
    """With nobody known every command still answers."""
    for text in EVERYTHING:
        assert_fit(asked(sqlite_database, "U0", text))


@pytest.mark.parametrize("text", ["me", "why", "team", "top", "badges"])
def test_one_person_alone_has_a_reply(sqlite_database: Database, text: str) -> None:
    """A workspace of one ranked person is not told that they are 1st of 1."""
    fill(sqlite_database, company(members=1))
    settle(sqlite_database, p0="public")
    reply = asked(sqlite_database, "U0", text)
    assert_fit(reply)
    assert "1st of 1" not in reply.text


def test_ten_thousand_people_fit(sqlite_database: Database) -> None:
    """Lists stay short and numbers have separators, however many people there are."""
    fill(sqlite_database, company())

    def many(rows: list[Row]) -> list[Row]:
        first = next(row for row in rows if row["person"] == "p0")
        card = {**first["card"], "ranked": 10_000}
        return [
            {**first, "card": card, "person": f"n{n}", "slack_user_id": f"V{n}", "rank": n + 1, "rank_low": n + 1,
             "rank_high": n + 1}
            for n in range(10_000)
        ]  # fmt: skip

    republish(sqlite_database, many)
    public = replace(HOUSE, visibility="public")
    for text in EVERYTHING:
        assert_fit(asked(sqlite_database, "V1234", text, public))
    assert "You are 1,235th of 10,000" in asked(sqlite_database, "V1234", "me").text


def test_a_card_costs_few_statements(sqlite_database: Database) -> None:
    """A ranked person's card is one read, which goes past SQLAlchemy; nobody's takes three statements at most."""
    fill(sqlite_database, company())
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(sqlite_database.engine, "before_cursor_execute", count)
    for user in STATES:
        for text in ("me", "why"):
            statements.clear()
            asked(sqlite_database, user, text)
            assert len(statements) <= (2 if user == "UNOBODY" else 0)
    event.remove(sqlite_database.engine, "before_cursor_execute", count)


# Python's None must not show through, so nobody is called that here.
ANY_NAMES = st.text(max_size=120).filter(lambda text: "None" not in text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=ANY_NAMES, team=ANY_NAMES)
def test_no_name_breaks_a_reply(shared_rows: tuple[Row, Row], name: str, team: str) -> None:
    """Whatever people and teams are called, no mention is smuggled in and Slack takes every reply."""
    rows, team_row = shared_rows
    person = {**rows, "card": {**rows["card"], "name": name, "team_name": team}}
    place = top.Place(1, name_in({"name": name}), team, "steady")
    group = {**team_row, "card": {**team_row["card"], "name": team}}
    facts = DigestFacts(
        "2026-W48", (group,), (group, group), ((name_in({"name": name}), "Keeper, gold"),), 8, "kept-value"
    )
    for reply in (
        me.reply(person),
        why.reply(person),
        top.reply(top.TopAnswer((place,), "classic")),
        team_command.reply(team_command.TeamAnswer(team, group, (person,))),
        team_command.reply(team_command.TeamAnswer(team, None)),
        person_command.reply(
            person_command.PersonAnswer(name_in({"name": name}), "steady", ("Keeper, gold",), "kept-value")
        ),
        digest_reply(facts),
    ):
        assert_fit(reply)


@pytest.fixture
def shared_rows(sqlite_database: Database) -> tuple[Row, Row]:
    """One person's row and one team's, as the storage gives them."""
    fill(sqlite_database, company())
    with sqlite_database.read() as connection:
        person = standing_of(connection, HOUSE.workspace, "U0")
        group = team_standing(connection, HOUSE.workspace, "payments")
    assert person is not None
    assert group is not None
    return person, group


def test_the_text_says_what_the_blocks_say(sqlite_database: Database) -> None:
    """Rank, team, names and trend of the blocks are in the text as well."""
    fill(sqlite_database, company())
    settle(sqlite_database, p0="public", p1="pseudonym")
    me = asked(sqlite_database, "U0", "me")
    assert {"data_visualization", "header", "actions"} <= {block["type"] for block in me.blocks}
    for said in ("Person 0", "of 10", "Team Payments", "Kept changes a week: W41"):
        assert said in me.text
    assert "Person 0" in asked(sqlite_database, "U2", "top").text
    assert "Person 0" in asked(sqlite_database, "U2", "team").text


def test_every_reply_can_be_said_without_native_blocks(sqlite_database: Database) -> None:
    """Where Slack refuses charts and tables, the same figures come as text within the same limits."""
    fill(sqlite_database, company(ODD_NAMES))
    settle(sqlite_database, p0="public")
    for text in EVERYTHING:
        reply = asked(sqlite_database, "U0", text)
        plain = plain_payload(reply.payload())
        assert {block["type"] for block in plain["blocks"]} <= {"header", "section", "context", "actions", "divider"}
        assert len(plain["blocks"]) == len(reply.blocks)
        assert_fit(Reply(plain["text"], tuple(plain["blocks"])))


def test_classic_warns_on_every_surface_with_places(sqlite_database: Database) -> None:
    """Ranking raw tokens is never shown without saying so, in the text and in the blocks."""
    house = replace(HOUSE, policy="classic")
    fill(sqlite_database, company(), house)
    settle(sqlite_database, p0="public")
    for text in ("me", "why", "team", "teams", "top", "history", "help", "<@U0>"):
        reply = asked(sqlite_database, "U1", text, house)
        assert "ranks raw tokens" in reply.text, text
        assert "ranks raw tokens" in everything_in(list(reply.blocks)), text


def test_every_button_stands_for_something_that_can_be_asked(sqlite_database: Database) -> None:
    """No button leads to the help page by mistake."""
    fill(sqlite_database, company())
    for text in EVERYTHING:
        for block in asked(sqlite_database, "U0", text).blocks:
            for button in block["elements"] if block["type"] == "actions" else ():
                assert button["value"].split()[0] in subcommands()
