"""The HTTP edge: Slack's requests behind the guard, the event intake, health and metrics."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.guard import BODY_LIMIT, Refusal, inspect, inspect_body
from bot.metrics import EVENTS, exposition
from sources import load
from sources._reports import Report
from storage.engine import Database
from storage.intake import Intake, take_in
from storage.ledger import counts
from storage.schema import current_revision, newest_revision

log = logging.getLogger(__name__)
INTAKE_LIMIT = 32 * 1024 * 1024  # bytes of NDJSON in one request


class Web:
    """The routes. `app` is None in Socket Mode, where Slack does not call us."""

    def __init__(
        self,
        database: Database,
        workspace: str,
        app: AsyncApp | None,
        signing_secret: str,
        api_token: str,
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._workspace, self._app = database, workspace, app
        self._verifier = SignatureVerifier(signing_secret) if app is not None else None
        self._api_token, self._now = api_token, now

    def application(self) -> web.Application:
        """The aiohttp application with every route."""
        application = web.Application(client_max_size=INTAKE_LIMIT)
        application.router.add_get("/healthz", self.healthz)
        application.router.add_get("/readyz", self.readyz)
        application.router.add_get("/metrics", self.metrics)
        application.router.add_post("/v1/events", self.events)
        if self._app is not None:
            application.router.add_post("/slack/events", self.slack)
        return application

    async def healthz(self, _request: web.Request) -> web.Response:
        """The process runs."""
        return web.Response(text="ok\n")

    async def readyz(self, _request: web.Request) -> web.Response:
        """The database answers and has the newest schema."""
        try:
            revision = await asyncio.to_thread(current_revision, self._database)
        except Exception as error:
            log.warning("the database does not answer", extra={"error": type(error).__name__})
            return web.Response(status=503, text="The database does not answer.\n")
        if revision != newest_revision():
            return web.Response(status=503, text="The database has an older schema; run kirorank migrate.\n")
        return web.Response(text="ready\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        """Prometheus."""
        deliveries = await asyncio.to_thread(self._counts)
        return web.Response(body=exposition(deliveries), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def slack(self, request: web.Request) -> web.StreamResponse:
        """A request from Slack: guard, then Bolt, which checks the signature."""
        refusal = inspect(request.headers, request.content_length, time.time())
        if refusal is not None:
            return _refused(refusal)
        body = await _limited(request, BODY_LIMIT)
        if body is None:
            return _refused(Refusal(413, f"The body is larger than {BODY_LIMIT} bytes."))
        refusal = inspect_body(body, request.content_type, self._is_signed(request.headers, body))
        if refusal is not None:
            return _refused(refusal)
        asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        return await to_aiohttp_response(await self._app.async_dispatch(asked))  # type: ignore[union-attr]

    def _is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        return self._verifier.is_valid(body, headers["X-Slack-Request-Timestamp"], headers["X-Slack-Signature"])

    async def events(self, request: web.Request) -> web.Response:
        """Take NDJSON events in; tells every rejected line and loses no other."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        if not self._api_token or not hmac.compare_digest(given, self._api_token.encode()):
            return _refused(Refusal(401, "The bearer token is missing or wrong (KIRORANK_API_TOKEN)."))
        body = await _limited(request, INTAKE_LIMIT)
        if body is None:
            return _refused(Refusal(413, f"The body is larger than {INTAKE_LIMIT} bytes; send it in parts."))
        intake = await asyncio.to_thread(self._take_in, body)
        for verdict, count in intake.verdicts.items():
            EVENTS.labels(verdict).inc(count)
        answer = {"taken": intake.taken, **intake.verdicts, "rejected": [str(reject) for reject in intake.rejects]}
        status = HTTPStatus.OK if intake.taken or not intake.rejects else HTTPStatus.UNPROCESSABLE_ENTITY
        return web.json_response(answer, status=status)

    def _take_in(self, body: bytes) -> Intake:
        now = self._now()
        report = Report("POST /v1/events", now, io.BytesIO(body))
        *_, totals = take_in(self._database, self._workspace, "events", load("events").parse(report), now)
        return totals

    def _counts(self) -> dict[str, int]:
        with self._database.read() as connection:
            return counts(connection, self._workspace)


async def _limited(request: web.Request, limit: int) -> bytes | None:
    """The body, read in pieces; None as soon as it is larger than `limit`."""
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > limit:
            return None
    return bytes(body)


def _refused(refusal: Refusal) -> web.Response:
    return web.Response(
        status=refusal.status, text=json.dumps({"error": refusal.sentence}), content_type="application/json"
    )
