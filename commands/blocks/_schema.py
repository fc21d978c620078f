"""The small language in which Block Kit's rules are written: checks that yield what is wrong with a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something Slack would refuse: where (a JSON pointer), what kind, and a sentence."""

    pointer: str
    code: str
    message: str


Problems = Iterator[Problem]
Check = Callable[[Any, str], Problems]


def listed(value: Any) -> list[Any]:
    """Return a list as it is, and an empty one for anything else, whose wrong type another check tells."""
    return value if isinstance(value, list) else []


def string(most: int, least: int = 1) -> Check:
    """Return a check for text of `least` to `most` code points."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield Problem(at, "invalid_type", "must provide a string")
        elif len(value) > most:
            yield Problem(at, "too_long", f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield Problem(at, "too_short", f"must be more than {least - 1} characters")

    return check


def web_address(most: int = 3000) -> Check:
    """Return a check for an http or https address."""

    def check(value: Any, at: str) -> Problems:
        wrong = list(string(most)(value, at))
        yield from wrong
        if not wrong and not value.startswith(("https://", "http://")):
            yield Problem(at, "invalid_url", "must be a valid http or https URL")

    return check


def number(least: float, most: float, *, above: bool = False, whole: bool = True) -> Check:
    """Return a check for a number from `least` (with `above`: beyond it) to `most`."""

    def check(value: Any, at: str) -> Problems:
        kinds = int if whole else (int, float)
        if not isinstance(value, kinds) or isinstance(value, bool) or value != value:  # noqa: PLR0124  (NaN)
            yield Problem(at, "invalid_type", "must provide a whole number" if whole else "must provide a number")
        elif value > most or value < least or (above and value == least):
            yield Problem(at, "out_of_range", f"must lie between {least} and {most}")

    return check


def boolean(value: Any, at: str) -> Problems:
    """Check for true or false."""
    if not isinstance(value, bool):
        yield Problem(at, "invalid_type", "must provide a boolean")


def anything(_value: Any, _at: str) -> Problems:
    """Check nothing."""
    yield from ()


def one_of(*choices: str) -> Check:
    """Return a check for one of a few words."""

    def check(value: Any, at: str) -> Problems:
        if value not in choices:
            yield Problem(at, "not_allowed", f"must be one of: {', '.join(choices)}")

    return check


def items(each: Check, least: int, most: int) -> Check:
    """Return a check for a list of `least` to `most` items, every one of which passes `each`."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield Problem(at, "invalid_type", "must provide an array")
            return
        if len(value) > most:
            yield Problem(at, "too_many", f"no more than {most} items allowed")
        if len(value) < least:
            yield Problem(at, "too_few", f"no less than {least} items allowed")
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's fields; with `closed`, others are refused. `whole` checks what spans several fields."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    closed: bool = False
    whole: Check = anything

    def __call__(self, value: Any, at: str) -> Problems:
        """Yield what is wrong with an object."""
        if not isinstance(value, dict):
            yield Problem(at, "invalid_type", "must provide an object")
            return
        for name in self.required:
            if value.get(name) is None:
                yield Problem(at, "missing_field", f"missing required field: {name}")
        for name, check in {**self.optional, **self.required}.items():
            if value.get(name) is not None:
                yield from check(value[name], f"{at}/{name}")
        if self.closed:
            for name in value.keys() - self.required.keys() - self.optional.keys() - {"type"}:
                yield Problem(f"{at}/{name}", "unknown_field", f"invalid additional property: {name}")
        yield from self.whole(value, at)


def by_type(table: Mapping[str, Check], allowed: frozenset[str] | None = None) -> Check:
    """Return a check that looks up an object's `type` in a table; `allowed` narrows what may stand here."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "invalid_type", "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            yield Problem(at, "missing_field", "missing required field: type")
        elif not isinstance(kind, str) or kind not in table:
            yield Problem(f"{at}/type", "unknown_type", f"unsupported type: {kind}")
        elif allowed is not None and kind not in allowed:
            yield Problem(f"{at}/type", "not_allowed", f"unsupported type here: {kind}")
        else:
            yield from table[kind](value, at)

    return check


def text(most: int, *, plain_only: bool = False, least: int = 1) -> Check:
    """Return a check for a text object of at most `most` code points."""
    kinds = {
        "plain_text": Shape({"text": string(most, least)}, {"emoji": boolean}, closed=True),
        "mrkdwn": Shape({"text": string(most, least)}, {"verbatim": boolean}, closed=True),
    }
    return by_type(kinds, frozenset({"plain_text"}) if plain_only else None)


def plain(most: int, least: int = 1) -> Check:
    """Return a check for a plain_text object."""
    return text(most, plain_only=True, least=least)
