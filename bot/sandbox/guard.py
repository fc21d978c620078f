"""Keeps foreign web pages out: the control API answers only loopback hosts and its own origin."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a control request with 403 when its Host is not loopback or its Origin is another one."""
    if request.path.startswith("/_control"):
        reason = refusal(request.host, request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site"))
        if reason is not None:
            return web.json_response({"ok": False, "error": reason}, status=403)
    return await handler(request)


def refusal(host: str, origin: str | None, fetch_site: str | None = None) -> str | None:
    """Return why a request must not be carried out, or None when it may be."""
    if not is_loopback(host):
        return "The control API answers only on a loopback address."
    if origin is not None and origin not in {f"http://{host}", f"https://{host}"}:
        return "The control API refuses requests from other web pages."
    if fetch_site in {"cross-site", "same-site"}:
        return "The control API refuses requests from other web pages."
    return None


def is_loopback(host: str) -> bool:
    """Whether a Host header (with or without a port) names this machine."""
    try:
        name = URL(f"http://{host}").host or ""
    except ValueError:
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
