"""Open a local Slack workspace with a simulated company, where anyone can type /kirorank. No account, no network."""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import signal
import tempfile
from pathlib import Path

from bot.cli._common import log_to_stderr, port, positive, say, tell

SUMMARY = "try everything in a local Slack workspace"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, how many people, which company."""
    parser.add_argument("--port", type=port, default=8080, help="the page's port (8080); 0 takes a free one")
    parser.add_argument("--people", type=positive, default=60, metavar="N", help="size of the company (60)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another company (1)")
    parser.add_argument("--headless", action="store_true", help="open no browser")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C."""
    log_to_stderr(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="kirorank-demo-") as folder:
        return asyncio.run(_serve(args, Path(folder)))


async def _serve(args: argparse.Namespace, folder: Path) -> int:
    from bot.demo import running_demo

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        async with running_demo(
            folder, port=args.port, people=args.people, seed=args.seed, progress=lambda line: tell(f"{line} …")
        ) as demo:
            say(f"\nOpen {demo.workspace.url}/ and type /kirorank. Stop with Ctrl-C.")
            if not args.headless:
                _open_browser(demo.workspace.url)
            await stop.wait()
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        why = "is taken" if error.errno == errno.EADDRINUSE else "is reserved"
        tell(f"kirorank: port {args.port} {why}; try kirorank demo --port 0, which takes a free one")
        return 1
    return 0


def _open_browser(url: str) -> None:
    import webbrowser

    webbrowser.open(url)
