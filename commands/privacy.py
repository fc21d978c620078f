"""`/kirorank privacy [private|pseudonym|public]`: who may see the asker, changed at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from commands._ask import Ask
from commands._asker import Stranger, asker_person, asker_standing, stranger_reply
from commands._pseudonyms import pseudonym
from commands.blocks.elements import buttons, context, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import clean, escaped
from storage.engine import Connection
from storage.preferences import choose, preferences_of

SUMMARY = "who sees you: privacy private, pseudonym or public"
WRITES = True
Visibility = Literal["private", "pseudonym", "public"]
_MEANS = {
    "private": "Only you see your standing. You are in no list.",
    "pseudonym": "You appear in lists as {pseudonym}, a name that changes every season.",
    "public": "Your name and band may appear in lists and in your team's digest. Your score stays yours.",
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
    if person is None:
        standing = asker_standing(ask, connection)
        return standing if isinstance(standing, Stranger) else Stranger(known=False, empty=False)
    workspace, wanted = ask.house.workspace, ask.argument.lower()
    name = pseudonym(workspace, person, ask.now)
    if wanted in get_args(Visibility):
        choose(connection, workspace, person, visibility=wanted)
        return PrivacyAnswer(wanted, True, name)
    now = preferences_of(connection, workspace, person)["visibility"] or ask.house.visibility
    return PrivacyAnswer(now, False, name, refused=ask.argument or None)


def reply(found: PrivacyAnswer | Stranger) -> Reply:
    """The choice in words, with the three buttons."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    refused = f"“{clean(found.refused, 40)}” is none of private, pseudonym and public. " if found.refused else ""
    state = "You are now" if found.changed else "You are"
    meaning = _MEANS[found.visibility].format(pseudonym=found.pseudonym)
    text = f"{refused}{state} {found.visibility}. {meaning}"
    blocks = joined(
        section(f"{escaped(refused, 200)}{state} *{found.visibility}*. {meaning}"),
        buttons([(word.capitalize(), f"privacy {word}") for word in _MEANS]),
        context("It takes effect at once, for lists and digests from now on."),
    )
    return Reply(text, blocks)
