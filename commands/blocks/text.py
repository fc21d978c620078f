"""Text that is safe to show: escaped for mrkdwn, cut to a limit, numbers and dates as people write them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

_BIDI_AND_ZERO_WIDTH = {"Cf", "Cc", "Cs"}
_JOINERS = {"\u200c", "\u200d"}  # Persian names and emoji are written with them
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
# Slack has no escape for its formatting marks, so they become their look-alikes; _ formats only at a word's edge.
_MARKS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_NO_MARKS = str.maketrans("", "", "*`•▰▱")
_BOLD_TITLE = re.compile(r"\*([^*\n]+)\*(?:\n|  )")
_CALL = re.compile("<(?=[!@#])")
_HARMLESS = re.compile(r"[^&<>*~`_]*")
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


def escaped(text: str, limit: int = 80) -> str:
    """Somebody's own text for mrkdwn: no mention, link, formatting or control character can be smuggled in."""
    shown = clean(text, limit)
    if _HARMLESS.fullmatch(shown):
        return shown
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EDGE.sub("ˍ", shown.translate(_MARKS))


def plain(text: str, limit: int = 80) -> str:
    """Somebody's own text for a heading, a table or a chart, where nothing is formatted: no call like <!channel>."""
    shown = clean(text, limit)
    return _CALL.sub("‹", shown) if "<" in shown else shown


def clean(text: str, limit: int = 80) -> str:
    """Text without control, bidirectional or zero-width characters, on one line, cut to `limit` characters.

    Text with right-to-left letters is isolated, so that it does not turn the words around it.
    """
    if text.isascii() and text.isprintable():
        return clipped(" ".join(text.split()), limit)
    kept = "".join(
        c for c in text if c in _JOINERS or c.isspace() or unicodedata.category(c) not in _BIDI_AND_ZERO_WIDTH
    )
    words = " ".join(kept.split())
    if any(unicodedata.bidirectional(c) in {"R", "AL"} for c in words):
        return f"{_ISOLATE}{clipped(words, limit - 2)}{_END_OF_ISOLATE}"
    return clipped(words, limit)


def clipped(text: str, limit: int) -> str:
    """At most `limit` code points, the last an ellipsis where something was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def signed(number: float, digits: int = 0) -> str:
    """A number with its sign, typographic minus included; what rounds to 0 has none."""
    rounded = round(number, digits)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{digits}f}"


def rounded_alike(values: Sequence[float], digits: int) -> list[float]:
    """The values rounded so that they still sum to their rounded sum, each at most one step off (largest remainder)."""
    scale = 10**digits
    steps = [int(value * scale // 1) for value in values]
    missing = round(math.fsum(values) * scale) - sum(steps)
    by_remainder = sorted(range(len(values)), key=lambda at: values[at] * scale - steps[at], reverse=True)
    for at in by_remainder[: max(0, missing)]:
        steps[at] += 1
    return [step / scale for step in steps]


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def listed(items: Sequence[str], most: int, noun: str = "more") -> str:
    """Items with semicolons between them, at most `most`, and how many more there are."""
    rest = len(items) - most
    return "; ".join(items[:most]) + (f"; and {rest:,} {noun}" if rest > 0 else "")


def unmarked(mrkdwn: str) -> str:
    """Our own mrkdwn without its marks, bullets and squares, on one line: for a message's text."""
    words = _BOLD_TITLE.sub(r"\1: ", mrkdwn)
    return " ".join(words.translate(_NO_MARKS).split())


def moment(when: datetime, zone: str) -> str:
    """A moment for mrkdwn, shown in each reader's zone, with words in `zone` for clients that cannot."""
    local = when.astimezone(ZoneInfo(zone))
    fallback = f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"
