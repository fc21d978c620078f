"""Tells the page, and whoever else watches, that something in the workspace has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

Change = dict[str, str | None]


class Changes:
    """A broadcast: each watcher has its own queue; None in the queue means the workspace closes."""

    def __init__(self) -> None:
        self._watchers: dict[asyncio.Queue[Change | None], str | None] = {}

    def publish(self, kind: str, *, channel: str | None = None, user: str | None = None) -> None:
        """Tell every watcher, or only those who look with the eyes of `user`."""
        for queue, viewer in self._watchers.items():
            if user is None or viewer is None or viewer == user:
                queue.put_nowait({"kind": kind, "channel": channel})

    def end(self) -> None:
        """Tell every watcher that there is nothing more to come."""
        for queue in self._watchers:
            queue.put_nowait(None)

    @asynccontextmanager
    async def watch(self, viewer: str | None) -> AsyncIterator[asyncio.Queue[Change | None]]:
        """Yield a queue of changes for as long as the block runs."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._watchers[queue] = viewer
        try:
            yield queue
        finally:
            del self._watchers[queue]
