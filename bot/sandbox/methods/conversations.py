"""Web API methods that read and open conversations."""

from __future__ import annotations

import re

from bot.sandbox.call import Call, invalid_arguments, method
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel, Json, Message, micros
from bot.sandbox.wire import channel_json, message_json, replies_to

DEFAULT_HISTORY = 100
TIMESTAMP = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


@method("conversations.open", scope="im:write", tier=3)
def conversations_open(call: Call) -> Json:
    """Open the app's direct message with one person."""
    state = call.core.state
    if call.text("channel"):
        return {"channel": channel_json(call.channel(), call.who.user)}
    raw = call.args.get("users")
    names = [str(name) for name in raw] if isinstance(raw, list) else call.text("users").split(",")
    users = [name.strip() for name in names if name.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if any(user not in state.users for user in users):
        raise SlackError("user_not_found")
    if len(users) > 1 or state.users[users[0]].is_bot:
        raise SlackError("invalid_user_combination")
    known = state.identifier("D", users[0]) in state.channels
    channel = state.direct_message(users[0])
    body: Json = {"channel": channel_json(channel, call.who.user) if call.flag("return_im") else {"id": channel.id}}
    return body | ({"no_op": True, "already_open": True} if known else {})


@method("conversations.info", tier=3)
def conversations_info(call: Call) -> Json:
    """Describe a channel."""
    channel = call.channel()
    call.require_scope(scope_for(channel, "read"))
    return {"channel": channel_json(channel, call.who.user)}


@method("conversations.list", tier=2)
def conversations_list(call: Call) -> Json:
    """List the channels of the kinds asked for that the token may see."""
    kinds = {kind.strip() for kind in (call.text("types") or "public_channel").split(",")}
    if kinds - {"public_channel", "private_channel", "im", "mpim"}:
        raise SlackError("invalid_types")
    scopes = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read"}
    for kind in sorted(kinds & set(scopes)):
        call.require_scope(scopes[kind])
    found = [
        channel
        for channel in call.core.state.channels.values()
        if kind_of(channel) in kinds
        and (not channel.is_private or call.who.user in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    page, cursor = call.page(found, DEFAULT_HISTORY)
    channels = [channel_json(channel, call.who.user) for channel in page]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members", tier=4)
def conversations_members(call: Call) -> Json:
    """List the members of a channel."""
    channel = call.channel()
    call.require_scope(scope_for(channel, "read"))
    page, cursor = call.page(channel.members, DEFAULT_HISTORY)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", scope="channels:join", tier=3)
def conversations_join(call: Call) -> Json:
    """Join a public channel."""
    channel = call.channel()
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    warning = {"warning": "already_in_channel"} if call.who.user in channel.members else {}
    if not warning:
        channel.members.append(call.who.user)
        call.core.changes.publish("app")
    return {"channel": channel_json(channel, call.who.user)} | warning


@method("conversations.history", tier=3)
def conversations_history(call: Call) -> Json:
    """List a channel's messages, newest first, without thread replies and ephemeral messages."""
    channel = readable(call)
    shown = [m for m in visible(channel) if m.thread_ts is None or m.broadcast]
    messages = [m for m in reversed(shown) if within(call, m)]
    return listing(call, messages)


@method("conversations.replies", tier=3)
def conversations_replies(call: Call) -> Json:
    """List a thread, its root first."""
    channel, ts = readable(call), call.need("ts")
    asked = channel.messages.get(ts)
    if asked is None or asked.ephemeral_for is not None:
        raise SlackError("thread_not_found")
    root = channel.messages[asked.thread_ts or asked.ts]
    return listing(call, [root, *[m for m in replies_to(channel, root.ts) if within(call, m)]])


def listing(call: Call, messages: list[Message]) -> Json:
    """Return one page of messages in Slack's shape."""
    page, cursor = call.page(messages, DEFAULT_HISTORY)
    wanted = call.flag("include_all_metadata")
    return {
        "messages": [message_json(call.core, message, metadata=wanted) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def within(call: Call, message: Message) -> bool:
    """Whether a message lies between oldest and latest, whose ends count only with `inclusive`."""
    moment, inclusive = micros(message.ts), call.flag("inclusive")
    oldest, latest = bound(call, "oldest"), bound(call, "latest")
    after = oldest is None or moment > oldest or (inclusive and moment == oldest)
    before = latest is None or moment < latest or (inclusive and moment == latest)
    return after and before


def bound(call: Call, name: str) -> int | None:
    """Return one end of the time range in microseconds."""
    value = call.text(name)
    if value in {"", "0", "now"}:
        return None
    if not TIMESTAMP.fullmatch(value):
        raise invalid_arguments(f"must be a timestamp [json-pointer:/{name}]")
    return micros(value)


def readable(call: Call) -> Channel:
    """Return the channel whose messages the token may read."""
    channel = call.channel()
    call.require_scope(scope_for(channel, "history"))
    if call.who.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def visible(channel: Channel) -> list[Message]:
    """Return the messages that exist for everybody, oldest first."""
    return [message for message in channel.ordered() if message.ephemeral_for is None]


def kind_of(channel: Channel) -> str:
    """Return a channel's kind in the words of conversations.list."""
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def scope_for(channel: Channel, verb: str) -> str:
    """Return the scope that reading a channel of this kind needs."""
    family = {"im": "im", "private_channel": "groups", "public_channel": "channels"}[kind_of(channel)]
    return f"{family}:{verb}"
