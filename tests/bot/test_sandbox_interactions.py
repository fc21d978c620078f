"""What people do, seen from the app's side of the wire: the payloads of presses, forms and events, key by key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ControlClient, ControlError, LocalWorkspace

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    """Return an option."""
    return {"text": plain(value.upper()), "value": value}


BLOCKS: list[Json] = [
    {
        "type": "section",
        "block_id": "top",
        "text": plain("Choose"),
        "accessory": {"type": "overflow", "action_id": "menu", "options": [option("a"), option("b")]},
    },
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1", "style": "primary"},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"},
            {"type": "users_select", "action_id": "who"},
            {"type": "checkboxes", "action_id": "boxes", "options": [option("x"), option("y")]},
        ],
    },
    {
        "type": "card",
        "block_id": "card",
        "title": plain("Badge"),
        "actions": [{"type": "button", "action_id": "show", "text": plain("Show")}],
    },
]
FORM: Json = {
    "type": "modal",
    "title": plain("Form"),
    "submit": plain("Send"),
    "callback_id": "form",
    "private_metadata": "kept",
    "blocks": [
        {
            "type": "input",
            "block_id": "kind",
            "dispatch_action": True,
            "label": plain("Kind"),
            "element": {"type": "static_select", "action_id": "pick", "options": [option("win"), option("recipe")]},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": plain("Note"),
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
    ],
}


class Stage:
    """A workspace, its clients, and everything the app was sent."""

    def __init__(self, workspace: LocalWorkspace, people: ControlClient) -> None:
        self.workspace = workspace
        self.people = people
        self.slack = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)
        self.ana = workspace.add_user(name="ana")
        self.ben = workspace.add_user(name="ben")
        self.channel = workspace.add_channel("general", [self.ana, self.ben])
        self.sent: list[Json] = []
        self.reply: Json = {}

    async def receive(self, request: web.Request) -> web.Response:
        """Keep a payload and answer with `reply`."""
        body = (await request.read()).decode()
        if request.content_type == "application/json":
            self.sent.append(json.loads(body))
        else:
            fields = {key: values[0] for key, values in parse_qs(body).items()}
            self.sent.append(json.loads(fields["payload"]) if "payload" in fields else fields)
        return web.json_response(self.reply) if self.reply else web.Response()

    async def post(self) -> str:
        """Post the blocks for everybody and return their ts."""
        posted = await self.slack.chat_postMessage(channel=self.channel, text="Choose", blocks=BLOCKS)
        return str(posted["ts"])

    async def open_form(self) -> str:
        """Open the form for Ana and return its id."""
        trigger = self.workspace.core.permits.issue_trigger(self.ana)
        return str((await self.slack.views_open(trigger_id=trigger, view=FORM))["view"]["id"])


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Yield a stage whose app is a hand-written receiver."""
    async with LocalWorkspace(seed=21) as workspace, ControlClient(workspace.url) as people:
        found = Stage(workspace, people)
        application = web.Application()
        application.router.add_post("/slack/events", found.receive)
        async with TestServer(application) as server:
            workspace.request_url = str(server.make_url("/slack/events"))
            yield found


async def test_a_press_on_a_public_message_carries_the_message(stage: Stage) -> None:
    """Who, where, what, and the message itself with its blocks; metadata too."""
    ts = await stage.post()
    await stage.people.press(stage.ben, stage.channel, ts, "go")
    body = stage.sent[0]
    assert body["user"] == {"id": stage.ben, "username": "ben", "name": "ben", "team_id": stage.workspace.team_id}
    assert body["channel"] == {"id": stage.channel, "name": "general"}
    assert body["container"]["is_ephemeral"] is False
    assert (body["message"]["ts"], body["message"]["text"]) == (ts, "Choose")
    action = body["actions"][0]
    assert (action["type"], action["value"], action["style"]) == ("button", "1", "primary")
    assert action["text"]["text"] == "Go"


@pytest.mark.parametrize(
    ("action_id", "given", "expected"),
    [
        ("menu", {"selected_option": "b"}, {"type": "overflow", "selected_option": option("b")}),
        ("day", {"selected_date": "2026-12-01"}, {"selected_date": "2026-12-01"}),
        ("who", {"selected_user": "U1"}, {"selected_user": "U1"}),
        ("boxes", {"selected_options": ["y", "x"]}, {"selected_options": [option("y"), option("x")]}),
        ("show", {}, {"block_id": "card", "type": "button"}),
    ],
)
async def test_each_element_sends_its_own_kind_of_value(
    stage: Stage, action_id: str, given: Json, expected: Json
) -> None:
    """Menus, pickers, boxes and buttons in cards arrive with the keys Slack gives them."""
    ts = await stage.post()
    assert (await stage.people.press(stage.ana, stage.channel, ts, action_id, **given))["ok"] is True
    action = stage.sent[0]["actions"][0]
    assert expected.items() <= action.items()
    assert action["action_id"] == action_id


async def test_the_state_of_a_message_is_each_persons_own(stage: Stage) -> None:
    """What Ana chose is in Ana's next payload and not in Ben's."""
    ts = await stage.post()
    await stage.people.press(stage.ana, stage.channel, ts, "day", selected_date="2026-12-24")
    await stage.people.press(stage.ana, stage.channel, ts, "go")
    await stage.people.press(stage.ben, stage.channel, ts, "go")
    days = [body["state"]["values"]["row"]["day"]["selected_date"] for body in stage.sent]
    assert days == ["2026-12-24", "2026-12-24", "2026-11-23"]


async def test_nobody_presses_what_they_cannot_see(stage: Stage) -> None:
    """Another's ephemeral message, and an element that is not there, are bad input."""
    posted = await stage.slack.chat_postEphemeral(channel=stage.channel, user=stage.ana, text="Choose", blocks=BLOCKS)
    with pytest.raises(ControlError, match="no message"):
        await stage.people.press(stage.ben, stage.channel, posted["message_ts"], "go")
    with pytest.raises(ControlError, match="action_id 'gone'"):
        await stage.people.press(stage.ana, stage.channel, posted["message_ts"], "gone")
    assert stage.sent == []


async def test_a_field_that_dispatches_updates_the_form(stage: Stage) -> None:
    """A change inside a modal reaches the app with the view's state, and what was chosen stays after an update."""
    view_id = await stage.open_form()
    await stage.people.press_in_view(stage.ana, view_id, "pick", selected_option="recipe")
    body = stage.sent[0]
    assert body["view"]["state"]["values"]["kind"]["pick"]["selected_option"] == option("recipe")
    assert body["view"]["private_metadata"] == "kept"
    assert "response_url" not in body
    await stage.slack.views_update(view_id=view_id, view={**FORM, "title": plain("Changed")})
    modal = await stage.people.modal(stage.ana)
    assert modal is not None
    assert modal["title"]["text"] == "Changed"
    assert modal["state"]["values"]["kind"]["pick"]["selected_option"] == option("recipe")


async def test_a_form_is_sent_with_all_its_fields(stage: Stage) -> None:
    """Filled and empty fields arrive; an option is given by its value alone."""
    view_id = await stage.open_form()
    values = {"kind": {"pick": {"selected_option": "win"}}}
    assert (await stage.people.post("submit", user=stage.ana, view_id=view_id, values=values))["ok"] is True
    body = stage.sent[0]
    assert (body["type"], body["view"]["callback_id"], body["response_urls"]) == ("view_submission", "form", [])
    assert body["view"]["state"]["values"] == {
        "kind": {"pick": {"type": "static_select", "selected_option": option("win")}},
        "note": {"text": {"type": "plain_text_input", "value": None}},
    }


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ({"response_action": "errors"}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_arguments"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "push", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ],
)
async def test_an_answer_to_a_form_that_slack_refuses_keeps_it_open(stage: Stage, reply: Json, error: str) -> None:
    """Bad response actions are told by name, and the form stays."""
    view_id = await stage.open_form()
    stage.reply = reply
    values = {"kind": {"pick": {"selected_option": "win"}}}
    answer = await stage.people.post("submit", user=stage.ana, view_id=view_id, values=values)
    assert (answer["ok"], answer["error"]) == (False, error)
    assert (await stage.people.modal(stage.ana) or {})["id"] == view_id


async def test_a_form_whose_app_is_gone_stays_open(stage: Stage) -> None:
    """A failed delivery is told, and nothing that was typed is lost."""
    view_id = await stage.open_form()
    stage.workspace.request_url = None
    values = {"kind": {"pick": {"selected_option": "win"}}}
    answer = await stage.people.post("submit", user=stage.ana, view_id=view_id, values=values)
    assert (answer["ok"], answer["error"]) == (False, "dispatch_failed")
    modal = await stage.people.modal(stage.ana)
    assert modal is not None
    assert modal["state"]["values"]["kind"]["pick"]["selected_option"] == option("win")


async def test_closing_a_view_without_notice_tells_nobody(stage: Stage) -> None:
    """Only notify_on_close sends view_closed."""
    view_id = await stage.open_form()
    assert await stage.people.post("close", user=stage.ana, view_id=view_id) == {"ok": True}
    assert stage.sent == []


async def test_an_event_has_its_envelope(stage: Stage) -> None:
    """app_home_opened comes with ids, time and the bot it is for."""
    stage.workspace.people.home_wait_seconds = 0.01
    await stage.people.post("home", user=stage.ana)
    body = stage.sent[0]
    assert (body["type"], body["team_id"]) == ("event_callback", stage.workspace.team_id)
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == stage.workspace.bot_user_id
    event = body["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", stage.ana, "home")
    assert event["channel"].startswith("D")


@pytest.mark.parametrize(
    ("events", "text", "heard"),
    [
        (["message.channels"], "hello", ["message"]),
        (["app_mention"], "hello @kirorank", ["app_mention"]),
        (["app_mention"], "hello", []),
        (["message.channels", "app_mention"], "@kirorank hello", ["message", "app_mention"]),
        (["message.im"], "hello", []),
    ],
)
async def test_messages_reach_those_who_subscribed(
    stage: Stage, events: list[str], text: str, heard: list[str]
) -> None:
    """The manifest's events decide what the app hears of a message in a channel."""
    stage.workspace.configure_app(events=events)
    await stage.people.post("message", user=stage.ana, channel=stage.channel, text=text)
    assert [body["event"]["type"] for body in stage.sent] == heard


async def test_a_direct_message_to_the_app_is_heard(stage: Stage) -> None:
    """message.im comes with the D… channel, and a thread with its root."""
    stage.workspace.configure_app(events=["message.im"])
    dm = (await stage.people.get("state", viewer=stage.ana))["dms"][0]["id"]
    root = (await stage.people.post("message", user=stage.ana, channel=dm, text="hi"))["ts"]
    await stage.people.post("message", user=stage.ana, channel=dm, text="again", thread_ts=root)
    events = [body["event"] for body in stage.sent]
    assert [(event["channel"], event["channel_type"]) for event in events] == [(dm, "im")] * 2
    assert events[1]["thread_ts"] == root
    with pytest.raises(ControlError, match="is not in the channel"):
        await stage.people.messages(dm, stage.ben)


async def test_a_command_in_a_direct_message_names_it_as_slack_does(stage: Stage) -> None:
    """channel_name is directmessage there."""
    dm = (await stage.people.get("state", viewer=stage.ana))["dms"][0]["id"]
    await stage.people.command(stage.ana, dm, "me")
    assert (stage.sent[0]["channel_name"], stage.sent[0]["channel_id"]) == ("directmessage", dm)


async def test_names_stay_as_typed_unless_the_app_asked(stage: Stage) -> None:
    """Without should_escape the text arrives as it was typed."""
    stage.workspace.configure_app(commands=[{"command": "/kirorank", "should_escape": False}])
    await stage.people.command(stage.ana, stage.channel, "@ben")
    assert stage.sent[0]["text"] == "@ben"


async def test_people_act_at_the_same_time(stage: Stage) -> None:
    """Twenty commands at once are all answered, each to its own reader."""
    stage.reply = {"text": "yours"}
    people = [stage.ana, stage.ben] * 10
    answers = await asyncio.gather(*[stage.people.command(person, stage.channel) for person in people])
    assert all(answer["ok"] for answer in answers)
    for person in (stage.ana, stage.ben):
        assert len(await stage.people.messages(stage.channel, person)) == 10


async def test_a_button_of_an_old_message_works_while_it_is_shown(stage: Stage) -> None:
    """After chat.update the old buttons are gone, and pressing them is bad input."""
    ts = await stage.post()
    await stage.slack.chat_update(channel=stage.channel, ts=ts, text="done", blocks=[BLOCKS[2]])
    with pytest.raises(ControlError, match="action_id 'go'"):
        await stage.people.press(stage.ana, stage.channel, ts, "go")
    assert (await stage.people.press(stage.ana, stage.channel, ts, "show"))["ok"] is True
