"""The local workspace's log, watchers, manifest and payloads: who hears of what, and what is never shown."""

from __future__ import annotations

from typing import Any

import pytest

from bot.manifest import SCOPES, manifest
from bot.sandbox import Clock, payloads
from bot.sandbox.changes import Changes
from bot.sandbox.escaping import escape
from bot.sandbox.manifest import checked_command, default_config, read_manifest
from bot.sandbox.request_log import RequestLog, masked
from bot.sandbox.views_store import open_view
from tests.bot.sandbox_call_help import Bench

MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace without a server."""
    return Bench()


@pytest.fixture
def log() -> RequestLog:
    """A log with room for three exchanges."""
    return RequestLog(Clock(), Changes(), capacity=3)


def test_the_log_keeps_the_newest(log: RequestLog) -> None:
    """The oldest exchange makes room, and the numbers tell that something is missing."""
    for number in range(5):
        log.add("to_slack", f"m{number % 2}", {}, {}, 200, 1.23456)
    assert [entry["n"] for entry in log.entries()] == [3, 4, 5]
    assert [entry["n"] for entry in log.entries(2)] == [4, 5]
    assert [entry["n"] for entry in log.named("m0")] == [3, 5]
    assert (log.entries(0), len(log.entries(99))) == ([], 3)
    assert log.entries()[0]["duration_ms"] == 1.23


def test_a_cleared_log_counts_on(log: RequestLog) -> None:
    """A number is given once, so that a reader can ask for what is new."""
    log.add("to_app", "event", {}, None, 200, 0.0)
    log.clear()
    assert log.entries() == []
    log.add("to_app", "event", {}, None, 200, 0.0)
    assert log.entries()[0]["n"] == 2


@pytest.mark.parametrize("key", ["token", "Authorization", "CLIENT_SECRET", "signing_secret", "X-Slack-Signature"])
def test_secrets_are_masked_by_their_key(key: str) -> None:
    """Whatever a secret's key holds, and however the key is written, it is not shown."""
    assert masked({"outer": ({key: {"deep": "v0=abc"}},)}) == {"outer": [{key: "***"}]}


@pytest.mark.parametrize("token", ["xoxb-1-a", "xoxp-1.b", "xoxe-1_c", "xapp-1-A0-d"])
def test_every_kind_of_token_is_masked_in_text(token: str) -> None:
    """Tokens vanish from running text and the words around them stay."""
    assert masked(f"Bearer {token} sent") == "Bearer *** sent"


def test_masking_leaves_the_original_alone() -> None:
    """The log shows a copy; the exchange itself still has its token."""
    request = {"token": "xoxb-1", "list": ["xoxb-2", 3, None]}
    assert masked(request) == {"token": "***", "list": ["***", 3, None]}
    assert request == {"token": "xoxb-1", "list": ["xoxb-2", 3, None]}


async def test_watchers_hear_what_concerns_them() -> None:
    """A change for one person reaches that person and whoever watches for everybody, and the end reaches all."""
    changes = Changes()
    async with changes.watch("U1") as hers, changes.watch("U2") as his, changes.watch(None) as every:
        changes.publish("message", channel="C1", user="U1")
        changes.publish("app")
        changes.end()
        heard = [[queue.get_nowait() for _ in range(queue.qsize())] for queue in (hers, his, every)]
    message, app = {"kind": "message", "channel": "C1"}, {"kind": "app", "channel": None}
    assert heard == [[message, app, None], [app, None], [message, app, None]]


async def test_who_stops_watching_hears_nothing_more() -> None:
    """A queue gets no changes after its block has ended, also when it ended with a failure."""
    changes = Changes()
    with pytest.raises(RuntimeError):
        async with changes.watch(None) as queue:
            raise RuntimeError
    changes.publish("app")
    assert queue.empty()


def test_a_bare_manifest_asks_for_nothing() -> None:
    """What a manifest leaves out is off: no commands, scopes or events, no tabs, no interactivity."""
    app = read_manifest({"display_information": {"name": "Bare"}})
    assert (app.commands, app.scopes, app.events) == ([], frozenset(), frozenset())
    assert (app.home_enabled, app.messages_tab_enabled, app.interactivity_enabled) == (False, False, False)


def test_the_bots_own_manifest_is_what_the_workspace_enforces(bench: Bench) -> None:
    """Once it is installed the app has its scopes and no more, and the bot has its name."""
    bench.workspace.install(manifest())
    assert bench.core.scopes_of(bench.core.tokens[bench.workspace.bot_token]) == frozenset(SCOPES)
    assert bench.refused("users.list").extra["needed"] == "users:read"
    assert (bench.core.state.bot.name, bench.core.state.bot.real_name) == ("kirorank", "KiroRank")


def test_every_workspace_has_its_own_configuration() -> None:
    """Changing one app's command leaves the next workspace's as it was."""
    default_config().commands[0]["command"] = "/other"
    assert default_config().command("/kirorank") is not None


@pytest.mark.parametrize("name", ["/a", "/" + "x" * 31])
def test_a_command_is_completed(name: str) -> None:
    """The shortest and the longest name are taken, and what is not declared is empty or off."""
    assert checked_command({"command": name, "url": "https://a.example"}) == {
        "command": name,
        "description": "",
        "usage_hint": "",
        "should_escape": False,
    }


def test_a_direct_message_has_no_name_to_mention(bench: Bench) -> None:
    """Typing the name that direct messages carry inside refers to nothing, while a person is found in any case."""
    bench.core.state.direct_message(bench.ana)
    assert escape(bench.core.state, "#directmessage") == "#directmessage"
    assert escape(bench.core.state, "ask @ANA-") == f"ask <@{bench.ana}|ANA>-"


def test_a_command_carries_ways_to_answer(bench: Bench) -> None:
    """Its trigger and its response URL are its own, and belong to whoever typed it and where."""
    ana, channel = bench.core.state.users[bench.ana], bench.channel()
    payload, response = payloads.slash_command(bench.core, ana, channel, "/kirorank", "me")
    key = payload["response_url"].split(f"/commands/{bench.core.team_id}/")[1]
    assert bench.core.permits.find_response(key) is response
    assert bench.core.permits.find_trigger(payload["trigger_id"]).user == bench.ana
    assert (response.user, response.channel, response.original) == (bench.ana, bench.general, None)
    direct = bench.core.state.direct_message(bench.ana)
    named, _ = payloads.slash_command(bench.core, ana, direct, "/kirorank", "me")
    assert (payload["channel_name"], named["channel_name"]) == ("general", "directmessage")


@pytest.mark.parametrize("ephemeral", [True, False])
def test_an_ephemeral_message_is_not_repeated(bench: Bench, ephemeral: bool) -> None:
    """A press on a message carries the message unless only one person sees it, and may answer in its place."""
    reader = bench.ana if ephemeral else None
    message = bench.core.state.post(bench.channel(), bench.core.state.bot.id, text="hi", ephemeral_for=reader)
    user = bench.core.state.users[bench.ana]
    payload = payloads.message_action(bench.core, user, message, {"action_id": "go"}, {})
    key = payload["response_url"].split(f"/actions/{bench.core.team_id}/")[1]
    assert ("message" in payload, payload["container"]["is_ephemeral"]) == (not ephemeral, ephemeral)
    assert bench.core.permits.find_response(key).original == message.ts


def test_a_press_in_a_modal_may_push_another(bench: Bench) -> None:
    """The trigger of a press in a modal knows the modal, and there is no response URL."""
    view = open_view(bench.core.state, bench.ana, MODAL)
    payload = payloads.view_action(bench.core, bench.core.state.users[bench.ana], view, {"action_id": "go"})
    assert bench.core.permits.find_trigger(payload["trigger_id"]).view == view.id
    assert "response_url" not in payload


def test_a_closed_modal_gives_no_trigger(bench: Bench) -> None:
    """Closing tells the app what was closed and lets it open nothing."""
    view = open_view(bench.core.state, bench.ana, MODAL)
    payload = payloads.view_closed(bench.core, bench.core.state.users[bench.ana], view, is_cleared=True)
    assert (payload["type"], payload["view"]["id"], payload["is_cleared"]) == ("view_closed", view.id, True)
    assert "trigger_id" not in payload


def test_events_are_told_apart(bench: Bench) -> None:
    """Two events alike have different ids, and an event's body is left as it was."""
    body: dict[str, Any] = {"type": "app_home_opened", "user": bench.ana}
    first, second = (payloads.event(bench.core, body) for _ in range(2))
    assert first["event_id"] != second["event_id"]
    assert first["event"]["user"] == bench.ana
    assert int(float(first["event"]["event_ts"])) == first["event_time"]
    assert "event_ts" not in body
