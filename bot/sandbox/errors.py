"""The two ways a request to the workspace is refused: Slack's way, and the control API's."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A Web API refusal with Slack's error name; `extra` is merged into the answer's body."""

    def __init__(self, name: str, *, status: int = 200, retry_after: int | None = None, **extra: Any) -> None:
        super().__init__(name)
        self.name = name
        self.status = status
        self.retry_after = retry_after
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Return the JSON body Slack would send."""
        return {"ok": False, "error": self.name, **self.extra}


class BadRequestError(Exception):
    """A control request that cannot be carried out; its message is one clear sentence."""
