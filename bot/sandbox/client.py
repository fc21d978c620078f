"""A small client of the control API: how a test acts as a person in a local workspace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]
LOOK_AGAIN_SECONDS = 0.01


class ControlError(Exception):
    """The control API refused a request; the message is its sentence."""


class ControlClient:
    """Types, presses and reads over HTTP. Use it with `async with`."""

    def __init__(self, url: str) -> None:
        """Take the workspace's `url`."""
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open a session."""
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def get(self, name: str, **query: str | int) -> Json:
        """Read `/_control/<name>`; `viewer` is sent as `as`. Raises ControlError."""
        if "viewer" in query:
            query["as"] = query.pop("viewer")
        return await self._send("GET", name, params=query)

    async def post(self, name: str, **body: Any) -> Json:
        """Post JSON to `/_control/<name>`. Raises ControlError."""
        return await self._send("POST", name, json=body)

    async def delete(self, name: str) -> Json:
        """Delete `/_control/<name>`. Raises ControlError."""
        return await self._send("DELETE", name)

    async def command(self, user: str, channel: str, text: str = "", command: str = "/kirorank") -> Json:
        """Type a slash command and return what came of it."""
        return await self.post("command", user=user, channel=channel, command=command, text=text)

    async def messages(self, channel: str, viewer: str) -> list[Json]:
        """Return what a person sees in a channel, oldest first."""
        found: list[Json] = (await self.get("messages", channel=channel, viewer=viewer))["messages"]
        return found

    async def press(self, user: str, channel: str, ts: str, action_id: str, **more: Any) -> Json:
        """Use an element of a message."""
        action = {"action_id": action_id, **more}
        return await self.post("action", user=user, channel=channel, ts=ts, action=action)

    async def press_in_view(self, user: str, view_id: str, action_id: str, **more: Any) -> Json:
        """Use an element of a modal or the Home tab."""
        return await self.post("action", user=user, view_id=view_id, action={"action_id": action_id, **more})

    async def modal(self, viewer: str) -> Json | None:
        """Return the modal a person looks at."""
        modal: Json | None = (await self.get("view", viewer=viewer))["modal"]
        return modal

    async def until(self, look: Callable[[], Any], seconds: float = 3.0) -> Any:
        """Call the async function `look` until it returns something true; raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while True:
            found = await look()
            if found:
                return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"Nothing came within {seconds} seconds.")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _send(self, verb: str, name: str, **options: Any) -> Json:
        if self._session is None:
            raise RuntimeError("Use the client with `async with`.")
        async with self._session.request(verb, f"{self._url}/_control/{name}", **options) as response:
            body: Json = await response.json()
        if response.status >= 400:
            raise ControlError(body["error"])
        return body
