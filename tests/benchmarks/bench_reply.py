"""A `/kirorank` reply over signed HTTP: with 100,000 people over 1,000, and over a Bolt listener that does nothing."""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from tests.benchmarks.figures import Figure
from tests.benchmarks.reply_server import SECRET

ROUNDS, WARM_UP = 1_000, 100
SERVERS = ("plain", "eager", "1000", "100000")


def measure() -> Iterator[Figure]:
    """Medians of sequential requests to four servers in turn, each in a process of its own.

    The promise is about Bolt as it comes. Over Bolt at its quickest the ratio is told beside it: there an empty
    listener takes so little time that one read and one card show.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        servers = {kind: stack.enter_context(_server(kind, folder)) for kind in SERVERS}
        times: dict[str, list[float]] = {kind: [] for kind in SERVERS}
        for round_ in range(ROUNDS + WARM_UP):
            for kind, server in servers.items():
                took = _ask(server, f"U{round_ % 1000}")
                if round_ >= WARM_UP:
                    times[kind].append(took)
    plain, eager, small, large = (statistics.median(times[kind]) for kind in SERVERS)
    p99 = statistics.quantiles(times["100000"], n=100)[98]
    behind = f"{large * 1e3:.2f} ms (p99 {p99 * 1e3:.2f}) with 100,000 people"
    yield Figure("reply with 100,000 people over 1,000", large / small, "<=", 1.2, f"{behind}, {small * 1e3:.2f} ms")
    quickest = f"{large / eager:.2f} over Bolt at its quickest ({eager * 1e3:.2f} ms)"
    yield Figure(
        "reply over an empty Bolt listener", large / plain, "<=", 1.5, f"{behind}, {plain * 1e3:.2f} ms; {quickest}"
    )


@contextmanager
def _server(kind: str, folder: str) -> Iterator[http.client.HTTPConnection]:
    command = [sys.executable, "-m", "tests.benchmarks.reply_server", kind, folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield http.client.HTTPConnection("127.0.0.1", int(process.stdout.readline()))
        finally:
            process.kill()


def _ask(server: http.client.HTTPConnection, user: str) -> float:
    """Send one signed command; the seconds until its answer was read."""
    body = urlencode({"command": "/kirorank", "text": "", "user_id": user, "team_id": "T1", "channel_id": "C1"})
    timestamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body) or ""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature,
    }
    started = time.perf_counter()
    server.request("POST", "/slack/events", body, headers)
    response = server.getresponse()
    response.read()
    took = time.perf_counter() - started
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return took
