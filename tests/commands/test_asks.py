"""What was typed becomes a typed ask, and finds its module."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies_help import NOW

from commands._ask import Ask, House, mentioned, parse_words
from commands._dispatch import is_quick, nearest, subcommands, usage, usages, writes


@pytest.mark.parametrize(
    ("typed", "word", "argument"),
    [
        ("", "me", ""),
        ("   ", "me", ""),
        ("TEAM  Search  and Rescue ", "team", "Search and Rescue"),
        ("privacy public", "privacy", "public"),
        ("<@U123>", "person", "<@U123>"),
        ("<@W123|ana> please", "person", "<@W123|ana> please"),
        ("@ana", "person", "@ana"),
        ("team <@U123>", "team", "<@U123>"),
    ],
)
def test_parse_words(typed: str, word: str, argument: str) -> None:
    """The first word is lower-cased, the rest is kept; who is mentioned first is what is asked about."""
    assert parse_words(typed) == (word, argument)


@given(st.text())
def test_anything_can_be_typed(typed: str) -> None:
    """Every text has a word, without spaces, and parsing it never fails."""
    word, argument = parse_words(typed)
    assert word
    assert " " not in word
    assert argument == " ".join(argument.split())


@pytest.mark.parametrize(("text", "found"), [("<@U1|x> and <@U2>", "U1"), ("@ana", None), ("<#C1>", None), ("", None)])
def test_mentioned(text: str, found: str | None) -> None:
    """The first person that Slack has escaped."""
    assert mentioned(text) == found


def test_subcommands_are_words() -> None:
    """Every module with a word of its own can be typed, and asking about a person is not a word."""
    expected = {"badges", "help", "history", "me", "privacy", "quiet", "team", "teams", "top", "why"}
    assert expected <= subcommands().keys()
    assert "person" not in subcommands()
    assert usage("team") == "team [name]"
    assert usages()[-1][0] == "@someone"
    assert [usage for usage, _ in usages(("why", "me"))][:3] == ["why", "me", "badges"]
    assert sorted(usages(("why", "me"))) == sorted(usages())
    assert all(summary and summary[0].islower() and not summary.endswith(".") for _, summary in usages())


@pytest.mark.parametrize(("word", "near"), [("bagde", "badges"), ("tema", "team"), ("zzz", None), ("persn", None)])
def test_nearest(word: str, near: str | None) -> None:
    """A slip of the keys finds its word; `person` is never suggested."""
    assert nearest(word) == near


def test_which_asks_write_and_which_are_quick() -> None:
    """Choices and the access log write; a card is one read."""

    def ask(text: str) -> Ask:
        return Ask(House("w"), "U1", *parse_words(text), NOW)

    assert all(writes(ask(text)) for text in ("privacy", "quiet", "<@U2>"))
    assert not any(writes(ask(text)) for text in ("me", "top", "nonesuch"))
    assert is_quick(ask("me"))
    assert not is_quick(ask("top"))
