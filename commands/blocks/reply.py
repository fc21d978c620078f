"""A reply: blocks, and text that says the same for notifications, screen readers and old clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
_NATIVE = {"data_visualization", "data_table", "table", "card"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent to Slack. `text` stands alone."""

    text: str
    blocks: tuple[Block, ...]

    def payload(self) -> dict[str, Any]:
        """The fields of a message or of an acknowledgement."""
        return {"text": self.text, "blocks": list(self.blocks)}


def plain_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """The same message without native charts and tables, for a client or workspace that refuses them."""
    blocks = [block for block in payload.get("blocks", ()) if block.get("type") not in _NATIVE]
    return {**payload, "blocks": blocks}


def joined(*parts: Block | Sequence[Block] | None) -> tuple[Block, ...]:
    """Blocks in order; sequences are laid flat and None is left out."""
    flat: list[Block] = []
    for part in parts:
        if part is None:
            continue
        flat.extend([part] if isinstance(part, dict) else part)
    return tuple(flat)
