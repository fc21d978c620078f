"""Answers `/api/<method>` as Slack does: merges the arguments, checks token, scope and rate, runs the method."""

from __future__ import annotations

import json
import time
from typing import Any

from aiohttp import web

import bot.sandbox.methods  # noqa: F401  (importing it registers the methods)
from bot.sandbox.call import METHODS, Call, Registered, decoded
from bot.sandbox.core import Core, Identity
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import ConnectionDroppedError
from bot.sandbox.model import Json

Answer = tuple[int, Json, dict[str, str]]


class WebApi:
    """The Web API of one workspace."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request and log it."""
        name, started = request.match_info["method"], time.perf_counter()
        args: Json = {}
        try:
            args = await merged_arguments(request)
            status, body, headers = await self._answer(name, args, request)
        except SlackError as error:
            status, body, headers = refused(error)
        except ConnectionDroppedError:
            self._note(name, args, None, 0, started)
            return dropped(request)
        self._note(name, args, body, status, started)
        return web.json_response(body, status=status, headers=headers)

    async def _answer(self, name: str, args: Json, request: web.Request) -> Answer:
        fault = self._core.faults.take(name)
        if fault is not None:
            await self._core.faults.strike(fault)
        registered = METHODS.get(name)
        if registered is None:
            raise SlackError("unknown_method", req_method=name)
        who = self._identity(registered, token_of(request, args))
        body = self._run(name, registered, Call(self._core, decoded(args), who))
        if fault is not None:
            raise ConnectionDroppedError
        headers = {"x-oauth-scopes": ",".join(sorted(self._core.scopes_of(who)))} if registered.tokens else {}
        return 200, {"ok": True, **body}, headers

    def _run(self, name: str, registered: Registered, call: Call) -> Json:
        if registered.scope is not None:
            call.require_scope(registered.scope)
        if registered.tier is not None:
            self._core.limits.check_method(name, registered.tier)
        return registered.run(call)

    def _identity(self, registered: Registered, token: str | None) -> Identity:
        if not registered.tokens:
            return Identity("none", "")
        if not token:
            raise SlackError("not_authed")
        who = self._core.tokens.get(token)
        if who is None:
            raise SlackError("invalid_auth")
        if who.kind not in registered.tokens:
            raise SlackError("not_allowed_token_type")
        return who

    def _note(self, name: str, args: Json, body: Any, status: int, started: float) -> None:
        spent = (time.perf_counter() - started) * 1000
        self._core.log.add("to_slack", name, decoded(args), body, status, spent)


async def merged_arguments(request: web.Request) -> Json:
    """Return query, form and JSON arguments in one; raises invalid_json or json_not_object."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        args |= body
    elif request.method == "POST":
        form = await request.post()
        args |= {key: value for key, value in form.items() if isinstance(value, str)}
    return args


def token_of(request: web.Request, args: Json) -> str | None:
    """Return the token from the Authorization header or from the arguments."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else args.get("token")
    return given if isinstance(given, str) else None


def refused(error: SlackError) -> Answer:
    """Return the answer that carries a refusal."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return error.status, error.body(), headers


def dropped(request: web.Request) -> web.StreamResponse:
    """Close the connection so that the caller gets no answer."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)
