"""Reads a Slack app manifest into the workspace's configuration of the app."""

from __future__ import annotations

from typing import Any

from bot.sandbox.model import AppConfig

ALL_SCOPES = frozenset({
    "commands", "chat:write", "chat:write.public", "chat:write.customize", "im:write", "im:read", "im:history",
    "users:read", "users:read.email", "users.profile:read", "usergroups:read", "files:write", "files:read",
    "channels:read", "channels:join", "channels:history", "groups:read", "groups:history", "reactions:write",
})  # fmt: skip
DEFAULT_EVENTS = frozenset({"app_home_opened", "app_uninstalled", "tokens_revoked"})
DEFAULT_COMMAND = {
    "command": "/kirorank",
    "description": "Your AI-tool rank, team rank, badges",
    "usage_hint": "[me|team|top|badges|privacy|help]",
    "should_escape": True,
}


def default_config() -> AppConfig:
    """Return the configuration of an app that asked for every scope the workspace knows."""
    return AppConfig(commands=[dict(DEFAULT_COMMAND)], scopes=ALL_SCOPES, events=DEFAULT_EVENTS)


def read_manifest(manifest: dict[str, Any]) -> AppConfig:
    """Return the configuration `manifest` describes; raises ValueError when it lacks the app's name."""
    name = manifest.get("display_information", {}).get("name")
    if not name:
        raise ValueError("The manifest has no display_information.name, which Slack requires.")
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    settings = manifest.get("settings", {})
    return AppConfig(
        name=name,
        commands=[checked_command(entry) for entry in features.get("slash_commands", [])],
        scopes=frozenset(scopes.get("bot", [])) | frozenset(scopes.get("bot_optional", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        home_enabled=bool(home.get("home_tab_enabled", False)),
        messages_tab_enabled=bool(home.get("messages_tab_enabled", False)),
        interactivity_enabled=bool(settings.get("interactivity", {}).get("is_enabled", False)),
    )


def checked_command(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a slash command's declaration with every key; raises ValueError for a bad name."""
    name = str(entry.get("command", ""))
    if not name.startswith("/") or not 2 <= len(name) <= 32:
        raise ValueError(f"A slash command starts with / and has 2 to 32 characters; this one is {name!r}.")
    return {
        "command": name,
        "description": entry.get("description", ""),
        "usage_hint": entry.get("usage_hint", ""),
        "should_escape": bool(entry.get("should_escape", False)),
    }
