"""Text that is safe to show: escaped for mrkdwn, cut to a limit, numbers and dates as people write them."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

_BIDI_AND_ZERO_WIDTH = {"Cf", "Cc", "Cs"}
_EMOJI_JOINER = "\u200d"


def escaped(text: str, limit: int = 80) -> str:
    """Somebody's own text for mrkdwn: no mention, link or channel call can be smuggled in, no control character."""
    return clean(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clean(text: str, limit: int = 80) -> str:
    """Text without control, bidirectional or zero-width characters, on one line, cut to `limit` characters."""
    kept = "".join(c for c in text if c == _EMOJI_JOINER or unicodedata.category(c) not in _BIDI_AND_ZERO_WIDTH)
    return clipped(" ".join(kept.split()), limit)


def clipped(text: str, limit: int) -> str:
    """At most `limit` code points, the last an ellipsis where something was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def signed(number: float, digits: int = 0) -> str:
    """A number with its sign, typographic minus included."""
    rounded = round(number, digits)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):,.{digits}f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def moment(when: datetime, zone: str) -> str:
    """A moment for mrkdwn, shown in each reader's zone, with words in `zone` for clients that cannot."""
    local = when.astimezone(ZoneInfo(zone))
    fallback = f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def day(when: datetime, zone: str) -> str:
    """A day in words, such as Monday 16 November."""
    local = when.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B}"
