"""Keeps modals as a stack a person, and one Home tab a person."""

from __future__ import annotations

from bot.sandbox.errors import SlackError
from bot.sandbox.inputs import initial_values
from bot.sandbox.model import Json, View
from bot.sandbox.state import State

DEEPEST_STACK = 3


def open_view(state: State, user: str, body: Json) -> View:
    """Show a modal as the only one this person has open."""
    clear_views(state, user)
    view = new_view(state, user, body)
    state.modals[user] = [view.id]
    state.changes.publish("view", user=user)
    return view


def push_view(state: State, user: str, body: Json) -> View:
    """Show a modal above those this person has open; raises push_limit_reached beyond three."""
    stack = state.modals.setdefault(user, [])
    if len(stack) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    view = new_view(state, user, body)
    if stack:
        view.root, view.previous = state.views[stack[0]].id, stack[-1]
    stack.append(view.id)
    state.changes.publish("view", user=user)
    return view


def update_view(state: State, view: View, body: Json) -> View:
    """Replace what a modal shows; what was typed stays where block and action ids stay."""
    check_external_id(state, body, view)
    view.body = {**body, "blocks": state.with_ids(body.get("blocks", []))}
    fresh = initial_values(view.body["blocks"])
    for block_id, actions in fresh.items():
        for action_id, value in actions.items():
            kept = view.values.get(block_id, {}).get(action_id)
            if kept is not None and kept.get("type") == value.get("type"):
                actions[action_id] = kept
    view.values, view.hash = fresh, new_hash(state)
    state.changes.publish("view", user=view.user)
    return view


def publish_home(state: State, user: str, body: Json) -> View:
    """Replace a person's Home tab."""
    view = state.homes.get(user)
    if view is None:
        view = new_view(state, user, body)
        state.homes[user] = view
    else:
        update_view(state, view, body)
    state.changes.publish("home", user=user)
    return view


def close_view(state: State, view: View) -> None:
    """Take a modal, and those above it, off the person's screen."""
    stack = state.modals.get(view.user, [])
    if view.id in stack:
        for view_id in stack[stack.index(view.id) :]:
            del state.views[view_id]
        del stack[stack.index(view.id) :]
    state.changes.publish("view", user=view.user)


def clear_views(state: State, user: str) -> None:
    """Take all modals off a person's screen."""
    for view_id in state.modals.pop(user, []):
        del state.views[view_id]
    state.changes.publish("view", user=user)


def top_view(state: State, user: str) -> View | None:
    """Return the modal this person looks at."""
    stack = state.modals.get(user)
    return state.views[stack[-1]] if stack else None


def new_view(state: State, user: str, body: Json) -> View:
    """Make a view with ids filled in and its inputs at their initial values."""
    check_external_id(state, body, None)
    view_id = state.fresh("V")
    filled = {**body, "blocks": state.with_ids(body.get("blocks", []))}
    view = View(view_id, user, filled, new_hash(state), view_id, values=initial_values(filled["blocks"]))
    state.views[view_id] = view
    return view


def check_external_id(state: State, body: Json, itself: View | None) -> None:
    """Raise duplicate_external_id when another view has the one that `body` wants."""
    wanted = body.get("external_id")
    others = (view for view in state.views.values() if view is not itself)
    if wanted and any(view.body.get("external_id") == wanted for view in others):
        raise SlackError("duplicate_external_id")


def new_hash(state: State) -> str:
    """Return a hash no view has had."""
    return f"{int(state.clock.now().timestamp())}.{state.fresh('')}"
