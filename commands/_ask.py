"""What somebody asked, typed: the shape every subcommand is given, and the parser of the words after `/kirorank`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class House:
    """The workspace's own rules that answers depend on.

    `pseudonym_key` is a secret of the workspace: without it nobody can work out from an id whose a pseudonym is.
    Usage older than `raw_retention_days` is kept as daily sums only.
    """

    workspace: str
    visibility: str = "private"
    minimum_group: int = 8
    time_zone: str = "UTC"
    policy: str = "kept-value"
    pseudonym_key: bytes = b""
    raw_retention_days: int = 7


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: who asks, with which word and argument, and when (aware)."""

    house: House
    slack_user_id: str
    word: str
    argument: str
    now: datetime


def parse_words(text: str) -> tuple[str, str]:
    """Split what was typed into a lower-case word and its argument; nothing typed means `me`.

    Who is mentioned first, as Slack escapes it or as it was typed, is what `person` is asked about.
    """
    text = " ".join(text.split())
    if text.startswith("@") or _MENTION.match(text):
        return "person", text
    word, _, argument = text.partition(" ")
    return (word.lower() or "me"), argument


def mentioned(text: str) -> str | None:
    """The Slack user id that a text mentions first, if any."""
    found = _MENTION.search(text)
    return found.group(1) if found else None
