"""Pseudonyms: a friendly name that is stable within a season and cannot be traced by guessing ids."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

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


def season(now: datetime) -> int:
    """The number of the 12-week season that a moment lies in, counted from 1970."""
    return now.astimezone(UTC).date().toordinal() // 7 // SEASON_WEEKS


def pseudonym(workspace: str, person: str, now: datetime) -> str:
    """The name that a person who chose a pseudonym is shown under this season, such as “Keen Otter 41”."""
    seed = f"{workspace}\0{person}\0{season(now)}".encode()
    number = int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest())
    kind, beast = _KINDS[number % len(_KINDS)], _BEASTS[number // 64 % len(_BEASTS)]
    return f"{kind} {beast} {number // 4096 % 90 + 10}"
