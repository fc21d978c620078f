"""The HTTP edge: Slack's requests behind the guard, the event intake, health and metrics."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from aiohttp.http_exceptions import ContentEncodingError
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.guard import BODY_LIMIT, TOO_LARGE, Refusal, content_type_of, inspect, inspect_body, is_signed, lowered
from bot.metrics import EVENTS, exposition
from sources import load
from sources._reports import Report
from storage.engine import Database
from storage.intake import Intake, take_in
from storage.ledger import counts
from storage.schema import current_revision, newest_revision

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
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
        self._signing_secret, self._api_token, self._now = signing_secret, api_token, now

    def application(self) -> web.Application:
        """The aiohttp application with every route."""
        application = web.Application(middlewares=[_one_sentence])
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
            ready = await asyncio.to_thread(lambda: current_revision(self._database) == newest_revision())
        except Exception as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return web.Response(status=503, text="The database does not answer.\n")
        if not ready:
            return web.Response(status=503, text="The database has another schema; run kirorank migrate.\n")
        return web.Response(text="ready\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        """Prometheus."""
        deliveries = await asyncio.to_thread(self._counts)
        return web.Response(body=exposition(deliveries), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def slack(self, request: web.Request) -> web.StreamResponse:
        """A request from Slack: guard, then Bolt, which checks the signature again."""
        headers = lowered(request.headers.items())
        refusal = inspect(headers, request.content_length, time.time())
        if refusal is not None:
            return _refused(refusal)
        body = await _limited(request, BODY_LIMIT)
        if body is None:
            return _refused(TOO_LARGE)
        refusal = inspect_body(body, content_type_of(headers), is_signed(self._signing_secret, headers, body))
        if refusal is not None:
            return _refused(refusal)
        asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(headers))
        return await to_aiohttp_response(await self._app.async_dispatch(asked))  # type: ignore[union-attr]

    async def events(self, request: web.Request) -> web.Response:
        """Take NDJSON events in; tells every rejected line and loses no other."""
        if not self._is_let_in(request.headers.get("Authorization", "")):
            return _refused(Refusal(401, "The bearer token is missing or wrong (KIRORANK_API_TOKEN)."))
        try:
            body = await _limited(request, INTAKE_LIMIT)
        except (web.RequestPayloadError, ContentEncodingError):
            return _refused(Refusal(400, "The body cannot be read as its Content-Encoding says."))
        if body is None:
            return _refused(Refusal(413, f"The body is larger than {INTAKE_LIMIT} bytes; send it in parts."))
        intake = await asyncio.to_thread(self._take_in, body)
        for verdict, count in intake.verdicts.items():
            EVENTS.labels(verdict).inc(count)
        answer = {"taken": intake.taken, **intake.verdicts, "rejected": [str(reject) for reject in intake.rejects]}
        status = HTTPStatus.OK if intake.taken or not intake.rejects else HTTPStatus.UNPROCESSABLE_ENTITY
        return web.json_response(answer, status=status)

    def _is_let_in(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        # A header's bytes that are no UTF-8 arrive as surrogates.
        offered = given.strip().encode(errors="surrogateescape")
        same = hmac.compare_digest(offered, self._api_token.encode())
        return bool(self._api_token) and scheme.lower() == "bearer" and same

    def _take_in(self, body: bytes) -> Intake:
        now = self._now()
        report = Report("POST /v1/events", now, io.BytesIO(body))
        *_, totals = take_in(self._database, self._workspace, "events", load("events").parse(report), now)
        return totals

    def _counts(self) -> dict[str, int]:
        with self._database.read() as connection:
            return counts(connection, self._workspace)


@web.middleware
async def _one_sentence(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever fails on our side is logged once, and the caller is told to come again."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("a request to %s failed", request.path)
        return _refused(Refusal(503, "Something failed on our side, most likely the database; please try again."))


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
