"""The control API: what the page shows, the clock, reset, bad input, and who may call it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ControlClient, ControlError, LocalWorkspace
from bot.sandbox.guard import is_loopback, refusal


class Room:
    """A workspace with two people and the clients of both sides."""

    def __init__(self, workspace: LocalWorkspace, people: ControlClient, session: aiohttp.ClientSession) -> None:
        self.workspace = workspace
        self.people = people
        self.session = session
        self.slack = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, session=session)
        self.ana = workspace.add_user(name="ana", real_name="Ana", tz="Europe/Berlin")
        self.ben = workspace.add_user(name="ben", real_name="Ben")
        self.general = workspace.add_channel("general", [self.ana, self.ben], topic="All of us")
        self.secret = workspace.add_channel("secret", [self.ana], is_private=True)

    async def raw(self, verb: str, path: str, **options: Any) -> tuple[int, Any]:
        """Send any request and return status and JSON."""
        async with self.session.request(verb, f"{self.workspace.url}{path}", **options) as response:
            return response.status, await response.json()


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """Yield a room."""
    async with (
        LocalWorkspace(seed=4) as workspace,
        ControlClient(workspace.url) as people,
        aiohttp.ClientSession() as session,
    ):
        yield Room(workspace, people, session)


async def test_the_state_has_what_the_page_needs(room: Room) -> None:
    """People, channels, the viewer's DM with the app, and the app with its commands."""
    state = await room.people.get("state", viewer=room.ana)
    assert state["viewer"] == room.ana
    assert {"id": room.ana, "name": "ana", "real_name": "Ana", "tz": "Europe/Berlin", "is_bot": False}.items() <= (
        next(user for user in state["users"] if user["id"] == room.ana).items()
    )
    channel = next(channel for channel in state["channels"] if channel["id"] == room.general)
    assert (channel["name"], channel["topic"], channel["is_private"]) == ("general", "All of us", False)
    assert [dm["user"] for dm in state["dms"]] == [room.workspace.bot_user_id]
    app = state["app"]
    assert (app["name"], app["home_enabled"], app["connected"]) == ("KiroRank", True, False)
    assert set(app["commands"][0]) == {"command", "description", "usage_hint"}


async def test_a_private_channel_shows_to_its_members_only(room: Room) -> None:
    """Ben neither lists nor reads a channel he is not in."""
    names = [channel["name"] for channel in (await room.people.get("state", viewer=room.ben))["channels"]]
    assert names == ["general"]
    with pytest.raises(ControlError, match="is not in the channel"):
        await room.people.messages(room.secret, room.ben)


async def test_messages_have_the_agreed_shape(room: Room) -> None:
    """Every key of the contract is there, and metadata is shown."""
    metadata = {"event_type": "digest", "event_payload": {"week": "2026-W47"}}
    await room.slack.chat_postMessage(channel=room.general, text="hi", metadata=metadata)
    message = (await room.people.messages(room.general, room.ana))[0]
    assert set(message) >= {
        "ts", "user", "username", "text", "blocks", "ephemeral", "edited", "thread_ts", "reply_count",
        "metadata", "files",
    }  # fmt: skip
    assert (message["username"], message["metadata"]) == ("KiroRank", metadata)


async def test_a_thread_is_read_from_its_root(room: Room) -> None:
    """The channel shows the root with its count, the thread shows the replies."""
    root = (await room.people.post("message", user=room.ana, channel=room.general, text="root"))["ts"]
    await room.people.post("message", user=room.ben, channel=room.general, text="reply", thread_ts=root)
    shown = await room.people.messages(room.general, room.ana)
    assert [(message["text"], message["reply_count"]) for message in shown] == [("root", 1)]
    thread = await room.people.get("thread", channel=room.general, ts=root, viewer=room.ben)
    assert [message["text"] for message in thread["messages"]] == ["root", "reply"]


async def test_without_an_app_a_command_fails_visibly(room: Room) -> None:
    """Nobody is connected: the person reads dispatch_failed."""
    answer = await room.people.command(room.ana, room.general, "me")
    assert (answer["ok"], answer["error"], answer["status"]) == (False, "dispatch_failed", 0)
    assert "dispatch_failed" in (await room.people.messages(room.general, room.ana))[0]["text"]


async def test_home_without_an_app_is_empty(room: Room) -> None:
    """Opening Home with no app connected answers at once with nothing."""
    assert (await room.people.post("home", user=room.ana))["view"] is None


async def test_the_clock_moves_to_a_local_monday(room: Room) -> None:
    """ "Monday 09:00 in Berlin" is the next such moment, and those who follow the clock have finished."""
    done: list[str] = []

    async def slow() -> None:
        await asyncio.sleep(0.02)
        done.append("slow")

    room.workspace.clock.subscribe(slow)
    room.workspace.clock.subscribe(lambda: done.append("quick"))
    answer = await room.people.post("clock", to="monday", time="09:00", zone="Europe/Berlin")
    assert done == ["slow", "quick"]
    local = datetime.fromisoformat(answer["now"]).astimezone(ZoneInfo("Europe/Berlin"))
    assert (local.weekday(), local.hour, local.minute) == (0, 9, 0)
    again = await room.people.post("clock", to="monday", time="09:00", zone="Europe/Berlin")
    later = datetime.fromisoformat(again["now"]) - datetime.fromisoformat(answer["now"])
    assert timedelta(days=6, hours=22) < later < timedelta(days=7, hours=2)


async def test_the_clock_takes_times_and_steps(room: Room) -> None:
    """now sets the time and advance_seconds adds to it; messages are stamped by it."""
    moment = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    await room.people.post("clock", now=moment.isoformat())
    await room.people.post("clock", advance_seconds=3600)
    now = datetime.fromisoformat((await room.people.get("clock"))["now"])
    assert moment + timedelta(hours=1) <= now < moment + timedelta(hours=1, seconds=30)
    posted = await room.slack.chat_postMessage(channel=room.general, text="stamped")
    assert abs(float(posted["ts"]) - now.timestamp()) < 30


async def test_a_failing_follower_is_told_and_hides_nobody(room: Room) -> None:
    """A callback that fails is reported, and the next one still runs."""
    done: list[str] = []

    def failing() -> None:
        raise ValueError("no digest today")

    room.workspace.clock.subscribe(failing)
    room.workspace.clock.subscribe(lambda: done.append("ran"))
    answer = await room.people.post("clock", advance_seconds=1)
    assert answer["problems"] == ["ValueError: no digest today"]
    assert done == ["ran"]


async def test_reset_forgets_what_happened_and_keeps_who_is_there(room: Room) -> None:
    """Messages, views, log and faults go; people and channels stay."""
    await room.slack.chat_postMessage(channel=room.general, text="hi")
    await room.slack.views_publish(user_id=room.ana, view={"type": "home", "blocks": [{"type": "divider"}]})
    await room.people.post("faults", method="*", kind="fatal_error")
    await room.people.post("reset")
    assert await room.people.messages(room.general, room.ana) == []
    assert (await room.people.get("view", viewer=room.ana))["home"] is None
    assert (await room.people.get("log"))["entries"] == []
    await room.slack.chat_postMessage(channel=room.general, text="again")
    assert len((await room.people.get("state", viewer=room.ana))["channels"]) == 2


async def test_the_log_is_limited_and_ordered(room: Room) -> None:
    """The newest entries come, oldest first, with numbers that rise."""
    for number in range(4):
        await room.slack.chat_postMessage(channel=room.general, text=str(number))
    entries = (await room.people.get("log", limit=2))["entries"]
    assert [entry["request"]["text"] for entry in entries] == ["2", "3"]
    assert entries[0]["n"] + 1 == entries[1]["n"]
    assert set(entries[0]) == {"n", "at", "direction", "name", "request", "response", "status", "duration_ms"}


BAD = [
    ("GET", "/_control/state?as=U0", None, "no user"),
    ("GET", "/_control/messages?channel=C0", None, "no channel"),
    ("GET", "/_control/log?limit=many", None, "whole number"),
    ("GET", "/_control/log?limit=0", None, "whole number"),
    ("GET", "/_control/log?limit=²", None, "whole number"),
    ("POST", "/_control/command", {}, "user"),
    ("POST", "/_control/command", {"user": 1, "channel": "C", "command": "/x"}, "user"),
    ("POST", "/_control/command", {"user": "U0", "channel": "C0", "command": "/x"}, "no user"),
    ("POST", "/_control/command", {"user": "U0", "channel": "C0", "command": "/x", "odd": 1}, "odd"),
    ("POST", "/_control/message", {"user": "ANA", "channel": "GENERAL", "text": ""}, "text"),
    ("POST", "/_control/message", {"user": "ANA", "channel": "GENERAL", "text": "x", "thread_ts": "1"}, "no message"),
    ("POST", "/_control/action", {"user": "ANA", "action": {}}, "view_id"),
    ("POST", "/_control/action", {"user": "ANA", "view_id": "V0", "action": {}}, "no open view"),
    ("POST", "/_control/action", {"user": "ANA", "channel": "GENERAL", "ts": "1", "action": {}}, "no message"),
    ("POST", "/_control/submit", {"user": "ANA", "view_id": "V0"}, "no open view"),
    ("POST", "/_control/close", {"user": "ANA", "view_id": "V0"}, "no open view"),
    ("POST", "/_control/home", {"user": ["ANA"]}, "user"),
    ("POST", "/_control/clock", {}, "exactly one"),
    ("POST", "/_control/clock", {"now": "2026-01-01T00:00:00"}, "timezone"),
    ("POST", "/_control/clock", {"now": "9999-12-31T00:00:00+00:00"}, "years"),
    ("POST", "/_control/clock", {"advance_seconds": 1e300}, "advance_seconds"),
    ("POST", "/_control/clock", {"to": "someday"}, "to"),
    ("POST", "/_control/clock", {"to": "monday", "zone": "Mars/Base"}, "time zone"),
    ("POST", "/_control/clock", {"to": "monday", "zone": "../etc/passwd"}, "time zone"),
    ("POST", "/_control/faults", {"method": "x", "kind": "BAD KIND"}, "kind"),
    ("POST", "/_control/verify", {}, "request URL"),
]


@pytest.mark.parametrize(("verb", "path", "body", "words"), BAD)
async def test_bad_input_gets_one_clear_sentence(
    room: Room, verb: str, path: str, body: dict[str, Any] | None, words: str
) -> None:
    """Every mistake is a 400 with a sentence that names what is wrong."""
    names = {"ANA": room.ana, "GENERAL": room.general}
    sent = None if body is None else {key: names.get(str(value), value) for key, value in body.items()}
    status, answer = await room.raw(verb, path, json=sent)
    assert (status, answer["ok"]) == (400, False)
    assert words in answer["error"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff", b"1"])
async def test_a_body_that_is_no_object_is_bad_input(room: Room, body: bytes) -> None:
    """Bytes that are no JSON object are a 400 too."""
    status, answer = await room.raw("POST", "/_control/message", data=body)
    assert (status, answer["ok"]) == (400, False)


POSTS = ["command", "message", "action", "submit", "close", "home", "clock", "faults", "settings", "sockets"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["user", "channel", "command", "text", "action", "values", "view_id", "ts", "to", "zone", "time", "now",
     "advance_seconds", "method", "kind", "times", "retry_after", "clear", "rate_limits", "disconnect"]
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(POSTS), body=st.dictionaries(KEYS, VALUES, max_size=5), known=st.booleans())
def test_no_body_makes_a_server_error(name: str, body: dict[str, Any], known: bool) -> None:
    """Whatever JSON is sent to whichever endpoint, the answer is 200 or 400."""

    async def attempt() -> None:
        async with LocalWorkspace() as workspace, aiohttp.ClientSession() as session:
            ana = workspace.add_user(name="ana")
            channel = workspace.add_channel("general", [ana])
            sent = {**body, "user": ana, "channel": channel} if known else body
            url = f"{workspace.url}/_control/{name}"
            async with session.post(url, data=json.dumps(sent)) as response:
                assert response.status in {200, 400}, await response.text()

    asyncio.run(attempt())


FORM = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "submit": {"type": "plain_text", "text": "S"},
    "blocks": [
        {
            "type": "input",
            "block_id": f"b{number}",
            "label": {"type": "plain_text", "text": "L"},
            "element": element,
        }
        for number, element in enumerate(
            [
                {"type": "plain_text_input", "action_id": "a", "max_length": 5},
                {
                    "type": "checkboxes",
                    "action_id": "a",
                    "options": [{"text": {"type": "plain_text", "text": "X"}, "value": "x"}],
                },
                {"type": "multi_users_select", "action_id": "a"},
            ]
        )
    ],
}
FIELDS = st.sampled_from(["type", "value", "selected_option", "selected_options", "selected_users"])


@settings(max_examples=100, deadline=None)
@given(number=st.integers(0, 2), given_value=st.dictionaries(FIELDS, VALUES, max_size=3))
def test_no_value_of_an_input_makes_a_server_error(number: int, given_value: dict[str, Any]) -> None:
    """Whatever is said to have been entered into a real form, the answer is 200 or 400."""

    async def attempt() -> None:
        async with LocalWorkspace() as workspace, aiohttp.ClientSession() as session:
            ana = workspace.add_user(name="ana")
            slack = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, session=session)
            trigger = workspace.core.permits.issue_trigger(ana)
            view_id = (await slack.views_open(trigger_id=trigger, view=FORM))["view"]["id"]
            submitted = {"user": ana, "view_id": view_id, "values": {f"b{number}": {"a": given_value}}}
            pressed = {"user": ana, "view_id": view_id, "action": {"action_id": "a", **given_value}}
            for name, sent in (("submit", submitted), ("action", pressed)):
                url = f"{workspace.url}/_control/{name}"
                async with session.post(url, data=json.dumps(sent)) as response:
                    assert response.status in {200, 400}, await response.text()

    asyncio.run(attempt())


async def test_odd_actions_and_values_are_bad_input(room: Room) -> None:
    """Ids nobody gave and values of the wrong shape are told, whatever their type."""
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "T"},
        "submit": {"type": "plain_text", "text": "S"},
        "blocks": [
            {
                "type": "input",
                "block_id": "b",
                "label": {"type": "plain_text", "text": "L"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            }
        ],
    }
    trigger = room.workspace.core.permits.issue_trigger(room.ana)
    opened = (await room.slack.views_open(trigger_id=trigger, view=view))["view"]["id"]
    odd: list[dict[str, Any]] = [{"b": 1}, {"b": {"a": "x"}}, {"b": {"other": {}}}, {"x": {"a": {}}}]
    for values in odd:
        status, answer = await room.raw(
            "POST", "/_control/submit", json={"user": room.ana, "view_id": opened, "values": values}
        )
        assert (status, answer["ok"]) == (400, False)
    for action in ({"action_id": 5}, {"action_id": ["a"]}, {"action_id": "a", "block_id": {}}):
        status, _ = await room.raw(
            "POST", "/_control/action", json={"user": room.ana, "view_id": opened, "action": action}
        )
        assert status == 400
    with pytest.raises(ControlError, match="no open view"):
        await room.people.post("close", user=room.ben, view_id=opened)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_foreign_pages_are_refused(room: Room, headers: dict[str, str]) -> None:
    """A request from another page, or under another host name, gets 403 and changes nothing."""
    status, answer = await room.raw("POST", "/_control/clock", json={"advance_seconds": 5}, headers=headers)
    assert (status, answer["ok"]) == (403, False)
    status, _ = await room.raw("GET", "/_control/state", headers=headers)
    assert status == 403


async def test_the_page_itself_may_call(room: Room) -> None:
    """The page's own origin passes."""
    headers = {"Origin": room.workspace.url, "Sec-Fetch-Site": "same-origin"}
    assert (await room.raw("POST", "/_control/clock", json={"advance_seconds": 1}, headers=headers))[0] == 200


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1:80", True),
        ("localhost", True),
        ("[::1]:9", True),
        ("127.9.9.9", True),
        ("10.0.0.1", False),
        ("localhost.evil", False),
        ("", False),
        ("[", False),
        ("a b", False),
    ],
)
def test_loopback_hosts_are_recognised(host: str, loopback: bool) -> None:
    """Only names and addresses of this machine count."""
    assert is_loopback(host) is loopback


@given(host=st.text(max_size=40))
def test_any_host_header_is_judged_without_failing(host: str) -> None:
    """No Host header raises; whatever is not loopback is refused."""
    assert (refusal(host, None) is None) is is_loopback(host)


async def read_event(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the next change of an event stream."""
    async with asyncio.timeout(3):
        while True:
            line = (await response.content.readline()).decode().strip()
            if line.startswith("data: "):
                change: dict[str, Any] = json.loads(line[6:])
                return change


async def test_changes_are_streamed_to_those_they_concern(room: Room) -> None:
    """Everybody hears of a public message; only its reader hears of an ephemeral one."""
    url = f"{room.workspace.url}/_control/events"
    async with room.session.get(url, params={"as": room.ben}) as response:
        assert response.content_type == "text/event-stream"
        await response.content.readline()
        await room.slack.chat_postEphemeral(channel=room.general, user=room.ana, text="not for Ben")
        await room.slack.chat_postMessage(channel=room.general, text="for all")
        kinds = [(await read_event(response)) for _ in range(3)]
    assert [change["kind"] for change in kinds] == ["log", "message", "log"]
    assert kinds[1]["channel"] == room.general


async def test_the_stream_ends_with_the_workspace() -> None:
    """Closing the workspace ends the stream at once instead of waiting for it."""
    workspace = LocalWorkspace()
    await workspace.start()
    async with aiohttp.ClientSession() as session, session.get(f"{workspace.url}/_control/events") as response:
        await response.content.readline()
        async with asyncio.timeout(1):
            await workspace.close()
            assert b"data" not in await response.content.read()


@pytest.mark.parametrize(
    "path",
    ["/page/../workspace.py", "/page/..%2fworkspace.py", "/page/%2e%2e/workspace.py", "/page//etc/passwd", "/page/.x"],
)
async def test_the_page_folder_cannot_be_left(room: Room, path: str) -> None:
    """No spelling of a path reaches a file outside the page."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(room.workspace.url.rsplit(":", 1)[1]))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"LocalWorkspace" not in answer


async def test_the_front_page_answers(room: Room) -> None:
    """`/` is the page, or a sentence where there is none."""
    async with room.session.get(f"{room.workspace.url}/") as response:
        assert response.status == 200
        assert response.content_type in {"text/html", "text/plain"}
