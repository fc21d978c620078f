"""Turns "@ana" and "#payments" in typed text into the references Slack sends when an app asks for them."""

from __future__ import annotations

import re

from bot.sandbox.state import State

NAME = re.compile(r"(?<![\w<&@#])([@#])([\w][\w.\-]*)")


def escape(state: State, text: str) -> str:
    """Return `text` with the names of people and channels as <@U…|ana> and <#C…|payments>.

    A name nobody has stays as typed; a full stop after a name is not part of it.
    """
    people = {user.name.lower(): user.id for user in state.users.values()}
    channels = {channel.name.lower(): channel.id for channel in state.channels.values() if not channel.is_im}

    def reference(match: re.Match[str]) -> str:
        sign, typed = match.groups()
        name = typed.rstrip(".-")
        found = (people if sign == "@" else channels).get(name.lower())
        return f"<{sign}{found}|{name}>{typed[len(name) :]}" if found else match.group()

    return NAME.sub(reference, text)
