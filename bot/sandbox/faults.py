"""Faults that a test or the page asks for: they befall the next calls of a Web API method."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import BadRequestError, SlackError


@dataclass(slots=True)
class Fault:
    """One kind of trouble for the next `times` calls of `method` ("*" is any)."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1


class ConnectionDroppedError(Exception):
    """The call ends with no answer at all."""


class Faults:
    """The faults that wait, first come first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._released = asyncio.Event()

    def add(self, fault: Fault) -> None:
        """Let `fault` wait; raises BadRequestError when it makes no sense."""
        if not re.fullmatch(r"[a-z_0-9]+", fault.kind):
            raise BadRequestError("A fault's kind is ratelimited, http_500, hang, … or a Slack error name.")
        if not 1 <= fault.times <= 1_000_000 or not 0 <= fault.retry_after <= 86_400:
            raise BadRequestError("A fault's times is 1 or more, and its retry_after is 0 to 86400 seconds.")
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget every fault and let go of the calls that hang."""
        self._waiting.clear()
        self._released.set()
        self._released = asyncio.Event()

    def take(self, method: str) -> Fault | None:
        """Return the fault that befalls this call of `method`, using it up once."""
        for fault in self._waiting:
            if fault.method in {method, "*"}:
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def describe(self) -> list[dict[str, Any]]:
        """Return what still waits, for the control API."""
        return [
            {"method": f.method, "kind": f.kind, "times": f.times, "retry_after": f.retry_after} for f in self._waiting
        ]

    async def strike(self, fault: Fault) -> None:
        """Do what the fault says before the call is carried out; drop_after_accept acts later."""
        if fault.kind == "drop_after_accept":
            return
        if fault.kind == "hang":
            await self._released.wait()
            raise ConnectionDroppedError
        if fault.kind == "ratelimited":
            raise SlackError("ratelimited", status=429, retry_after=fault.retry_after)
        if fault.kind == "http_500":
            raise SlackError("internal_error", status=500)
        raise SlackError(fault.kind)
