"""`history` and `@someone` from plain answers: the words of each week, and of what somebody made public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from replies_help import NOW, assert_fit

from commands import history, person
from commands._asker import Stranger, stranger_reply
from commands.history import HistoryAnswer
from commands.person import PersonAnswer
from storage.shelves import Row

FOOT = "For learning and fun, never for reviews."


def week(as_of: datetime, **columns: Any) -> Row:
    """One week's end as the storage tells it."""
    return {"as_of": as_of, "rank": 4, "rated": 1_200, "band": "steady", "policy": "kept-value", **columns}


def test_history_word_for_word() -> None:
    """The running week says so, a week without a rank has a band's worth of words and a dash in its cell."""
    weeks = (week(NOW, rank=1), week(NOW - timedelta(weeks=1)), week(NOW - timedelta(weeks=2), rank=None, band=None))
    reply = history.reply(HistoryAnswer(weeks, NOW))
    assert reply.text == (
        "Your last weeks. 23–29 November (so far): 1st of 1,200, steady; 16–22 November: 4th of 1,200, steady; "
        "9–15 November: not ranked yet."
    )
    table = next(block for block in reply.blocks if block["type"] == "table")
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["Week", "Place", "Band"],
        ["23–29 November (so far)", "1st of 1,200", "steady"],
        ["16–22 November", "4th of 1,200", "steady"],
        ["9–15 November", "–", "not ranked yet"],
    ]
    assert [block["type"] for block in reply.blocks] == ["header", "table", "actions", "context"]
    assert reply.blocks[-1]["elements"][0]["text"] == f"Only you see this. {FOOT}"
    assert_fit(reply)


def test_a_sunday_night_and_the_monday_after_are_different_weeks() -> None:
    """What was ranked a minute before the week began is not marked as running."""
    monday = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)
    text = history.reply(HistoryAnswer((week(monday - timedelta(minutes=2)),), monday)).text
    assert text == "Your last weeks. 16–22 November: 4th of 1,200, steady."


def test_the_same_week_number_of_another_year_is_over() -> None:
    """A week is running only in its own year."""
    text = history.reply(HistoryAnswer((week(NOW - timedelta(weeks=53)),), NOW)).text
    assert "so far" not in text


@pytest.mark.parametrize("second", ["kept-value", "adoption"])
def test_a_change_of_policy_is_told_once(second: str) -> None:
    """Places under two policies come with a sentence in blocks and text; under one there is none."""
    weeks = (week(NOW), week(NOW - timedelta(weeks=1), policy=second))
    reply = history.reply(HistoryAnswer(weeks, NOW))
    changed = second != "kept-value"
    assert reply.text.endswith("The way of scoring changed in this time.") is changed
    assert [block["type"] for block in reply.blocks].count("section") == changed


def test_history_under_classic_is_warned_of() -> None:
    """The newest week's policy decides on the warning, not an older one's."""
    older = week(NOW - timedelta(weeks=1))
    assert "ranks raw tokens" in history.reply(HistoryAnswer((week(NOW, policy="classic"), older), NOW)).text
    newest_is_fair = (week(NOW), {**older, "policy": "classic"})
    assert "ranks raw tokens" not in history.reply(HistoryAnswer(newest_is_fair, NOW)).text


def test_a_public_person_word_for_word() -> None:
    """Band and badges in heading and text, and that the look is noted stands below."""
    reply = person.reply(PersonAnswer("Ana", "flourishing", ("First Keep", "Keeper, gold"), "kept-value"))
    assert reply.text == "Ana, flourishing. Badges: First Keep; Keeper, gold."
    assert reply.blocks[0]["text"]["text"] == "Ana · flourishing"
    assert reply.blocks[1]["text"]["text"] == "Badges: First Keep; Keeper, gold."
    assert reply.blocks[-1]["elements"][0]["text"] == f"They chose to show this. That you looked is noted. {FOOT}"
    assert_fit(reply)


def test_a_public_person_with_nothing_yet() -> None:
    """No band and no badge are neutral words, never an empty line."""
    reply = person.reply(PersonAnswer("Bo", None, (), "kept-value"))
    assert reply.text == "Bo, not ranked yet. No badge yet."
    assert_fit(reply)


def test_a_public_person_under_classic() -> None:
    """A band that rests on tokens is shown with its warning."""
    assert "ranks raw tokens" in person.reply(PersonAnswer("Ana", "steady", (), "classic")).text


def test_a_persons_name_is_cut_and_escaped() -> None:
    """A long name with marks is cut at sixty characters, and its heading breaks up a call."""
    reply = person.reply(PersonAnswer("<!here>" + "x" * 100, "steady", (), None))
    assert reply.text.startswith("&lt;!here&gt;" + "x" * 52 + "…, steady.")
    assert reply.blocks[0]["text"]["text"] == "‹!here>" + "x" * 52 + "… · steady"


def test_nobody_and_oneself_have_one_sentence_each() -> None:
    """Neither has a heading, so neither tells more than the sentence."""
    nobody, oneself = person.reply(PersonAnswer()), person.reply(PersonAnswer(oneself=True))
    assert nobody.text == "There is nothing public to show. People appear here by name only if they chose to."
    assert oneself.text == "That is you. Your own card shows more than anybody else can see."
    for reply in (nobody, oneself):
        assert [block["type"] for block in reply.blocks] == ["section", "actions"]
        assert reply.blocks[0]["text"]["text"] == reply.text


@pytest.mark.parametrize(
    ("stranger", "start"),
    [
        (Stranger(known=False, empty=True), "I don't know you yet"),
        (Stranger(known=False, empty=False), "I don't know you yet"),
        (Stranger(known=True, empty=True), "There is nothing to rank yet"),
        (Stranger(known=True, empty=False), "I know you, and your first standing comes"),
    ],
)
def test_a_stranger_is_told_the_same_by_history_as_by_all(stranger: Stranger, start: str) -> None:
    """Being unknown outweighs an empty ranking; commands are marked in the block and plain in the text."""
    reply = history.reply(stranger)
    assert reply == stranger_reply(stranger)
    assert reply.text.startswith(start)
    assert "`" not in reply.text
    assert [button["value"] for button in reply.blocks[1]["elements"]] == ["help", "privacy"]
