"""From a typed ask to a reply: finds the subcommand's module by its name; an unknown word gets help."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

import commands
from commands._ask import Ask
from commands.blocks.reply import Reply
from storage.engine import Connection


class Subcommand(Protocol):
    """What a subcommand's module offers.

    Optional: `USAGE` is how it is typed after `/kirorank`, where that is more than its word, or not its word at all;
    `WRITES` says that `answer` needs a writing transaction, `QUICK` that it is one read by key.
    """

    SUMMARY: str

    def answer(self, ask: Ask, connection: Connection) -> Any:
        """Look up what was asked, as plain data."""
        ...

    def reply(self, answer: Any) -> Reply:
        """Say it, as blocks and text."""
        ...


@cache
def _modules() -> dict[str, Subcommand]:
    words = sorted(m.name for m in iter_modules(commands.__path__) if not (m.ispkg or m.name.startswith("_")))
    return {word: cast(Subcommand, import_module(f"commands.{word}")) for word in words}


def usage(word: str) -> str:
    """How a subcommand is typed after `/kirorank`, such as `team [name]` or `@someone`."""
    return str(getattr(_modules()[word], "USAGE", word))


@cache
def subcommands() -> dict[str, Subcommand]:
    """Every subcommand that is typed as a word, by that word."""
    return {word: module for word, module in _modules().items() if usage(word).split()[0] == word}


def usages(first: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """How each subcommand is typed, and what it does: `first` in that order, those without a word of their own last."""
    order = {word: place for place, word in enumerate(first)}
    words = sorted(_modules(), key=lambda word: (word not in subcommands(), order.get(word, len(order)), word))
    return tuple((usage(word), _modules()[word].SUMMARY) for word in words)


def nearest(word: str) -> str | None:
    """The subcommand that an unknown word was probably meant to be."""
    close = get_close_matches(word, subcommands(), n=1, cutoff=0.5)
    return close[0] if close else None


def writes(ask: Ask) -> bool:
    """Whether answering needs a transaction that writes."""
    return bool(getattr(_modules().get(ask.word), "WRITES", False))


def is_quick(ask: Ask) -> bool:
    """Whether answering is one read by key, which on a local database takes less time than crossing to a thread."""
    return bool(getattr(_modules().get(ask.word), "QUICK", False))


def respond(ask: Ask, connection: Connection) -> Reply:
    """Answer one ask."""
    found = _modules().get(ask.word) or _modules()["help"]
    return found.reply(found.answer(ask, connection))
