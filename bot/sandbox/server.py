"""Puts the workspace's routes together and runs them on a loopback port."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from bot.sandbox import static
from bot.sandbox.control import Control
from bot.sandbox.core import Core
from bot.sandbox.guard import guard
from bot.sandbox.replies import handle_response_url
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.stream import handle_events
from bot.sandbox.web_api import WebApi

LARGEST_BODY = 64 * 1024 * 1024
SHUTDOWN_SECONDS = 1.0


def build_application(core: Core, sockets: SocketMode, control: Control) -> web.Application:
    """Return the aiohttp application with every route."""
    application = web.Application(client_max_size=LARGEST_BODY, middlewares=[guard])
    api = WebApi(core)
    respond = partial(handle_response_url, core)
    application.add_routes([
        web.get("/api/{method}", api.handle),
        web.post("/api/{method}", api.handle),
        web.get("/link/", sockets.handle),
        web.post("/commands/{team}/{app}/{key}", respond),
        web.post("/actions/{team}/{app}/{key}", respond),
        web.post("/upload/v1/{token}", partial(static.handle_upload, core)),
        web.get("/files/{file}", partial(static.handle_file, core)),
        web.get("/_control/events", partial(handle_events, core.changes)),
        *control.routes(),
        web.get("/", static.handle_index),
        web.get("/page/{file:.+}", static.handle_page_file),
    ])  # fmt: skip
    return application


class Server:
    """A running application; `port` is the one it got."""

    def __init__(self, application: web.Application) -> None:
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen on host and port; port 0 takes a free one. Raises OSError when the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Stop listening and end what still runs."""
        await self._runner.cleanup()
