"""Response URLs, triggers, rate limits and faults: what Slack grants for a while, and what it takes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Clock, ControlClient, ControlError, LocalWorkspace
from bot.sandbox.errors import SlackError
from bot.sandbox.permits import Permits, ResponseUrl
from bot.sandbox.rate_limits import PER_MINUTE, RateLimits

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [{"type": "divider"}],
}


class Desk:
    """A workspace with one person, one channel and a client."""

    def __init__(self, workspace: LocalWorkspace, people: ControlClient, session: aiohttp.ClientSession) -> None:
        self.workspace = workspace
        self.people = people
        self.session = session
        self.slack = AsyncWebClient(
            token=workspace.bot_token, base_url=workspace.api_url, session=session, retry_handlers=[]
        )
        self.ana = workspace.add_user(name="ana")
        self.channel = workspace.add_channel("general", [self.ana])

    def response_url(self, original: str | None = None) -> str:
        """Return a fresh response URL of Ana's in the channel."""
        core = self.workspace.core
        response = ResponseUrl(self.ana, self.channel, core.clock.now(), original)
        return f"{core.base_url}/commands/{core.team_id}/{core.permits.issue_response(response)}"

    async def respond(self, url: str, **body: object) -> tuple[int, str]:
        """Post to a response URL and return status and text."""
        async with self.session.post(url, json=body) as response:
            return response.status, await response.text()

    async def texts(self) -> list[str]:
        """Return the texts that Ana sees in the channel."""
        return [message["text"] for message in await self.people.messages(self.channel, self.ana)]

    async def refused(self, text: str = "x") -> SlackApiError:
        """Post a message that must be refused."""
        with pytest.raises(SlackApiError) as caught:
            await self.slack.chat_postMessage(channel=self.channel, text=text)
        return caught.value


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """Yield a desk."""
    async with (
        LocalWorkspace(seed=8) as workspace,
        ControlClient(workspace.url) as people,
        aiohttp.ClientSession() as session,
    ):
        yield Desk(workspace, people, session)


async def test_a_response_url_works_five_times(desk: Desk) -> None:
    """The sixth use is refused with used_url and shows nothing."""
    url = desk.response_url()
    for number in range(5):
        assert await desk.respond(url, text=str(number)) == (200, "ok")
    status, text = await desk.respond(url, text="six")
    assert (status, "used_url" in text) == (404, True)
    assert await desk.texts() == ["0", "1", "2", "3", "4"]


async def test_a_response_url_lives_thirty_minutes(desk: Desk) -> None:
    """It works at thirty minutes less a second and is expired a second after."""
    url = desk.response_url()
    desk.workspace.clock.advance(timedelta(minutes=29, seconds=59))
    assert (await desk.respond(url, text="in time"))[0] == 200
    desk.workspace.clock.advance(timedelta(seconds=2))
    status, text = await desk.respond(url, text="late")
    assert (status, "expired_url" in text) == (404, True)


async def test_a_refused_body_uses_nothing_up(desk: Desk) -> None:
    """Bad blocks, empty bodies and bodies that are no JSON get 400, and all five uses are left."""
    url = desk.response_url()
    assert (await desk.respond(url, blocks=[{"type": "odd"}]))[0] == 400
    assert "no_text" in (await desk.respond(url))[1]
    async with desk.session.post(url, data=b"[]") as response:
        assert (response.status, (await response.json())["error"]) == (400, "invalid_payload")
    async with desk.session.post(url, data=b"{") as response:
        assert response.status == 400
    for _ in range(5):
        assert (await desk.respond(url, text="fine"))[0] == 200


async def test_a_response_can_be_public_replace_and_delete(desk: Desk) -> None:
    """in_channel is for everybody; replace_original and delete_original act on the first answer."""
    url = desk.response_url()
    await desk.respond(url, text="for all", response_type="in_channel")
    await desk.respond(url, text="changed", replace_original=True)
    messages = await desk.people.messages(desk.channel, desk.ana)
    assert [(m["text"], m["ephemeral"], m["edited"]) for m in messages] == [("changed", False, True)]
    await desk.respond(url, delete_original=True)
    assert await desk.texts() == []


async def test_an_unknown_response_url_is_not_found(desk: Desk) -> None:
    """An address nobody was given answers 404."""
    url = f"{desk.workspace.url}/commands/{desk.workspace.team_id}/1/nothing"
    assert (await desk.respond(url, text="x"))[0] == 404


async def test_a_trigger_works_once(desk: Desk) -> None:
    """The second views.open with a trigger is exchanged_trigger_id, a made-up one is invalid_trigger_id."""
    trigger = desk.workspace.core.permits.issue_trigger(desk.ana)
    await desk.slack.views_open(trigger_id=trigger, view=MODAL)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await desk.slack.views_open(trigger_id=trigger, view=MODAL)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await desk.slack.views_open(trigger_id="1.2.3", view=MODAL)


async def test_a_trigger_lives_three_seconds(desk: Desk) -> None:
    """After three seconds views.open answers expired_trigger_id."""
    trigger = desk.workspace.core.permits.issue_trigger(desk.ana)
    desk.workspace.clock.advance(timedelta(seconds=3.5))
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await desk.slack.views_open(trigger_id=trigger, view=MODAL)


async def test_a_fourth_modal_is_too_many(desk: Desk) -> None:
    """push_limit_reached stops a stack of modals at three."""
    view = (await desk.slack.views_open(trigger_id=trigger_in(desk, None), view=MODAL))["view"]
    for _ in range(2):
        view = (await desk.slack.views_push(trigger_id=trigger_in(desk, view["id"]), view=MODAL))["view"]
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await desk.slack.views_push(trigger_id=trigger_in(desk, view["id"]), view=MODAL)


def trigger_in(desk: Desk, view_id: str | None) -> str:
    """Return a trigger of Ana's from inside a view."""
    return desk.workspace.core.permits.issue_trigger(desk.ana, view_id)


async def test_a_second_message_within_a_second_is_rate_limited(desk: Desk) -> None:
    """With the limits on, a channel takes a message a second; 429 carries Retry-After."""
    desk.workspace.rate_limits = True
    await desk.slack.chat_postMessage(channel=desk.channel, text="one")
    error = await desk.refused("two")
    assert error.response.status_code == 429
    assert error.response["error"] == "ratelimited"
    headers = {key.lower(): value for key, value in error.response.headers.items()}
    assert headers["retry-after"] == "1"
    desk.workspace.clock.advance(timedelta(seconds=1))
    await desk.slack.chat_postMessage(channel=desk.channel, text="two")
    assert await desk.texts() == ["one", "two"]


async def test_the_limits_are_off_until_asked_for(desk: Desk) -> None:
    """Normal tests post as fast as they like; the control API switches the limits on."""
    for number in range(5):
        await desk.slack.chat_postMessage(channel=desk.channel, text=str(number))
    assert (await desk.people.post("settings", rate_limits=True))["rate_limits"] is True
    await desk.slack.chat_postMessage(channel=desk.channel, text="x")
    await desk.refused()


@given(tier=st.sampled_from(sorted(PER_MINUTE)), method=st.text(min_size=1, max_size=8))
def test_a_tier_takes_exactly_its_figure_in_a_minute(tier: int, method: str) -> None:
    """For every tier the figure is taken, one more is refused, and a minute later there is room again."""
    clock = Clock()
    limits = RateLimits(clock)
    limits.enabled = True
    for _ in range(PER_MINUTE[tier]):
        limits.check_method(method, tier)
    with pytest.raises(SlackError) as caught:
        limits.check_method(method, tier)
    assert (caught.value.status, 1 <= (caught.value.retry_after or 0) <= 60) == (429, True)
    clock.advance(timedelta(minutes=1))
    limits.check_method(method, tier)


@given(ages=st.lists(st.floats(min_value=0, max_value=600), min_size=1, max_size=8))
def test_no_sequence_of_uses_gets_more_than_five(ages: list[float]) -> None:
    """However the uses are spread over time, a response URL yields at most five, none after thirty minutes."""
    clock = Clock()
    permits = Permits(clock)
    key = permits.issue_response(ResponseUrl("U", "C", clock.now()))
    taken = 0
    elapsed = 0.0
    for age in ages:
        clock.advance(timedelta(seconds=age))
        elapsed += age
        try:
            permits.find_response(key).uses += 1
        except SlackError:
            continue
        taken += 1
        assert elapsed <= 30 * 60
    assert taken <= 5


async def test_a_fault_is_rate_limiting_for_so_many_calls(desk: Desk) -> None:
    """Two calls get 429 with the Retry-After asked for; the third goes through."""
    await desk.people.post("faults", method="chat.postMessage", kind="ratelimited", times=2, retry_after=7)
    for _ in range(2):
        error = await desk.refused()
        assert error.response.status_code == 429
        assert error.response.headers["Retry-After"] == "7"
    await desk.slack.chat_postMessage(channel=desk.channel, text="through")
    assert await desk.texts() == ["through"]


@pytest.mark.parametrize(("kind", "status"), [("fatal_error", 200), ("account_inactive", 200), ("http_500", 500)])
async def test_a_fault_is_an_error_by_name(desk: Desk, kind: str, status: int) -> None:
    """Slack's error names arrive with HTTP 200, server errors with 500, and nothing is posted."""
    await desk.people.post("faults", method="chat.postMessage", kind=kind)
    error = await desk.refused()
    assert error.response.status_code == status
    assert error.response["error"] == ("internal_error" if kind == "http_500" else kind)
    assert await desk.texts() == []


async def test_a_connection_may_drop_after_the_message_was_taken(desk: Desk) -> None:
    """drop_after_accept posts the message and answers nothing: the caller must look before it sends again."""
    await desk.people.post("faults", method="chat.postMessage", kind="drop_after_accept")
    with pytest.raises(aiohttp.ClientError):
        await desk.slack.chat_postMessage(channel=desk.channel, text="taken")
    assert await desk.texts() == ["taken"]


async def test_a_call_may_hang_until_faults_are_cleared(desk: Desk) -> None:
    """hang answers nothing until the faults are cleared, and posts nothing."""
    await desk.people.post("faults", method="*", kind="hang")
    call = asyncio.create_task(desk.slack.chat_postMessage(channel=desk.channel, text="never"))
    await asyncio.sleep(0.1)
    assert not call.done()
    await desk.people.delete("faults")
    with pytest.raises(aiohttp.ClientError):
        await call
    assert await desk.texts() == []


async def test_faults_are_listed_and_cleared(desk: Desk) -> None:
    """Waiting faults can be seen, and DELETE forgets them."""
    await desk.people.post("faults", method="users.info", kind="fatal_error", times=3)
    expected = {"method": "users.info", "kind": "fatal_error", "times": 3, "retry_after": 1}
    assert (await desk.people.get("faults"))["faults"] == [expected]
    await desk.people.delete("faults")
    assert (await desk.people.get("faults"))["faults"] == []


@pytest.mark.parametrize(
    "fault", [{"kind": "Not a name"}, {"kind": "hang", "times": 0}, {"kind": "x", "retry_after": -1}]
)
async def test_a_fault_that_makes_no_sense_is_refused(desk: Desk, fault: dict[str, object]) -> None:
    """Kinds are names, times is at least one, and retry_after is not negative."""
    with pytest.raises(ControlError):
        await desk.people.post("faults", method="chat.postMessage", **fault)
