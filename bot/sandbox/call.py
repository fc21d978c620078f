"""One call of a Web API method, and the register in which the methods put themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.core import Core, Identity
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel, Json

# The SDKs send these as JSON text when the body is a form or a query.
STRUCTURED = ("blocks", "attachments", "metadata", "view", "profile", "files", "message")
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")
CURSOR = re.compile(r"offset-[0-9]{1,15}")
FALSE_WORDS = {"", "0", "false", "none", "null"}
PAGE = 200
LARGEST_PAGE = 1000


@dataclass(slots=True)
class Call:
    """The merged arguments of a call and who makes it."""

    core: Core
    args: Json
    who: Identity

    def text(self, name: str) -> str:
        """Return an argument as text, empty when it is absent."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def need(self, name: str) -> str:
        """Return an argument that must be there; raises invalid_arguments as Slack does."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean however the client spelled it."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() not in FALSE_WORDS

    def number(self, name: str, default: int) -> int:
        """Return a whole number; raises invalid_arguments for anything else."""
        value = self.text(name)
        if not value:
            return default
        if not WHOLE_NUMBER.fullmatch(value):
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]")
        return int(value)

    def listed(self, name: str, bad: str) -> list[Json]:
        """Return a list of objects; raises the Slack error `bad` for any other shape."""
        value = self.args.get(name)
        if value in (None, ""):
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise SlackError(bad)
        return value

    def require_scope(self, scope: str) -> None:
        """Raise missing_scope, with what is needed and what there is, unless the token has `scope`."""
        provided = self.core.scopes_of(self.who)
        if scope not in provided:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(provided)))

    def page(self, items: list[Any], default: int = PAGE) -> tuple[list[Any], str]:
        """Return the page that limit and cursor ask for, and the cursor of the next (empty at the end)."""
        limit = self.number("limit", default) or default
        if not 1 <= limit <= LARGEST_PAGE:
            raise SlackError("invalid_limit")
        cursor = self.text("cursor")
        if cursor and not CURSOR.fullmatch(cursor):
            raise SlackError("invalid_cursor")
        start = int(cursor.removeprefix("offset-") or 0)
        following = f"offset-{start + limit}" if start + limit < len(items) else ""
        return items[start : start + limit], following

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel an argument names by id, if this token may see it."""
        channel = self.core.state.channels.get(self.text(name))
        if channel is None or (channel.is_private and self.who.user not in channel.members):
            raise SlackError("channel_not_found")
        return channel


Method = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Registered:
    """A method with the scope it needs, its rate tier, and the kinds of token it takes."""

    run: Method
    scope: str | None
    tier: int | None
    tokens: frozenset[str]


METHODS: dict[str, Registered] = {}
BOT_OR_USER = frozenset({"bot", "user"})


def method(
    name: str, *, scope: str | None = None, tier: int | None = None, tokens: frozenset[str] = BOT_OR_USER
) -> Callable[[Method], Method]:
    """Register a function as the Web API method `name`; no kinds of token means that none is needed."""

    def register(run: Method) -> Method:
        METHODS[name] = Registered(run, scope, tier, tokens)
        return run

    return register


def invalid_arguments(*messages: str) -> SlackError:
    """Return Slack's answer to arguments of the wrong shape."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {text}" for text in messages]})


def decoded(args: Json) -> Json:
    """Return the arguments with JSON text turned into what it says; text that is no JSON stays text."""
    result = dict(args)
    for name in STRUCTURED:
        if isinstance(result.get(name), str) and result[name]:
            try:
                result[name] = json.loads(result[name])
            except ValueError:
                continue
    return result
