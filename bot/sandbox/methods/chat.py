"""Web API methods that write messages: chat.* and reactions.add."""

from __future__ import annotations

import json

from bot.sandbox.call import Call, method
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel, Json, Message
from bot.sandbox.posting import LONGEST_TEXT, check_content
from bot.sandbox.wire import message_json

LONGEST_UPDATE = 4_000
LARGEST_METADATA = 8_000


@method("chat.postMessage", scope="chat:write")
def chat_post_message(call: Call) -> Json:
    """Post to a channel, or to a person's direct message with the app."""
    channel = target(call)
    check_writable(call, channel)
    call.core.limits.check_channel(channel.id)
    fields = content(call)
    message = call.core.state.post(
        channel,
        call.who.user,
        **fields,
        metadata=metadata(call),
        thread_ts=thread(call, channel),
        broadcast=call.flag("reply_broadcast"),
        username=customised_name(call),
    )
    return {"channel": channel.id, "ts": message.ts, "message": message_json(call.core, message)} | warning(call)


@method("chat.postEphemeral", scope="chat:write", tier=4)
def chat_post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel."""
    channel, user = target(call), call.need("user")
    check_writable(call, channel)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = call.core.state.post(
        channel, call.who.user, **content(call), thread_ts=thread(call, channel), ephemeral_for=user
    )
    return {"message_ts": message.ts}


@method("chat.update", scope="chat:write", tier=3)
def chat_update(call: Call) -> Json:
    """Change one of the app's own messages."""
    message = own_message(call, "cant_update_message")
    fields = content(call)
    if len(fields["text"]) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    state = call.core.state
    message.text, message.attachments = fields["text"], fields["attachments"]
    # Blocks that are not sent again are gone, as in Slack.
    message.blocks = state.with_ids(fields["blocks"])
    message.metadata = metadata(call) or message.metadata
    message.edited = state.next_ts(state.channels[message.channel])
    state.tell_message(message)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(call.core, message),
    }


@method("chat.delete", scope="chat:write", tier=3)
def chat_delete(call: Call) -> Json:
    """Remove one of the app's own messages."""
    message = own_message(call, "cant_delete_message")
    del call.core.state.channels[message.channel].messages[message.ts]
    call.core.state.tell_message(message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", tier=5)
def chat_get_permalink(call: Call) -> Json:
    """Give a message's address."""
    channel, ts = call.channel(), call.need("message_ts")
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    address = f"{call.core.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": address}


@method("reactions.add", scope="reactions:write", tier=3)
def reactions_add(call: Call) -> Json:
    """Accept a reaction to a message that exists."""
    call.need("name")
    if call.need("timestamp") not in call.channel().messages:
        raise SlackError("message_not_found")
    return {}


def target(call: Call) -> Channel:
    """Return where a message goes: a channel by id or name, or the DM with a person."""
    state, name = call.core.state, call.need("channel")
    person = state.users.get(name)
    if person is not None:
        if person.is_bot:
            raise SlackError("channel_not_found")
        return state.direct_message(name)
    by_name = next((c for c in state.channels.values() if not c.is_im and c.name == name.lstrip("#")), None)
    channel = state.channels.get(name) or by_name
    if channel is None or (channel.is_private and call.who.user not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def check_writable(call: Call, channel: Channel) -> None:
    """Raise Slack's error unless the token may write in the channel."""
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_im and not call.core.state.app.messages_tab_enabled:
        raise SlackError("messages_tab_disabled")
    may_join_unasked = "chat:write.public" in call.core.scopes_of(call.who)
    if call.who.user not in channel.members and not may_join_unasked:
        raise SlackError("not_in_channel")


def content(call: Call) -> Json:
    """Return the text, blocks and attachments of a message that Slack would take."""
    blocks = call.args.get("blocks") or []
    attachments = call.listed("attachments", "invalid_attachments")
    text = call.text("text") or call.text("markdown_text")
    if call.text("markdown_text") and (blocks or call.text("text")):
        raise SlackError("markdown_text_conflict")
    if len(call.text("markdown_text")) > 12_000:
        raise SlackError("msg_too_long")
    check_content(text, blocks, attachments)
    return {"text": text[:LONGEST_TEXT], "blocks": blocks, "attachments": attachments}


def metadata(call: Call) -> Json | None:
    """Return the message metadata, checked as Slack checks it."""
    value = call.args.get("metadata")
    if value in (None, "", {}):
        return None
    shaped = isinstance(value, dict) and isinstance(value.get("event_payload"), dict)
    if not shaped or not isinstance(value, dict) or not value.get("event_type"):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(value)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return value


def thread(call: Call, channel: Channel) -> str | None:
    """Return the ts of the thread a message goes to, if it goes to one."""
    ts = call.text("thread_ts")
    if not ts:
        return None
    root = channel.messages.get(ts)
    if root is None or root.ephemeral_for is not None:
        raise SlackError("cannot_reply_to_message")
    return root.thread_ts or root.ts


def customised_name(call: Call) -> str | None:
    """Return the name the app wants to post under; it needs a scope of its own."""
    if not call.text("username"):
        return None
    call.require_scope("chat:write.customize")
    return call.text("username")


def own_message(call: Call, refusal: str) -> Message:
    """Return the message that channel and ts name, if the token's owner wrote it for everybody."""
    message = call.channel().messages.get(call.need("ts"))
    if message is None or message.ephemeral_for is not None:
        raise SlackError("message_not_found")
    if message.user != call.who.user:
        raise SlackError(refusal)
    return message


def warning(call: Call) -> Json:
    """Return Slack's warning for text that it cut."""
    if len(call.text("text")) <= LONGEST_TEXT:
        return {}
    return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
