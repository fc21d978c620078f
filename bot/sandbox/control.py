"""The control API under /_control: how the page and the tests act as people and move the clock."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.sandbox import control_views as shown
from bot.sandbox.clock import next_local_time
from bot.sandbox.control_requests import (
    ActionRequest,
    ClockRequest,
    CloseRequest,
    CommandRequest,
    FaultRequest,
    HomeRequest,
    MessageRequest,
    SettingsRequest,
    SocketsRequest,
    SubmitRequest,
    read,
)
from bot.sandbox.core import Core
from bot.sandbox.delivery import Delivery
from bot.sandbox.errors import BadRequestError
from bot.sandbox.faults import Fault
from bot.sandbox.interactions import Interactions
from bot.sandbox.model import Json, User, View
from bot.sandbox.socket_mode import SocketMode

LIMIT = re.compile(r"[1-9][0-9]{0,8}")
Handler = Callable[[web.Request], Awaitable[Json]]


class Control:
    """The handlers of the control API; each returns a JSON object."""

    def __init__(self, core: Core, delivery: Delivery, sockets: SocketMode, people: Interactions) -> None:
        self._core = core
        self._delivery = delivery
        self._sockets = sockets
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, every one under /_control."""
        get: dict[str, Handler] = {
            "state": self.state, "messages": self.messages, "thread": self.thread, "view": self.view,
            "clock": self.clock, "faults": self.faults, "log": self.log,
        }  # fmt: skip
        post: dict[str, Handler] = {
            "command": self.command, "message": self.message, "action": self.action, "submit": self.submit,
            "close": self.close, "home": self.home, "clock": self.move_clock, "faults": self.add_fault,
            "reset": self.reset, "settings": self.settings, "sockets": self.disconnect,
            "verify": self.verify,
        }  # fmt: skip
        return [
            *[web.get(f"/_control/{name}", as_json(handler)) for name, handler in get.items()],
            *[web.post(f"/_control/{name}", as_json(handler)) for name, handler in post.items()],
            web.delete("/_control/faults", as_json(self.clear_faults)),
        ]

    async def state(self, request: web.Request) -> Json:
        """Show the workspace."""
        viewer = shown.default_viewer(self._core, request.query.get("as"))
        return shown.workspace_state(self._core, viewer, self._delivery.connected)

    async def messages(self, request: web.Request) -> Json:
        """Show a channel."""
        viewer = self._viewer(request)
        channel = shown.find_channel(self._core, request.query.get("channel", ""), viewer)
        return {"ok": True, "messages": shown.channel_messages(self._core, channel, viewer)}

    async def thread(self, request: web.Request) -> Json:
        """Show a thread."""
        viewer = self._viewer(request)
        channel = shown.find_channel(self._core, request.query.get("channel", ""), viewer)
        ts = request.query.get("ts", "")
        return {"ok": True, "messages": shown.thread_messages(self._core, channel, ts, viewer)}

    async def view(self, request: web.Request) -> Json:
        """Show the open modal and the Home tab."""
        return shown.open_views(self._core, self._viewer(request))

    async def log(self, request: web.Request) -> Json:
        """Show the newest exchanges, oldest first."""
        limit = request.query.get("limit", "50")
        if not LIMIT.fullmatch(limit):
            raise BadRequestError("The limit is a whole number from 1.")
        return {"ok": True, "entries": self._core.log.entries(int(limit))}

    async def command(self, request: web.Request) -> Json:
        """Type a slash command."""
        asked = await read(request, CommandRequest)
        user = shown.find_user(self._core, asked.user)
        channel = shown.find_channel(self._core, asked.channel, user)
        return await self._people.command(user, channel, asked.command, asked.text)

    async def message(self, request: web.Request) -> Json:
        """Write a message."""
        asked = await read(request, MessageRequest)
        user = shown.find_user(self._core, asked.user)
        channel = shown.find_channel(self._core, asked.channel, user)
        return await self._people.message(user, channel, asked.text, asked.thread_ts)

    async def action(self, request: web.Request) -> Json:
        """Use an element of a message or a view."""
        asked = await read(request, ActionRequest)
        user = shown.find_user(self._core, asked.user)
        if asked.view_id is not None:
            view = self._view(user, asked.view_id)
            return await self._people.press_in_view(user, view, asked.action, asked.values)
        if asked.channel is None or asked.ts is None:
            raise BadRequestError("An action needs a view_id, or a channel and a ts.")
        channel = shown.find_channel(self._core, asked.channel, user)
        message = shown.find_message(channel, asked.ts, user)
        return await self._people.press_in_message(user, message, asked.action, asked.values)

    async def submit(self, request: web.Request) -> Json:
        """Submit a modal."""
        asked = await read(request, SubmitRequest)
        user = shown.find_user(self._core, asked.user)
        return await self._people.submit(user, self._modal(user, asked.view_id), asked.values)

    async def close(self, request: web.Request) -> Json:
        """Close a modal."""
        asked = await read(request, CloseRequest)
        user = shown.find_user(self._core, asked.user)
        return await self._people.close(user, self._modal(user, asked.view_id), asked.clear)

    async def home(self, request: web.Request) -> Json:
        """Open the Home tab."""
        asked = await read(request, HomeRequest)
        return await self._people.home(shown.find_user(self._core, asked.user))

    async def clock(self, _: web.Request) -> Json:
        """Tell the time."""
        return {"ok": True, "now": self._core.clock.now().isoformat()}

    async def move_clock(self, request: web.Request) -> Json:
        """Move the clock, and wait until all who follow it have done what is due."""
        asked = await read(request, ClockRequest)
        clock = self._core.clock
        given = [asked.now, asked.advance_seconds, asked.to]
        if sum(value is not None for value in given) != 1:
            raise BadRequestError("Give exactly one of now, advance_seconds and to.")
        if asked.now is not None:
            clock.move_to(asked.now)
        elif asked.advance_seconds is not None:
            self._advance(asked.advance_seconds)
        elif asked.to is not None:
            clock.move_to(next_local_time(clock.now(), asked.to, asked.time, ZoneInfo(asked.zone)))
        problems = await clock.announce()
        self._core.changes.publish("clock")
        answer: Json = {"ok": True, "now": clock.now().isoformat()}
        return answer | ({"problems": problems} if problems else {})

    async def faults(self, _: web.Request) -> Json:
        """Show the faults that wait."""
        return {"ok": True, "faults": self._core.faults.describe()}

    async def add_fault(self, request: web.Request) -> Json:
        """Let a fault wait."""
        asked = await read(request, FaultRequest)
        self._core.faults.add(Fault(asked.method, asked.kind, asked.times, asked.retry_after))
        return {"ok": True}

    async def clear_faults(self, _: web.Request) -> Json:
        """Forget the faults."""
        self._core.faults.clear()
        return {"ok": True}

    async def reset(self, _: web.Request) -> Json:
        """Forget messages, views, files, permissions, log and faults; people, channels and the app stay."""
        for part in (self._core.state, self._core.permits, self._core.limits, self._core.faults):
            part.clear()
        self._core.log.clear()
        for kind in ("message", "view", "home", "log"):
            self._core.changes.publish(kind)
        return {"ok": True}

    async def settings(self, request: web.Request) -> Json:
        """Switch the rate limits."""
        self._core.limits.enabled = (await read(request, SettingsRequest)).rate_limits
        return {"ok": True, "rate_limits": self._core.limits.enabled}

    async def disconnect(self, request: web.Request) -> Json:
        """Send `disconnect` over every Socket Mode connection."""
        await self._sockets.disconnect((await read(request, SocketsRequest)).disconnect)
        return {"ok": True}

    async def verify(self, _: web.Request) -> Json:
        """Send url_verification to the request URL."""
        if self._delivery.request_url is None:
            raise BadRequestError("The workspace has no request URL to verify.")
        return {"ok": await self._delivery.verify_url()}

    def _advance(self, seconds: float) -> None:
        step, clock = timedelta(seconds=seconds), self._core.clock
        if not 1971 <= (clock.now() + step).year <= 2200:
            raise BadRequestError("The clock stays within the years 1971 to 2200.")
        clock.advance(step)

    def _viewer(self, request: web.Request) -> User:
        viewer = shown.default_viewer(self._core, request.query.get("as"))
        if viewer is None:
            raise BadRequestError("The workspace has no people yet.")
        return viewer

    def _view(self, user: User, view_id: str) -> View:
        view = self._core.state.views.get(view_id)
        if view is None or view.user != user.id:
            raise BadRequestError(f"{user.id} has no open view {view_id!r}.")
        return view

    def _modal(self, user: User, view_id: str) -> View:
        view = self._view(user, view_id)
        if view.body["type"] != "modal":
            raise BadRequestError("A Home tab is neither submitted nor closed.")
        return view


def as_json(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler with its answer as JSON, and bad input as 400."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return web.json_response(await handler(request))
        except BadRequestError as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)

    return answer
