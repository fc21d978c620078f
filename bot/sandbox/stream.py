"""Tells the page about changes as server-sent events."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from bot.sandbox.changes import Changes

HEARTBEAT_SECONDS = 15.0


async def handle_events(changes: Changes, request: web.Request) -> web.StreamResponse:
    """Send each change as a `data:` line, and a comment when nothing has changed for a while."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    )
    async with changes.watch(request.query.get("as")) as queue:
        await response.prepare(request)
        await response.write(b": connected\n\n")
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    change = await queue.get()
            except TimeoutError:
                line = ": still here"
            else:
                if change is None:
                    return response
                line = f"data: {json.dumps(change)}"
            try:
                await response.write(f"{line}\n\n".encode())
            except ConnectionError:
                return response
