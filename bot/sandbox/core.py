"""The parts every corner of the workspace shares: memory, clock, permissions, faults, log and tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Faults
from bot.sandbox.permits import Permits
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.request_log import RequestLog
from bot.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token speaks for; a bot's scopes are read from the app's configuration."""

    kind: str
    user: str
    scopes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Core:
    """One workspace's shared parts; `base_url` has no trailing slash and is empty until the server runs."""

    state: State
    clock: Clock
    changes: Changes
    log: RequestLog
    faults: Faults
    limits: RateLimits
    permits: Permits
    name: str
    team_id: str
    app_id: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    base_url: str = ""
    tokens: dict[str, Identity] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)

    @property
    def domain(self) -> str:
        """Return the workspace's subdomain, as payloads carry it."""
        return "".join(letter for letter in self.name.lower() if letter.isalnum()) or "workspace"

    def scopes_of(self, who: Identity) -> frozenset[str]:
        """Return the scopes a token has."""
        return self.state.app.scopes if who.kind == "bot" else who.scopes


def build_core(seed: int, clock: Clock, name: str) -> Core:
    """Return the parts of a new workspace; every id and secret follows from `seed`."""
    changes = Changes()
    state = State(seed, clock, changes)

    def secret(key: str) -> str:
        return (state.identifier("", key) + state.identifier("", key + "'")).lower()

    core = Core(
        state=state,
        clock=clock,
        changes=changes,
        log=RequestLog(clock, changes),
        faults=Faults(),
        limits=RateLimits(clock),
        permits=Permits(clock),
        name=name,
        team_id=state.identifier("T", "team"),
        app_id=state.identifier("A", "app"),
        bot_id=state.identifier("B", "bot"),
        bot_token=f"xoxb-local-{secret('bot')}",
        app_token=f"xapp-1-local-{secret('app')}",
        signing_secret=secret("signing"),
    )
    core.tokens[core.bot_token] = Identity("bot", state.bot.id)
    core.tokens[core.app_token] = Identity("app", state.bot.id, frozenset({"connections:write"}))
    return core
