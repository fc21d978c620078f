"""Web API methods for modals and the Home tab."""

from __future__ import annotations

from bot.sandbox.call import Call, method
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Json, View
from bot.sandbox.permits import Trigger
from bot.sandbox.posting import check_view
from bot.sandbox.views_store import open_view, publish_home, push_view, update_view
from bot.sandbox.wire import view_json


@method("views.open", tier=4)
def views_open(call: Call) -> Json:
    """Open a modal for the person whose interaction gave the trigger."""
    trigger = found_trigger(call)
    body = check_view(call.args.get("view"), "modal")
    trigger.used = True
    return {"view": view_json(call.core, open_view(call.core.state, trigger.user, body))}


@method("views.push", tier=4)
def views_push(call: Call) -> Json:
    """Put a modal above the one in which the interaction took place."""
    trigger = found_trigger(call)
    body = check_view(call.args.get("view"), "modal")
    if trigger.view is None:
        raise SlackError("invalid_trigger_id")
    trigger.used = True
    return {"view": view_json(call.core, push_view(call.core.state, trigger.user, body))}


@method("views.update", tier=4)
def views_update(call: Call) -> Json:
    """Replace what an open view shows, found by view_id or external_id."""
    view = found_view(call)
    check_hash(call, view)
    body = check_view(call.args.get("view"), view.body["type"])
    return {"view": view_json(call.core, update_view(call.core.state, view, body))}


@method("views.publish", tier=4)
def views_publish(call: Call) -> Json:
    """Show a person their Home tab."""
    state, user = call.core.state, call.need("user_id")
    if user not in state.users:
        raise SlackError("user_not_found")
    if not state.app.home_enabled:
        raise SlackError("not_enabled")
    body = check_view(call.args.get("view"), "home")
    if user in state.homes:
        check_hash(call, state.homes[user])
    return {"view": view_json(call.core, publish_home(state, user, body))}


def found_trigger(call: Call) -> Trigger:
    """Return the trigger of the call, named trigger_id or interactivity_pointer."""
    trigger_id = call.text("trigger_id") or call.need("interactivity_pointer")
    return call.core.permits.find_trigger(trigger_id)


def found_view(call: Call) -> View:
    """Return the view a call names; raises not_found."""
    views, external = call.core.state.views, call.text("external_id")
    if external:
        matches = [view for view in views.values() if view.body.get("external_id") == external]
        view = matches[0] if matches else None
    else:
        view = views.get(call.need("view_id"))
    if view is None:
        raise SlackError("not_found")
    return view


def check_hash(call: Call, view: View) -> None:
    """Raise hash_conflict when the app saw an older version of the view."""
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")
