"""Serves the page, and the files that were uploaded to the workspace."""

from __future__ import annotations

import re
from pathlib import Path

from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.wire import content_type

PAGE_FOLDER = Path(__file__).with_name("page")
PLAIN_NAME = re.compile(r"[\w][\w.\-]*(?:/[\w][\w.\-]*)*")
TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json", ".woff2": "font/woff2",
    ".ico": "image/x-icon",
}  # fmt: skip
NO_PAGE = "This workspace runs without its page; the Web API is under /api/ and the control API under /_control/."


async def handle_index(_: web.Request) -> web.StreamResponse:
    """Serve the page, or a sentence when the installation has none."""
    index = PAGE_FOLDER / "index.html"
    return asset(index) if index.is_file() else web.Response(text=NO_PAGE)


async def handle_page_file(request: web.Request) -> web.StreamResponse:
    """Serve one file of the page; names that could leave its folder are not found."""
    name = request.match_info["file"]
    path = PAGE_FOLDER / name
    if not PLAIN_NAME.fullmatch(name) or not path.is_file():
        return web.Response(status=404, text="The page has no such file.")
    return asset(path)


def asset(path: Path) -> web.Response:
    """Return a file of the page with its type; pages are small, so they are read whole."""
    kind = TYPES.get(path.suffix, "application/octet-stream")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    charset = "utf-8" if kind.startswith("text/") else None
    return web.Response(body=path.read_bytes(), content_type=kind, charset=charset, headers=headers)


async def handle_upload(core: Core, request: web.Request) -> web.StreamResponse:
    """Take the bytes of an upload, raw or as a form field."""
    token = request.match_info["token"]
    file = next((file for file in core.state.files.values() if file.upload_token == token), None)
    if file is None or file.complete:
        return web.Response(status=404, text="upload not found")
    content = await uploaded_bytes(request)
    if len(content) != file.length:
        return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


async def uploaded_bytes(request: web.Request) -> bytes:
    """Return what was sent, from whichever kind of body."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for field in (await request.post()).values():
        if isinstance(field, web.FileField):
            return field.file.read()
    return b""


async def handle_file(core: Core, request: web.Request) -> web.StreamResponse:
    """Serve an uploaded file; only images are shown in place."""
    file = core.state.files.get(request.match_info["file"])
    if file is None or file.content is None or not file.complete:
        return web.Response(status=404, text="The workspace has no such file.")
    kind = content_type(file.name)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    if not kind.startswith("image/"):
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=file.content, content_type=kind, headers=headers)
