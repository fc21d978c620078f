"""What every way of posting shares: the checks of content, and Slack's refusals for them."""

from __future__ import annotations

import json

from bot.sandbox.errors import SlackError
from bot.sandbox.model import Json
from commands.blocks.limits import Problem, message_problems, view_problems

LONGEST_TEXT = 40_000
LONGEST_VIEW = 250_000


def check_content(text: str, blocks: object, attachments: list[Json] | None = None) -> None:
    """Raise no_text, invalid_blocks or msg_blocks_too_long unless this can be a message."""
    if blocks and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    found = message_problems(text, blocks or [])
    if any(problem.code == "msg_blocks_too_long" for problem in found):
        raise SlackError("msg_blocks_too_long")
    # Text that is too long is cut, not refused.
    in_blocks = [problem for problem in found if problem.pointer.startswith("/blocks")]
    if in_blocks:
        raise refusal("invalid_blocks", in_blocks)


def check_view(view: object, kind: str) -> Json:
    """Return a view that can be shown as `kind`; raises view_too_large or invalid_arguments."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments")
    if len(json.dumps(view)) > LONGEST_VIEW:
        raise SlackError("view_too_large")
    found = view_problems(view)
    if view.get("type") != kind:
        found = [Problem("/type", "invalid_type", f"must be {kind} here"), *found]
    if found:
        raise refusal("invalid_arguments", found, "/view")
    return view


def refusal(name: str, found: list[Problem], root: str = "") -> SlackError:
    """Return a Slack error that lists the problems with their pointers, twice as Slack does."""
    lines = [f"{problem.message} [json-pointer:{root}{problem.pointer}]" for problem in found]
    return SlackError(name, errors=lines, response_metadata={"messages": [f"[ERROR] {line}" for line in lines]})
