"""files.* in the local workspace: asking for an address, sending the bytes, sharing the files."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.sandbox.wire import content_type
from tests.bot.sandbox_call_help import Bench

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


@pytest.fixture
def bench() -> Bench:
    """A fresh workspace without a server."""
    return Bench()


def uploaded(bench: Bench, name: str = "badge.png", **more: Any) -> str:
    """A file whose bytes have come; its id."""
    file_id = str(bench.call("files.getUploadURLExternal", filename=name, length=3, **more)["file_id"])
    bench.core.state.files[file_id].content = b"abc"
    return file_id


@pytest.mark.parametrize("length", [None, 0, -1])
def test_a_file_has_a_length(bench: Bench, length: object) -> None:
    """A file of no bytes is refused with a pointer, and no file comes into being."""
    error = bench.refused("files.getUploadURLExternal", filename="a.png", length=length)
    assert "json-pointer:/length" in error.extra["response_metadata"]["messages"][0]
    assert bench.core.state.files == {}


def test_alternative_text_has_a_length(bench: Bench) -> None:
    """A thousand characters of alternative text are taken and one more is too large."""
    file_id = uploaded(bench, alt_txt="x" * 1_000)
    assert bench.core.state.files[file_id].alt_text == "x" * 1_000
    error = bench.refused("files.getUploadURLExternal", filename="a.png", length=1, alt_txt="x" * 1_001)
    assert error.name == "alt_txt_too_large"


def test_addresses_cannot_be_guessed_from_one_another(bench: Bench) -> None:
    """Two uploads of the same file have different ids and different addresses."""
    answers = [bench.call("files.getUploadURLExternal", filename="a.png", length=1) for _ in range(2)]
    assert answers[0]["file_id"] != answers[1]["file_id"]
    assert answers[0]["upload_url"] != answers[1]["upload_url"]


@pytest.mark.parametrize("files", [None, [], "words", ["F1"]])
def test_completing_needs_files(bench: Bench, files: object) -> None:
    """Nothing, and anything that is no list of objects, is refused."""
    assert bench.refused("files.completeUploadExternal", files=files).name == "invalid_arguments"


def test_one_message_carries_all_the_files(bench: Bench) -> None:
    """Files completed together are shared together, in their order, under the comment."""
    first, second = uploaded(bench, "a.png"), uploaded(bench, "b.gif")
    entries = [{"id": second, "title": "B"}, {"id": first}]
    answer = bench.call("files.completeUploadExternal", files=entries, channel_id=bench.general, initial_comment="Look")
    (message,) = bench.channel().ordered()
    assert (message.text, message.files) == ("Look", [second, first])
    assert [file["title"] for file in answer["files"]] == ["B", "a.png"]


def test_blocks_take_the_place_of_the_comment(bench: Bench) -> None:
    """When both are given Slack shows the blocks alone."""
    bench.call(
        "files.completeUploadExternal",
        files=[{"id": uploaded(bench)}],
        channel_id=bench.general,
        initial_comment="Look",
        blocks=[SECTION],
    )
    (message,) = bench.channel().ordered()
    assert message.text == ""
    assert [block["type"] for block in message.blocks] == ["section"]


def test_files_may_be_kept_unshared(bench: Bench) -> None:
    """Without a channel the upload is complete and no message appears."""
    file_id = uploaded(bench)
    bench.call("files.completeUploadExternal", files=[{"id": file_id}])
    assert bench.core.state.files[file_id].complete is True
    assert bench.channel().messages == {}


def test_files_go_to_a_thread(bench: Bench) -> None:
    """A thread_ts puts the files below the message it names."""
    root = bench.post("root")
    bench.call("files.completeUploadExternal", files=[{"id": uploaded(bench)}], channels=bench.general, thread_ts=root)
    assert [message.thread_ts for message in bench.channel().ordered()] == [None, root]


def test_files_go_to_one_channel_that_can_be_written(bench: Bench) -> None:
    """Two channels, an archived one and one the app cannot see each get Slack's own refusal."""
    files = [{"id": uploaded(bench)}]
    bench.workspace.archive_channel(bench.away)
    both = f"{bench.general},{bench.closed}"
    assert bench.refused("files.completeUploadExternal", files=files, channels=both).name == ("channels_limit_exceeded")
    for channel, name in ((bench.away, "is_archived"), (bench.hidden, "channel_not_found")):
        assert bench.refused("files.completeUploadExternal", files=files, channel_id=channel).name == name
    assert bench.channel().messages == {}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.png", "image/png"),
        ("A.JPG", "image/jpeg"),
        ("a.b.gif", "image/gif"),
        ("a.svg", "application/octet-stream"),
        ("png", "image/png"),
        ("a.png.html", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_only_plain_pictures_have_a_type(name: str, kind: str) -> None:
    """The last ending decides, whatever its case; drawings that can carry scripts are plain bytes."""
    assert content_type(name) == kind


async def test_the_bytes_must_be_as_many_as_announced(bench: Bench) -> None:
    """A wrong length leaves the address open, a form field and raw bytes are both taken, and completion closes it."""
    async with bench.workspace, aiohttp.ClientSession() as session:
        asked = bench.call("files.getUploadURLExternal", filename="a.png", length=3)
        url, file = asked["upload_url"], bench.core.state.files[asked["file_id"]]

        async def sent(data: Any) -> int:
            async with session.post(url, data=data) as response:
                return response.status

        form = aiohttp.FormData({"filename": "a.png"})
        form.add_field("file", b"xyz", filename="a.png")
        assert (await sent(b"four"), file.content) == (400, None)
        assert (await sent(form), file.content) == (200, b"xyz")
        assert (await sent(b"abc"), file.content) == (200, b"abc")
        async with session.get(f"{bench.workspace.url}/files/{file.id}") as response:
            assert response.status == 404
        bench.call("files.completeUploadExternal", files=[{"id": file.id}])
        assert await sent(b"new") == 404
        async with session.get(f"{bench.workspace.url}/files/{file.id}") as response:
            assert (response.status, await response.read()) == (200, b"abc")
            assert response.headers["Content-Security-Policy"].startswith("sandbox")
