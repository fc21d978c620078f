"""`privacy` and `quiet` from plain answers: each state, each change, each refused word, and the buttons offered."""

from __future__ import annotations

from typing import get_args

import pytest
from replies_help import assert_fit

from commands import privacy, quiet
from commands._asker import Stranger, stranger_reply
from commands.blocks.reply import Reply
from commands.privacy import PrivacyAnswer, Visibility
from commands.quiet import QuietAnswer

NAME = "Keen Otter 41"
CHOICES = get_args(Visibility)


def offered(reply: Reply) -> list[tuple[str, str]]:
    """Label and words of each button."""
    (actions,) = [block for block in reply.blocks if block["type"] == "actions"]
    return [(button["text"]["text"], button["value"]) for button in actions["elements"]]


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        ("private", "*private*. Only you see your standing. You are in no list."),
        (
            "pseudonym",
            "*under a pseudonym*. You appear in lists, with place and band but without your team, as Keen Otter 41; "
            "the name changes every 12 weeks.",
        ),
        (
            "public",
            "*public*. Your name, team, place, band and badges may appear in lists, in digests and to whoever asks. "
            "Your score stays yours.",
        ),
    ],
)
def test_each_visibility_word_for_word(visibility: str, words: str) -> None:
    """Told and changed differ by one word, and bold marks are in the block but not in the text."""
    for changed, start in ((False, "You are "), (True, "You are now ")):
        reply = privacy.reply(PrivacyAnswer(visibility, changed, NAME))
        assert reply.blocks[0]["text"]["text"] == start + words
        assert reply.text == (start + words).replace("*", "")
        assert_fit(reply)


@pytest.mark.parametrize("visibility", CHOICES)
def test_only_other_visibilities_are_offered(visibility: str) -> None:
    """Two buttons, neither of them for what already is."""
    reply = privacy.reply(PrivacyAnswer(visibility, False, NAME))
    assert [value for _, value in offered(reply)] == [f"privacy {word}" for word in CHOICES if word != visibility]


def test_the_labels_of_visibility() -> None:
    """A button says what it does, not what its word is."""
    shown = {*offered(privacy.reply(PrivacyAnswer("private", False, NAME)))}
    shown |= {*offered(privacy.reply(PrivacyAnswer("public", False, NAME)))}
    assert shown == {
        ("Be private", "privacy private"),
        ("Use a pseudonym", "privacy pseudonym"),
        ("Show my name", "privacy public"),
    }


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_a_pseudonym_is_told_only_to_those_who_use_it(visibility: str) -> None:
    """Who is private or public does not see a name that could be mistaken for theirs."""
    assert NAME not in privacy.reply(PrivacyAnswer(visibility, True, NAME)).text


def test_a_refused_visibility_changes_nothing_and_is_quoted_escaped() -> None:
    """The wrong word comes first, cut at forty characters and harmless, then what still holds."""
    reply = privacy.reply(PrivacyAnswer("private", False, NAME, refused="<!here> " + "x" * 50))
    quoted = "“&lt;!here&gt; " + "x" * 31 + "…” is none of private, pseudonym and public. You are private."
    assert reply.text.startswith(quoted)


@pytest.mark.parametrize(
    ("found", "words", "button"),
    [
        (
            QuietAnswer(True, False),
            "You get a message when you earn a badge.",
            ("Quiet, please", "quiet on"),
        ),
        (
            QuietAnswer(True, True),
            "From now on you get a message when you earn a badge.",
            ("Quiet, please", "quiet on"),
        ),
        (
            QuietAnswer(False, False),
            "You get no messages. Badges still wait under Badges.",
            ("Tell me about badges", "quiet off"),
        ),
        (
            QuietAnswer(False, True),
            "From now on you get no messages. Badges still wait under Badges.",
            ("Tell me about badges", "quiet off"),
        ),
        (
            QuietAnswer(True, False, refused="loud"),
            "“loud” is neither on nor off. You get a message when you earn a badge.",
            ("Quiet, please", "quiet on"),
        ),
    ],
)
def test_quiet_word_for_word(found: QuietAnswer, words: str, button: tuple[str, str]) -> None:
    """The words say what is, and the button offers the opposite."""
    reply = quiet.reply(found)
    assert reply.text == reply.blocks[0]["text"]["text"] == words
    assert offered(reply) == [button, ("My card", "me")]
    assert reply.blocks[-1]["elements"][0]["text"] == "A change takes effect at once."
    assert_fit(reply)


def test_a_refused_word_for_quiet_calls_nobody() -> None:
    """A mention typed as an argument is quoted, not made."""
    assert quiet.reply(QuietAnswer(True, False, refused="<@U1>")).text.startswith(
        "“&lt;@U1&gt;” is neither on nor off."
    )


def test_strangers_cannot_choose_and_hear_why() -> None:
    """Both commands answer somebody unknown as every other command does."""
    stranger = Stranger(known=False, empty=False)
    assert privacy.reply(stranger) == quiet.reply(stranger) == stranger_reply(stranger)
