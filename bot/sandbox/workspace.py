"""A local Slack workspace: people, channels and an app, on a loopback port, for tests and the demo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from bot.sandbox.clock import Clock
from bot.sandbox.control import Control
from bot.sandbox.core import Core, Identity, build_core
from bot.sandbox.delivery import Delivery
from bot.sandbox.guard import is_loopback
from bot.sandbox.interactions import Interactions
from bot.sandbox.manifest import checked_command, read_manifest
from bot.sandbox.model import AppConfig, UserGroup
from bot.sandbox.request_log import RequestLog
from bot.sandbox.server import Server, build_application
from bot.sandbox.socket_mode import SocketMode


class LocalWorkspace:
    """Speaks Slack's wire protocol to an unmodified app; several can run in one process."""

    def __init__(self, seed: int = 0, clock: Clock | None = None, name: str = "Local Workspace") -> None:
        """Make a workspace whose ids and tokens follow from `seed`; `clock` defaults to real time."""
        self.clock = clock or Clock()
        self._core: Core = build_core(seed, self.clock, name)
        self._sockets = SocketMode(self._core)
        self._delivery = Delivery(self._core, self._sockets)
        self.people = Interactions(self._core, self._delivery)
        self._server: Server | None = None

    @property
    def core(self) -> Core:
        """The workspace's parts, for tests that look inside."""
        return self._core

    @property
    def url(self) -> str:
        """The address of the page, without a trailing slash; empty until the workspace runs."""
        return self._core.base_url

    @property
    def api_url(self) -> str:
        """The base URL for Slack clients."""
        return f"{self._core.base_url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's xoxb token."""
        return self._core.bot_token

    @property
    def app_token(self) -> str:
        """The app's xapp token, for Socket Mode."""
        return self._core.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which HTTP deliveries are signed."""
        return self._core.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self._core.team_id

    @property
    def bot_user_id(self) -> str:
        """The user id of the app's bot."""
        return self._core.state.bot.id

    @property
    def log(self) -> RequestLog:
        """What went between the app and the workspace."""
        return self._core.log

    @property
    def connected(self) -> bool:
        """Whether an app is there to deliver to."""
        return self._delivery.connected

    @property
    def request_url(self) -> str | None:
        """Where HTTP deliveries go; None leaves deliveries to Socket Mode."""
        return self._delivery.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._delivery.request_url = url
        self._core.changes.publish("app")

    @property
    def rate_limits(self) -> bool:
        """Whether Slack's rate limits are kept."""
        return self._core.limits.enabled

    @rate_limits.setter
    def rate_limits(self, enabled: bool) -> None:
        self._core.limits.enabled = enabled

    @property
    def ack_seconds(self) -> float:
        """How long the app may take to acknowledge (Slack: 3 seconds)."""
        return self._delivery.ack_seconds

    @ack_seconds.setter
    def ack_seconds(self, seconds: float) -> None:
        self._delivery.ack_seconds = seconds

    @property
    def retry_scale(self) -> float:
        """The factor on Slack's delays before an event is sent again (0: at once; 1: as Slack)."""
        return self._delivery.retry_scale

    @retry_scale.setter
    def retry_scale(self, scale: float) -> None:
        self._delivery.retry_scale = scale

    def add_user(
        self,
        name: str,
        real_name: str | None = None,
        email: str | None = None,
        tz: str = "UTC",
        id: str | None = None,
    ) -> str:
        """Add a person and return their id, which depends on the seed and the name only."""
        return self._core.state.add_user(name, real_name or name, email=email, tz=tz, user_id=id).id

    def add_channel(
        self,
        name: str,
        members: Iterable[str] = (),
        id: str | None = None,
        bot_is_member: bool = True,
        is_private: bool = False,
        topic: str = "",
    ) -> str:
        """Add a channel and return its id."""
        everybody = [*members, *([self.bot_user_id] if bot_is_member else [])]
        channel = self._core.state.add_channel(name, everybody, id, is_private)
        channel.topic = topic
        return channel.id

    def post_message(
        self,
        channel_id: str,
        user_id: str,
        text: str,
        blocks: Iterable[dict[str, Any]] = (),
        thread_ts: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """Write a message as somebody, now or `at` an aware past time, without telling the app; return its ts."""
        channel = self._core.state.channels[channel_id]
        fields = {"text": text, "blocks": list(blocks), "thread_ts": thread_ts}
        return self._core.state.post(channel, user_id, at, **fields).ts

    def archive_channel(self, channel_id: str) -> None:
        """Archive a channel; raises KeyError for an unknown one."""
        self._core.state.channels[channel_id].is_archived = True
        self._core.changes.publish("app")

    def add_user_group(self, handle: str, name: str, users: Iterable[str]) -> str:
        """Add a user group and return its id."""
        group_id = self._core.state.identifier("S", handle)
        self._core.state.groups[group_id] = UserGroup(group_id, handle, name, list(users))
        return group_id

    def add_user_token(self, user_id: str, scopes: Iterable[str]) -> str:
        """Return a new xoxp token that speaks for a person."""
        token = f"xoxp-local-{self._core.state.fresh('').lower()}"
        self._core.tokens[token] = Identity("user", user_id, frozenset(scopes))
        return token

    def configure_app(
        self,
        name: str | None = None,
        commands: Iterable[dict[str, Any]] | None = None,
        scopes: Iterable[str] | None = None,
        events: Iterable[str] | None = None,
        home_enabled: bool = True,
        messages_tab_enabled: bool = True,
    ) -> None:
        """Change what the app's manifest would say; what is not given stays as it is."""
        app = self._core.state.app
        app.name = name or app.name
        app.home_enabled, app.messages_tab_enabled = home_enabled, messages_tab_enabled
        if commands is not None:
            app.commands = [checked_command({"should_escape": True, **entry}) for entry in commands]
        if scopes is not None:
            app.scopes = frozenset(scopes)
        if events is not None:
            app.events = frozenset(events)
        self._apply(app)

    def install(self, manifest: dict[str, Any]) -> None:
        """Configure the app by its manifest; raises ValueError for one that Slack would refuse."""
        self._apply(read_manifest(manifest))

    def _apply(self, app: AppConfig) -> None:
        self._core.state.app = app
        self._core.state.bot.real_name = app.name
        self._core.state.bot.name = "".join(c for c in app.name.lower() if c.isalnum()) or "app"
        self._core.changes.publish("app")

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes a free one. Raises OSError when the port is taken.

        Raises ValueError for an address others can reach: the control API asks nobody who they are.
        """
        shown = f"[{host}]" if ":" in host else host
        if not is_loopback(shown):
            raise ValueError(f"The local workspace listens on a loopback address only; {host!r} is none.")
        control = Control(self._core, self._delivery, self._sockets, self.people)
        server = Server(build_application(self._core, self._sockets, control))
        await server.start(host, port)
        self._server = server
        self._core.base_url = f"http://{shown}:{server.port}"

    async def close(self) -> None:
        """Stop: streams end, hanging calls are let go, connections close."""
        self._core.changes.end()
        self._core.faults.clear()
        await self._sockets.close()
        await self._delivery.close()
        if self._server is not None:
            await self._server.close()
            self._server = None

    async def __aenter__(self) -> Self:
        """Start on a free port, unless it has been started."""
        if self._server is None:
            await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        await self.close()
