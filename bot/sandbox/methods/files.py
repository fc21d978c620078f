"""Web API methods for uploading a file in three steps: ask for an address, send the bytes, complete."""

from __future__ import annotations

import secrets

from bot.sandbox.call import Call, invalid_arguments, method
from bot.sandbox.errors import SlackError
from bot.sandbox.methods.chat import check_writable, thread
from bot.sandbox.model import File, Json
from bot.sandbox.posting import check_content
from bot.sandbox.wire import file_json

LONGEST_ALT_TEXT = 1_000


@method("files.getUploadURLExternal", scope="files:write", tier=4)
def files_get_upload_url(call: Call) -> Json:
    """Give the address to which the bytes are sent."""
    state, name, length = call.core.state, call.need("filename"), call.number("length", 0)
    if length < 1:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    alt_text = call.text("alt_txt")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file = File(state.fresh("F"), name, length, secrets.token_urlsafe(16), alt_text=alt_text)
    state.files[file.id] = file
    return {"upload_url": f"{call.core.base_url}/upload/v1/{file.upload_token}", "file_id": file.id}


@method("files.completeUploadExternal", scope="files:write", tier=4)
def files_complete_upload(call: Call) -> Json:
    """Finish uploads, and share them in a channel if one is named."""
    asked = call.listed("files", "invalid_arguments")
    if not asked:
        raise invalid_arguments("missing required field: files")
    files = [finished(call, entry) for entry in asked]
    if call.text("channel_id") or call.text("channels"):
        share(call, files)
    return {"files": [file_json(call.core, file) for file in files]}


def finished(call: Call, entry: Json) -> File:
    """Return the file an entry names, now complete; raises file_not_found when its bytes never came."""
    file = call.core.state.files.get(str(entry.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title, file.complete = str(entry.get("title") or file.name), True
    return file


def share(call: Call, files: list[File]) -> None:
    """Post a message that carries the files."""
    if "," in call.text("channels"):
        raise SlackError("channels_limit_exceeded")
    channel = call.channel("channel_id" if call.text("channel_id") else "channels")
    check_writable(call, channel)
    blocks = call.args.get("blocks") or []
    comment = "" if blocks else call.text("initial_comment")
    if blocks:
        check_content(comment, blocks)
    call.core.state.post(
        channel,
        call.who.user,
        text=comment,
        blocks=blocks,
        files=[file.id for file in files],
        thread_ts=thread(call, channel),
    )
