"""The JSON shapes in which Slack shows its records to an app."""

from __future__ import annotations

from bot.sandbox.core import Core
from bot.sandbox.model import Channel, File, Json, Message, User, View, micros
from bot.sandbox.state import SLACKBOT

FILE_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}


def user_json(core: Core, user: User) -> Json:
    """Return a `user` object; the e-mail is left to the caller, who knows the scopes."""
    return {
        "id": user.id,
        "team_id": core.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": False,
        "tz": user.tz,
        # Slack lists its own Slackbot as a person; an app that counts people meets that here too.
        "is_bot": user.is_bot and user.id != SLACKBOT,
        "is_app_user": False,
        "is_admin": False,
        "profile": {"real_name": user.real_name, "display_name": user.name, **user.profile},
    }


def channel_json(channel: Channel, me: str) -> Json:
    """Return a `channel` object as the member `me` sees it."""
    if channel.is_im:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "user": channel.peer,
            "is_archived": False,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_member": me in channel.members,
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
    }


def message_json(core: Core, message: Message, *, metadata: bool = False) -> Json:
    """Return a `message` object, with its metadata only when asked for."""
    body: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": core.team_id,
    }
    if message.blocks:
        body["blocks"] = message.blocks
    if message.attachments:
        body["attachments"] = message.attachments
    if message.user == core.state.bot.id:
        body |= {"bot_id": core.bot_id, "app_id": core.app_id, "bot_profile": bot_profile(core)}
    if message.username:
        body["username"] = message.username
    if message.edited:
        body["edited"] = {"user": message.user, "ts": message.edited}
    if message.files:
        body["files"] = [file_json(core, core.state.files[file_id]) for file_id in message.files]
    if metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | thread_fields(core, message)


def thread_fields(core: Core, message: Message) -> Json:
    """Return what a message says about its thread: the root's ts, and on the root the number of replies."""
    if message.thread_ts:
        return {"thread_ts": message.thread_ts}
    replies = replies_to(core.state.channels[message.channel], message.ts)
    return {"thread_ts": message.ts, "reply_count": len(replies)} if replies else {}


def replies_to(channel: Channel, ts: str) -> list[Message]:
    """Return the replies in a thread, oldest first, ephemeral ones left out."""
    replies = [m for m in channel.messages.values() if m.thread_ts == ts and m.ephemeral_for is None]
    return sorted(replies, key=lambda message: micros(message.ts))


def bot_profile(core: Core) -> Json:
    """Return the `bot_profile` object of the app's bot."""
    return {"id": core.bot_id, "app_id": core.app_id, "name": core.state.app.name, "team_id": core.team_id}


def file_json(core: Core, file: File) -> Json:
    """Return a `file` object; its address is served by the workspace itself."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "alt_txt": file.alt_text,
        "size": file.length,
        "mimetype": content_type(file.name),
        "url_private": f"{core.base_url}/files/{file.id}",
        "permalink": f"{core.base_url}/files/{file.id}",
    }


def content_type(name: str) -> str:
    """Return the content type of an image by its name; everything else is plain bytes."""
    return FILE_TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")


def view_json(core: Core, view: View) -> Json:
    """Return a `view` object with the values entered so far."""
    plain: Json = {"type": "plain_text", "text": "", "emoji": True}
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": plain,
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "id": view.id,
        "team_id": core.team_id,
        "app_id": core.app_id,
        "bot_id": core.bot_id,
        "app_installed_team_id": core.team_id,
        "hash": view.hash,
        "state": {"values": view.values},
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }
