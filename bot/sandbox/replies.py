"""Turns what an app answers, in its acknowledgement or through a response URL, into messages."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Json, Message
from bot.sandbox.permits import ResponseUrl
from bot.sandbox.posting import check_content
from bot.sandbox.state import SLACKBOT


def apply_reply(core: Core, response: ResponseUrl, body: Any) -> None:
    """Post, replace or delete as `body` says; raises a SlackError when its content is refused."""
    if not isinstance(body, dict):
        body = {"text": str(body)}
    if body.get("delete_original") is True:
        delete_original(core, response)
        return
    attachments = body.get("attachments") or []
    check_content(str(body.get("text") or ""), body.get("blocks"), attachments)
    original = core.state.channels[response.channel].messages.get(response.original or "")
    if body.get("replace_original") is True and original is not None:
        replace(core, original, body)
    else:
        post(core, response, body)


def post(core: Core, response: ResponseUrl, body: Json) -> None:
    """Post the reply for its reader alone, or for the channel."""
    public = body.get("response_type") == "in_channel"
    message = core.state.post(
        core.state.channels[response.channel],
        core.state.bot.id,
        text=str(body.get("text") or ""),
        blocks=body.get("blocks") or [],
        attachments=body.get("attachments") or [],
        thread_ts=body.get("thread_ts") or response.thread_ts,
        ephemeral_for=None if public else response.user,
    )
    # The first answer to a command is what its response URL may later replace.
    response.original = response.original or message.ts


def replace(core: Core, original: Message, body: Json) -> None:
    """Put the reply in the place of the message it answers."""
    state = core.state
    original.text = str(body.get("text") or "")
    original.blocks = state.with_ids(body.get("blocks") or [])
    original.attachments = body.get("attachments") or []
    original.metadata = body.get("metadata") or original.metadata
    if original.ephemeral_for is None:
        original.edited = state.next_ts(state.channels[original.channel])
    state.tell_message(original)


def delete_original(core: Core, response: ResponseUrl) -> None:
    """Remove the message a response URL belongs to, if it is still there."""
    message = core.state.channels[response.channel].messages.pop(response.original or "", None)
    if message is not None:
        core.state.tell_message(message)


def slackbot_says(core: Core, user: str, channel: str, text: str) -> None:
    """Tell one person, as Slackbot, what went wrong."""
    core.state.post(core.state.channels[channel], SLACKBOT, text=text, ephemeral_for=user)


async def handle_response_url(core: Core, request: web.Request) -> web.StreamResponse:
    """Answer a POST to a response URL; at most five in thirty minutes are taken."""
    raw = await request.text()
    if request.content_type == "application/x-www-form-urlencoded":
        raw = str((await request.post()).get("payload", ""))
    key = f"{request.match_info['app']}/{request.match_info['key']}"
    try:
        body = parsed(raw)
        response = core.permits.find_response(key)
        apply_reply(core, response, body)
    except SlackError as error:
        status = error.status if error.status != 200 else 400
        core.log.add("to_slack", "response_url", raw, error.body(), status, 0.0)
        return web.json_response(error.body(), status=status)
    response.uses += 1
    core.log.add("to_slack", "response_url", body, {"ok": True}, 200, 0.0)
    return web.Response(text="ok")


def parsed(raw: str) -> Json:
    """Return a response URL's body; raises invalid_payload unless it is a JSON object."""
    try:
        body = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
