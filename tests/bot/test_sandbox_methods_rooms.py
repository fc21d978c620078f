"""conversations.*, users.* and the methods about the connection, where scopes, kinds and whose token decide."""

from __future__ import annotations

import pytest

from tests.bot.sandbox_call_help import Bench

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace without a server."""
    return Bench()


def names(bench: Bench, **args: object) -> list[str]:
    """The names of the channels that a listing shows."""
    return [channel["name"] for channel in bench.call("conversations.list", **args)["channels"]]


def test_a_listing_shows_the_kinds_asked_for(bench: Bench) -> None:
    """Public channels by default, private ones only where the app is, direct messages by the person."""
    bench.core.state.direct_message(bench.ana)
    assert names(bench) == ["general", "away"]
    assert names(bench, types="private_channel") == ["closed"]
    (direct,) = bench.call("conversations.list", types="im")["channels"]
    assert (direct["user"], direct["is_im"]) == (bench.ana, True)


def test_archived_channels_are_left_out_on_request(bench: Bench) -> None:
    """exclude_archived hides what is archived, which is listed otherwise."""
    bench.workspace.archive_channel(bench.away)
    assert names(bench) == ["general", "away"]
    assert names(bench, exclude_archived="true") == ["general"]


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("public_channel", "channels:read"), ("private_channel", "groups:read"), ("im", "im:read")],
)
def test_each_kind_is_listed_with_its_own_scope(bench: Bench, kind: str, scope: str) -> None:
    """The scope of every kind asked for is needed, and the refusal names the one that is missing."""
    bench.workspace.configure_app(scopes={"channels:read", "groups:read", "im:read"} - {scope})
    error = bench.refused("conversations.list", types="public_channel,private_channel,im")
    assert (error.name, error.extra["needed"]) == ("missing_scope", scope)


def test_each_kind_is_read_with_its_own_scope(bench: Bench) -> None:
    """A private channel and a direct message need other scopes than a public channel."""
    direct = bench.core.state.direct_message(bench.ana).id
    bench.workspace.configure_app(scopes=["channels:read", "channels:history"])
    assert bench.call("conversations.info", channel=bench.general)["channel"]["name"] == "general"
    assert bench.refused("conversations.info", channel=bench.closed).extra["needed"] == "groups:read"
    assert bench.refused("conversations.members", channel=direct).extra["needed"] == "im:read"
    assert bench.refused("conversations.history", channel=direct).extra["needed"] == "im:history"


def test_history_is_for_members(bench: Bench) -> None:
    """A public channel the app is not in is described but not read, until the app joins it."""
    assert bench.call("conversations.info", channel=bench.away)["channel"]["is_member"] is False
    assert bench.refused("conversations.history", channel=bench.away).name == "not_in_channel"
    bench.call("conversations.join", channel=bench.away)
    assert bench.call("conversations.history", channel=bench.away)["messages"] == []


def test_joining_twice_is_a_warning(bench: Bench) -> None:
    """The second time Slack warns, and the app is listed once."""
    assert "warning" not in bench.call("conversations.join", channel=bench.away)
    assert bench.call("conversations.join", channel=bench.away)["warning"] == "already_in_channel"
    assert bench.channel(bench.away).members.count(bench.workspace.bot_user_id) == 1


def test_some_channels_cannot_be_joined(bench: Bench) -> None:
    """Archived, private and invisible channels each have their own refusal."""
    bench.workspace.archive_channel(bench.away)
    refusals = {
        bench.away: "is_archived",
        bench.closed: "method_not_supported_for_channel_type",
        bench.hidden: "channel_not_found",
    }
    for channel, name in refusals.items():
        assert bench.refused("conversations.join", channel=channel).name == name


@pytest.mark.parametrize("value", ["yesterday", "-1", "1e9", "1.", "2026-11-23"])
def test_a_range_is_made_of_timestamps(bench: Bench, value: str) -> None:
    """Any other text is pointed at."""
    bench.post()
    error = bench.refused("conversations.history", channel=bench.general, oldest=value)
    assert error.extra["response_metadata"]["messages"] == ["[ERROR] must be a timestamp [json-pointer:/oldest]"]


@pytest.mark.parametrize("value", ["", "0", "now"])
def test_an_open_end_leaves_nothing_out(bench: Bench, value: str) -> None:
    """Nothing, zero and now are no bounds."""
    ts = bench.post()
    found = bench.call("conversations.history", channel=bench.general, oldest=value, latest=value)
    assert [message["ts"] for message in found["messages"]] == [ts]


def test_a_thread_is_found_from_any_of_its_messages(bench: Bench) -> None:
    """Asked for a reply, Slack shows the whole thread; ephemeral replies are in nobody's."""
    root = bench.post("root")
    reply = bench.post("reply", thread_ts=root)
    bench.call("chat.postEphemeral", channel=bench.general, user=bench.ana, text="psst", thread_ts=root)
    for ts in (root, reply):
        found = bench.call("conversations.replies", channel=bench.general, ts=ts)["messages"]
        assert [message["text"] for message in found] == ["root", "reply"]
        assert found[0]["reply_count"] == 1


def test_opening_a_direct_message_tells_what_was_asked(bench: Bench) -> None:
    """The id alone, the whole channel with return_im, and that it was open before."""
    first = bench.call("conversations.open", users=f" {bench.ana} , ")
    assert first == {"channel": {"id": first["channel"]["id"]}}
    again = bench.call("conversations.open", users=[bench.ana], return_im=True)
    assert (again["channel"]["user"], again["already_open"], again["no_op"]) == (bench.ana, True, True)
    assert bench.call("conversations.open", channel=first["channel"]["id"])["channel"]["user"] == bench.ana


def test_nobody_opens_a_direct_message_with_a_bot(bench: Bench) -> None:
    """The app itself is an invalid combination, and no channel comes into being."""
    before = set(bench.core.state.channels)
    assert bench.refused("conversations.open", users=bench.workspace.bot_user_id).name == "invalid_user_combination"
    assert set(bench.core.state.channels) == before


def test_a_profile_is_changed_by_its_owner(bench: Bench) -> None:
    """Somebody else's, one of the wrong shape and a status beyond 100 characters are refused; the rest stays."""
    token = bench.workspace.add_user_token(bench.ana, ["users.profile:write", "users.profile:read"])

    def refusal(**args: object) -> str:
        return bench.refused("users.profile.set", as_token=token, **args).name

    assert refusal(user=bench.ben, profile={"status_text": "x"}) == "not_admin"
    assert refusal(profile="words") == "invalid_profile"
    assert refusal(profile={"status_text": "x" * 101}) == "too_long"
    bench.call("users.profile.set", as_token=token, profile={"status_text": "x" * 100})
    bench.call("users.profile.set", as_token=token, profile={"status_emoji": ":star:"})
    profile = bench.call("users.profile.get", as_token=token)["profile"]
    assert (profile["status_text"], profile["status_emoji"]) == ("x" * 100, ":star:")


def test_slackbot_is_listed_as_a_person(bench: Bench) -> None:
    """Slack says that Slackbot is no bot, while the app's own user is one."""
    members = {user["id"]: user["is_bot"] for user in bench.call("users.list")["members"]}
    assert (members["USLACKBOT"], members[bench.workspace.bot_user_id]) == (False, True)


def test_a_group_shows_its_members_on_request(bench: Bench) -> None:
    """usergroups.list names people with include_users only."""
    bench.workspace.add_user_group("pay", "Payments", [bench.ben])
    (plain,) = bench.call("usergroups.list")["usergroups"]
    (full,) = bench.call("usergroups.list", include_users="1")["usergroups"]
    assert ("users" in plain, full["users"]) == (False, [bench.ben])


def test_only_the_app_has_a_bot_id(bench: Bench) -> None:
    """auth.test tells a bot's id for the bot's token and none for a person's."""
    token = bench.workspace.add_user_token(bench.ana, [])
    assert bench.call("auth.test")["bot_id"] == bench.core.bot_id
    hers = bench.call("auth.test", as_token=token)
    assert (hers["user_id"], "bot_id" in hers) == (bench.ana, False)


def test_an_echo_keeps_the_token_to_itself(bench: Bench) -> None:
    """api.test repeats the arguments without the token, also when it fails on request."""
    assert bench.call("api.test", token="xoxb-1", foo="bar") == {"args": {"foo": "bar"}}
    error = bench.refused("api.test", token="xoxb-1", error="my_error")
    assert error.body() == {"ok": False, "error": "my_error", "args": {"error": "my_error"}}


def test_every_connection_has_its_own_ticket(bench: Bench) -> None:
    """Two calls give two addresses, and each ticket waits to be used."""
    token = bench.workspace.app_token
    urls = {bench.call("apps.connections.open", as_token=token)["url"] for _ in range(2)}
    assert len(urls) == len(bench.core.tickets) == 2


def test_validation_needs_something_of_a_size(bench: Bench) -> None:
    """Nothing to check is invalid_arguments, too much is payload_too_large, and a message may have no blocks."""
    assert bench.refused("blocks.validate").name == "invalid_arguments"
    assert bench.refused("blocks.validate", blocks=[{"x": "x" * 100_000}]).name == "payload_too_large"
    assert bench.call("blocks.validate", message={"text": "hello"}) == {}
    assert bench.refused("blocks.validate", view={"type": "modal", "blocks": [SECTION]}).name == "invalid_view"
