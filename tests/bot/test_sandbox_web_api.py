"""The local workspace's Web API, called by Slack's own asynchronous and synchronous clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import LocalWorkspace
from bot.sandbox.call import METHODS, STRUCTURED

Call = Callable[..., Awaitable[Any]]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}


class Office:
    """A workspace with people, channels and a way to call its Web API."""

    def __init__(self, workspace: LocalWorkspace, call: Call) -> None:
        self.workspace = workspace
        self.call = call
        self.ana = workspace.add_user(name="ana", real_name="Ana", email="Ana@Example.com")
        self.ben = workspace.add_user(name="ben", real_name="Ben", email="ben@example.com")
        self.general = workspace.add_channel("general", [self.ana, self.ben])
        self.quiet = workspace.add_channel("quiet", [self.ana], bot_is_member=False)
        self.secret = workspace.add_channel("secret", [self.ana], bot_is_member=False, is_private=True)

    async def refused(self, method: str, **arguments: Any) -> Any:
        """Call a method that must fail, and return Slack's answer."""
        with pytest.raises(SlackApiError) as caught:
            await self.call(method, **arguments)
        return caught.value.response

    def trigger(self) -> str:
        """Return a trigger id of Ana's."""
        return self.workspace.core.permits.issue_trigger(self.ana)


@pytest.fixture(params=["async", "sync"])
async def office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """Yield an office whose `call` goes through one of Slack's two clients."""
    async with LocalWorkspace(seed=5) as workspace:
        if request.param == "async":
            asynchronous = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url)

            async def call(method: str, **arguments: Any) -> Any:
                return await getattr(asynchronous, method)(**arguments)
        else:
            synchronous = WebClient(token=workspace.bot_token, base_url=workspace.api_url)

            async def call(method: str, **arguments: Any) -> Any:
                return await asyncio.to_thread(getattr(synchronous, method), **arguments)

        yield Office(workspace, call)


async def test_auth_test_names_the_bot_and_its_scopes(office: Office) -> None:
    """auth.test tells the ids, and the header tells the scopes."""
    answer = await office.call("auth_test")
    assert answer["user_id"] == office.workspace.bot_user_id
    assert answer["team_id"] == office.workspace.team_id
    headers = {key.lower(): value for key, value in answer.headers.items()}
    assert "chat:write" in headers["x-oauth-scopes"].split(",")


async def test_api_test_echoes_and_fails_on_request(office: Office) -> None:
    """api.test needs no token, and returns the error it is asked for."""
    assert (await office.call("api_test", foo="bar"))["args"]["foo"] == "bar"
    assert (await office.refused("api_test", error="my_error"))["error"] == "my_error"


async def test_a_message_is_posted_with_ids_filled_in(office: Office) -> None:
    """chat.postMessage returns the message; blocks get the block_id Slack would give them."""
    answer = await office.call("chat_postMessage", channel=office.general, text="hi", blocks=[SECTION])
    assert answer["channel"] == office.general
    assert answer["message"]["ts"] == answer["ts"]
    assert answer["message"]["blocks"][0]["block_id"]
    assert answer["message"]["bot_id"]


async def test_every_message_has_its_own_ts(office: Office) -> None:
    """Timestamps are unique in a channel even when the clock stands at the same microsecond."""
    for _ in range(20):
        await office.call("chat_postMessage", channel=office.general, text="hi")
    history = await office.call("conversations_history", channel=office.general)
    assert len({message["ts"] for message in history["messages"]}) == 20


@pytest.mark.parametrize(
    ("channel", "error"),
    [("CNOWHERE", "channel_not_found"), ("secret", "channel_not_found"), ("UNOBODY", "channel_not_found")],
)
async def test_a_channel_the_app_cannot_see_is_not_found(office: Office, channel: str, error: str) -> None:
    """Unknown channels and private ones the app is not in look the same."""
    assert (await office.refused("chat_postMessage", channel=channel, text="x"))["error"] == error


async def test_posting_needs_membership_or_the_public_scope(office: Office) -> None:
    """chat:write.public lets the app post where it is not a member; without it there is not_in_channel."""
    assert (await office.call("chat_postMessage", channel=office.quiet, text="x"))["ok"]
    office.workspace.configure_app(scopes=["chat:write", "channels:join"])
    assert (await office.refused("chat_postMessage", channel=office.quiet, text="x"))["error"] == "not_in_channel"
    await office.call("conversations_join", channel=office.quiet)
    assert (await office.call("chat_postMessage", channel="#quiet", text="x"))["channel"] == office.quiet


async def test_an_archived_channel_takes_nothing(office: Office) -> None:
    """is_archived is what Slack answers."""
    office.workspace.archive_channel(office.general)
    assert (await office.refused("chat_postMessage", channel=office.general, text="x"))["error"] == "is_archived"


async def test_a_direct_message_opens_by_user_id(office: Office) -> None:
    """conversations.open and a post to a U… id reach the same D… channel."""
    opened = await office.call("conversations_open", users=[office.ana])
    posted = await office.call("chat_postMessage", channel=office.ana, text="psst")
    assert posted["channel"] == opened["channel"]["id"]
    assert posted["channel"].startswith("D")
    assert (await office.call("conversations_open", users=office.ana))["already_open"] is True


async def test_a_closed_messages_tab_refuses_direct_messages(office: Office) -> None:
    """messages_tab_disabled is what an app gets whose manifest left the tab off."""
    office.workspace.configure_app(messages_tab_enabled=False)
    answer = await office.refused("chat_postMessage", channel=office.ana, text="psst")
    assert answer["error"] == "messages_tab_disabled"


@pytest.mark.parametrize(
    ("users", "error"),
    [("", "users_list_not_supplied"), ("UNOBODY", "user_not_found"), ("both", "invalid_user_combination")],
)
async def test_a_direct_message_needs_one_known_person(office: Office, users: str, error: str) -> None:
    """conversations.open refuses nobody, strangers and several people."""
    chosen = f"{office.ana},{office.ben}" if users == "both" else users
    assert (await office.refused("conversations_open", users=chosen))["error"] == error


async def test_a_message_without_content_is_refused(office: Office) -> None:
    """no_text, invalid_blocks and msg_blocks_too_long, each with Slack's name."""
    refused = office.refused
    empty = {"channel": office.general, "text": ""}
    answer = await refused("api_call", api_method="chat.postMessage", params=empty)
    assert answer["error"] == "no_text"
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    answer = await refused("chat_postMessage", channel=office.general, text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    line = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert answer["errors"] == [line]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {line}"]
    many = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
    answer = await refused("chat_postMessage", channel=office.general, text="x", blocks=many)
    assert answer["error"] == "msg_blocks_too_long"


async def test_blocks_that_are_no_json_are_told_apart(office: Office) -> None:
    """A string that is no JSON in the blocks argument is invalid_blocks_format."""
    answer = await office.refused("chat_postMessage", channel=office.general, text="x", blocks="[{")
    assert answer["error"] == "invalid_blocks_format"


async def test_an_ephemeral_message_has_one_reader(office: Office) -> None:
    """chat.postEphemeral reaches members only, stays out of the history and cannot be updated."""
    args = {"channel": office.general, "text": "only you"}
    ts = (await office.call("chat_postEphemeral", user=office.ana, **args))["message_ts"]
    assert (await office.call("conversations_history", channel=office.general))["messages"] == []
    assert (await office.refused("chat_postEphemeral", user="UNOBODY", **args))["error"] == "user_not_in_channel"
    updated = await office.refused("chat_update", channel=office.general, ts=ts, text="new")
    assert updated["error"] == "message_not_found"


async def test_a_message_is_updated_and_deleted(office: Office) -> None:
    """chat.update marks the message edited; chat.delete removes it; both once only for what is there."""
    channel = office.general
    ts = (await office.call("chat_postMessage", channel=channel, text="old"))["ts"]
    assert (await office.call("chat_update", channel=channel, ts=ts, text="new"))["text"] == "new"
    history = await office.call("conversations_history", channel=channel)
    assert (history["messages"][0]["text"], "edited" in history["messages"][0]) == ("new", True)
    too_long = await office.refused("chat_update", channel=channel, ts=ts, text="x" * 4001)
    assert too_long["error"] == "msg_too_long"
    await office.call("chat_delete", channel=channel, ts=ts)
    gone = await office.refused("chat_delete", channel=channel, ts=ts)
    assert gone["error"] == "message_not_found"


async def test_other_peoples_messages_are_left_alone(office: Office) -> None:
    """cant_update_message and cant_delete_message protect what the app did not write."""
    state = office.workspace.core.state
    message = state.post(state.channels[office.general], office.ana, text="mine")
    target = {"channel": office.general, "ts": message.ts}
    assert (await office.refused("chat_update", text="x", **target))["error"] == "cant_update_message"
    assert (await office.refused("chat_delete", **target))["error"] == "cant_delete_message"


async def test_long_text_is_cut_with_a_warning(office: Office) -> None:
    """Beyond 40,000 characters Slack cuts the text and says so."""
    answer = await office.call("chat_postMessage", channel=office.general, text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000
    assert answer["warning"] == "message_truncated"


async def test_a_permalink_belongs_to_a_message(office: Office) -> None:
    """chat.getPermalink gives an address, and message_not_found for no message."""
    ts = (await office.call("chat_postMessage", channel=office.general, text="hi"))["ts"]
    answer = await office.call("chat_getPermalink", channel=office.general, message_ts=ts)
    assert answer["permalink"].endswith(f"/archives/{office.general}/p{ts.replace('.', '')}")
    answer = await office.refused("chat_getPermalink", channel=office.general, message_ts="1.000000")
    assert answer["error"] == "message_not_found"


async def test_metadata_comes_back_when_asked_for(office: Office) -> None:
    """conversations.history shows metadata with include_all_metadata only; that is how a post is looked up."""
    metadata = {"event_type": "kirorank_digest", "event_payload": {"key": "2026-W47"}}
    await office.call("chat_postMessage", channel=office.general, text="d", metadata=metadata)
    plain = await office.call("conversations_history", channel=office.general)
    assert "metadata" not in plain["messages"][0]
    full = await office.call("conversations_history", channel=office.general, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata
    bad = {"event_type": "x", "event_payload": "text"}
    answer = await office.refused("chat_postMessage", channel=office.general, text="d", metadata=bad)
    assert answer["error"] == "invalid_metadata_format"


async def test_history_honours_its_range_and_pages(office: Office) -> None:
    """oldest and latest exclude their own moment unless inclusive; limit and cursor walk the rest."""
    stamps = []
    for number in range(5):
        office.workspace.clock.advance(timedelta(minutes=1))
        posted = await office.call("chat_postMessage", channel=office.general, text=str(number))
        stamps.append(posted["ts"])

    async def texts(**arguments: Any) -> list[str]:
        found = await office.call("conversations_history", channel=office.general, **arguments)
        return [message["text"] for message in found["messages"]]

    assert await texts() == ["4", "3", "2", "1", "0"]
    assert await texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
    first = await office.call("conversations_history", channel=office.general, limit=3)
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    assert await texts(limit=3, cursor=cursor) == ["1", "0"]
    answer = await office.refused("conversations_history", channel=office.general, cursor="nonsense")
    assert answer["error"] == "invalid_cursor"


async def test_threads_are_read_by_replies(office: Office) -> None:
    """A reply shows in its thread and not in the history, unless it is broadcast."""
    channel = office.general
    root = (await office.call("chat_postMessage", channel=channel, text="root"))["ts"]
    await office.call("chat_postMessage", channel=channel, text="inside", thread_ts=root)
    await office.call("chat_postMessage", channel=channel, text="loud", thread_ts=root, reply_broadcast=True)
    thread = await office.call("conversations_replies", channel=channel, ts=root)
    assert [message["text"] for message in thread["messages"]] == ["root", "inside", "loud"]
    history = await office.call("conversations_history", channel=channel)
    assert [message["text"] for message in history["messages"]] == ["loud", "root"]
    assert history["messages"][1]["reply_count"] == 2
    answer = await office.refused("conversations_replies", channel=channel, ts="1.000000")
    assert answer["error"] == "thread_not_found"


async def test_channels_are_described_and_listed(office: Office) -> None:
    """info, members and list show public channels; private ones only to members."""
    info = (await office.call("conversations_info", channel=office.quiet))["channel"]
    assert (info["name"], info["is_member"], info["num_members"]) == ("quiet", False, 1)
    members = (await office.call("conversations_members", channel=office.general))["members"]
    assert set(members) == {office.ana, office.ben, office.workspace.bot_user_id}
    listed = await office.call("conversations_list", types="public_channel,private_channel")
    assert [channel["name"] for channel in listed["channels"]] == ["general", "quiet"]
    assert (await office.refused("conversations_list", types="odd"))["error"] == "invalid_types"


async def test_people_are_found(office: Office) -> None:
    """users.info, users.lookupByEmail (any case) and users.list, with Slack's two error names."""
    assert (await office.call("users_info", user=office.ana))["user"]["real_name"] == "Ana"
    found = await office.call("users_lookupByEmail", email="ana@example.com")
    assert found["user"]["id"] == office.ana
    assert (await office.refused("users_info", user="UNOBODY"))["error"] == "user_not_found"
    assert (await office.refused("users_lookupByEmail", email="x@y.z"))["error"] == "users_not_found"
    page = await office.call("users_list", limit=2)
    rest = await office.call("users_list", limit=200, cursor=page["response_metadata"]["next_cursor"])
    ids = [user["id"] for answer in (page, rest) for user in answer["members"]]
    assert {office.ana, office.ben, "USLACKBOT"} <= set(ids)
    assert len(ids) == len(set(ids))


async def test_an_address_needs_its_scope(office: Office) -> None:
    """Without users:read.email the profile has no e-mail and the lookup misses a scope."""
    office.workspace.configure_app(scopes=["users:read"])
    user = (await office.call("users_info", user=office.ana))["user"]
    assert "email" not in user["profile"]
    answer = await office.refused("users_lookupByEmail", email="ana@example.com")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read.email")
    assert answer["provided"] == "users:read"


async def test_user_groups_are_listed(office: Office) -> None:
    """usergroups.list and usergroups.users.list show the groups; others do not exist."""
    group = office.workspace.add_user_group("pay", "Payments", [office.ana])
    listed = (await office.call("usergroups_list"))["usergroups"]
    assert [entry["handle"] for entry in listed] == ["pay"]
    assert (await office.call("usergroups_users_list", usergroup=group))["users"] == [office.ana]
    answer = await office.refused("usergroups_users_list", usergroup="S0")
    assert answer["error"] == "no_such_subteam"


async def test_a_profile_belongs_to_a_user_token(office: Office) -> None:
    """A bot token may not set a status; the person's own token may."""
    profile = {"status_text": "Gold", "status_emoji": ":star:"}
    answer = await office.refused("users_profile_set", profile=profile)
    assert answer["error"] == "not_allowed_token_type"
    token = office.workspace.add_user_token(office.ana, ["users.profile:write"])
    changed = await office.call("users_profile_set", profile=profile, token=token)
    assert changed["profile"]["status_text"] == "Gold"
    read = await office.call("users_profile_get", user=office.ana)
    assert read["profile"]["status_emoji"] == ":star:"


async def test_a_picture_is_uploaded_and_shared(office: Office) -> None:
    """files_upload_v2 goes through all three steps; the message carries the file, which is served."""
    content = b"\x89PNG\r\n" + b"0" * 500
    answer = await office.call(
        "files_upload_v2",
        channel=office.general,
        content=content,
        filename="badge.png",
        title="Badge",
        alt_txt="A gold badge",
        initial_comment="Well done",
    )
    history = await office.call("conversations_history", channel=office.general)
    message = history["messages"][0]
    assert message["text"] == "Well done"
    file = message["files"][0]
    assert (file["id"], file["alt_txt"], file["mimetype"]) == (answer["file"]["id"], "A gold badge", "image/png")
    async with aiohttp.ClientSession() as session, session.get(file["url_private"]) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == content


async def test_an_upload_without_bytes_cannot_be_completed(office: Office) -> None:
    """completeUploadExternal refuses a file whose bytes never came, and one that does not exist."""
    asked = await office.call("files_getUploadURLExternal", filename="a.png", length=10)
    answer = await office.refused("files_completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert answer["error"] == "file_not_found"


async def test_a_view_is_opened_updated_and_pushed(office: Office) -> None:
    """views.open, views.update with its hash, and views.push from inside a modal."""
    view = (await office.call("views_open", trigger_id=office.trigger(), view=MODAL))["view"]
    changed = (await office.call("views_update", view_id=view["id"], hash=view["hash"], view=MODAL))["view"]
    assert changed["hash"] != view["hash"]
    stale = await office.refused("views_update", view_id=view["id"], hash=view["hash"], view=MODAL)
    assert stale["error"] == "hash_conflict"
    inside = office.workspace.core.permits.issue_trigger(office.ana, view["id"])
    pushed = (await office.call("views_push", trigger_id=inside, view=MODAL))["view"]
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    answer = await office.refused("views_update", view_id="V0", view=MODAL)
    assert answer["error"] == "not_found"


async def test_a_view_that_slack_refuses_is_refused(office: Office) -> None:
    """Wrong limits give invalid_arguments with pointers, size gives view_too_large, and the trigger survives."""
    trigger = office.trigger()
    long = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    answer = await office.refused("views_open", trigger_id=trigger, view=long)
    assert answer["error"] == "invalid_arguments"
    assert "/view/title/text" in answer["response_metadata"]["messages"][0]
    huge = {**MODAL, "private_metadata": "x" * 250_000}
    answer = await office.refused("views_open", trigger_id=trigger, view=huge)
    assert answer["error"] == "view_too_large"
    assert (await office.call("views_open", trigger_id=trigger, view=MODAL))["ok"]


async def test_an_external_id_is_unique(office: Office) -> None:
    """duplicate_external_id guards against two views with one name; an update may find a view by it."""
    named = {**MODAL, "external_id": "mine"}
    await office.call("views_open", trigger_id=office.trigger(), view=named)
    ben = office.workspace.core.permits.issue_trigger(office.ben)
    answer = await office.refused("views_open", trigger_id=ben, view=named)
    assert answer["error"] == "duplicate_external_id"
    assert (await office.call("views_update", external_id="mine", view=named))["ok"]


async def test_home_is_published_unless_it_is_off(office: Office) -> None:
    """views.publish takes home views of known people, and not_enabled says that the tab is off."""
    assert (await office.call("views_publish", user_id=office.ana, view=HOME))["view"]["type"] == "home"
    assert (await office.refused("views_publish", user_id="U0", view=HOME))["error"] == "user_not_found"
    wrong = await office.refused("views_publish", user_id=office.ana, view=MODAL)
    assert wrong["error"] == "invalid_arguments"
    office.workspace.configure_app(home_enabled=False)
    off = await office.refused("views_publish", user_id=office.ana, view=HOME)
    assert off["error"] == "not_enabled"


async def test_blocks_are_validated_without_sending(office: Office) -> None:
    """blocks.validate needs no token and points at what is wrong."""
    assert (await office.call("blocks_validate", blocks=[SECTION]))["ok"]
    assert (await office.call("blocks_validate", view=HOME))["ok"]
    answer = await office.refused("blocks_validate", blocks=[{"type": "header"}])
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0]["pointer"] == "/0"
    answer = await office.refused("blocks_validate", message={"blocks": [{"type": "odd"}]})
    assert (answer["error"], answer["errors"][0]["pointer"]) == ("invalid_message", "/0/type")


async def test_a_reaction_needs_a_message(office: Office) -> None:
    """reactions.add accepts a reaction to what exists."""
    ts = (await office.call("chat_postMessage", channel=office.general, text="hi"))["ts"]
    assert (await office.call("reactions_add", channel=office.general, name="tada", timestamp=ts))["ok"]
    answer = await office.refused("reactions_add", channel=office.general, name="tada", timestamp="1.0")
    assert answer["error"] == "message_not_found"


async def test_tokens_and_methods_are_checked(office: Office) -> None:
    """not_authed, invalid_auth, unknown_method, and the wrong kind of token."""
    assert (await office.refused("auth_test", token="xoxb-wrong"))["error"] == "invalid_auth"
    answer = await office.refused("auth_test", token=office.workspace.app_token)
    assert answer["error"] == "not_allowed_token_type"
    answer = await office.refused("api_call", api_method="kiro.rank")
    assert (answer["error"], answer["req_method"]) == ("unknown_method", "kiro.rank")


async def test_a_socket_address_needs_the_app_token(office: Office) -> None:
    """apps.connections.open takes the xapp token and gives a ws address; the bot's token is of the wrong kind."""
    answer = await office.call("apps_connections_open", app_token=office.workspace.app_token)
    assert answer["url"].startswith(office.workspace.url.replace("http", "ws"))
    refused = await office.refused("apps_connections_open", app_token=office.workspace.bot_token)
    assert refused["error"] == "not_allowed_token_type"


async def test_a_big_workspace_is_listed_in_pages(office: Office) -> None:
    """limit_required is what users.list answers when everybody would not fit."""
    for number in range(1000):
        office.workspace.add_user(name=f"user{number}")
    assert (await office.refused("users_list"))["error"] == "limit_required"
    assert len((await office.call("users_list", limit=200))["members"]) == 200


async def test_only_pictures_are_shown_in_place(office: Office) -> None:
    """Any other file is served as a download, whatever its bytes pretend to be."""
    await office.call("files_upload_v2", channel=office.general, content="<script>", filename="a.html")
    history = await office.call("conversations_history", channel=office.general)
    address = history["messages"][0]["files"][0]["url_private"]
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"


async def test_a_missing_argument_is_named(office: Office) -> None:
    """invalid_arguments lists the field that is missing."""
    answer = await office.refused("api_call", api_method="users.info")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


@pytest.mark.parametrize(
    ("body", "headers", "error"),
    [
        (b"{", {"Content-Type": "application/json"}, "invalid_json"),
        (b"[]", {"Content-Type": "application/json"}, "json_not_object"),
        (b"", {}, "not_authed"),
    ],
)
async def test_raw_requests_get_slacks_errors(body: bytes, headers: dict[str, str], error: str) -> None:
    """Bodies that are no JSON object, and calls with no token, are told as Slack tells them."""
    async with LocalWorkspace() as workspace, aiohttp.ClientSession() as session:
        url = f"{workspace.api_url}auth.test"
        async with session.post(url, data=body, headers=headers) as response:
            assert await response.json() == {"ok": False, "error": error}


async def test_query_form_and_json_are_merged() -> None:
    """An argument may come by query or by form, with GET or POST, as Slack's SDKs send them."""
    async with LocalWorkspace() as workspace, aiohttp.ClientSession() as session:
        ana = workspace.add_user(name="ana")
        url, token = f"{workspace.api_url}users.info", workspace.bot_token
        async with session.get(url, params={"user": ana, "token": token}) as response:
            assert (await response.json())["user"]["id"] == ana
        async with session.post(url, params={"user": ana}, data={"token": token}) as response:
            assert (await response.json())["user"]["id"] == ana


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ARGUMENTS = st.sampled_from(
    [
        *STRUCTURED,
        *("channel", "channels", "channel_id", "user", "user_id", "users", "text", "ts", "thread_ts", "message_ts"),
        *("limit", "cursor", "oldest", "latest", "inclusive", "types", "email", "filename", "length", "name"),
        *("trigger_id", "view_id", "external_id", "hash", "usergroup", "token", "markdown_text", "username"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(method=st.sampled_from(sorted(METHODS)), args=st.dictionaries(ARGUMENTS, JSON, max_size=5), real=st.booleans())
def test_no_arguments_make_a_server_error(method: str, args: dict[str, Any], real: bool) -> None:
    """Whatever JSON a method is called with, the answer is 200 with ok true or an error name."""

    async def attempt() -> None:
        async with LocalWorkspace() as workspace, aiohttp.ClientSession() as session:
            ana = workspace.add_user(name="ana")
            channel = workspace.add_channel("general", [ana])
            sent = {**args, "channel": channel, "user": ana, "users": [ana]} if real else args
            headers = {"Authorization": f"Bearer {workspace.bot_token}"}
            async with session.post(f"{workspace.api_url}{method}", json=sent, headers=headers) as response:
                answer = await response.json()
                assert response.status == 200
                assert answer["ok"] or answer["error"]

    asyncio.run(attempt())


async def test_two_workspaces_run_side_by_side() -> None:
    """Two workspaces share nothing: a token of one is unknown to the other."""
    async with LocalWorkspace(seed=1) as one, LocalWorkspace(seed=2) as two:
        stranger = AsyncWebClient(token=one.bot_token, base_url=two.api_url)
        with pytest.raises(SlackApiError) as caught:
            await stranger.auth_test()
        assert caught.value.response["error"] == "invalid_auth"
        assert one.url != two.url
