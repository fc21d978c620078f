"""The HTTP edge over real sockets: refusals are 4xx with a sentence, the intake tells every line, health is honest."""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.guard import BODY_LIMIT
from bot.sandbox.delivery import signed
from storage.engine import Database
from storage.ledger import Message, queue
from tests.bot.web_help import FORM, JSON, SECRET, TOKEN, Answer, Site, open_site
from tests.conftest import NOW

COMMAND = b"command=%2Fkirorank&text=help&user_id=U1"
PERSON = b'{"type":"person","id":"p1","name":"Ana"}\n'
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
async def site(sqlite_database: Database) -> AsyncIterator[Site]:
    """The bot over HTTP on an empty database."""
    async with open_site(sqlite_database) as opened:
        yield opened


def assert_refused(answer: Answer, status: int) -> None:
    """The status, and one sentence that says why."""
    assert answer.status == status
    assert answer.json["error"].endswith((".", "?"))


async def test_wrong_signatures_are_401(site: Site) -> None:
    """Absent, wrong, old, malformed, non-numeric, non-ASCII: each is refused and none is an error of ours."""
    good = {"Content-Type": FORM, **signed(SECRET, COMMAND)}
    wrong = [
        {"Content-Type": FORM},
        good | signed("another secret", COMMAND),
        good | signed(SECRET, COMMAND, at=time.time() - 301),
        good | {"X-Slack-Signature": "v0=short"},
        good | {"X-Slack-Request-Timestamp": "now"},
        good | {"X-Slack-Signature": "v0=ä"},
        good | {"X-Slack-Request-Timestamp": "1٧63800000"},
    ]
    for headers in wrong:
        assert_refused(await site.post("/slack/events", COMMAND, headers), 401)
    assert (await site.post("/slack/events", COMMAND, good)).status == 200


async def test_a_repeated_header_cannot_confuse_the_guard(site: Site) -> None:
    """Two signatures, of which one is nonsense, end in 200 or 401, never in an error of ours."""
    good = {"Content-Type": FORM, **signed(SECRET, COMMAND)}
    for name, other in (("X-Slack-Signature", "v0=ä"), ("X-Slack-Request-Timestamp", "soon")):
        for order in ([good[name], other], [other, good[name]]):
            headers = [*((key, value) for key, value in good.items() if key != name), *((name, each) for each in order)]
            assert (await site.post("/slack/events", COMMAND, headers)).status in {200, 401}


async def test_oversized_bodies_are_413(site: Site) -> None:
    """Declared or streamed, a body over the limit is refused; it need not be read to its end."""
    body = b"x" * (BODY_LIMIT + 1)

    async def stream() -> AsyncIterator[bytes]:
        yield body

    headers = {"Content-Type": FORM, **signed(SECRET, body)}
    assert_refused(await site.post("/slack/events", io.BytesIO(body), headers), 413)
    assert_refused(await site.post("/slack/events", stream(), headers), 413)


async def test_unreadable_bodies_are_4xx(site: Site) -> None:
    """Signed, but not what Slack sends: broken UTF-8, broken JSON, no object, another type, compressed."""
    assert_refused(await site.slack(b"\xff\xfe"), 400)
    assert_refused(await site.slack(b'{"a":', JSON), 400)
    assert_refused(await site.slack(b"[]", JSON), 400)
    assert_refused(await site.slack(b"payload=7"), 400)
    assert_refused(await site.slack(COMMAND, "text/plain"), 415)
    assert_refused(await site.slack(gzip.compress(COMMAND), FORM, **{"Content-Encoding": "gzip"}), 415)


async def test_signed_nonsense_is_not_found(site: Site) -> None:
    """Signed requests that no listener knows are 404, and a command without its user is answered."""
    assert (await site.slack(b"")).status == 404
    assert (await site.slack(b"{}", JSON)).status == 404
    assert (await site.slack(b"command=%2Fother&user_id=U1")).status == 404
    assert (await site.slack(b"command=%2Fkirorank")).status == 200


async def test_the_url_verification_is_answered(site: Site) -> None:
    """Slack's first request to a new address gets its challenge back."""
    answer = await site.slack(b'{"type":"url_verification","challenge":"abc"}', JSON)
    assert (answer.status, "abc" in answer.text) == (200, True)


async def test_the_intake_needs_its_token(site: Site, sqlite_database: Database) -> None:
    """Missing, wrong, without its scheme, not even text: 401. Without a token set, nobody gets in."""
    for value in (
        None,
        "Bearer wrong",
        "Bearer ",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer ä\udcff".encode("latin-1", "replace"),
    ):
        headers = (
            {} if value is None else {"Authorization": value if isinstance(value, str) else value.decode("latin-1")}
        )
        assert_refused(await site.post("/v1/events", PERSON, headers), 401)
    async with open_site(sqlite_database, token="") as unset:
        assert_refused(await unset.post("/v1/events", PERSON, {"Authorization": "Bearer "}), 401)


async def test_good_events_are_taken_once(site: Site) -> None:
    """The first time they are new, the second time duplicates; both are 200."""
    first = await site.post("/v1/events", PERSON, BEARER)
    second = await site.post("/v1/events", PERSON, BEARER)

    assert (first.status, first.json["taken"], first.json["new"]) == (200, 1, 1)
    assert (second.status, second.json["taken"], second.json["rejected"]) == (200, 1, [])
    assert (await site.post("/v1/events", gzip.compress(PERSON), {**BEARER, "Content-Encoding": "gzip"})).status == 200
    assert (await site.post("/v1/events", b"", BEARER)).json["taken"] == 0


async def test_a_bad_line_is_told_and_loses_no_other(site: Site) -> None:
    """Partly bad is 200 with the line and the reason; all bad is 422; broken gzip is 400."""
    mixed = await site.post("/v1/events", PERSON + b'{"type":"nonsense"}\n', BEARER)
    assert (mixed.status, mixed.json["taken"]) == (200, 1)
    (told,) = mixed.json["rejected"]
    assert "2" in told
    assert "nonsense" in told
    assert (await site.post("/v1/events", b'{"type":"nonsense"}\n', BEARER)).status == 422
    assert_refused(await site.post("/v1/events", b"no gzip", {**BEARER, "Content-Encoding": "gzip"}), 400)


async def test_health_and_readiness(site: Site, tmp_path: Path) -> None:
    """A process that runs is healthy; it is ready only when its database has the newest schema."""
    assert (await site.get("/healthz")).status == 200
    assert (await site.get("/readyz")).status == 200

    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    async with open_site(empty) as unready:
        answer = await unready.get("/readyz")
        assert (answer.status, "kirorank migrate" in answer.text) == (503, True)
        assert (await unready.get("/healthz")).status == 200
    empty.close()


async def test_a_lost_database_is_503_with_a_sentence(tmp_path: Path) -> None:
    """A database that cannot be opened makes the pages that need it unavailable, not wrong."""
    lost = Database(f"sqlite:///{tmp_path}")  # a folder is no database
    async with open_site(lost) as site:
        assert (await site.get("/readyz")).status == 503
        assert_refused(await site.get("/metrics"), 503)
        assert_refused(await site.post("/v1/events", PERSON, BEARER), 503)
        assert (await site.get("/nowhere")).status == 404
    lost.close()


async def test_metrics_are_prometheus_text(site: Site, sqlite_database: Database) -> None:
    """The page parses, and what waits, replies and events are counted."""
    with sqlite_database.write() as connection:
        queue(connection, "w", [Message("k", "digest", "C1", {"text": "x"})], NOW)
    await site.command("help")
    await site.post("/v1/events", PERSON, BEARER)
    page = await site.get("/metrics")

    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }
    assert page.headers["Content-Type"].startswith("text/plain")
    assert samples["kirorank_deliveries", "waiting"] == 1
    assert samples["kirorank_deliveries", "dead"] == 0
    assert samples[("kirorank_reply_seconds_count",)] >= 1
    assert samples["kirorank_events_total", "new"] >= 1
