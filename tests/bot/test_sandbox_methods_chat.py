"""chat.* in the local workspace: what is refused, where a reply goes, and what a change leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.sandbox_call_help import Bench

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
EVENT = {"event_type": "kirorank_digest", "event_payload": {"key": "w47"}}


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace without a server."""
    return Bench()


@pytest.mark.parametrize("more", [{"text": "x"}, {"blocks": [SECTION]}])
def test_markdown_stands_alone(bench: Bench, more: dict[str, Any]) -> None:
    """markdown_text beside text or blocks is a conflict, and nothing is posted."""
    error = bench.refused("chat.postMessage", channel=bench.general, markdown_text="**x**", **more)
    assert error.name == "markdown_text_conflict"
    assert bench.channel().messages == {}


def test_markdown_has_its_own_length(bench: Bench) -> None:
    """12,000 characters of markdown_text are taken and one more is too long."""
    bench.call("chat.postMessage", channel=bench.general, markdown_text="x" * 12_000)
    error = bench.refused("chat.postMessage", channel=bench.general, markdown_text="x" * 12_001)
    assert error.name == "msg_too_long"


@pytest.mark.parametrize(
    "metadata",
    ["words", [], [1], {"event_type": "x"}, {"event_payload": {}}, {"event_type": "", "event_payload": {}}],
)
def test_metadata_has_a_type_and_a_payload(bench: Bench, metadata: object) -> None:
    """Anything but an event type with a payload object is refused."""
    error = bench.refused("chat.postMessage", channel=bench.general, text="x", metadata=metadata)
    assert error.name == "invalid_metadata_format"


def test_metadata_has_a_size(bench: Bench) -> None:
    """Metadata beyond 8,000 characters is metadata_too_large."""
    large = {"event_type": "x", "event_payload": {"key": "x" * 8_000}}
    assert bench.refused("chat.postMessage", channel=bench.general, text="x", metadata=large).name == (
        "metadata_too_large"
    )


def test_a_reply_to_a_reply_stays_in_the_thread(bench: Bench) -> None:
    """Whichever message of a thread is answered, the answer belongs to the root."""
    root = bench.post("root")
    reply = bench.post("reply", thread_ts=root)
    deeper = bench.post("deeper", thread_ts=reply)
    assert bench.channel().messages[deeper].thread_ts == root


def test_what_others_cannot_see_has_no_thread(bench: Bench) -> None:
    """Neither a message that is not there nor an ephemeral one can be replied to."""
    alone = bench.call("chat.postEphemeral", channel=bench.general, user=bench.ana, text="psst")["message_ts"]
    for ts in ("1.000000", alone):
        error = bench.refused("chat.postMessage", channel=bench.general, text="x", thread_ts=ts)
        assert error.name == "cannot_reply_to_message"


def test_another_name_needs_its_scope(bench: Bench) -> None:
    """chat:write.customize lets the app post under a name; without it the message is refused."""
    ts = bench.post("x", username="Weekly Owl")
    assert bench.channel().messages[ts].username == "Weekly Owl"
    bench.workspace.configure_app(scopes=["chat:write"])
    error = bench.refused("chat.postMessage", channel=bench.general, text="x", username="Weekly Owl")
    assert (error.name, error.extra["needed"]) == ("missing_scope", "chat:write.customize")


def test_an_update_takes_blocks_away_and_keeps_metadata(bench: Bench) -> None:
    """Blocks that are not sent again are gone, while metadata stays until other metadata comes."""
    ts = bench.post("old", blocks=[SECTION], metadata=EVENT)
    answer = bench.call("chat.update", channel=bench.general, ts=ts, text="new")
    message = bench.channel().messages[ts]
    assert "blocks" not in answer["message"]
    assert (message.text, message.blocks, message.metadata) == ("new", [], EVENT)
    other = {**EVENT, "event_payload": {"key": "w48"}}
    bench.call("chat.update", channel=bench.general, ts=ts, text="new", metadata=other)
    assert message.metadata == other


def test_a_refused_update_changes_nothing(bench: Bench) -> None:
    """An update that ends in a refusal leaves text, blocks and the mark of editing as they were."""
    ts = bench.post("old", blocks=[SECTION])
    before = list(bench.channel().messages[ts].blocks)
    bench.refused("chat.update", channel=bench.general, ts=ts, text="new", blocks=[{"type": "header"}])
    message = bench.channel().messages[ts]
    assert (message.text, message.blocks, message.edited) == ("old", before, None)


@pytest.mark.parametrize("spelling", ["general", "#general"])
def test_a_channel_may_be_named(bench: Bench, spelling: str) -> None:
    """A public channel's name reaches it, with its sign and without."""
    assert bench.call("chat.postMessage", channel=spelling, text="x")["channel"] == bench.general


def test_nobody_writes_to_a_bot(bench: Bench) -> None:
    """The app's own user and Slackbot have no direct message with the app."""
    for bot in (bench.workspace.bot_user_id, "USLACKBOT"):
        assert bench.refused("chat.postMessage", channel=bot, text="x").name == "channel_not_found"


def test_attachments_alone_are_content(bench: Bench) -> None:
    """A message may have attachments and no text, and attachments of another shape are refused."""
    attachment = {"color": "#36a64f", "fallback": "x"}
    ts = bench.call("chat.postMessage", channel=bench.general, attachments=[attachment])["ts"]
    assert bench.channel().messages[ts].attachments == [attachment]
    error = bench.refused("chat.postMessage", channel=bench.general, text="x", attachments="words")
    assert error.name == "invalid_attachments"


def test_a_persons_token_writes_as_that_person(bench: Bench) -> None:
    """A user's message carries no mark of the app, and only that user's token may change it."""
    token = bench.workspace.add_user_token(bench.ana, ["chat:write"])
    answer = bench.call("chat.postMessage", as_token=token, channel=bench.general, text="mine")
    assert answer["message"]["user"] == bench.ana
    assert "bot_id" not in answer["message"]
    assert bench.refused("chat.update", channel=bench.general, ts=answer["ts"], text="x").name == (
        "cant_update_message"
    )
    changed = bench.call("chat.update", as_token=token, channel=bench.general, ts=answer["ts"], text="still mine")
    assert changed["text"] == "still mine"


def test_an_ephemeral_message_needs_its_reader(bench: Bench) -> None:
    """Without a user there is nobody to show it to, and one outside the channel cannot see it."""
    assert bench.refused("chat.postEphemeral", channel=bench.general, text="x").name == "invalid_arguments"
    error = bench.refused("chat.postEphemeral", channel=bench.closed, user=bench.ben, text="x")
    assert error.name == "user_not_in_channel"


def test_a_reaction_needs_a_name(bench: Bench) -> None:
    """reactions.add says which argument is missing before it looks for the message."""
    error = bench.refused("reactions.add", channel=bench.general, timestamp="1.0")
    assert error.extra["response_metadata"]["messages"] == ["[ERROR] missing required field: name"]
