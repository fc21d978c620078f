"""What the workspace holds: people, channels, messages, views and files, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class User:
    """A person or a bot."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "UTC"
    is_bot: bool = False
    profile: Json = field(default_factory=dict)


@dataclass(slots=True)
class Message:
    """One message; `ephemeral_for` names the only reader of an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    ephemeral_for: str | None = None
    edited: str | None = None
    username: str | None = None


@dataclass(slots=True)
class Channel:
    """A channel, or a direct message when `peer` names the person the app talks to."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    is_private: bool = False
    is_archived: bool = False
    topic: str = ""
    created: int = 0
    peer: str | None = None
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        """Whether this is a direct message."""
        return self.peer is not None

    def ordered(self) -> list[Message]:
        """Return every message, oldest first."""
        return sorted(self.messages.values(), key=lambda message: micros(message.ts))


@dataclass(slots=True)
class View:
    """A modal or a Home tab as one person sees it; `body` is what the app sent, with ids filled in."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    values: Json = field(default_factory=dict)


@dataclass(slots=True)
class File:
    """An uploaded file; `content` is None until the bytes have come."""

    id: str
    name: str
    length: int
    upload_token: str
    title: str = ""
    alt_text: str = ""
    content: bytes | None = None
    complete: bool = False


@dataclass(slots=True)
class UserGroup:
    """A user group such as @payments."""

    id: str
    handle: str
    name: str
    users: list[str]


@dataclass(slots=True)
class AppConfig:
    """What the app's manifest says; the workspace behaves accordingly."""

    name: str = "KiroRank"
    commands: list[Json] = field(default_factory=list)
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    home_enabled: bool = True
    messages_tab_enabled: bool = True
    interactivity_enabled: bool = True

    def command(self, name: str) -> Json | None:
        """Return the declared slash command called `name`, if there is one."""
        return next((entry for entry in self.commands if entry["command"] == name), None)


def stamp(moment: int) -> str:
    """Return whole microseconds as a message timestamp."""
    return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"


def micros(ts: str) -> int:
    """Return a message timestamp ("1700000000.000100") as whole microseconds, which compare exactly."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds or 0) * 1_000_000 + int((fraction + "000000")[:6])
