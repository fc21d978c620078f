"""The manifest: Slack takes it, and it asks for what the bot uses and no more."""

from __future__ import annotations

import re
from pathlib import Path

from bot.manifest import SCOPES, manifest
from bot.sandbox import LocalWorkspace
from commands._dispatch import subcommands


def test_the_workspace_installs_it_both_ways() -> None:
    """With an address and without one, the manifest is one that Slack would take."""
    for url in (None, "https://kirorank.example.com/"):
        LocalWorkspace().install(manifest(url))


def test_an_address_is_where_slack_calls() -> None:
    """With an address commands and buttons go there; without one the app opens a socket."""
    called, opened = manifest("https://k.example.com/"), manifest()

    assert called["features"]["slash_commands"][0]["url"] == "https://k.example.com/slack/events"
    assert called["settings"]["interactivity"]["request_url"] == "https://k.example.com/slack/events"
    assert (called["settings"]["socket_mode_enabled"], opened["settings"]["socket_mode_enabled"]) == (False, True)


def test_people_and_direct_messages_work() -> None:
    """Mentions arrive as ids, and the messages tab is open: without it badge messages are refused."""
    features = manifest()["features"]

    assert features["slash_commands"][0]["should_escape"] is True
    assert features["app_home"]["messages_tab_enabled"] is True
    assert all(word in features["slash_commands"][0]["usage_hint"] for word in subcommands())


def test_every_scope_is_explained_where_it_is_asked_for() -> None:
    """An administrator can read why each is needed, next to the list; history reaches private channels too."""
    source = (Path(__file__).parents[2] / "bot" / "manifest.py").read_text()
    comment = " ".join(re.findall(r"^# (.*)$", source, re.MULTILINE))

    assert {"channels:history", "groups:history", "im:history"} <= set(SCOPES)
    assert all(scope in comment or f"{scope.split(':')[0]}:" in comment for scope in SCOPES)
