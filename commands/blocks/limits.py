"""Checks blocks, messages and views against Slack's limits, so that nothing is refused when it is sent.

Lengths are counted in Unicode code points. The tables are in `_rules` and `_elements`; here is what spans several
blocks. Source of the sums: slackapi/bolt-js issue 2509 (about 13,200 characters in all blocks of a message).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commands.blocks._rules import BLOCKS, SURFACES
from commands.blocks._schema import (
    Check,
    Problem,
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    items,
    listed,
    plain,
    string,
)

__all__ = ["Problem", "message_problems", "problems", "view_problems"]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_200
MARKDOWN_CHARACTERS = 12_000
TEXT_CHARACTERS = 40_000
TABLES, CHARTS = 1, 2
SHOWN = ("text", "alt_text", "caption", "label", "title", "name", "description")


def problems(blocks: Any, surface: str = "message") -> list[Problem]:
    """Return what Slack would refuse in a list of blocks on a surface: message, modal or home.

    Pointers start at the list ("/0/text/text"). Raises ValueError for an unknown surface.
    """
    if surface not in SURFACES:
        raise ValueError(f"Blocks are shown in a message, a modal or on Home; {surface!r} is none of them.")
    most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    found = list(items(by_type(BLOCKS, SURFACES[surface]), 0, most)(blocks, ""))
    if not isinstance(blocks, list):
        return found
    found += duplicate_ids(blocks)
    if surface == "message":
        found += message_sums(blocks)
    return found


def message_problems(text: str | None, blocks: Any) -> list[Problem]:
    """Return what is wrong with a message; pointers start with /text or /blocks.

    Slack cuts text beyond 40,000 characters without refusing it; that counts as a problem here.
    """
    found = [within("/blocks", problem) for problem in problems(blocks, "message")] if blocks else []
    if not text and not blocks:
        found.append(Problem("/text", "no_text", "a message needs text or blocks"))
    if len(text or "") > TEXT_CHARACTERS:
        found.append(Problem("/text", "too_long", f"no more than {TEXT_CHARACTERS} characters"))
    return found


def view_problems(view: Any) -> list[Problem]:
    """Return what is wrong with a modal or Home view; pointers start at the view ("/title/text")."""
    found = list(VIEW(view, ""))
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in ("modal", "home") or not isinstance(view.get("blocks"), list):
        return found
    blocks = view["blocks"]
    if not blocks:
        found.append(Problem("/blocks", "too_few", "no less than 1 items allowed"))
    found += [within("/blocks", problem) for problem in problems(blocks, kind)]
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if kind == "modal" and has_input and not view.get("submit"):
        found.append(Problem("", "missing_field", "missing required field: submit"))
    return found


VIEW_FIELDS: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
MODAL_FIELDS: dict[str, Check] = {
    **VIEW_FIELDS,
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}
VIEW = by_type({
    "modal": Shape({"title": plain(24), "blocks": items(anything, 0, VIEW_BLOCKS)}, MODAL_FIELDS),
    "home": Shape({"blocks": items(anything, 0, VIEW_BLOCKS)}, VIEW_FIELDS),
})  # fmt: skip


def within(root: str, problem: Problem) -> Problem:
    """Return the problem with its pointer under `root`."""
    return Problem(root + problem.pointer, problem.code, problem.message)


def nested(blocks: Any, at: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every block with its pointer, those in containers and carousels too."""
    for index, block in enumerate(listed(blocks)):
        if isinstance(block, dict):
            yield block, f"{at}/{index}"
            yield from nested(block.get("child_blocks"), f"{at}/{index}/child_blocks")
            if block.get("type") == "carousel":
                yield from nested(block.get("elements"), f"{at}/{index}/elements")


def duplicate_ids(blocks: list[Any]) -> Problems:
    """Yield block_ids used twice, and action_ids used twice within a block."""
    block_ids: set[str] = set()
    for block, at in nested(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in block_ids:
            yield Problem(f"{at}/block_id", "duplicate", f"block_id must be unique: {block_id}")
        block_ids |= {block_id} if isinstance(block_id, str) else set()
        action_ids: set[str] = set()
        for name in ("elements", "actions"):
            for index, element in enumerate(listed(block.get(name))):
                action_id = element.get("action_id") if isinstance(element, dict) else None
                if isinstance(action_id, str) and action_id in action_ids:
                    yield Problem(
                        f"{at}/{name}/{index}/action_id", "duplicate", f"action_id must be unique: {action_id}"
                    )
                action_ids |= {action_id} if isinstance(action_id, str) else set()


def message_sums(blocks: list[Any]) -> Problems:
    """Yield what is too much in a message as a whole: tables, charts, markdown, and text in all."""
    kinds = [block.get("type") for block, _ in nested(blocks)]
    for kind, most in (("table", TABLES), ("data_visualization", CHARTS)):
        if kinds.count(kind) > most:
            yield Problem("", "too_many", f"no more than {most} {kind} blocks in a message")
    markdown = sum(shown_length(block) for block, _ in nested(blocks) if block.get("type") == "markdown")
    if markdown > MARKDOWN_CHARACTERS:
        yield Problem("", "too_long", f"no more than {MARKDOWN_CHARACTERS} characters of markdown in a message")
    if shown_length(blocks) > MESSAGE_CHARACTERS:
        yield Problem("", "msg_blocks_too_long", f"no more than {MESSAGE_CHARACTERS} characters in all blocks")


def shown_length(value: Any) -> int:
    """Return the code points of everything in a value that people read."""
    if isinstance(value, list):
        return sum(len(item) if isinstance(item, str) else shown_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = sum(len(value[name]) for name in SHOWN if isinstance(value.get(name), str))
    return own + sum(shown_length(item) for item in value.values() if isinstance(item, (dict, list)))
