"""Pseudonyms: a friendly name that is stable within a season and says nothing of its owner."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

_KINDS = [
    "quiet",
    "amber",
    "brisk",
    "cedar",
    "coral",
    "early",
    "fabled",
    "gentle",
    "hazel",
    "ivory",
    "jolly",
    "keen",
    "lucid",
    "mellow",
    "noble",
    "olive",
    "plucky",
    "rosy",
    "sage",
    "tidal",
]
_BEASTS = [
    "badger",
    "beaver",
    "crane",
    "curlew",
    "dormouse",
    "finch",
    "gecko",
    "heron",
    "ibex",
    "kestrel",
    "lark",
    "lynx",
    "marten",
    "newt",
    "otter",
    "plover",
    "robin",
    "stoat",
    "swift",
    "wren",
]
SEASON_WEEKS = 12
_FIRST_MONDAY = date(1970, 1, 5).toordinal()


def season(now: datetime) -> int:
    """The number of the 12-week season that a moment lies in; season 0 began on Monday 5 January 1970, in UTC."""
    return (now.astimezone(UTC).date().toordinal() - _FIRST_MONDAY) // (7 * SEASON_WEEKS)


def pseudonym(workspace: str, person: str, now: datetime, key: bytes = b"") -> str:
    """The name that a person who chose a pseudonym is shown under this season, such as “Keen Otter 41”.

    Whoever does not have `key` (at most 64 bytes) cannot work the name out from a person's id.
    """
    seed = f"{workspace}\0{person}\0{season(now)}".encode()
    number = int.from_bytes(hashlib.blake2b(seed, digest_size=8, key=key).digest())
    number, kind = divmod(number, len(_KINDS))
    number, beast = divmod(number, len(_BEASTS))
    return f"{_KINDS[kind]} {_BEASTS[beast]} {number % 90 + 10}".title()
