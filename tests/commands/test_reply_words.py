"""The words of the main states, sentence by sentence: what people read is part of what is promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from replies_help import HOUSE, NOW, asked, assert_fit, company, everything_in, fill, kept, republish, settle

from bot.jobs.standings import take_snapshot
from commands.blocks.reply import Reply
from ranking.events import Person, Review, Usage
from storage.badges import award
from storage.engine import Database
from storage.intake import take_in
from storage.ledger import Message, claim, queue
from storage.shelves import Row


@pytest.fixture
def ranked(sqlite_database: Database) -> Database:
    """The small company, ranked in two weeks."""
    fill(sqlite_database, company())
    return sqlite_database


# The words are what is proved here, so figures that hang on the formula are given.
PLACE = {"rank": 1, "rank_low": 1, "rank_high": 6, "band": "steady"}


def header_of(reply: Reply) -> str:
    """The first heading."""
    return str(next(block["text"]["text"] for block in reply.blocks if block["type"] == "header"))


def changed(database: Database, person: str, **columns: Any) -> None:
    """Publish one person's row with other columns; `card` is merged."""

    def change(rows: list[Row]) -> list[Row]:
        return [
            {**row, **columns, "card": {**row["card"], **columns.get("card", {})}} if row["person"] == person else row
            for row in rows
        ]

    republish(database, change)


def test_a_rated_card(ranked: Database) -> None:
    """Band, place with its range, movement, reasons, what holds back, next badge, hint: in that order."""
    pieces = [
        {"part": "review", "kind": "review", "ref": "c1-0", "value": 0.14, "facts": {"pieces": 1}},
        {"part": "code", "kind": "change_set", "ref": "C0-0", "value": 0.05, "facts": {"issue": "C0-0", "changes": 1}},
        {"part": "code", "kind": "change_set", "ref": "C0-2", "value": 0.05, "facts": {"issue": "C0-2", "changes": 2}},
    ]
    held = {"part": "uncertainty", "kind": "certainty", "ref": "n", "value": -0.13, "facts": {"pieces": 10}}
    changed(ranked, "p0", **PLACE, card={"reasons": pieces, "held_back": held})
    reply = asked(ranked, "U0", "me")
    assert header_of(reply) == "Person 0 · steady"
    assert reply.text == (
        "Person 0, steady. You are 1st of 10, likely between 1st and 6th, the same place as last week. Team Payments. "
        "What counts most right now: +0.14: your review of c1-0 led to a better change. "
        "+0.05: your change for C0-0 is still there after 14 days. "
        "+0.05: your 2 changes for C0-2 are still there after 14 days. "
        "What holds it back: Caution: 10 pieces of evidence so far. It fades with every piece of work that lasts. "
        "Next badge: Keeper, silver: 9 of 20. Changes that colleagues approved and that are still there after 14 days. "
        "A hint: Of your work for C0-1, 40% of the lines are left. A second look before merging helps work to stay. "
        "Kept changes a week: W41 0, W42 0, W43 0, W44 3, W45 2, W46 2, W47 2, now 0."
    )


def test_below_the_middle_tells_what_was_kept_without_a_number(ranked: Database) -> None:
    """A channel below the cohort's middle shows its kept work, and a way up; never “+0.00”."""
    reply = asked(ranked, "U9", "me")
    assert "What you did that lasts: Your change for C9-0 is still there after 14 days." in reply.text
    assert "What holds it back: Kept code: below the middle of your role for now; every change that" in reply.text
    assert "0.00" not in reply.text


def test_a_provisional_card(ranked: Database) -> None:
    """Young work is announced, with nothing to do and no place; no chart where there is nothing to show."""
    reply = asked(ranked, "UYOUNG", "me")
    assert header_of(reply) == "Yuri · first work is maturing"
    assert "No place yet: 1 change of yours is younger than 14 days." in reply.text
    assert "Nothing to do: your young change counts once it is 14 days old and still there." in reply.text
    assert not any(block["type"] == "data_visualization" for block in reply.blocks)


def test_provisional_without_a_change(sqlite_database: Database) -> None:
    """Somebody whose first evidence is a review is not told that there is none."""
    review = Review(id="r9", person="new", change="c1-0", at=NOW - timedelta(days=2), minutes=9, led_to_change=True)
    fill(sqlite_database, [*company(), review])
    assert (
        "No place yet: your first contributions are younger than 14 days." in asked(sqlite_database, "UNEW", "me").text
    )


def test_an_unrated_card(ranked: Database) -> None:
    """Unrated is neutral, and says what would count."""
    reply = asked(ranked, "UNEW", "me")
    assert header_of(reply) == "Noor · not ranked yet"
    assert "No place yet: no work of yours is known yet that has lasted 14 days. That is a neutral place" in reply.text
    assert "A hint: A change that a colleague asks for and approves counts 14 days after it is merged" in reply.text


def test_a_frozen_card(ranked: Database) -> None:
    """On hold is told to its owner with the place until then."""
    changed(ranked, "p0", status="frozen")
    reply = asked(ranked, "U0", "me")
    assert "On hold while a person looks at something unusual. Until then: you are 1st of 10" in reply.text
    assert "A hint: Your place stays as it is meanwhile, and nobody else sees why." in reply.text
    assert_fit(reply)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (None, "You are 3rd of 10, likely between 1st and 7th. Team"),
        ({"rank": None, "band": None, "score": None}, "7th, new this week. Team"),
        ({"rank": 4, "band": "growing", "score": 20.0}, "up 1 place since last week. Your band grew from growing to"),
        ({"rank": 1, "band": "flourishing", "score": 70.0}, "down 2 places since last week. Team"),
    ],
)
def test_movement(ranked: Database, before: Row | None, words: str) -> None:
    """Movement is told where there was a ranking a week ago; a better band is announced, a lower one is not."""
    changed(ranked, "p2", **{**PLACE, "rank": 3, "rank_high": 7}, card={"before": before})
    assert words in asked(ranked, "U2", "me").text


def test_one_ranked_person_is_not_first_of_one(sqlite_database: Database) -> None:
    """Alone there is no place and no movement."""
    fill(sqlite_database, [*company(members=0), Person(id="p0", name="Ana", slack_user_id="U0"), kept("c", "p0", 16)])
    assert asked(sqlite_database, "U0", "me").text.split(". ")[1] == "You are the only one ranked so far"


def test_strangers(sqlite_database: Database) -> None:
    """Unknown, known but not ranked, nothing ranked at all: each is told what is the matter and what to do."""
    people = [Person(id="p1", name="Ana", slack_user_id="U1")]
    for _ in take_in(sqlite_database, "w", "events", located(people), NOW):
        pass
    assert asked(sqlite_database, "U1", "me").text.startswith("There is nothing to rank yet: no standings have been")
    assert asked(sqlite_database, "U2", "me").text.startswith("I don't know you yet: no report or directory ties")
    fill(sqlite_database, company(members=0))
    for _ in take_in(sqlite_database, "w", "events", located([Person(id="late", slack_user_id="ULATE")]), NOW):
        pass
    assert asked(sqlite_database, "ULATE", "why").text == (
        "I know you, and your first standing comes with the next daily snapshot. There is nothing to do."
    )


def located(events: list[Any]) -> list[Any]:
    """Events with a place each."""
    from ranking.events import Located

    return [Located(event, "late", line) for line, event in enumerate(events)]


def test_why_sums_to_what_it_shows(ranked: Database) -> None:
    """The parts that are shown add up to the total that is shown, to the last digit."""
    for user in range(10):
        reply = asked(ranked, f"U{user}", "why")
        rows = next(block["rows"] for block in reply.blocks if block["type"] == "table")
        *parts, total = [int(row[1]["text"].replace("−", "-").replace(".", "")) for row in rows[1:]]
        assert sum(parts) == total
    parts = [
        {"name": "code", "value": 0.283},
        {"name": "review", "value": 0.144},
        {"name": "uncertainty", "value": -0.131},
    ]
    changed(ranked, "p0", **PLACE, score=61.4, value=0.296, card={"parts": parts})
    assert asked(ranked, "U0", "why").text.startswith(
        "Your score is 61 of 100; 50 is the middle. Place: 1st of 10, likely between 1st and 6th. Kept code +0.28, "
        "Reviews that helped +0.15, Caution while evidence is thin −0.13, Together +0.30."
    )
    assert asked(ranked, "UYOUNG", "why").text == (
        "There is no score to explain yet: no work of yours is known yet that has lasted 14 days. 1 change of yours "
        "counts once it has lasted 14 days."
    )


def test_the_team_card(ranked: Database) -> None:
    """Place per head, what was kept in whole weeks, and what it cost; the week that is not over is left out."""
    assert asked(ranked, "U0", "team").text == (
        "Payments: The only team ranked so far, 12 members. In the last four whole weeks 53 changes proved to last; "
        "tools cost $112. Kept changes a week: W41 0, W42 0, W43 0, W44 6, W45 9, W46 13, W47 25, now 0."
    )
    assert asked(ranked, "USMALL", "team").text == (
        "Tiny has 1 member. Teams of fewer than 8 have no figures, so that nobody's own numbers can be read from them."
    )
    assert asked(ranked, "UALONE", "team").text.startswith("You belong to no team yet.")
    assert asked(ranked, "U0", "team <b>").text.startswith("I know no team called “&lt;b&gt;”.")


def test_a_team_with_too_few_scores_is_not_ranked(sqlite_database: Database) -> None:
    """Enough members but too few scores: no place, and nothing where there is nothing to show."""
    people = [Person(id=f"q{n}", team="quiet", slack_user_id=f"Q{n}") for n in range(9)]
    fill(sqlite_database, [*company(), *people])
    reply = asked(sqlite_database, "Q1", "team")
    assert reply.text == (
        "quiet: Not ranked yet: too few of the 9 members have a score. In the last four whole weeks no change reached "
        "its 14 days, and that is fine."
    )
    assert not any(block["type"] == "data_visualization" for block in reply.blocks)
    assert "1 team with too few scores so far." in everything_in(asked(sqlite_database, "Q1", "teams").blocks)


def test_all_teams(sqlite_database: Database) -> None:
    """Ranked teams in order with what changed; a team that is too small is not there."""
    other = [Person(id=f"o{n}", team="other", role="swe", slack_user_id=f"O{n}") for n in range(8)]
    work = [kept(f"o{n}-{k}", f"o{n}", 15 + k * 3, effective_lines=300) for n in range(8) for k in range(8)]
    fill(sqlite_database, [*company(), *other, *work])
    reply = asked(sqlite_database, "U0", "teams")
    assert reply.text == "Teams per head: 1st other (same place); 2nd Payments (same place)."
    assert "Tiny" not in everything_in(reply.blocks)
    head = next(block for block in reply.blocks if block["type"] == "table")["rows"][0]
    assert [cell["text"] for cell in head] == ["Place per head", "Team", "Members", "Since last week"]


def test_top_without_anybody(sqlite_database: Database) -> None:
    """Nobody ranked and nobody seen are different sentences."""
    fill(sqlite_database, company(), weeks=0)
    assert asked(sqlite_database, "U0", "top").text.startswith("Nobody is ranked yet.")
    fill(sqlite_database, company())
    assert asked(sqlite_database, "U0", "top").text.startswith("Nobody who is ranked has chosen to be seen yet.")
    settle(sqlite_database, p0="public")
    seen = asked(sqlite_database, "U1", "top").text
    assert seen.startswith("First places of those who chose to be seen: 1st Person 0 (")


def test_badges(ranked: Database) -> None:
    """None yet, some, and all there are."""
    assert asked(ranked, "UNEW", "badges").text.startswith("No badge yet. Next: First Keep: 0 of 1. The first of")
    with ranked.write() as connection:
        for badge, tier in (("first-keep", "bronze"), ("keeper", "bronze")):
            reason = "5 of your changes are still there."
            row = {"person": "p0", "badge": badge, "tier": tier, "awarded_at": NOW, "reason": reason, "evidence": []}
            award(connection, "w", [row])
    reply = asked(ranked, "U0", "badges")
    assert reply.text.startswith("Your 2 badges: First Keep; Keeper, bronze. Next: Keeper, silver: 9 of 20.")
    assert "5 of your changes are still there." in everything_in(reply.blocks)
    changed(ranked, "p0", card={"badge": None})
    assert asked(ranked, "U0", "badges").text.endswith("You have every badge there is so far.")


def test_history(ranked: Database) -> None:
    """The place at the end of each week, the current one marked, as it was told then."""
    text = asked(ranked, "U0", "history").text
    assert text.startswith("Your last weeks. 23–29 November (so far): 1st of 10, ")
    assert "; 16–22 November: 1st of " in text
    take_snapshot(ranked, replace(HOUSE, policy="adoption"), NOW + timedelta(minutes=1))
    assert "The way of scoring changed in this time." in asked(ranked, "U0", "history").text


def test_privacy(ranked: Database) -> None:
    """What is, what it means, and what a wrong word is answered."""
    assert asked(ranked, "U0", "privacy").text == "You are private. Only you see your standing. You are in no list."
    assert asked(ranked, "U0", "privacy PUBLIC").text.startswith(
        "You are now public. Your name, team, place, band and badges may"
    )
    assert asked(ranked, "U0", "privacy").text.startswith("You are public.")
    named = asked(ranked, "U0", "privacy pseudonym").text
    assert named.startswith(
        "You are now under a pseudonym. You appear in lists, with place and band but without your team, as "
    )
    assert asked(ranked, "U0", "privacy maybe").text.startswith("“maybe” is none of private, pseudonym and public.")
    buttons = [e["value"] for e in asked(ranked, "U0", "privacy").blocks[1]["elements"]]
    assert buttons == ["privacy private", "privacy public"]


def test_quiet(ranked: Database) -> None:
    """On is quiet (for what waits already as well), off is not, and a wrong word changes nothing."""
    assert asked(ranked, "U0", "quiet").text == "You get a message when you earn a badge."
    waiting = [Message(f"badge:p{n}", "badge", f"U{n}", {}, person=f"p{n}") for n in (0, 1)]
    with ranked.write() as connection:
        queue(connection, "w", waiting, NOW)
    assert asked(ranked, "U0", "quiet on").text.startswith("From now on you get no messages.")
    with ranked.write() as connection:
        assert [one.key for one in claim(connection, "w", NOW, limit=9)] == ["badge:p1"]
    assert asked(ranked, "U0", "quiet never").text.startswith("“never” is neither on nor off. You get no messages.")
    assert asked(ranked, "U0", "quiet off").text == "From now on you get a message when you earn a badge."


def test_choices_can_be_made_before_the_first_ranking(sqlite_database: Database) -> None:
    """Whoever a directory names can become private or quiet at once, and a stranger is told why not."""
    fill(sqlite_database, company(), weeks=0)
    assert asked(sqlite_database, "U0", "privacy public").text.startswith("You are now public.")
    assert asked(sqlite_database, "U0", "quiet on").text.startswith("From now on you get no messages.")
    assert asked(sqlite_database, "UNOBODY", "quiet on").text.startswith("I don't know you yet")


def test_help(ranked: Database) -> None:
    """Every way to ask is listed; an unknown word gets the nearest one."""
    reply = asked(ranked, "U0", "help")
    assert "privacy [private|pseudonym|public]: who sees you" in reply.text
    assert "@someone: what somebody made public" in reply.text
    assert "person:" not in reply.text
    assert asked(ranked, "U0", "bagdes").text.startswith("I don't know “bagdes”. Did you mean badges? You can ask:")
    assert asked(ranked, "U0", "zzzzzz").text.startswith("I don't know “zzzzzz”. You can ask:")


def test_adoption(sqlite_database: Database) -> None:
    """Weeks and tools in words; ties are shared places, not doubt; the hint counts what is missing."""
    house = replace(HOUSE, policy="adoption")
    used = [
        Usage(id=f"x{n}", person="p0", day=(NOW - timedelta(weeks=n)).date(), source="s", trust="A", tool="kiro-ide",
              sessions=1)
        for n in range(3)
    ]  # fmt: skip
    fill(sqlite_database, [*company(), *used], house)
    text = asked(sqlite_database, "U0", "me", house).text
    assert "+3.00: you used an AI tool in 3 of the last 4 weeks. +1.00: you used kiro-cli. +1.00: you used" in text
    assert "A hint: 3 of the last 4 weeks count. One session in a week is enough; more adds nothing." in text
    assert "2nd of 10, shared with 8 others" in asked(sqlite_database, "U5", "me", house).text
    assert (
        "no use of an AI tool by you is known in the last four weeks"
        in asked(sqlite_database, "UNEW", "me", house).text
    )


def test_classic(sqlite_database: Database) -> None:
    """Tokens have separators and no decimals, and the warning is there."""
    house = replace(HOUSE, policy="classic")
    fill(sqlite_database, company(), house)
    me, why = asked(sqlite_database, "U0", "me", house).text, asked(sqlite_database, "U0", "why", house).text
    assert "What counts most right now: +10,000,000: output tokens in kiro-cli." in me
    assert "A hint: There is nothing here worth chasing: more tokens are not better work." in me
    assert "Your score is 100 of 100; 100 is the highest count. Place: 1st of 10." in why
    assert "Output tokens +10,000,000, Together +10,000,000" in why
