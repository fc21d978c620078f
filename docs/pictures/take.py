"""Takes the pictures of the README from the running demo: `python docs/pictures/take.py` (needs a Chromium)."""

from __future__ import annotations

import asyncio
import shutil
import struct
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bot.demo import running_demo

HERE = Path(__file__).parent
WINDOW = {"width": 1280, "height": 800}
CONVERSATION = {"x": 250, "y": 96, "width": 750, "height": 630}
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday, so that Monday's digest is there


async def main() -> None:
    """Start the demo, take each picture, stop."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_demo(Path(folder), port=0, people=60, seed=1, now=NOW) as demo, async_playwright() as tool:
            browser = await tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = await browser.new_page(viewport=WINDOW)  # type: ignore[arg-type]
            await page.goto(f"{demo.workspace.url}/")
            await page.locator("#log article").last.wait_for()
            await _digest(page)
            await _card(page)
            await browser.close()


async def _digest(page: Page) -> None:
    await page.locator("#log article").last.evaluate("each => each.scrollIntoView({block: 'start'})")
    await page.wait_for_timeout(300)
    await page.screenshot(path=HERE / "digest.png", clip=CONVERSATION)  # type: ignore[arg-type]
    _squeeze(HERE / "digest.png")


async def _card(page: Page) -> None:
    await page.keyboard.type("/kirorank")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await page.get_by_text("Only visible to you").wait_for()
    await page.wait_for_timeout(500)
    await page.screenshot(path=HERE / "card.png")
    _squeeze(HERE / "card.png")


def _squeeze(file: Path) -> None:
    """Compress the picture's data as well as zlib can, and leave out everything beside it."""
    data = file.read_bytes()
    place, kept, pixels = 8, [data[:8]], b""
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length
        if kind == b"IDAT":
            pixels += body
        elif kind == b"IHDR":
            kept.append(_chunk(kind, body))
    kept += [_chunk(b"IDAT", zlib.compress(zlib.decompress(pixels), 9)), _chunk(b"IEND", b"")]
    file.write_bytes(b"".join(kept))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    asyncio.run(main())
