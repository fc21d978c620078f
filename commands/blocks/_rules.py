"""Block Kit's rules for blocks, as a table: one entry a block type, and which surface shows which.

Figures: docs.slack.dev block reference and nicklambourne/slackblocks spec/limits.json, which its author probed
against Slack's own blocks.validate. Where sources differ (rows of a data_table, series of a chart) the smaller
figure stands, so that what passes here passes Slack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commands.blocks._elements import ACCESSORIES, ACTIONS, ELEMENTS, ID, IMAGE, INPUTS, element
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

MANY = 1_000_000
SMALLEST, LARGEST = -1e15, 1e15
TABLE_ROWS, TABLE_COLUMNS = 100, 20
DATA_TABLE_CHARACTERS = 10_000
CHART_SERIES, CHART_CATEGORIES, CHART_LABEL = 6, 20, 20


def block(
    required: dict[str, Check] | None = None,
    optional: dict[str, Check] | None = None,
    *,
    closed: bool = True,
    whole: Check = anything,
) -> Shape:
    """Return the shape of a block; every block may have a block_id."""
    return Shape(required or {}, {"block_id": ID, **(optional or {})}, closed=closed, whole=whole)


def section_has_content(value: Any, at: str) -> Problems:
    """Check that a section says something."""
    if not value.get("text") and not value.get("fields"):
        yield Problem(at, "missing_field", "must have either text or fields")


RICH_INLINE = {
    "text": Shape({"text": string(MANY)}),
    "link": Shape({"url": string(3000)}),
    "emoji": Shape({"name": string(255)}),
    "user": Shape({"user_id": string(255)}),
    "usergroup": Shape({"usergroup_id": string(255)}),
    "channel": Shape({"channel_id": string(255)}),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}),
    "date": Shape({"timestamp": number(0, LARGEST), "format": string(255)}),
    "color": Shape({"value": string(255)}),
    "team": Shape({"team_id": string(255)}),
}
INLINE_LIST = Shape({"elements": items(by_type(RICH_INLINE), 0, MANY)})
RICH_SECTION = {"rich_text_section": INLINE_LIST}
RICH_PARTS = {
    **RICH_SECTION,
    "rich_text_preformatted": INLINE_LIST,
    "rich_text_quote": INLINE_LIST,
    "rich_text_list": Shape(
        {"elements": items(by_type(RICH_SECTION), 0, MANY), "style": one_of("bullet", "ordered")},
        {"indent": number(0, 8), "offset": number(0, MANY), "border": number(0, 1)},
    ),
}
RICH_TEXT = block({"elements": items(by_type(RICH_PARTS), 0, MANY)})


def cells(value: Any) -> Iterator[Any]:
    """Yield the cells of a table's rows, as far as they are well formed."""
    for row in listed(value.get("rows")):
        yield from listed(row)


def rectangular(value: Any, at: str) -> Problems:
    """Check that every row is as long as the first."""
    rows = [row for row in listed(value.get("rows")) if isinstance(row, list)]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield Problem(f"{at}/rows/{index}", "ragged_rows", "all rows must have the same number of cells")


def data_table_content(value: Any, at: str) -> Problems:
    """Check what spans the cells of a data_table: shape, header, row header column, and the amount of text."""
    yield from rectangular(value, at)
    rows = [row for row in listed(value.get("rows")) if isinstance(row, list)]
    for index, cell in enumerate(rows[0] if rows else []):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            yield Problem(f"{at}/rows/0/{index}", "not_allowed", "the header row must not hold rich_text")
    column = value.get("row_header_column_index", 0)
    if rows and isinstance(column, int) and column >= max(1, len(rows[0])):
        yield Problem(f"{at}/row_header_column_index", "out_of_range", "there is no such column")
    if text_length(list(cells(value))) > DATA_TABLE_CHARACTERS:
        yield Problem(f"{at}/rows", "too_long", f"no more than {DATA_TABLE_CHARACTERS} characters in all cells")


def text_length(value: Any) -> int:
    """Return the code points of every `text` inside a value."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(text_length(item) for item in value.values())


CELL = by_type(
    {
        "raw_text": Shape({"text": string(MANY)}, closed=True),
        "raw_number": Shape({"value": number(SMALLEST, LARGEST, whole=False)}, {"text": string(MANY)}, closed=True),
        "rich_text": RICH_TEXT,
    }
)
COLUMN_SETTING = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}, closed=True)
LABEL = string(CHART_LABEL)


def one_point_per_category(value: Any, at: str) -> Problems:
    """Check that categories and series names differ, and that each series has one point for each category."""
    config = value.get("axis_config")
    categories = config.get("categories") if isinstance(config, dict) else None
    known = [label for label in listed(categories) if isinstance(label, str)]
    if len(set(known)) != len(known):
        yield Problem(f"{at}/axis_config/categories", "duplicate", "category labels must differ")
    names: set[str] = set()
    for index, series in enumerate(listed(value.get("series"))):
        if not isinstance(series, dict):
            continue
        name, data = series.get("name"), listed(series.get("data"))
        if isinstance(name, str) and name in names:
            yield Problem(f"{at}/series/{index}/name", "duplicate", f"series names must differ: {name}")
        names |= {name} if isinstance(name, str) else set()
        labels = [str(point.get("label")) for point in data if isinstance(point, dict)]
        if isinstance(categories, list) and sorted(labels) != sorted(known):
            yield Problem(f"{at}/series/{index}/data", "category_mismatch", "every category needs exactly one point")


SEGMENT = Shape({"label": LABEL, "value": number(0, LARGEST, above=True, whole=False)}, closed=True)
POINT = Shape({"label": LABEL, "value": number(SMALLEST, LARGEST, whole=False)}, closed=True)
SERIES = Shape({"name": LABEL, "data": items(POINT, 1, CHART_CATEGORIES)}, closed=True)
AXES = Shape(
    {"categories": items(LABEL, 1, CHART_CATEGORIES)},
    {"x_label": string(50), "y_label": string(50)},
    closed=True,
)
XY_CHART = Shape(
    {"series": items(SERIES, 1, CHART_SERIES), "axis_config": AXES}, closed=True, whole=one_point_per_category
)
CHART = by_type({
    "pie": Shape({"segments": items(SEGMENT, 1, CHART_SERIES)}, closed=True),
    "bar": XY_CHART,
    "line": XY_CHART,
    "area": XY_CHART,
})  # fmt: skip


def card_has_content(value: Any, at: str) -> Problems:
    """Check that a card shows something."""
    if not any(value.get(name) for name in ("hero_image", "title", "actions", "body")):
        yield Problem(at, "missing_field", "must have a hero_image, title, actions or body")
    if value.get("icon") and value.get("slack_icon"):
        yield Problem(at, "not_allowed", "must not have both icon and slack_icon")


def container_has_title(value: Any, at: str) -> Problems:
    """Check that a container has a title of one kind."""
    if not value.get("title") and not value.get("rich_text_title"):
        yield Problem(at, "missing_field", "must have either title or rich_text_title")


def task_ids_differ(value: Any, at: str) -> Problems:
    """Check that the tasks of a plan have ids of their own."""
    ids = [task.get("task_id") for task in listed(value.get("tasks")) if isinstance(task, dict)]
    if any(ids.count(task_id) > 1 for task_id in ids):
        yield Problem(f"{at}/tasks", "duplicate", "task_id must be unique")


CARD = block(
    {},
    {
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "hero_image": by_type({"image": IMAGE}),
        "icon": by_type({"image": IMAGE}),
        "slack_icon": anything,
        "actions": items(element(frozenset({"button"})), 1, 3),
    },
    whole=card_has_content,
)
TASK = Shape(
    {"task_id": string(255), "title": string(MANY)},
    {
        "status": one_of("pending", "in_progress", "complete", "error"),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
    },
)
CONTEXT_ELEMENT = by_type({
    "image": ELEMENTS["image"],
    "plain_text": text(3000),
    "mrkdwn": text(3000),
})  # fmt: skip

BLOCKS: dict[str, Check] = {
    "section": block(
        {},
        {
            "text": text(3000),
            "fields": items(text(2000), 1, 10),
            "accessory": element(ACCESSORIES),
            "expand": boolean,
        },
        whole=section_has_content,
    ),
    "header": block({"text": plain(150)}),
    "divider": block(),
    "context": block({"elements": items(CONTEXT_ELEMENT, 1, 10)}),
    "actions": block({"elements": items(element(ACTIONS), 1, 25)}),
    "context_actions": block({"elements": items(element(frozenset({"feedback_buttons", "icon_button"})), 1, 5)}),
    "image": block(dict(IMAGE.required), {**IMAGE.optional, "title": plain(2000)}, whole=IMAGE.whole),
    "input": block(
        {"label": plain(2000), "element": element(INPUTS)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": block({"text": string(12_000)}),
    "file": block({"external_id": ID, "source": one_of("remote")}),
    "video": block(
        {
            "title": plain(200),
            "alt_text": string(2000, 0),
            "video_url": web_address(),
            "thumbnail_url": web_address(),
        },
        {
            "author_name": string(50),
            "description": plain(200),
            "provider_name": string(50),
            "provider_icon_url": web_address(2000),
            "title_url": web_address(2000),
        },
    ),
    "table": block(
        {"rows": items(items(CELL, 1, TABLE_COLUMNS), 1, TABLE_ROWS)},
        {"column_settings": items(COLUMN_SETTING, 0, TABLE_COLUMNS)},
    ),
    "data_table": block(
        # One row more than the data rows: the header.
        {"rows": items(items(CELL, 1, TABLE_COLUMNS), 2, TABLE_ROWS + 1), "caption": string(3000)},
        {"page_size": number(1, 100), "row_header_column_index": number(0, TABLE_COLUMNS - 1)},
        whole=data_table_content,
    ),
    "data_visualization": block({"title": string(50), "chart": CHART}),
    "card": CARD,
    "carousel": block({"elements": items(by_type({"card": CARD}), 1, 10)}),
    "alert": block({"text": text(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    # A task that waits may stand in a plan only.
    "task_card": block(
        {**TASK.required, "status": one_of("in_progress", "complete", "error")}, dict(TASK.optional), closed=False
    ),
    "plan": block({"title": string(MANY), "tasks": items(TASK, 0, 50)}, closed=False, whole=task_ids_differ),
}
CHILDREN = frozenset(BLOCKS) - {"alert", "plan", "task_card"}
BLOCKS["container"] = block(
    {"child_blocks": items(by_type(BLOCKS, CHILDREN), 1, 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": by_type({"image": IMAGE}),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    whole=container_has_title,
)

IN_MODALS = frozenset({
    "actions", "alert", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video",
})  # fmt: skip
SURFACES: dict[str, frozenset[str]] = {
    "message": frozenset(BLOCKS) - {"alert"},
    "modal": IN_MODALS,
    "home": (IN_MODALS - {"alert"}) | {"carousel", "container", "data_table", "data_visualization", "table"},
}
