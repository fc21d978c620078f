"""`badges`, `help`, `flag` and the badge message from plain facts: their words and the order of their blocks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from replies_help import assert_fit, everything_in

from commands import badges, flag
from commands import help as help_page
from commands.badges import BadgesAnswer
from commands.flag import FlagAnswer
from commands.help import HelpAnswer
from commands.messages.badge import badge_message
from commands.messages.flag import flag_message
from ranking.badges import Award
from storage.shelves import Row

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOWN_AT = "<!date^1795424400^{date_short_pretty} at {time}|Mon 23 Nov 2026, 09:00>"
NEXT = {"id": "keeper", "tier": "silver", "count": 9, "next": 20, "words": "Changes that lasted."}
LINES = (("me", "your band"), ("team [name]", "a team's place"))


def held(badge: str = "keeper", tier: str = "bronze", reason: str = "5 changes lasted.") -> Row:
    """A badge that somebody holds."""
    return {"badge": badge, "tier": tier, "reason": reason, "awarded_at": WHEN}


def case(**columns: Any) -> Row:
    """An open case with one piece of evidence."""
    usual = {"id": "abc", "state": "subject_told", "reply": None, "lapses_at": WHEN, "time_zone": "UTC"}
    return {**usual, "evidence": [{"summary": "Two reports tell of the same day."}], **columns}


def shape(reply: Any) -> list[str]:
    """The types of a reply's blocks, in order."""
    return [block["type"] for block in reply.blocks]


def test_a_badge_page_word_for_word() -> None:
    """Title, reason and day a badge, then the next one with squares for eyes and numbers for everybody."""
    reply = badges.reply(BadgesAnswer((held(),), {"time_zone": None, "badge": NEXT}))
    assert shape(reply) == ["header", "section", "section", "actions", "context"]
    assert reply.blocks[1]["text"]["text"] == f"*Keeper, bronze*\n5 changes lasted.\nSince {SHOWN_AT}"
    assert reply.blocks[2]["text"]["text"] == "*Next: Keeper, silver*  ▰▰▰▰▱▱▱▱▱▱ 9 of 20. Changes that lasted."
    assert reply.text == "Your 1 badge: Keeper, bronze. Next: Keeper, silver: 9 of 20. Changes that lasted."
    assert_fit(reply)


def test_the_day_of_a_badge_is_in_the_owners_zone() -> None:
    """The fallback of the date is local to whoever holds the badge."""
    reply = badges.reply(BadgesAnswer((held(),), {"time_zone": "Asia/Tokyo", "badge": None}))
    assert "|Mon 23 Nov 2026, 18:00>" in reply.blocks[1]["text"]["text"]


@pytest.mark.parametrize(("count", "words"), [(12, ""), (13, "And 1 earlier one."), (20, "And 8 earlier ones.")])
def test_twelve_badges_are_shown_and_the_rest_counted(count: int, words: str) -> None:
    """A long shelf is cut in blocks and text alike, with the right number of the right noun."""
    reply = badges.reply(BadgesAnswer((held(),) * count, {"time_zone": "UTC", "badge": NEXT}))
    assert everything_in(reply.blocks).count("Since <!date") == 12
    notes = [block["elements"][0]["text"] for block in reply.blocks if block["type"] == "context"]
    assert notes == [*filter(None, [words]), "No badge grows with tokens, cost or hours."]
    assert (f"; and {count - 12} more." in reply.text) is bool(words)
    assert_fit(reply)


def test_no_badge_and_nothing_left_to_reach() -> None:
    """Both ends of the shelf have words."""
    reply = badges.reply(BadgesAnswer((), {"time_zone": "UTC", "badge": None}))
    assert reply.text == "No badge yet. You have every badge there is so far."


def test_a_badges_reason_is_escaped() -> None:
    """A reason that came from outside formats and calls nothing."""
    reply = badges.reply(BadgesAnswer((held(reason="*<!here>*"),), {"time_zone": "UTC", "badge": None}))
    assert "\n∗&lt;!here&gt;∗\n" in reply.blocks[1]["text"]["text"]


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (("a", "b"), "*What it rests on*\n• a\n• b"),
        (tuple("abcdef"), "*What it rests on*\n• b\n• c\n• d\n• e\n• f\nand 1 more"),
    ],
)
def test_a_badge_message_shows_the_newest_five(evidence: tuple[str, ...], words: str) -> None:
    """Five references stand there, the newest last, and older ones are counted."""
    reply = badge_message(Award("p", "keeper", "bronze", "Kept.", evidence))
    assert shape(reply) == ["header", "section", "section", "actions", "context"]
    assert reply.blocks[2]["text"]["text"] == words
    assert [e["value"] for e in reply.blocks[3]["elements"]] == ["badges", "me", "quiet on"]


def test_a_badge_message_without_evidence_has_no_heading_for_it() -> None:
    """No empty list is sent."""
    reply = badge_message(Award("p", "first-keep", "bronze", "Kept <b>.", ()))
    assert shape(reply) == ["header", "section", "actions", "context"]
    assert reply.text == "You earned a badge: First Keep. Kept &lt;b&gt;."


def test_help_word_for_word() -> None:
    """Commands are code in the block and plain in the text, with who sees whom at the end."""
    reply = help_page.reply(HelpAnswer(LINES, "adoption", "pseudonym"))
    assert shape(reply) == ["header", "section", "divider", "section", "actions", "context"]
    assert reply.blocks[1]["text"]["text"] == "`/kirorank me`  your band\n`/kirorank team [name]`  a team's place"
    assert reply.text.startswith(
        "You can ask: me: your band; team [name]: a team's place. In how many of the last four"
    )
    assert reply.text.endswith("You decide who sees you; pseudonym is the default.")


def test_help_for_an_unknown_word_has_a_button_for_the_nearest() -> None:
    """The excuse takes the heading's place and the guess can be pressed; without a guess there is no button."""
    guessed = help_page.reply(HelpAnswer(LINES, "kept-value", "private", "tema", "team"))
    lost = help_page.reply(HelpAnswer(LINES, "kept-value", "private", "<!here>"))
    assert guessed.blocks[0]["text"]["text"] == "I don't know “tema”. Did you mean team?"
    assert [(e["text"]["text"], e["value"]) for e in guessed.blocks[1]["elements"]] == [("/kirorank team", "team")]
    assert lost.blocks[0]["text"]["text"] == "I don't know “&lt;!here&gt;”."
    assert shape(lost)[:2] == ["section", "section"]


def test_help_under_classic_warns() -> None:
    """What is scored and why to be careful stand in one paragraph."""
    scored = help_page.reply(HelpAnswer(LINES, "classic", "private")).blocks[3]["text"]["text"]
    assert scored.startswith("*How it is scored*  Tokens of the last four weeks, and nothing else")
    assert "Careful: this ranks raw tokens" in scored


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "You are the first to hear of it. Nobody else can see it yet."),
        ("subject_told", "Nobody has given an opinion yet."),
        ("replied", "Your reply stands beside it. Nobody has given an opinion yet."),
        ("first_opinion", "One reviewer has given an opinion. A second one decides; in doubt it is dropped."),
    ],
)
def test_where_a_case_stands(state: str, words: str) -> None:
    """Each state has its sentence, and each says when the case lifts by itself."""
    reply = flag.reply(FlagAnswer(case(state=state)))
    stands = reply.blocks[2]["text"]["text"]
    assert stands == f"*Where it stands*\n{words} It lifts by itself {SHOWN_AT} if nothing is decided before."
    assert_fit(reply)


def test_a_reply_is_quoted_whole_between_the_case_and_how_to_reply() -> None:
    """Words beyond one paragraph go on in the next, in order and without loss."""
    reply = flag.reply(FlagAnswer(case(reply="a" * 500 + "b" * 200), named=True, kept=True))
    assert reply.blocks[0]["text"]["text"] == "Thank you, your reply is kept."
    assert reply.blocks[3]["text"]["text"] == "*Your reply*\n" + "a" * 500
    assert reply.blocks[4]["text"]["text"] == "b" * 200
    assert reply.blocks[5]["text"]["text"].startswith("*How to reply*\nType `/kirorank flag abc`")


def test_a_reply_that_was_cut_is_thanked_for_and_told_of() -> None:
    """What is not kept is said at once, in the block and in the text."""
    reply = flag.reply(FlagAnswer(case(reply="x"), named=True, kept=True, cut=True))
    assert reply.text.startswith("Thank you, your reply is kept. Its first 1,000 characters, that is:")


def test_every_piece_of_a_case_is_a_bullet() -> None:
    """Several observations stand one a line, and each is escaped, in the page and in the message."""
    said = ["One.", "Two <!here>."]
    page = flag.reply(FlagAnswer(case(evidence=[{"summary": words} for words in said])))
    message = flag_message("abc", said, WHEN, "UTC")
    for reply in (page, message):
        assert "*What was seen*\n• One.\n• Two &lt;!here&gt;." in everything_in(reply.blocks)
        assert_fit(reply)
    assert f"If they have not decided by {SHOWN_AT}, it lifts by itself." in everything_in(message.blocks)
