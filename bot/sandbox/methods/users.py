"""Web API methods about people and user groups."""

from __future__ import annotations

from bot.sandbox.call import Call, method
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Json, User
from bot.sandbox.wire import user_json

# Beyond this many people Slack wants the list in pages.
UNPAGED_USERS = 1_000
USER_TOKEN = frozenset({"user"})


@method("users.info", scope="users:read", tier=4)
def users_info(call: Call) -> Json:
    """Describe a person."""
    return {"user": described(call, person(call, call.need("user")))}


@method("users.list", scope="users:read", tier=2)
def users_list(call: Call) -> Json:
    """List everybody."""
    everybody = list(call.core.state.users.values())
    if not call.text("limit") and len(everybody) > UNPAGED_USERS:
        raise SlackError("limit_required")
    page, cursor = call.page(everybody)
    return {
        "members": [described(call, user) for user in page],
        "response_metadata": {"next_cursor": cursor},
    }


@method("users.lookupByEmail", scope="users:read.email", tier=3)
def users_lookup_by_email(call: Call) -> Json:
    """Find a person by e-mail address, whatever its case."""
    address = call.need("email").lower()
    for user in call.core.state.users.values():
        if user.email and user.email.lower() == address:
            return {"user": described(call, user)}
    raise SlackError("users_not_found")


@method("users.profile.get", scope="users.profile:read", tier=4)
def users_profile_get(call: Call) -> Json:
    """Give a person's profile."""
    user = person(call, call.text("user") or call.who.user)
    return {"profile": described(call, user)["profile"]}


@method("users.profile.set", scope="users.profile:write", tier=3, tokens=USER_TOKEN)
def users_profile_set(call: Call) -> Json:
    """Change the profile of the person whose token this is."""
    user = person(call, call.text("user") or call.who.user)
    if user.id != call.who.user:
        raise SlackError("not_admin")
    change = call.args.get("profile")
    if not isinstance(change, dict):
        raise SlackError("invalid_profile")
    if len(str(change.get("status_text", ""))) > 100:
        raise SlackError("too_long")
    user.profile = {**user.profile, **change}
    call.core.changes.publish("app")
    return {"profile": described(call, user)["profile"]}


@method("usergroups.list", scope="usergroups:read", tier=2)
def usergroups_list(call: Call) -> Json:
    """List the user groups."""
    groups = []
    for group in call.core.state.groups.values():
        entry: Json = {"id": group.id, "handle": group.handle, "name": group.name, "is_usergroup": True}
        if call.flag("include_users"):
            entry["users"] = group.users
        groups.append(entry)
    return {"usergroups": groups}


@method("usergroups.users.list", scope="usergroups:read", tier=2)
def usergroups_users_list(call: Call) -> Json:
    """List the members of a user group."""
    group = call.core.state.groups.get(call.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.users}


def person(call: Call, user_id: str) -> User:
    """Return a person by id; raises user_not_found."""
    user = call.core.state.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    return user


def described(call: Call, user: User) -> Json:
    """Return a `user` object; the e-mail shows only to tokens with users:read.email."""
    body = user_json(call.core, user)
    if user.email and "users:read.email" in call.core.scopes_of(call.who):
        body["profile"]["email"] = user.email
    return body
