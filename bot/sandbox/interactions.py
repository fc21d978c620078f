"""What a person does in the workspace: types a command, writes, presses, submits, closes, opens Home."""

from __future__ import annotations

import asyncio
import time

from bot.sandbox import payloads
from bot.sandbox.core import Core
from bot.sandbox.delivery import Delivery, Outcome
from bot.sandbox.errors import BadRequestError, SlackError
from bot.sandbox.escaping import escape
from bot.sandbox.inputs import STATEFUL, elements, entered, find_element, initial_values, missing_input
from bot.sandbox.model import Channel, Json, Message, User, View
from bot.sandbox.posting import check_view
from bot.sandbox.replies import apply_reply, slackbot_says
from bot.sandbox.views_store import clear_views, close_view, push_view, update_view
from bot.sandbox.wire import view_json

HOME_WAIT_SECONDS = 1.5
BAD_RESPONSE = "invalid_command_response"


class Interactions:
    """Carries out what people do; each function returns what the control API answers."""

    def __init__(self, core: Core, delivery: Delivery) -> None:
        self.home_wait_seconds = HOME_WAIT_SECONDS
        self._core = core
        self._delivery = delivery

    async def command(self, user: User, channel: Channel, command: str, text: str) -> Json:
        """Type a slash command."""
        declared = self._core.state.app.command(command)
        if declared is None:
            slackbot_says(self._core, user.id, channel.id, f"{command} is not a valid command.")
            return {"ok": False, "error": "unknown_command", "status": 0, "response": None, "duration_ms": 0}
        typed = escape(self._core.state, text) if declared.get("should_escape") else text
        payload, response = payloads.slash_command(self._core, user, channel, command, typed)
        outcome = await self._delivery.command(payload)
        error = outcome.error
        if error is None and outcome.body:
            if isinstance(outcome.body, dict) and outcome.body.get("response_type") == "in_channel":
                self._core.state.post(channel, user.id, text=f"{command} {typed}".strip())
            try:
                apply_reply(self._core, response, outcome.body)
            except SlackError as refusal:
                error = BAD_RESPONSE
                return self._failed(user, channel, command, outcome, error) | {"details": refusal.body()}
        if error is not None:
            return self._failed(user, channel, command, outcome, error)
        return {"ok": True, **measured(outcome)}

    async def message(self, user: User, channel: Channel, text: str, thread_ts: str | None = None) -> Json:
        """Write a message; the app hears of it if it subscribed to such events."""
        state = self._core.state
        if user.id not in channel.members:
            raise BadRequestError(f"{user.id} is not in the channel {channel.id}.")
        if thread_ts is not None and thread_ts not in channel.messages:
            raise BadRequestError(f"The channel {channel.id} has no message {thread_ts}.")
        message = state.post(channel, user.id, text=escape(state, text), thread_ts=thread_ts)
        kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
        body: Json = {"user": user.id, "text": message.text, "ts": message.ts, "channel": channel.id}
        if thread_ts is not None:
            body["thread_ts"] = thread_ts
        if state.bot.id in channel.members:
            if f"message.{'im' if kind == 'im' else kind + 's'}" in state.app.events:
                await self._event({"type": "message", "channel_type": kind, **body})
            if f"<@{state.bot.id}" in message.text and "app_mention" in state.app.events:
                await self._event({"type": "app_mention", **body})
        return {"ok": True, "ts": message.ts}

    async def press_in_message(self, user: User, message: Message, given: Json, values: Json) -> Json:
        """Use a button, menu or other element of a message."""
        block, element = located(message.blocks, given)
        key = (message.channel, message.ts, user.id)
        state_values = self._core.state.inputs.setdefault(key, initial_values(message.blocks))
        merge_values(message.blocks, state_values, values)
        action = performed(block, element, given, state_values)
        payload = payloads.message_action(self._core, user, message, action, state_values)
        return acknowledged(await self._delivery.interaction(payload))

    async def press_in_view(self, user: User, view: View, given: Json, values: Json) -> Json:
        """Use an element of a modal or of the Home tab."""
        block, element = located(view.body["blocks"], given)
        merge_values(view.body["blocks"], view.values, values)
        action = performed(block, element, given, view.values)
        payload = payloads.view_action(self._core, user, view, action)
        return acknowledged(await self._delivery.interaction(payload))

    async def submit(self, user: User, view: View, values: Json) -> Json:
        """Submit a modal; what Slack's client would not let through is told without asking the app."""
        blocks = view.body["blocks"]
        merge_values(blocks, view.values, values)
        required = [block for block in blocks if block["type"] == "input"]
        errors = {block["block_id"]: missing_input(block, view.values) for block in required}
        errors = {block_id: text for block_id, text in errors.items() if text}
        if errors:
            return {"ok": False, "errors": errors}
        outcome = await self._delivery.interaction(payloads.view_submission(self._core, user, view))
        if outcome.error is not None:
            return acknowledged(outcome)
        try:
            return self._apply_response(view, outcome.body) | {"status": outcome.status}
        except SlackError as refusal:
            return {"ok": False, "status": outcome.status, "error": refusal.name, "details": refusal.body()}

    async def close(self, user: User, view: View, clear: bool) -> Json:
        """Close a modal without submitting it; the app hears of it if the view says so."""
        state, clear = self._core.state, clear or bool(view.body.get("clear_on_close"))
        if clear:
            clear_views(state, user.id)
        else:
            close_view(state, view)
        if not view.body.get("notify_on_close"):
            return {"ok": True}
        return acknowledged(await self._delivery.interaction(payloads.view_closed(self._core, user, view, clear)))

    async def home(self, user: User) -> Json:
        """Open the app's Home tab, and wait briefly for the app to publish it."""
        state, before = self._core.state, self._home_hash(user)
        if not state.app.home_enabled:
            raise BadRequestError("The app's Home tab is off in its manifest.")
        channel = state.direct_message(user.id)
        body: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": "home"}
        if user.id in state.homes:
            body["view"] = view_json(self._core, state.homes[user.id])
        if "app_home_opened" in state.app.events and self._delivery.connected:
            await self._event(body)
            await self._wait_for_home(user, before)
        view = state.homes.get(user.id)
        return {"ok": True, "view": view_json(self._core, view) if view else None}

    async def _wait_for_home(self, user: User, before: str | None) -> None:
        async with self._core.changes.watch(user.id) as changes:
            try:
                async with asyncio.timeout(self.home_wait_seconds):
                    while self._home_hash(user) == before and await changes.get() is not None:
                        continue
            except TimeoutError:
                return

    def _home_hash(self, user: User) -> str | None:
        view = self._core.state.homes.get(user.id)
        return view.hash if view else None

    async def _event(self, body: Json) -> Outcome:
        return await self._delivery.event(payloads.event(self._core, body))

    def _failed(self, user: User, channel: Channel, command: str, outcome: Outcome, error: str) -> Json:
        slackbot_says(self._core, user.id, channel.id, f'{command} failed with the error "{error}"')
        return {"ok": False, "error": error, **measured(outcome)}

    def _apply_response(self, view: View, body: object) -> Json:
        state = self._core.state
        response = body if isinstance(body, dict) else {}
        action = response.get("response_action")
        if action == "errors":
            errors = response.get("errors")
            if not isinstance(errors, dict) or not errors:
                raise SlackError("invalid_arguments")
            return {"ok": False, "errors": errors}
        if action == "update":
            update_view(state, view, check_view(response.get("view"), "modal"))
        elif action == "push":
            push_view(state, view.user, check_view(response.get("view"), "modal"))
        elif action == "clear":
            clear_views(state, view.user)
        elif action is None:
            close_view(state, view)
        else:
            raise SlackError("invalid_arguments")
        return {"ok": True}


def located(blocks: list[Json], given: Json) -> tuple[Json, Json]:
    """Return the block and element an action names; raises BadRequestError when there is none."""
    action_id, block_id = given.get("action_id"), given.get("block_id")
    found = find_element(blocks, action_id, block_id) if isinstance(action_id, str) else None
    if found is None:
        raise BadRequestError(f"Nothing here has the action_id {action_id!r} (block_id {block_id!r}).")
    return found


def performed(block: Json, element: Json, given: Json, values: Json) -> Json:
    """Return the entry of `actions` for an element that was used, noting in `values` what was chosen."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{time.time():.6f}",
    }
    if element["type"] in STATEFUL:
        entry = entered(element, given)
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
        return action | entry
    if element["type"] == "overflow":
        return action | entered({**element, "type": "static_select"}, given) | {"type": "overflow"}
    shown = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return action | ({"value": given["value"]} if "value" in given else {}) | shown


def merge_values(blocks: list[Json], values: Json, given: Json) -> None:
    """Note what was entered; raises BadRequestError for values of elements that do not exist."""
    known = {(block["block_id"], element["action_id"]): element for block, element in elements(blocks)}
    for block_id, actions in given.items():
        if not isinstance(actions, dict):
            raise BadRequestError(f"The values of the block {block_id!r} are not an object of action ids.")
        for action_id, value in actions.items():
            element = known.get((block_id, action_id))
            if element is None or element["type"] not in STATEFUL or not isinstance(value, dict):
                raise BadRequestError(f"The view has no input with the ids {block_id!r}, {action_id!r}.")
            values.setdefault(block_id, {})[action_id] = entered(element, value)


def measured(outcome: Outcome) -> Json:
    """Return the status, body and duration of a delivery."""
    return {"status": outcome.status, "response": outcome.body, "duration_ms": round(outcome.duration_ms, 2)}


def acknowledged(outcome: Outcome) -> Json:
    """Return whether the app acknowledged."""
    body: Json = {"ok": outcome.error is None, "status": outcome.status}
    return body if outcome.error is None else body | {"error": outcome.error}
