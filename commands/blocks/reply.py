"""A reply: blocks, and text that says the same for notifications, screen readers and old clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commands.blocks._in_words import in_words

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent to Slack. `text` stands alone."""

    text: str
    blocks: tuple[Block, ...]

    def payload(self) -> dict[str, Any]:
        """The fields of a message or of an acknowledgement."""
        return {"text": self.text, "blocks": list(self.blocks)}


def plain_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """The same message with its native charts and tables said in words, for a client that refuses them."""
    return {**payload, "blocks": [in_words(block) for block in payload.get("blocks", ())]}


def joined(*parts: Block | Sequence[Block] | None) -> tuple[Block, ...]:
    """Blocks in order; sequences are laid flat and None is left out."""
    flat: list[Block] = []
    for part in parts:
        if part is None:
            continue
        flat.extend([part] if isinstance(part, dict) else part)
    return tuple(flat)
