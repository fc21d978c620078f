"""The local workspace's pure parts: clock, escaping, manifest, inputs, log, ids."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Clock, LocalWorkspace
from bot.sandbox.call import decoded
from bot.sandbox.clock import WEEKDAYS, next_local_time
from bot.sandbox.escaping import escape
from bot.sandbox.inputs import entered, find_element, initial_values, missing_input
from bot.sandbox.manifest import checked_command, read_manifest
from bot.sandbox.model import micros
from bot.sandbox.request_log import masked

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
MOMENTS = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_a_clock_runs_on_after_it_was_moved() -> None:
    """The time set is the time told, and it grows."""
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    first = clock.now()
    assert timedelta() <= first - datetime(2026, 1, 1, tzinfo=UTC) < timedelta(seconds=5)
    clock.advance(timedelta(days=7))
    assert timedelta(days=7) <= clock.now() - first < timedelta(days=7, seconds=5)


def test_a_clock_refuses_a_time_without_an_offset() -> None:
    """A naive datetime is a mistake, not UTC."""
    with pytest.raises(ValueError, match="offset"):
        Clock().move_to(datetime(2026, 1, 1))  # noqa: DTZ001  (the mistake is what is tested)


@given(now=MOMENTS, weekday=st.sampled_from(WEEKDAYS), zone=ZONES, hour=st.integers(4, 23))
def test_the_next_local_time_is_the_next_one(now: datetime, weekday: str, zone: str, hour: int) -> None:
    """It lies ahead by a week at most (and an hour for summer time), on that weekday at that hour."""
    found = next_local_time(now, weekday, time(hour), ZoneInfo(zone))
    local = found.astimezone(ZoneInfo(zone))
    assert (WEEKDAYS[local.weekday()], local.hour, local.minute) == (weekday, hour, 0)
    assert timedelta() < found - now <= timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("user @ana", "user <@U1|ana>"),
        ("@Ana, @ana.", "<@U1|Ana>, <@U1|ana>."),
        ("in #payments-eu now", "in <#C1|payments-eu> now"),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("ana@example.com", "ana@example.com"),
        ("<@U1|ana>", "<@U1|ana>"),
        ("@@ana", "@@ana"),
        ("", ""),
    ],
)
def test_names_become_references(typed: str, expected: str) -> None:
    """People and channels that exist are escaped; addresses, strangers and references stay."""
    workspace = LocalWorkspace()
    workspace.add_user(name="ana", id="U1")
    workspace.add_channel("payments-eu", [], id="C1")
    assert escape(workspace.core.state, typed) == expected


@given(st.text(max_size=60))
def test_escaping_twice_changes_nothing_more(typed: str) -> None:
    """Text that has been escaped is left alone."""
    workspace = LocalWorkspace()
    workspace.add_user(name="ana", id="U1")
    once = escape(workspace.core.state, typed)
    assert escape(workspace.core.state, once) == once


def test_a_manifest_configures_the_app() -> None:
    """Commands, scopes with the optional ones, events and tabs are read."""
    workspace = LocalWorkspace()
    workspace.install({
        "display_information": {"name": "Ranker"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
            "slash_commands": [{"command": "/rank", "description": "d", "should_escape": True}],
        },
        "oauth_config": {"scopes": {"bot": ["commands"], "bot_optional": ["files:write"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened"]},
            "interactivity": {"is_enabled": True},
        },
    })  # fmt: skip
    app = workspace.core.state.app
    assert (app.name, app.home_enabled, app.messages_tab_enabled) == ("Ranker", True, False)
    assert app.scopes == {"commands", "files:write"}
    assert app.events == {"app_home_opened"}
    command = app.command("/rank")
    assert command is not None
    assert command["should_escape"] is True
    assert app.command("/other") is None


@pytest.mark.parametrize("manifest", [{}, {"display_information": {}}])
def test_a_manifest_without_a_name_is_refused(manifest: dict[str, Any]) -> None:
    """Slack requires the name."""
    with pytest.raises(ValueError, match="name"):
        read_manifest(manifest)


@pytest.mark.parametrize("name", ["", "kirorank", "/", "/" + "x" * 32])
def test_a_bad_command_name_is_refused(name: str) -> None:
    """A command starts with a slash and has 2 to 32 characters."""
    with pytest.raises(ValueError, match="slash command"):
        checked_command({"command": name})


def test_ids_follow_from_the_seed() -> None:
    """The same seed and name give the same id; another seed gives another."""
    first, second, other = LocalWorkspace(seed=1), LocalWorkspace(seed=1), LocalWorkspace(seed=2)
    assert first.add_user(name="ana") == second.add_user(name="ana") != other.add_user(name="ana")
    assert (first.bot_token, first.team_id) == (second.bot_token, second.team_id)
    assert first.signing_secret != other.signing_secret


def test_people_and_channels_are_added_once() -> None:
    """A taken id and an unknown member are mistakes."""
    workspace = LocalWorkspace()
    ana = workspace.add_user(name="ana")
    with pytest.raises(ValueError, match="already has a user"):
        workspace.add_user(name="ana")
    workspace.add_channel("general", [ana])
    with pytest.raises(ValueError, match="already has a channel"):
        workspace.add_channel("general")
    with pytest.raises(ValueError, match="nobody knows"):
        workspace.add_channel("other", ["U0"])


async def test_a_workspace_listens_on_loopback_only() -> None:
    """An address that others reach is refused, because the control API asks nobody who they are."""
    with pytest.raises(ValueError, match="loopback"):
        await LocalWorkspace().start(host="0.0.0.0")


def test_history_is_written_at_past_times() -> None:
    """Messages may be dated back; they are shown in their order and keep their own ts."""
    workspace = LocalWorkspace()
    ana = workspace.add_user(name="ana")
    channel = workspace.add_channel("general", [ana])
    past = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    later = workspace.post_message(channel, ana, "later", at=past + timedelta(minutes=1))
    first = workspace.post_message(channel, ana, "first", at=past)
    again = workspace.post_message(channel, ana, "same moment", at=past)
    ordered = workspace.core.state.channels[channel].ordered()
    assert [message.ts for message in ordered] == [first, again, later]
    assert micros(again) == micros(first) + 1


@given(st.lists(st.integers(0, 10**15), min_size=2, max_size=2))
def test_timestamps_compare_as_times(moments: list[int]) -> None:
    """A ts reads back as the microseconds it was made from."""
    for moment in moments:
        assert micros(f"{moment // 1_000_000}.{moment % 1_000_000:06d}") == moment


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5))
def test_nothing_that_looks_like_a_token_is_logged(value: Any) -> None:
    """Tokens vanish at any depth, under any key; the rest keeps its shape."""
    secret = "xoxb-123-abc.DEF"
    shown = str(masked({"inner": [value, {"deep": f"Bearer {secret}"}], "token": "anything", "raw": b"12"}))
    assert secret not in shown
    assert "anything" not in shown
    assert "<2 bytes>" in shown


def test_json_text_in_a_form_is_read() -> None:
    """Structured arguments are decoded where they are JSON and left where they are not."""
    assert decoded({"blocks": "[1]", "text": "[1]", "view": "{"}) == {"blocks": [1], "text": "[1]", "view": "{"}


SELECT = {
    "type": "static_select",
    "action_id": "pick",
    "option_groups": [{"options": [{"value": "a"}, {"value": "b"}]}],
}
TEXT = {"type": "plain_text_input", "action_id": "text", "initial_value": "draft", "min_length": 3, "max_length": 5}
INPUT = {"type": "input", "block_id": "one", "element": TEXT}


def test_initial_values_come_from_the_blocks() -> None:
    """Each stateful element starts with its initial value or with nothing."""
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [{"value": "x"}]}
    section = {"type": "section", "block_id": "two", "accessory": SELECT}
    actions = {"type": "actions", "block_id": "three", "elements": [boxes, {"type": "button", "action_id": "go"}]}
    blocks: list[dict[str, Any]] = [INPUT, section, actions]
    assert initial_values(blocks) == {
        "one": {"text": {"type": "plain_text_input", "value": "draft"}},
        "two": {"pick": {"type": "static_select", "selected_option": None}},
        "three": {"boxes": {"type": "checkboxes", "selected_options": []}},
    }


def test_elements_are_found_wherever_they_are() -> None:
    """Buttons in cards, carousels and containers can be pressed."""
    button = {"type": "button", "action_id": "deep"}
    card = {"type": "card", "block_id": "card", "actions": [button]}
    carousel = {"type": "carousel", "block_id": "carousel", "elements": [card]}
    blocks = [{"type": "container", "block_id": "box", "child_blocks": [carousel]}]
    assert find_element(blocks, "deep") == (card, button)
    assert find_element(blocks, "deep", "elsewhere") is None


def test_an_option_may_be_chosen_by_its_value() -> None:
    """A value alone finds its option; unknown ones are nothing."""
    assert entered(SELECT, {"selected_option": "b"})["selected_option"] == {"value": "b"}
    assert entered(SELECT, {"value": "b"})["selected_option"] == {"value": "b"}
    assert entered(SELECT, {"selected_option": "z"})["selected_option"] is None
    many = {"type": "checkboxes", "action_id": "c", "options": [{"value": "x"}]}
    assert entered(many, {"selected_options": ["x"]})["selected_options"] == [{"value": "x"}]


@pytest.mark.parametrize(
    ("value", "problem"),
    [("", "required"), (None, "required"), ("ab", "at least 3"), ("abcdef", "at most 5"), ("abc", None)],
)
def test_slacks_client_checks_inputs_itself(value: str | None, problem: str | None) -> None:
    """Required, too short and too long are told before the app is asked."""
    found = missing_input(INPUT, {"one": {"text": {"type": "plain_text_input", "value": value}}})
    assert found is None if problem is None else problem in (found or "")


def test_an_optional_input_may_stay_empty() -> None:
    """Optional blocks are never required."""
    assert missing_input({**INPUT, "optional": True}, {}) is None
