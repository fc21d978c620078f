"""`/kirorank quiet [on|off]`: whether the bot may send the asker badge messages."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_person, stranger_reply
from commands.blocks.elements import buttons, context, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped
from storage.engine import Connection
from storage.ledger import withdraw
from storage.preferences import choose, preferences_of

SUMMARY = "stop badge messages, or have them again"
USAGE = "quiet [on|off]"
WRITES = True
_CHOICES = {"on": False, "off": True}


@dataclass(frozen=True, slots=True)
class QuietAnswer:
    """Whether badge messages are sent; `refused` is a word that is neither on nor off."""

    badge_dms: bool
    changed: bool
    refused: str | None = None


def answer(ask: Ask, connection: Connection) -> QuietAnswer | Stranger:
    """Set or tell the asker's choice."""
    person = asker_person(ask, connection)
    if isinstance(person, Stranger):
        return person
    wanted = _CHOICES.get(ask.argument.lower())
    if wanted is not None:
        choose(connection, ask.house.workspace, person, badge_dms=wanted)
        if not wanted:
            withdraw(connection, ask.house.workspace, "badge", person)
        return QuietAnswer(wanted, True)
    now = preferences_of(connection, ask.house.workspace, person)["badge_dms"]
    return QuietAnswer(now, False, refused=ask.argument or None)


def reply(found: QuietAnswer | Stranger) -> Reply:
    """The choice in words."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    refused = f"“{escaped(found.refused, 40)}” is neither on nor off. " if found.refused else ""
    now = "From now on you get" if found.changed else "You get"
    rest = "a message when you earn a badge." if found.badge_dms else "no messages. Badges still wait under Badges."
    words = f"{refused}{now} {rest}"
    other = ("Quiet, please", "quiet on") if found.badge_dms else ("Tell me about badges", "quiet off")
    blocks = joined(section(words), buttons([other, ("My card", "me")]), context("A change takes effect at once."))
    return Reply(words, blocks)
