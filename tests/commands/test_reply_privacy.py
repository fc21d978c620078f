"""What others see: only what somebody chose to show, and nothing that tells the rest apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from replies_help import HOUSE, NOW, asked, company, everything_in, fill, republish, settle

from commands._pseudonyms import pseudonym
from commands.messages.digest import compose, digest_reply
from storage.badges import award
from storage.engine import Database
from storage.personal_data import export_person
from storage.teams import all_teams


@pytest.fixture
def seen(sqlite_database: Database) -> Database:
    """A company in which p0 is public, p1 pseudonymous, p2 private, and the rest never chose; all hold a badge."""
    fill(sqlite_database, company(tuple(f"Name{n}" for n in range(10))))
    republish(sqlite_database, lambda rows: [{**row, "band": row["band"] and "steady"} for row in rows])
    settle(sqlite_database, p0="public", p1="pseudonym", p2="private")
    with sqlite_database.write() as connection:
        for n in range(10):
            for tier in ("bronze", "silver"):
                row = {"person": f"p{n}", "badge": "keeper", "tier": tier, "awarded_at": NOW, "reason": "kept",
                       "evidence": ["secret-evidence"]}  # fmt: skip
                award(connection, "w", [row])
    return sqlite_database


def accesses(database: Database, person: str) -> list[tuple[str, str]]:
    """Who looked at what of somebody."""
    with database.read() as connection:
        return [(row["viewer"], row["what"]) for row in export_person(connection, "w", person)["access"]]


def test_lists_name_only_those_who_chose_it(seen: Database) -> None:
    """Top and team show one name and one pseudonym; nobody else can be recognised."""
    for text in ("top", "team", "teams", "team payments"):
        reply = asked(seen, "U9", text)
        shown = reply.text + everything_in(reply.blocks)
        assert not [n for n in range(1, 10) if f"Name{n}" in shown], text
    assert "Name0" in asked(seen, "U9", "top").text
    assert pseudonym("w", "p1", NOW) in asked(seen, "U9", "top").text


def test_a_pseudonym_has_no_team(seen: Database) -> None:
    """A team beside a pseudonym would give its owner away in a small company."""
    table = next(block for block in asked(seen, "U9", "top").blocks if block["type"] == "table")
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert rows[1] == ["1st", "Name0", "Payments", "steady"]
    assert rows[2][1:] == [pseudonym("w", "p1", NOW), "–", "steady"]


def test_the_workspace_default_is_for_those_who_never_chose(seen: Database) -> None:
    """Where public is the default, a private choice still holds."""
    shown = asked(seen, "U9", "top", replace(HOUSE, visibility="public")).text
    assert "Name3" in shown
    assert "Name1" not in shown
    assert "Name2" not in shown


def test_the_digest_names_only_those_who_chose_it(seen: Database) -> None:
    """A badge of a private person is not in the channel."""
    with seen.read() as connection:
        teams, since = all_teams(connection, "w"), NOW - timedelta(days=7)
        facts = compose(connection, HOUSE, teams, week="2026-W48", since=since, now=NOW)
    reply = digest_reply(facts)
    shown = reply.text + everything_in(reply.blocks)
    assert "Name0: Keeper, silver" in shown
    assert not [n for n in range(1, 10) if f"Name{n}" in shown]


def test_somebody_public_shows_band_and_badges(seen: Database) -> None:
    """Band and the highest tiers, no place and no score, and the look is written down."""
    reply = asked(seen, "U9", "<@U0|name>")
    assert reply.text == "Name0, steady. Badges: Keeper, silver."
    shown = everything_in(reply.blocks)
    for hidden in ("1st", "of 10", "61", "secret-evidence"):
        assert hidden not in reply.text + shown
    assert accesses(seen, "p0") == [("p9", "band and badges")]


def test_a_stranger_who_looks_is_noted_by_slack_id(seen: Database) -> None:
    """The log has a viewer even where no directory names them."""
    asked(seen, "UNOBODY", "<@U0>")
    assert accesses(seen, "p0") == [("UNOBODY", "band and badges")]


def test_private_pseudonymous_and_unknown_cannot_be_told_apart(seen: Database) -> None:
    """One sentence for all, and no access is written, since nothing was shown."""
    replies = [asked(seen, "U9", f"<@{user}>") for user in ("U1", "U2", "U3", "UNOBODY", "UYOUNG")]
    assert all(reply == replies[0] for reply in replies)
    assert "There is nothing public to show." in replies[0].text
    assert accesses(seen, "p1") == accesses(seen, "p2") == []


def test_oneself_is_sent_to_the_own_card(seen: Database) -> None:
    """Asking about oneself is not an access."""
    reply = asked(seen, "U0", "<@U0>")
    assert reply.text == "That is you. Your own card shows more than anybody else can see."
    assert accesses(seen, "p0") == []


def test_a_public_person_without_a_rank(seen: Database) -> None:
    """What they chose to show is shown, and that there is no band yet."""
    settle(seen, young="public")
    assert asked(seen, "U9", "<@UYOUNG>").text == "Yuri, not ranked yet. No badge yet."


def test_a_name_that_slack_did_not_resolve(seen: Database) -> None:
    """`@ana` as plain text gets the neutral sentence, not the help page."""
    assert asked(seen, "U9", "@Name0").text == asked(seen, "U9", "<@UNOBODY>").text
