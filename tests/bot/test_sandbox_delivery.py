"""How payloads reach an app: signatures, time limits, retries, and the life of Socket Mode connections."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ControlClient, LocalWorkspace
from bot.sandbox.delivery import encoded, signed

Answer = Callable[[web.Request], Awaitable[web.Response]]


class Receiver:
    """An HTTP app written by hand: it keeps what came and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: Answer = self.nothing

    async def nothing(self, _: web.Request) -> web.Response:
        """Acknowledge."""
        return web.Response()

    async def handle(self, request: web.Request) -> web.Response:
        """Keep the request and answer."""
        self.requests.append((dict(request.headers), await request.read()))
        return await self.answer(request)

    def says(self, *, status: int = 200, **options: Any) -> None:
        """Answer everything with a fixed response."""

        async def answer(_: web.Request) -> web.Response:
            if "json" in options:
                return web.json_response(options["json"], status=status)
            return web.Response(status=status, **options)

        self.answer = answer


class Wire:
    """A workspace whose request URL is a receiver."""

    def __init__(self, workspace: LocalWorkspace, people: ControlClient, receiver: Receiver) -> None:
        self.workspace = workspace
        self.people = people
        self.receiver = receiver
        self.ana = workspace.add_user(name="ana")
        self.channel = workspace.add_channel("general", [self.ana])

    async def type(self, text: str = "") -> dict[str, Any]:
        """Type the command."""
        return await self.people.command(self.ana, self.channel, text)

    async def texts(self) -> list[str]:
        """Return what Ana reads in the channel."""
        return [message["text"] for message in await self.people.messages(self.channel, self.ana)]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """Yield a wire."""
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/slack/events", receiver.handle)
    async with (
        TestServer(application) as server,
        LocalWorkspace(seed=6) as workspace,
        ControlClient(workspace.url) as people,
    ):
        workspace.request_url = str(server.make_url("/slack/events"))
        yield Wire(workspace, people, receiver)


async def test_deliveries_are_signed_as_slack_signs_them(wire: Wire) -> None:
    """Slack's own verifier accepts the headers, and rejects them for another secret or body."""
    await wire.type("me & more")
    headers, body = wire.receiver.requests[0]
    assert SignatureVerifier(wire.workspace.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("other").is_valid_request(body, headers)
    assert not SignatureVerifier(wire.workspace.signing_secret).is_valid_request(body + b"x", headers)
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode())["text"] == ["me & more"]


@given(
    body=st.binary(max_size=200), secret=st.text("abcdef0123456789", min_size=1, max_size=32), at=st.integers(0, 2**40)
)
def test_any_body_signs_as_slack_sdk_expects(body: bytes, secret: str, at: int) -> None:
    """The signature equals the SDK's for every body that is text, secret and time."""
    text = body.decode("latin-1").encode()
    headers = signed(secret, text, at)

    class Stopped(SignatureClock):
        """A clock that stands at the signature's time."""

        def now(self) -> float:
            return float(at)

    verifier = SignatureVerifier(secret, Stopped())
    assert verifier.is_valid(text, headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"])


async def test_a_text_answer_becomes_a_message(wire: Wire) -> None:
    """A body that is no JSON is shown as it is; an empty one shows nothing."""
    wire.receiver.says(text="plain words")
    assert (await wire.type())["response"] == "plain words"
    wire.receiver.says(text="")
    assert (await wire.type())["ok"] is True
    assert await wire.texts() == ["plain words"]


async def test_an_error_status_shows_as_dispatch_failed(wire: Wire) -> None:
    """Whatever is not 2xx is told to the person by Slackbot."""
    wire.receiver.says(status=500, text="boom")
    answer = await wire.type()
    assert (answer["ok"], answer["status"], answer["error"]) == (False, 500, "dispatch_failed")
    assert await wire.texts() == ['/kirorank failed with the error "dispatch_failed"']


async def test_broken_json_is_no_answer(wire: Wire) -> None:
    """A JSON content type with a body that is none is invalid_command_response."""
    wire.receiver.says(body=b"{", content_type="application/json")
    assert (await wire.type())["error"] == "invalid_command_response"


async def test_an_unreachable_app_shows_as_dispatch_failed(wire: Wire) -> None:
    """A refused connection is a failure of the same name."""
    wire.workspace.request_url = "http://127.0.0.1:9/slack/events"
    assert (await wire.type())["error"] == "dispatch_failed"


async def test_an_event_is_sent_again_three_times(wire: Wire) -> None:
    """Failing events come again with X-Slack-Retry-Num 1 to 3 and the same event_id."""
    wire.receiver.says(status=500)
    wire.workspace.people.home_wait_seconds = 0.01
    await wire.people.post("home", user=wire.ana)

    async def four() -> bool:
        return len(wire.receiver.requests) == 4

    assert await wire.people.until(four)
    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in wire.receiver.requests]
    assert numbers == [None, "1", "2", "3"]
    assert {headers.get("X-Slack-Retry-Reason") for headers, _ in wire.receiver.requests[1:]} == {"http_error"}
    assert len({json.loads(body)["event_id"] for _, body in wire.receiver.requests}) == 1


async def test_an_event_that_arrives_at_last_is_not_sent_again(wire: Wire) -> None:
    """The retries stop at the first acknowledgement."""

    async def second_time(request: web.Request) -> web.Response:
        return web.Response(status=200 if "X-Slack-Retry-Num" in request.headers else 503)

    wire.receiver.answer = second_time
    wire.workspace.people.home_wait_seconds = 0.05
    await wire.people.post("home", user=wire.ana)
    await asyncio.sleep(0.1)
    assert len(wire.receiver.requests) == 2


async def test_an_app_may_forbid_retries(wire: Wire) -> None:
    """X-Slack-No-Retry on a failure ends it."""
    wire.receiver.says(status=500, headers={"X-Slack-No-Retry": "1"})
    wire.workspace.people.home_wait_seconds = 0.05
    await wire.people.post("home", user=wire.ana)
    assert len(wire.receiver.requests) == 1


async def test_a_command_is_never_sent_again(wire: Wire) -> None:
    """Slack does not retry slash commands."""
    wire.receiver.says(status=500)
    await wire.type()
    await asyncio.sleep(0.05)
    assert len(wire.receiver.requests) == 1


async def test_an_unsubscribed_app_hears_no_home(wire: Wire) -> None:
    """Without app_home_opened among its events the app is not told."""
    wire.workspace.configure_app(events=[])
    await wire.people.post("home", user=wire.ana)
    assert wire.receiver.requests == []


async def test_the_request_url_is_verified_by_its_challenge(wire: Wire) -> None:
    """url_verification succeeds for an app that echoes, and fails for one that does not."""

    async def echo(request: web.Request) -> web.Response:
        return web.json_response({"challenge": json.loads(await request.read())["challenge"]})

    assert (await wire.people.post("verify"))["ok"] is False
    wire.receiver.answer = echo
    assert (await wire.people.post("verify"))["ok"] is True


def test_events_are_json_and_interactions_are_a_form() -> None:
    """Each kind of payload has the encoding Slack uses for it."""
    assert encoded("events_api", {"a": 1}) == ("application/json", b'{"a": 1}')
    kind, body = encoded("interactive", {"type": "block_actions"})
    assert kind == "application/x-www-form-urlencoded"
    assert json.loads(parse_qs(body.decode())["payload"][0]) == {"type": "block_actions"}


class Plug:
    """A Socket Mode client written by hand."""

    def __init__(self, session: aiohttp.ClientSession, workspace: LocalWorkspace) -> None:
        self.session = session
        self.workspace = workspace

    async def connect(self) -> aiohttp.ClientWebSocketResponse:
        """Open a connection and take its hello."""
        slack = AsyncWebClient(base_url=self.workspace.api_url, session=self.session)
        url = (await slack.apps_connections_open(app_token=self.workspace.app_token))["url"]
        return await self.session.ws_connect(url)


@pytest.fixture
async def plug() -> AsyncIterator[Plug]:
    """Yield a plug."""
    async with LocalWorkspace(seed=9) as workspace, aiohttp.ClientSession() as session:
        yield Plug(session, workspace)


async def test_a_connection_begins_with_hello(plug: Plug) -> None:
    """The first frame tells the number of connections and the app."""
    socket = await plug.connect()
    hello = await socket.receive_json()
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"]["app_id"] == plug.workspace.core.app_id
    await socket.close()


async def test_an_address_works_once(plug: Plug) -> None:
    """The ticket of apps.connections.open cannot be used again or made up."""
    url = f"{plug.workspace.url.replace('http', 'ws')}/link/?ticket=made-up"
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await plug.session.ws_connect(url)


async def test_an_eleventh_connection_is_sent_away(plug: Plug) -> None:
    """Ten connections are taken; the next is told too_many_websockets."""
    sockets = [await plug.connect() for _ in range(10)]
    assert [(await socket.receive_json())["type"] for socket in sockets] == ["hello"] * 10
    last = await plug.connect()
    assert (await last.receive_json())["reason"] == "too_many_websockets"
    for socket in [*sockets, last]:
        await socket.close()


async def test_each_payload_goes_to_one_connection(plug: Plug) -> None:
    """Of two connections exactly one gets a command, and over many both get some."""
    ana = plug.workspace.add_user(name="ana")
    channel = plug.workspace.add_channel("general", [ana])
    sockets = [await plug.connect(), await plug.connect()]
    counts = [0, 0]

    async def serve(index: int) -> None:
        await sockets[index].receive_json()
        async for frame in sockets[index]:
            envelope = json.loads(frame.data)
            counts[index] += 1
            assert envelope["accepts_response_payload"] is True
            await sockets[index].send_str("no json")
            await sockets[index].send_json({"envelope_id": "unknown"})
            await sockets[index].send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "ok"}})

    servants = [asyncio.create_task(serve(index)) for index in (0, 1)]
    async with ControlClient(plug.workspace.url) as people:
        for _ in range(20):
            assert (await people.command(ana, channel))["ok"] is True
    for socket in sockets:
        await socket.close()
    await asyncio.gather(*servants)
    assert sum(counts) == 20
    assert min(counts) > 0


async def test_a_connection_that_goes_fails_its_payload(plug: Plug) -> None:
    """A command whose connection closes before the acknowledgement fails at once."""
    ana = plug.workspace.add_user(name="ana")
    channel = plug.workspace.add_channel("general", [ana])
    socket = await plug.connect()
    await socket.receive_json()

    async def leave() -> None:
        await socket.receive_json()
        await socket.close()

    leaving = asyncio.create_task(leave())
    async with ControlClient(plug.workspace.url) as people:
        assert (await people.command(ana, channel))["error"] == "dispatch_failed"
        assert (await people.get("state"))["app"]["connected"] is False
    await leaving


async def test_connections_are_refreshed_on_request(plug: Plug) -> None:
    """disconnect is sent with its reason; a warning leaves the connection open, a refresh ends it."""
    socket = await plug.connect()
    await socket.receive_json()
    async with ControlClient(plug.workspace.url) as people:
        await people.post("sockets", disconnect="warning")
        assert (await socket.receive_json())["reason"] == "warning"
        refreshed = asyncio.create_task(people.post("sockets", disconnect="refresh_requested"))
        assert (await socket.receive_json())["reason"] == "refresh_requested"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await refreshed


async def test_a_port_that_is_taken_is_told(plug: Plug) -> None:
    """Starting on a used port raises OSError and leaves nothing behind."""
    other = LocalWorkspace()
    with pytest.raises(OSError, match="in use"):
        await other.start(port=int(plug.workspace.url.rsplit(":", 1)[1]))
    await other.close()
