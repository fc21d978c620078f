"""Builds what Slack sends to an app: slash commands, interactions and events."""

from __future__ import annotations

import time

from bot.sandbox.core import Core
from bot.sandbox.model import Channel, Json, Message, User, View
from bot.sandbox.permits import ResponseUrl
from bot.sandbox.wire import message_json, view_json

LEGACY_TOKEN = "verification-token-not-used"  # noqa: S105  (Slack's obsolete field; it protects nothing)


def slash_command(core: Core, user: User, channel: Channel, command: str, text: str) -> tuple[Json, ResponseUrl]:
    """Return a slash command's payload and the response URL that it carries."""
    response = ResponseUrl(user.id, channel.id, core.clock.now())
    payload = {
        "token": LEGACY_TOKEN,
        "team_id": core.team_id,
        "team_domain": core.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": core.app_id,
        "is_enterprise_install": "false",
        "response_url": response_address(core, "commands", response),
        "trigger_id": core.permits.issue_trigger(user.id),
    }
    return payload, response


def message_action(core: Core, user: User, message: Message, action: Json, values: Json) -> Json:
    """Return the block_actions payload of a press on a message."""
    channel = core.state.channels[message.channel]
    ephemeral = message.ephemeral_for is not None
    response = ResponseUrl(user.id, channel.id, core.clock.now(), original=message.ts, thread_ts=message.thread_ts)
    payload = {
        **common(core, "block_actions", user),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "trigger_id": core.permits.issue_trigger(user.id),
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": values},
        "response_url": response_address(core, "actions", response),
        "actions": [action],
    }
    # Slack leaves out the message itself when it is ephemeral.
    return payload if ephemeral else payload | {"message": message_json(core, message, metadata=True)}


def view_action(core: Core, user: User, view: View, action: Json) -> Json:
    """Return the block_actions payload of a press in a modal or on the Home tab."""
    return {
        **common(core, "block_actions", user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": core.permits.issue_trigger(user.id, view.id),
        "view": view_json(core, view),
        "actions": [action],
    }


def view_submission(core: Core, user: User, view: View) -> Json:
    """Return the payload of a submitted modal."""
    return {
        **common(core, "view_submission", user),
        "trigger_id": core.permits.issue_trigger(user.id, view.id),
        "view": view_json(core, view),
        "response_urls": [],
    }


def view_closed(core: Core, user: User, view: View, is_cleared: bool) -> Json:
    """Return the payload of a modal that was closed without being submitted."""
    return {**common(core, "view_closed", user), "view": view_json(core, view), "is_cleared": is_cleared}


def event(core: Core, body: Json) -> Json:
    """Return the outer payload of an event."""
    moment = core.clock.now().timestamp()
    return {
        "token": LEGACY_TOKEN,
        "team_id": core.team_id,
        "api_app_id": core.app_id,
        "event": {**body, "event_ts": f"{moment:.6f}"},
        "type": "event_callback",
        "event_id": core.state.fresh("Ev"),
        "event_time": int(moment),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": core.team_id,
                "user_id": core.state.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def common(core: Core, kind: str, user: User) -> Json:
    """Return the fields that every interaction has."""
    return {
        "type": kind,
        "team": {"id": core.team_id, "domain": core.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": core.team_id},
        "api_app_id": core.app_id,
        "token": LEGACY_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
        "action_ts": f"{time.time():.6f}",
    }


def response_address(core: Core, family: str, response: ResponseUrl) -> str:
    """Return the full address of a new response URL."""
    return f"{core.base_url}/{family}/{core.team_id}/{core.permits.issue_response(response)}"
