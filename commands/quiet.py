"""`/kirorank quiet [on|off]`: whether the bot may send the asker badge messages."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_person, stranger_reply
from commands.blocks.elements import buttons, context, section
from commands.blocks.reply import Reply, joined
from storage.engine import Connection
from storage.preferences import choose, preferences_of

SUMMARY = "stop badge messages, or have them again: quiet on, quiet off"
WRITES = True
_CHOICES = {"on": False, "off": True, "": None}


@dataclass(frozen=True, slots=True)
class QuietAnswer:
    """Whether badge messages are sent."""

    badge_dms: bool
    changed: bool


def answer(ask: Ask, connection: Connection) -> QuietAnswer | Stranger:
    """Set or tell the asker's choice."""
    person = asker_person(ask, connection)
    if person is None:
        return Stranger(known=False, empty=False)
    wanted = _CHOICES.get(ask.argument.lower())
    if wanted is not None:
        choose(connection, ask.house.workspace, person, badge_dms=wanted)
        return QuietAnswer(wanted, True)
    return QuietAnswer(preferences_of(connection, ask.house.workspace, person)["badge_dms"], False)


def reply(found: QuietAnswer | Stranger) -> Reply:
    """The choice in words."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    now = "From now on you get" if found.changed else "You get"
    rest = "a message when you earn a badge." if found.badge_dms else "no messages. Badges still wait under Badges."
    text = f"{now} {rest}"
    other = ("Quiet, please", "quiet on") if found.badge_dms else ("Tell me about badges", "quiet off")
    return Reply(text, joined(section(text), buttons([other, ("My card", "me")]), context("It takes effect at once.")))
