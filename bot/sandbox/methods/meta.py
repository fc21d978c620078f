"""Web API methods about the connection itself: api.test, auth.test, apps.connections.open, blocks.validate."""

from __future__ import annotations

import json
import secrets

from bot.sandbox.call import Call, method
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Json
from commands.blocks.limits import Problem, problems, view_problems

LARGEST_VALIDATION = 100_000


@method("api.test", tokens=frozenset())
def api_test(call: Call) -> Json:
    """Echo the arguments; an `error` argument is the way to see a failure."""
    args = {key: value for key, value in call.args.items() if key != "token"}
    if "error" in args:
        raise SlackError(str(args["error"]), args=args)
    return {"args": args} if args else {}


@method("auth.test", tier=5)
def auth_test(call: Call) -> Json:
    """Say whom the token speaks for."""
    core, user = call.core, call.core.state.users[call.who.user]
    body = {
        "url": f"{core.base_url}/",
        "team": core.name,
        "user": user.name,
        "team_id": core.team_id,
        "user_id": user.id,
        "is_enterprise_install": False,
    }
    return body | ({"bot_id": core.bot_id} if call.who.kind == "bot" else {})


@method("apps.connections.open", scope="connections:write", tier=3, tokens=frozenset({"app"}))
def apps_connections_open(call: Call) -> Json:
    """Give the address of a Socket Mode connection, good for one use."""
    core = call.core
    ticket = secrets.token_urlsafe(16)
    core.tickets.add(ticket)
    return {"url": f"{core.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={core.app_id}"}


@method("blocks.validate", tokens=frozenset())
def blocks_validate(call: Call) -> Json:
    """Check blocks, a message or a view against Block Kit's limits without sending anything."""
    kind = next((name for name in ("blocks", "message", "view") if call.args.get(name)), None)
    if kind is None:
        raise SlackError("invalid_arguments")
    value = call.args[kind]
    if len(json.dumps(value)) > LARGEST_VALIDATION:
        raise SlackError("payload_too_large")
    found = check(kind, value)
    if found:
        raise SlackError(f"invalid_{kind}", errors=[described(problem) for problem in found])
    return {}


def check(kind: str, value: object) -> list[Problem]:
    """Return what is wrong with a value of one of the three kinds."""
    if kind == "view":
        return view_problems(value)
    return problems(value.get("blocks", []) if kind == "message" and isinstance(value, dict) else value)


def described(problem: Problem) -> Json:
    """Return a problem in the shape blocks.validate answers with."""
    return {"code": problem.code, "message": problem.message, "pointer": problem.pointer}
