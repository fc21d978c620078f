"""Reads the interactive elements of blocks: where they are, what they start with, what was entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.model import Json

# Element type -> (the key of its value in view.state.values, the key of its initial value).
STATEFUL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
LISTS = frozenset({"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"})


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each interactive element with the block that holds it."""
    for block in blocks:
        inner = [block.get("accessory"), block.get("element")]
        if block.get("type") in {"actions", "context_actions"}:
            inner += block.get("elements") or []
        if block.get("type") == "card":
            inner += block.get("actions") or []
        for element in inner:
            if isinstance(element, dict) and element.get("action_id"):
                yield block, element
        yield from elements(block.get("child_blocks") or [])
        if block.get("type") == "carousel":
            yield from elements(block.get("elements") or [])


def find_element(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json] | None:
    """Return the block and element with this action_id (in this block, if one is named)."""
    for block, element in elements(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    return None


def initial_values(blocks: list[Json]) -> Json:
    """Return `state.values` as it is before anybody has entered anything."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] in STATEFUL:
            key, initial = STATEFUL[element["type"]]
            empty: Any = [] if key in LISTS else None
            entry = {"type": element["type"], key: element.get(initial, empty)}
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def options_of(element: Json) -> list[Json]:
    """Return an element's options, grouped or not."""
    grouped = [option for group in element.get("option_groups") or [] for option in group.get("options", [])]
    return [*(element.get("options") or []), *grouped]


def entered(element: Json, given: Json) -> Json:
    """Return the state entry for an element; an option may be given by its value alone."""
    key, _ = STATEFUL[element["type"]]
    value = given.get(key, given.get("value"))
    by_value = {option.get("value"): option for option in options_of(element)}
    if key == "selected_option" and isinstance(value, str):
        value = by_value.get(value)
    if key == "selected_options" and isinstance(value, list):
        value = [by_value.get(item) if isinstance(item, str) else item for item in value]
    return {"type": element["type"], key: value}


def missing_input(block: Json, values: Json) -> str | None:
    """Return what Slack's client says when an input block is not filled in as it must be."""
    element = block["element"]
    entry = values.get(block["block_id"], {}).get(element["action_id"], {})
    value = entry.get(STATEFUL[element["type"]][0]) if element["type"] in STATEFUL else None
    if value in (None, "", []):
        return None if block.get("optional") else "This field is required."
    if isinstance(value, str) and len(value) < element.get("min_length", 0):
        return f"Write at least {element['min_length']} characters."
    if isinstance(value, str) and len(value) > element.get("max_length", 3000):
        return f"Write at most {element.get('max_length', 3000)} characters."
    return None
