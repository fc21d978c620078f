"""The Slack app manifest: the command, the least scopes that the features need, and how Slack reaches the bot."""

from __future__ import annotations

from typing import Any

from commands._dispatch import subcommands

# commands: /kirorank · chat:write: digests and badges · im:write: open the DM of a badge ·
# channels:, groups: (private channels) and im:history: find out whether a message arrived before it is sent again.
SCOPES = ("commands", "chat:write", "im:write", "channels:history", "groups:history", "im:history")


def manifest(url: str | None = None) -> dict[str, Any]:
    """The manifest (schema 1.0). With a public `url` Slack calls us there; without one the bot opens a socket."""
    endpoint = f"{url.rstrip('/')}/slack/events" if url else None
    command: dict[str, Any] = {
        "command": "/kirorank",
        "description": "Your rank by kept work, your team's, your badges",
        "usage_hint": f"[{'|'.join(subcommands())}]",
        "should_escape": True,
    }
    interactivity: dict[str, Any] = {"is_enabled": True}
    if endpoint:
        command["url"] = interactivity["request_url"] = endpoint
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "KiroRank",
            "description": "A good-natured game in which the only way up is work that stayed.",
        },
        "features": {
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True},
            "bot_user": {"display_name": "KiroRank", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": interactivity,
            "org_deploy_enabled": True,
            "socket_mode_enabled": endpoint is None,
            "token_rotation_enabled": False,
        },
    }
