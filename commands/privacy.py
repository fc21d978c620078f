"""`/kirorank privacy [private|pseudonym|public]`: who may see the asker, changed at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from commands._ask import Ask
from commands._asker import Stranger, asker_person, stranger_reply
from commands._pseudonyms import pseudonym
from commands.blocks.elements import buttons, context, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped, unmarked
from storage.engine import Connection
from storage.preferences import choose, preferences_of

SUMMARY = "who sees you"
USAGE = "privacy [private|pseudonym|public]"
WRITES = True
Visibility = Literal["private", "pseudonym", "public"]
_LABELS = {"private": "Be private", "pseudonym": "Use a pseudonym", "public": "Show my name"}
_STATES = {"private": "private", "pseudonym": "under a pseudonym", "public": "public"}
_MEANS = {
    "private": "Only you see your standing. You are in no list.",
    "pseudonym": "You appear in lists, with place and band but without your team, as {pseudonym}; "
    "the name changes every 12 weeks.",
    "public": "Your name, team, place, band and badges may appear in lists, in digests and to whoever asks. "
    "Your score stays yours.",
}


@dataclass(frozen=True, slots=True)
class PrivacyAnswer:
    """The asker's visibility now; `refused` is a word that is none of the three."""

    visibility: str
    changed: bool
    pseudonym: str
    refused: str | None = None


def answer(ask: Ask, connection: Connection) -> PrivacyAnswer | Stranger:
    """Set the asker's visibility, or tell it."""
    person = asker_person(ask, connection)
    if isinstance(person, Stranger):
        return person
    workspace, wanted = ask.house.workspace, ask.argument.lower()
    name = pseudonym(workspace, person, ask.now, ask.house.pseudonym_key)
    if wanted in get_args(Visibility):
        choose(connection, workspace, person, visibility=wanted)
        return PrivacyAnswer(wanted, True, name)
    now = preferences_of(connection, workspace, person)["visibility"] or ask.house.visibility
    return PrivacyAnswer(now, False, name, refused=ask.argument or None)


def reply(found: PrivacyAnswer | Stranger) -> Reply:
    """The choice in words, with the three buttons."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    refused = f"“{escaped(found.refused, 40)}” is none of private, pseudonym and public. " if found.refused else ""
    state = "You are now" if found.changed else "You are"
    means = _MEANS[found.visibility].format(pseudonym=found.pseudonym)
    words = f"{refused}{state} *{_STATES[found.visibility]}*. {means}"
    blocks = joined(
        section(words),
        buttons([(label, f"privacy {word}") for word, label in _LABELS.items() if word != found.visibility]),
        context("A change takes effect at once, for lists and digests from then on."),
    )
    return Reply(unmarked(words), blocks)
