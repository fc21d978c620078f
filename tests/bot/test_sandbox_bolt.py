"""An unmodified Bolt app against the local workspace, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ControlClient, LocalWorkspace

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Rank 3*"}}
BUTTONS = {
    "type": "actions",
    "block_id": "choices",
    "elements": [
        {"type": "button", "action_id": "more", "value": "7", "text": {"type": "plain_text", "text": "More"}},
        {
            "type": "static_select",
            "action_id": "pick",
            "options": [
                {"text": {"type": "plain_text", "text": "A"}, "value": "a"},
                {"text": {"type": "plain_text", "text": "B"}, "value": "b"},
            ],
        },
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "report",
    "title": {"type": "plain_text", "text": "Report"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


def build_app(workspace: LocalWorkspace) -> tuple[AsyncApp, list[dict[str, Any]]]:
    """Return a small app, and the list in which it notes what it is sent."""
    seen: list[dict[str, Any]] = []
    client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
    app = AsyncApp(client=client, signing_secret=workspace.signing_secret)

    @app.command("/kirorank")
    async def command(ack: Any, command: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        seen.append(command)
        if command["text"] == "form":
            await ack()
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)
        elif command["text"] == "public":
            await ack(text="for all", response_type="in_channel")
        elif command["text"] == "bad":
            await ack(blocks=[{"type": "nonsense"}], text="x")
        elif command["text"] == "later":
            await ack()
            await respond(text="first")
            await respond(text="second", replace_original=True)
        elif command["text"] == "silent":
            await asyncio.sleep(0.4)
        elif command["text"] == "words":
            await ack("only words")
        else:
            await ack(text="Rank 3", blocks=[SECTION, BUTTONS])

    @app.action("more")
    async def more(ack: Any, body: dict[str, Any], respond: Any) -> None:
        seen.append(body)
        await ack()
        await respond(text="more", replace_original=True)

    @app.action("pick")
    async def pick(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        await ack()

    @app.view("report")
    async def submitted(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        seen.append(body)
        text = view["state"]["values"]["what"]["text"]["value"]
        if text == "bad":
            await ack(response_action="errors", errors={"what": "Say more."})
        elif text == "push":
            await ack(response_action="push", view={**FORM, "callback_id": "second"})
        elif text == "update":
            await ack(response_action="update", view={**FORM, "callback_id": "changed"})
        elif text == "clear":
            await ack(response_action="clear")
        else:
            await ack()

    @app.view_closed(re.compile("report|second|changed"))
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        await ack()

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        seen.append(event)
        view = {"type": "home", "blocks": [SECTION, BUTTONS]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        seen.append(event)
        await say("heard")

    return app, seen


@asynccontextmanager
async def connected(workspace: LocalWorkspace, app: AsyncApp, transport: str) -> AsyncIterator[None]:
    """Connect an app by one of the two transports."""
    if transport == "socket":
        handler: Any = AsyncSocketModeHandler(app, workspace.app_token)
        await handler.connect_async()
        try:
            yield
        finally:
            await handler.close_async()
        return
    async with TestServer(app.web_app("/slack/events")) as server:
        workspace.request_url = str(server.make_url("/slack/events"))
        yield
        workspace.request_url = None


class Scene:
    """A workspace with two people, a channel and a connected app."""

    def __init__(self, workspace: LocalWorkspace, people: ControlClient) -> None:
        self.workspace = workspace
        self.people = people
        self.ana = workspace.add_user(name="ana", real_name="Ana", tz="Europe/Berlin")
        self.ben = workspace.add_user(name="ben", real_name="Ben")
        self.channel = workspace.add_channel("payments", [self.ana, self.ben])
        self.seen: list[dict[str, Any]] = []

    async def last(self, viewer: str | None = None) -> dict[str, Any]:
        """Return the newest message a person sees in the channel."""
        return (await self.people.messages(self.channel, viewer or self.ana))[-1]


@pytest.fixture(params=["socket", "http"])
async def scene(request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """Yield a scene over each transport."""
    async with LocalWorkspace(seed=11) as workspace, ControlClient(workspace.url) as people:
        found = Scene(workspace, people)
        app, found.seen = build_app(workspace)
        async with connected(workspace, app, request.param):
            yield found


async def test_a_command_is_answered_in_its_acknowledgement(scene: Scene) -> None:
    """The blocks of an acknowledgement become a message that only the person who typed sees."""
    answer = await scene.people.command(scene.ana, scene.channel, "me")
    assert (answer["ok"], answer["status"]) == (True, 200)
    assert answer["response"]["text"] == "Rank 3"
    message = await scene.last()
    assert message["ephemeral"] is True
    assert [block["type"] for block in message["blocks"]] == ["section", "actions"]
    assert await scene.people.messages(scene.channel, scene.ben) == []


async def test_a_command_carries_slack_fields(scene: Scene) -> None:
    """The payload has the fields of Slack's documentation, with names escaped."""
    await scene.people.command(scene.ana, scene.channel, "user @ben. in #payments")
    sent = scene.seen[0]
    assert sent["text"] == f"user <@{scene.ben}|ben>. in <#{scene.channel}|payments>"
    assert (sent["user_id"], sent["user_name"], sent["channel_id"]) == (scene.ana, "ana", scene.channel)
    assert (sent["team_id"], sent["command"]) == (scene.workspace.team_id, "/kirorank")
    assert sent["channel_name"] == "payments"
    assert sent["response_url"].startswith(f"{scene.workspace.url}/commands/{scene.workspace.team_id}/")
    assert sent["trigger_id"].count(".") == 2


async def test_a_public_answer_shows_the_command_too(scene: Scene) -> None:
    """With in_channel everybody sees the typed command and the answer."""
    await scene.people.command(scene.ana, scene.channel, "public")
    seen = await scene.people.messages(scene.channel, scene.ben)
    assert [(message["user"], message["text"]) for message in seen] == [
        (scene.ana, "/kirorank public"),
        (scene.workspace.bot_user_id, "for all"),
    ]


async def test_plain_words_are_an_answer(scene: Scene) -> None:
    """An acknowledgement of text alone becomes an ephemeral message."""
    await scene.people.command(scene.ana, scene.channel, "words")
    assert (await scene.last())["text"] == "only words"


async def test_refused_blocks_show_as_an_error(scene: Scene) -> None:
    """Blocks that Slack refuses never show; Slackbot tells the person of the failure."""
    answer = await scene.people.command(scene.ana, scene.channel, "bad")
    assert (answer["ok"], answer["error"]) == (False, "invalid_command_response")
    assert answer["details"]["errors"] == ["unsupported type: nonsense [json-pointer:/blocks/0/type]"]
    message = await scene.last()
    assert (message["username"], message["ephemeral"]) == ("Slackbot", True)
    assert "invalid_command_response" in message["text"]


async def test_a_response_url_replaces_its_first_answer(scene: Scene) -> None:
    """respond() posts, and respond(replace_original) puts another text in the same place."""
    await scene.people.command(scene.ana, scene.channel, "later")

    async def replaced() -> bool:
        return [m["text"] for m in await scene.people.messages(scene.channel, scene.ana)] == ["second"]

    assert await scene.people.until(replaced)


async def test_an_app_that_is_too_slow_times_out(scene: Scene) -> None:
    """Without an acknowledgement in time the person reads operation_timeout."""
    scene.workspace.ack_seconds = 0.15
    answer = await scene.people.command(scene.ana, scene.channel, "silent")
    assert (answer["ok"], answer["error"]) == (False, "operation_timeout")
    assert "operation_timeout" in (await scene.last())["text"]
    await asyncio.sleep(0.4)


async def test_a_press_replaces_the_ephemeral_message(scene: Scene) -> None:
    """A button's listener gets value, response URL and container, and its answer replaces the message."""
    await scene.people.command(scene.ana, scene.channel, "me")
    message = await scene.last()
    assert (await scene.people.press(scene.ana, scene.channel, message["ts"], "more"))["ok"] is True

    async def replaced() -> bool:
        return bool((await scene.last())["text"] == "more")

    assert await scene.people.until(replaced)
    body = scene.seen[-1]
    assert body["type"] == "block_actions"
    assert body["actions"][0]["value"] == "7"
    assert body["actions"][0]["block_id"] == "choices"
    assert body["container"]["is_ephemeral"] is True
    # Slack does not send the text of an ephemeral message back.
    assert "message" not in body


async def test_a_menu_sends_its_option_and_keeps_it_in_the_state(scene: Scene) -> None:
    """A select is chosen by value alone; the whole option arrives, in the action and in the state."""
    await scene.people.command(scene.ana, scene.channel, "me")
    ts = (await scene.last())["ts"]
    await scene.people.press(scene.ana, scene.channel, ts, "pick", selected_option="b")
    body = scene.seen[-1]
    assert body["actions"][0]["selected_option"]["text"]["text"] == "B"
    assert body["state"]["values"]["choices"]["pick"]["selected_option"]["value"] == "b"


async def open_form(scene: Scene) -> dict[str, Any]:
    """Open the form and return it."""
    await scene.people.command(scene.ana, scene.channel, "form")
    modal: dict[str, Any] = await scene.people.until(lambda: scene.people.modal(scene.ana))
    return modal


async def fill(scene: Scene, view_id: str, text: str) -> dict[str, Any]:
    """Submit the form with a text."""
    values = {"what": {"text": {"type": "plain_text_input", "value": text}}}
    return await scene.people.post("submit", user=scene.ana, view_id=view_id, values=values)


async def test_a_modal_is_opened_and_submitted(scene: Scene) -> None:
    """A submitted modal closes, and the app gets what was typed."""
    modal = await open_form(scene)
    assert await fill(scene, modal["id"], "shipped it") == {"ok": True, "status": 200}
    assert scene.seen[-1]["view"]["state"]["values"]["what"]["text"]["value"] == "shipped it"
    assert await scene.people.modal(scene.ana) is None


async def test_errors_keep_a_modal_open(scene: Scene) -> None:
    """response_action errors comes back to the person and leaves the form where it is."""
    modal = await open_form(scene)
    assert (await fill(scene, modal["id"], "bad"))["errors"] == {"what": "Say more."}
    assert await scene.people.modal(scene.ana) is not None


async def test_a_required_input_is_not_sent_empty(scene: Scene) -> None:
    """Slack's client asks for a required field itself; the app hears nothing."""
    modal = await open_form(scene)
    heard = len(scene.seen)
    answer = await fill(scene, modal["id"], "")
    assert answer == {"ok": False, "errors": {"what": "This field is required."}}
    assert len(scene.seen) == heard


async def test_a_submission_can_push_update_and_clear(scene: Scene) -> None:
    """The three other response actions change the stack of modals."""
    modal = await open_form(scene)
    await fill(scene, modal["id"], "push")
    pushed = await scene.people.modal(scene.ana)
    assert pushed is not None
    assert (pushed["callback_id"], pushed["previous_view_id"]) == ("second", modal["id"])
    await scene.people.post("close", user=scene.ana, view_id=pushed["id"])
    await fill(scene, modal["id"], "update")
    updated = await scene.people.modal(scene.ana)
    assert updated is not None
    assert (updated["id"], updated["callback_id"]) == (modal["id"], "changed")
    await scene.people.post("close", user=scene.ana, view_id=modal["id"], clear=True)
    modal = await open_form(scene)
    await fill(scene, modal["id"], "clear")
    assert await scene.people.modal(scene.ana) is None


async def test_the_app_hears_that_a_modal_was_closed(scene: Scene) -> None:
    """notify_on_close sends view_closed."""
    modal = await open_form(scene)
    assert (await scene.people.post("close", user=scene.ana, view_id=modal["id"]))["ok"] is True
    assert (scene.seen[-1]["type"], scene.seen[-1]["is_cleared"]) == ("view_closed", False)


async def test_home_is_published_when_it_is_opened(scene: Scene) -> None:
    """Opening Home sends the event, waits for the view, and buttons on it work."""
    answer = await scene.people.post("home", user=scene.ana)
    assert answer["view"]["blocks"][0]["text"]["text"] == "*Rank 3*"
    assert scene.seen[-1]["tab"] == "home"
    pressed = await scene.people.press_in_view(scene.ana, answer["view"]["id"], "pick", selected_option="a")
    assert pressed["ok"] is True
    assert scene.seen[-1]["container"] == {"type": "view", "view_id": answer["view"]["id"]}
    again = await scene.people.post("home", user=scene.ana)
    assert again["view"]["hash"] != answer["view"]["hash"]


async def test_a_subscribed_app_hears_messages(scene: Scene) -> None:
    """A message reaches the app only when its manifest subscribed to that kind."""
    await scene.people.post("message", user=scene.ana, channel=scene.channel, text="anyone?")
    assert scene.seen == []
    scene.workspace.configure_app(events=["message.channels"])
    await scene.people.post("message", user=scene.ana, channel=scene.channel, text="hello @ben")

    async def answered() -> bool:
        return bool((await scene.last())["text"] == "heard")

    assert await scene.people.until(answered)
    assert scene.seen[-1]["text"] == f"hello <@{scene.ben}|ben>"


async def test_a_synchronous_app_is_served_too() -> None:
    """Bolt's synchronous App with its own websocket client answers a command."""
    async with LocalWorkspace(seed=13) as workspace, ControlClient(workspace.url) as people:
        found = Scene(workspace, people)

        def connect() -> Any:
            client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
            app = App(client=client, signing_secret=workspace.signing_secret)

            @app.command("/kirorank")
            def command(ack: Any) -> None:
                ack(text="from a thread")

            handler: Any = SocketModeHandler(app, workspace.app_token)
            handler.connect()
            return handler

        handler = await asyncio.to_thread(connect)
        assert (await people.command(found.ana, found.channel))["response"]["text"] == "from a thread"
        # Three seconds: the client's own reading timeout.
        await asyncio.to_thread(handler.close)


async def test_bolt_survives_a_refresh_of_its_connection() -> None:
    """When Slack refreshes the connection, Bolt comes back by itself and commands work again."""
    async with LocalWorkspace(seed=12) as workspace, ControlClient(workspace.url) as people:
        found = Scene(workspace, people)
        app, found.seen = build_app(workspace)
        workspace.ack_seconds = 0.5
        async with connected(workspace, app, "socket"):
            await people.post("sockets", disconnect="refresh_requested")

            async def works() -> bool:
                return bool((await people.command(found.ana, found.channel, "me"))["ok"])

            assert await people.until(works, seconds=15)


async def test_a_command_nobody_declared_is_refused_by_slackbot(scene: Scene) -> None:
    """The app is not asked about commands its manifest does not have."""
    answer = await scene.people.command(scene.ana, scene.channel, "", "/unknown")
    assert (answer["ok"], answer["error"]) == (False, "unknown_command")
    assert (await scene.last())["text"] == "/unknown is not a valid command."


async def test_the_log_shows_both_directions(scene: Scene) -> None:
    """The log has what was sent to the app and what the app called, without any token."""
    await open_form(scene)
    entries = (await scene.people.get("log"))["entries"]
    assert {entry["direction"] for entry in entries} == {"to_app", "to_slack"}
    assert {"slash_commands:/kirorank", "views.open"} <= {entry["name"] for entry in entries}
    assert scene.workspace.bot_token not in str(entries)
