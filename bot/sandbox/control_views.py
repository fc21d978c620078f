"""What the control API shows: the workspace, messages and views as one person sees them."""

from __future__ import annotations

from collections import Counter

from bot.sandbox.core import Core
from bot.sandbox.errors import BadRequestError
from bot.sandbox.model import Channel, Json, Message, User
from bot.sandbox.views_store import top_view
from bot.sandbox.wire import file_json, view_json


def find_user(core: Core, user_id: str) -> User:
    """Return a person by id; raises BadRequestError."""
    user = core.state.users.get(user_id)
    if user is None:
        raise BadRequestError(f"The workspace has no user {user_id!r}.")
    return user


def find_channel(core: Core, channel_id: str, viewer: User) -> Channel:
    """Return a channel that the viewer may see; raises BadRequestError."""
    channel = core.state.channels.get(channel_id)
    if channel is None:
        raise BadRequestError(f"The workspace has no channel {channel_id!r}.")
    if channel.is_private and viewer.id not in channel.members:
        raise BadRequestError(f"{viewer.id} is not in the channel {channel_id}.")
    return channel


def find_message(channel: Channel, ts: str, viewer: User) -> Message:
    """Return a message that the viewer can see; raises BadRequestError."""
    message = channel.messages.get(ts)
    if message is None or message.ephemeral_for not in (None, viewer.id):
        raise BadRequestError(f"The channel {channel.id} has no message {ts!r} that {viewer.id} can see.")
    return message


def default_viewer(core: Core, user_id: str | None) -> User | None:
    """Return whose eyes are used: the person named, or the first there is."""
    if user_id:
        return find_user(core, user_id)
    return next((user for user in core.state.users.values() if not user.is_bot), None)


def workspace_state(core: Core, viewer: User | None, connected: bool) -> Json:
    """Return the people, channels and the app."""
    state = core.state
    if viewer is not None:
        state.direct_message(viewer.id)
    channels = [c for c in state.channels.values() if not c.is_im and sees(viewer, c)]
    dms = [c for c in state.channels.values() if c.is_im and viewer is not None and c.peer == viewer.id]
    return {
        "ok": True,
        "workspace": {"id": core.team_id, "name": core.name},
        "now": core.clock.now().isoformat(),
        "users": [user_entry(user) for user in state.users.values()],
        "channels": [channel_entry(channel) for channel in channels],
        "dms": [{"id": channel.id, "user": state.bot.id} for channel in dms],
        "app": app_entry(core, connected),
        "viewer": viewer.id if viewer else None,
    }


def sees(viewer: User | None, channel: Channel) -> bool:
    """Whether a channel shows in the viewer's list."""
    return not channel.is_private or (viewer is not None and viewer.id in channel.members)


def user_entry(user: User) -> Json:
    """Return a person as the page needs it."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "status_text": user.profile.get("status_text", ""),
        "status_emoji": user.profile.get("status_emoji", ""),
    }


def channel_entry(channel: Channel) -> Json:
    """Return a channel as the page needs it."""
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "members": channel.members,
        "topic": channel.topic,
    }


def app_entry(core: Core, connected: bool) -> Json:
    """Return the app as the page needs it."""
    app = core.state.app
    return {
        "id": core.app_id,
        "name": app.name,
        "bot_user_id": core.state.bot.id,
        "home_enabled": app.home_enabled,
        "connected": connected,
        "commands": [
            {key: command.get(key, "") for key in ("command", "description", "usage_hint")} for command in app.commands
        ],
    }


def channel_messages(core: Core, channel: Channel, viewer: User) -> list[Json]:
    """Return what the viewer sees in a channel, oldest first, thread replies left out."""
    counts = Counter(m.thread_ts for m in channel.messages.values() if m.ephemeral_for is None)
    shown = [m for m in channel.ordered() if m.thread_ts is None or m.broadcast]
    return [message_entry(core, m, counts[m.ts]) for m in shown if m.ephemeral_for in (None, viewer.id)]


def thread_messages(core: Core, channel: Channel, ts: str, viewer: User) -> list[Json]:
    """Return a thread as the viewer sees it, its root first."""
    root = find_message(channel, ts, viewer)
    replies = [m for m in channel.ordered() if m.thread_ts == root.ts and m.ephemeral_for in (None, viewer.id)]
    count = sum(1 for reply in replies if reply.ephemeral_for is None)
    return [message_entry(core, root, count), *[message_entry(core, reply) for reply in replies]]


def message_entry(core: Core, message: Message, reply_count: int = 0) -> Json:
    """Return a message as the page needs it."""
    state = core.state
    author = state.users.get(message.user)
    name = author.real_name if author else message.user
    return {
        "ts": message.ts,
        "user": message.user,
        "username": message.username or name,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "ephemeral": message.ephemeral_for is not None,
        "edited": message.edited is not None,
        "thread_ts": message.thread_ts,
        "reply_count": reply_count,
        "metadata": message.metadata,
        "files": [file_json(core, state.files[file_id]) for file_id in message.files],
    }


def open_views(core: Core, viewer: User) -> Json:
    """Return the modal the viewer looks at and their Home tab."""
    modal, home = top_view(core.state, viewer.id), core.state.homes.get(viewer.id)
    return {
        "ok": True,
        "modal": view_json(core, modal) if modal else None,
        "home": view_json(core, home) if home else None,
    }
