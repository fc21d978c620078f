"""Block Kit's rules for interactive elements and the objects they are made of, as tables.

Figures: docs.slack.dev block-element reference and nicklambourne/slackblocks spec/limits.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.blocks._schema import (
    Check,
    Problem,
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    items,
    listed,
    number,
    one_of,
    plain,
    string,
    text,
    web_address,
)

ID = string(255)
DATE = string(10, 10)
MANY = 1_000_000

DISPATCH = Shape({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}, closed=True)
CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
    closed=True,
)
OPTION = Shape({"text": text(75), "value": string(150)}, {"description": text(75)}, closed=True)
PLAIN_OPTION = Shape(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)}, closed=True
)


def options(most: int, each: Check = PLAIN_OPTION) -> Check:
    """Return a check for 1 to `most` options whose values differ."""

    def check(value: Any, at: str) -> Problems:
        yield from items(each, 1, most)(value, at)
        seen: set[str] = set()
        for index, option in enumerate(listed(value)):
            key = option.get("value") if isinstance(option, dict) else None
            if isinstance(key, str) and key in seen:
                yield Problem(f"{at}/{index}/value", "duplicate", f"option values must differ: {key}")
            seen |= {key} if isinstance(key, str) else set()

    return check


OPTION_GROUP = Shape({"label": plain(75), "options": options(100)}, closed=True)


def offered(element: Mapping[str, Any]) -> list[Any]:
    """Return the options of an element, grouped or not, as far as they are well formed."""
    found = [*listed(element.get("options"))]
    for group in listed(element.get("option_groups")):
        found += listed(group.get("options")) if isinstance(group, dict) else []
    return found


def initial_is_offered(value: Any, at: str) -> Problems:
    """Check that what is chosen at first is among the options."""
    known = [option.get("value") for option in offered(value) if isinstance(option, dict)]
    chosen = [("initial_option", value.get("initial_option"))]
    chosen += [("initial_options", option) for option in listed(value.get("initial_options"))]
    for name, option in chosen:
        if isinstance(option, dict) and option.get("value") not in known:
            yield Problem(f"{at}/{name}", "not_allowed", "the initial choice must be one of the options")


def one_source_of_options(value: Any, at: str) -> Problems:
    """Check that a select has options or option groups, and not both."""
    if bool(value.get("options")) == bool(value.get("option_groups")):
        yield Problem(at, "not_allowed", "must have either options or option_groups")
    yield from initial_is_offered(value, at)


def one_source_of_image(value: Any, at: str) -> Problems:
    """Check that an image has an address or a Slack file, and not both."""
    if bool(value.get("image_url")) == bool(value.get("slack_file")):
        yield Problem(at, "not_allowed", "must have either image_url or slack_file")


def ordered(low: str, high: str) -> Check:
    """Return a check that one number of an object does not exceed another."""

    def check(value: Any, at: str) -> Problems:
        try:
            wrong = float(value[low]) > float(value[high])
        except (KeyError, TypeError, ValueError):
            return
        if wrong:
            yield Problem(f"{at}/{low}", "out_of_range", f"{low} must not exceed {high}")

    return check


def interactive(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    whole: Check = anything,
) -> Shape:
    """Return the shape of an element with the fields that nearly all of them share."""
    shared: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
    return Shape(required or {}, {**shared, **(optional or {})}, closed=True, whole=whole)


def typed_input(**optional: Check) -> Shape:
    """Return the shape of a field into which somebody types."""
    shared: dict[str, Check] = {"placeholder": plain(150), "dispatch_action_config": DISPATCH}
    return interactive({}, {"initial_value": string(3000, 0), **shared, **optional})


def picker(name: str, **optional: Check) -> Shape:
    """Return the shape of a menu of people or conversations."""
    return interactive({}, {"placeholder": plain(150), name: anything, **optional})


IMAGE = Shape(
    {"alt_text": string(2000)},
    {"image_url": web_address(), "slack_file": anything},
    closed=True,
    whole=one_source_of_image,
)
BUTTON = interactive(
    {"text": plain(75)},
    {
        "value": string(2000, 0),
        "url": string(3000),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
    },
)
FEEDBACK_BUTTON = Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)}, closed=True)
SELECT_OPTIONS = {"options": options(100), "option_groups": items(OPTION_GROUP, 1, 100)}
SEVERAL = {"max_selected_items": number(1, MANY)}
CHOICES: dict[str, Check] = {"initial_options": items(OPTION, 1, 10), "initial_option": OPTION}

ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": interactive({"options": options(5)}),
    "checkboxes": interactive({"options": options(10, OPTION)}, CHOICES, initial_is_offered),
    "radio_buttons": interactive({"options": options(10, OPTION)}, CHOICES, initial_is_offered),
    "static_select": interactive(
        {}, {"placeholder": plain(150), "initial_option": PLAIN_OPTION, **SELECT_OPTIONS}, one_source_of_options
    ),
    "multi_static_select": interactive(
        {},
        {"placeholder": plain(150), "initial_options": items(PLAIN_OPTION, 1, 100), **SEVERAL, **SELECT_OPTIONS},
        one_source_of_options,
    ),
    "external_select": picker("initial_option", min_query_length=number(0, MANY)),
    "multi_external_select": picker("initial_options", min_query_length=number(0, MANY), **SEVERAL),
    "users_select": picker("initial_user"),
    "multi_users_select": picker("initial_users", **SEVERAL),
    "channels_select": picker("initial_channel", response_url_enabled=boolean),
    "multi_channels_select": picker("initial_channels", **SEVERAL),
    "conversations_select": picker(
        "initial_conversation",
        response_url_enabled=boolean,
        default_to_current_conversation=boolean,
        filter=anything,
    ),
    "multi_conversations_select": picker(
        "initial_conversations", default_to_current_conversation=boolean, filter=anything, **SEVERAL
    ),
    "datepicker": interactive({}, {"initial_date": DATE, "placeholder": plain(150)}),
    "timepicker": interactive({}, {"initial_time": string(5, 5), "placeholder": plain(150), "timezone": string(100)}),
    "datetimepicker": interactive({}, {"initial_date_time": number(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": Shape(
        {},
        {
            **typed_input().optional,
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
        closed=True,
        whole=ordered("min_length", "max_length"),
    ),
    "email_text_input": typed_input(),
    "url_text_input": typed_input(),
    "number_input": Shape(
        {"is_decimal_allowed": boolean},
        {**typed_input().optional, "min_value": string(100), "max_value": string(100)},
        closed=True,
        whole=ordered("min_value", "max_value"),
    ),
    "rich_text_input": interactive(
        {},
        {
            "initial_value": anything,
            "placeholder": plain(150),
            "dispatch_action_config": DISPATCH,
            "min_lines": number(1, 100),
            "max_lines": number(1, 100),
        },
    ),
    "file_input": interactive({}, {"filetypes": items(string(20), 1, 100), "max_files": number(1, 10)}),
    "feedback_buttons": interactive({"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}),
    "icon_button": interactive(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": items(string(100), 1, 10),
        },
    ),
    "workflow_button": interactive(
        {"text": plain(75), "workflow": anything, "action_id": ID},
        {"style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
}

SINGLE_SELECTS = frozenset(
    {"static_select", "external_select", "users_select", "channels_select", "conversations_select"}
)
MENUS = SINGLE_SELECTS | {f"multi_{name}" for name in SINGLE_SELECTS}
CHOOSERS = MENUS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
ACCESSORIES = CHOOSERS | {"button", "image", "overflow", "workflow_button"}
ACTIONS = (ACCESSORIES - {"image"}) | {"datetimepicker"}
INPUTS = CHOOSERS | {
    "datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input",
    "rich_text_input", "file_input",
}  # fmt: skip


def element(allowed: frozenset[str]) -> Check:
    """Return a check for an element of one of these types."""
    return by_type(ELEMENTS, allowed)
