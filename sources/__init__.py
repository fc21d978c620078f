"""Hears: one module per vendor report or event stream. Each turns bytes into canonical events.

A source is a public module of this package with a docstring and a `parse(report)`. A new vendor is one new file: it
is found by its name, and imported only when it is asked for. Modules that begin with an underscore are helpers.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from ranking.events import Located, Reject
    from sources._reports import Report


class Source(Protocol):
    """What every source module offers. The first line of its docstring says what it hears."""

    __doc__: str | None

    def parse(self, report: Report) -> Iterator[Located | Reject]:
        """Read one report to its end. Bad rows become rejects; nothing about the bytes ever raises."""
        ...


def available() -> list[str]:
    """The names of all sources, sorted, as users type them. Imports none of them."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))


def load(name: str) -> Source:
    """Import the source of this name; `-` and `_` are equal. Raises `ValueError` for a name that is unknown."""
    wanted = name.replace("_", "-")
    known = available()
    if wanted not in known:
        near = get_close_matches(wanted, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise ValueError(f"no source is called {name!r}{hint} Known sources: {', '.join(known)}.")
    return cast("Source", import_module(f"{__name__}.{wanted.replace('-', '_')}"))
