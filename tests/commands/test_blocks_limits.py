"""Slack's Block Kit limits: for each rule something that passes and something that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.blocks._rules import BLOCKS, SURFACES
from commands.blocks.limits import Problem, message_problems, problems, view_problems

Block = dict[str, Any]
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "So"))


def plain(text: str = "x") -> Block:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Block:
    """Return a mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> Block:
    """Return a section with a text."""
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> Block:
    """Return a button."""
    return {"type": "button", "text": plain(), "action_id": "go", **more}


def actions(*elements: Block) -> Block:
    """Return an actions block."""
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "a", **more: Any) -> Block:
    """Return an option."""
    return {"text": plain(), "value": value, **more}


def select(**more: Any) -> Block:
    """Return a menu with two options."""
    return {"type": "static_select", "action_id": "s", "options": [option("a"), option("b")], **more}


def field(element: Block, **more: Any) -> Block:
    """Return an input block around an element."""
    return {"type": "input", "label": plain(), "element": element, **more}


def image(**more: Any) -> Block:
    """Return an image."""
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A badge", **more}


def cell(text: str = "x") -> Block:
    """Return a raw_text cell."""
    return {"type": "raw_text", "text": text}


def table(rows: int = 2, columns: int = 2, **more: Any) -> Block:
    """Return a table."""
    return {"type": "table", "rows": [[cell()] * columns] * rows, **more}


def data_table(rows: int = 3, columns: int = 2, **more: Any) -> Block:
    """Return a data_table, its header row included in `rows`."""
    return {"type": "data_table", "caption": "Rank", "rows": [[cell()] * columns] * rows, **more}


def bars(series: int = 1, categories: int = 2) -> Block:
    """Return a bar chart."""
    labels = [f"c{number}" for number in range(categories)]
    points = [{"label": label, "value": 1} for label in labels]
    named = [{"name": f"s{number}", "data": points} for number in range(series)]
    return chart({"type": "bar", "series": named, "axis_config": {"categories": labels}})


def chart(inner: Block, title: str = "Trend") -> Block:
    """Return a data_visualization block."""
    return {"type": "data_visualization", "title": title, "chart": inner}


def pie(*values: float) -> Block:
    """Return a pie chart."""
    segments = [{"label": f"p{number}", "value": value} for number, value in enumerate(values)]
    return chart({"type": "pie", "segments": segments})


def card(**more: Any) -> Block:
    """Return a card."""
    return {"type": "card", "title": mrkdwn(), **more}


def rich(*parts: Block) -> Block:
    """Return a rich_text block of one section."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def container(*children: Block, **more: Any) -> Block:
    """Return a container."""
    return {"type": "container", "title": plain(), "child_blocks": list(children), **more}


def task(**more: Any) -> Block:
    """Return a task card."""
    return {"type": "task_card", "task_id": "t", "title": "T", "status": "complete", **more}


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}
TEXT_INPUT = {"type": "plain_text_input", "action_id": "t"}
FEEDBACK = {"text": plain(), "value": "good"}
FEEDBACK_BUTTONS = {
    "type": "feedback_buttons", "action_id": "f", "positive_button": FEEDBACK, "negative_button": FEEDBACK,
}  # fmt: skip
ICON = {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain()}
VIDEO = {
    "type": "video",
    "title": plain(),
    "alt_text": "A film",
    "video_url": "https://example.com/v",
    "thumbnail_url": "https://example.com/t",
}

VALID: dict[str, Block] = {
    "section": section(block_id="b", expand=True),
    "section of fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 5},
    "section with a button": section(accessory=button(confirm=CONFIRM, style="primary", url="https://x.y")),
    "section with a menu": section(accessory=select(initial_option=option("b"))),
    "header": {"type": "header", "text": {**plain("x" * 150), "emoji": True}},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [mrkdwn(), plain(), image()]},
    "actions": actions(button(value="v" * 2000, accessibility_label="l" * 75), select()),
    "feedback": {"type": "context_actions", "elements": [FEEDBACK_BUTTONS, ICON]},
    "image": image(title=plain("t" * 2000)),
    "image of a Slack file": {"type": "image", "slack_file": {"id": "F123"}, "alt_text": "x"},
    "input": field({**TEXT_INPUT, "min_length": 1, "max_length": 3000}, hint=plain(), optional=True),
    "input of a number": field({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
    "input of a date": field({"type": "datepicker", "initial_date": "2026-11-23"}),
    "input of boxes": field({"type": "checkboxes", "options": [{"text": mrkdwn(), "value": "a"}]}),
    "rich text": rich({"type": "text", "text": "x"}, {"type": "user", "user_id": "U1"}),
    "markdown": {"type": "markdown", "text": "m" * 12_000},
    "file": {"type": "file", "external_id": "f", "source": "remote"},
    "video": VIDEO,
    "table": table(100, 20, column_settings=[{"align": "right", "is_wrapped": True}]),
    "ragged table": {"type": "table", "rows": [[cell(), cell()], [cell()]]},
    "table of numbers": {"type": "table", "rows": [[{"type": "raw_number", "value": 1.5, "text": "1.5"}]]},
    "table of rich text": {"type": "table", "rows": [[rich({"type": "text", "text": "x"})]]},
    "data table": data_table(101, 20, page_size=100, row_header_column_index=19),
    "pie": pie(1, 2, 3, 0.5),
    "bars": bars(6, 20),
    "card": card(subtitle=mrkdwn(), body=mrkdwn("b" * 200), actions=[button()], hero_image=image()),
    "carousel": {"type": "carousel", "elements": [card()] * 10},
    "container": container(section(), pie(1), subtitle=mrkdwn(), width="full", is_collapsible=True),
    "plan": {"type": "plan", "title": "P", "tasks": [{"task_id": "1", "title": "x", "status": "pending"}]},
    "task": task(),
}
NOT_IN_MODALS = frozenset(BLOCKS) - SURFACES["modal"]


@pytest.mark.parametrize("name", VALID)
def test_what_slack_takes_has_no_problems(name: str) -> None:
    """Every example of a valid block passes, at its limits where it has some."""
    assert problems([VALID[name]]) == []


INVALID: dict[str, tuple[Block, str, str]] = {
    "no type": ({}, "/0", "missing_field"),
    "unknown block": ({"type": "nonsense"}, "/0/type", "unknown_type"),
    "type that is no word": ({"type": ["section"]}, "/0/type", "unknown_type"),
    "alert in a message": ({"type": "alert", "text": mrkdwn()}, "/0/type", "not_allowed"),
    "unknown field": (section(colour="red"), "/0/colour", "unknown_field"),
    "long block_id": (section(block_id="b" * 256), "/0/block_id", "too_long"),
    "section of nothing": ({"type": "section"}, "/0", "missing_field"),
    "long section": (section("x" * 3001), "/0/text/text", "too_long"),
    "empty section": (section(""), "/0/text/text", "too_short"),
    "text that is a string": ({"type": "section", "text": "x"}, "/0/text", "invalid_type"),
    "unknown text type": ({"type": "section", "text": {"type": "html", "text": "x"}}, "/0/text/type", "unknown_type"),
    "emoji in mrkdwn": ({"type": "section", "text": {**mrkdwn(), "emoji": True}}, "/0/text/emoji", "unknown_field"),
    "eleven fields": ({"type": "section", "fields": [mrkdwn()] * 11}, "/0/fields", "too_many"),
    "long field": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "/0/fields/0/text", "too_long"),
    "input as accessory": (section(accessory=TEXT_INPUT), "/0/accessory/type", "not_allowed"),
    "unknown element": (section(accessory={"type": "lever"}), "/0/accessory/type", "unknown_type"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "/0/text/text", "too_long"),
    "mrkdwn header": ({"type": "header", "text": mrkdwn()}, "/0/text/type", "not_allowed"),
    "header without text": ({"type": "header"}, "/0", "missing_field"),
    "context of eleven": ({"type": "context", "elements": [mrkdwn()] * 11}, "/0/elements", "too_many"),
    "empty context": ({"type": "context", "elements": []}, "/0/elements", "too_few"),
    "button in context": ({"type": "context", "elements": [button()]}, "/0/elements/0/type", "unknown_type"),
    "too many actions": (actions(*[button(action_id=f"a{n}") for n in range(26)]), "/0/elements", "too_many"),
    "no actions": (actions(), "/0/elements", "too_few"),
    "image in actions": (actions(image()), "/0/elements/0/type", "not_allowed"),
    "long button": (actions(button(text=plain("x" * 76))), "/0/elements/0/text/text", "too_long"),
    "mrkdwn button": (actions(button(text=mrkdwn())), "/0/elements/0/text/type", "not_allowed"),
    "long value": (actions(button(value="v" * 2001)), "/0/elements/0/value", "too_long"),
    "long address": (actions(button(url="u" * 3001)), "/0/elements/0/url", "too_long"),
    "long label": (actions(button(accessibility_label="l" * 76)), "/0/elements/0/accessibility_label", "too_long"),
    "long action_id": (actions(button(action_id="a" * 256)), "/0/elements/0/action_id", "too_long"),
    "odd style": (actions(button(style="loud")), "/0/elements/0/style", "not_allowed"),
    "same action_id": (actions(button(), button()), "/0/elements/1/action_id", "duplicate"),
    "long confirm title": (
        actions(button(confirm={**CONFIRM, "title": plain("x" * 101)})),
        "/0/elements/0/confirm/title/text",
        "too_long",
    ),
    "long confirm text": (
        actions(button(confirm={**CONFIRM, "text": plain("x" * 301)})),
        "/0/elements/0/confirm/text/text",
        "too_long",
    ),
    "long confirm button": (
        actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)})),
        "/0/elements/0/confirm/deny/text",
        "too_long",
    ),
    "confirm without deny": (
        actions(button(confirm={k: v for k, v in CONFIRM.items() if k != "deny"})),
        "/0/elements/0/confirm",
        "missing_field",
    ),
    "long option": (
        actions(select(options=[option(text=plain("x" * 76))])),
        "/0/elements/0/options/0/text/text",
        "too_long",
    ),
    "long option value": (actions(select(options=[option("v" * 151)])), "/0/elements/0/options/0/value", "too_long"),
    "same option twice": (actions(select(options=[option(), option()])), "/0/elements/0/options/1/value", "duplicate"),
    "101 options": (actions(select(options=[option(f"{n}") for n in range(101)])), "/0/elements/0/options", "too_many"),
    "no options": (actions(select(options=[])), "/0/elements/0", "not_allowed"),
    "options and groups": (
        actions(select(option_groups=[{"label": plain(), "options": [option("c")]}])),
        "/0/elements/0",
        "not_allowed",
    ),
    "initial option nobody offers": (
        actions(select(initial_option=option("z"))),
        "/0/elements/0/initial_option",
        "not_allowed",
    ),
    "long placeholder": (actions(select(placeholder=plain("x" * 151))), "/0/elements/0/placeholder/text", "too_long"),
    "six in overflow": (
        actions({"type": "overflow", "options": [option(f"{n}") for n in range(6)]}),
        "/0/elements/0/options",
        "too_many",
    ),
    "eleven boxes": (
        field({"type": "checkboxes", "options": [option(f"{n}") for n in range(11)]}),
        "/0/element/options",
        "too_many",
    ),
    "eleven radio buttons": (
        field({"type": "radio_buttons", "options": [option(f"{n}") for n in range(11)]}),
        "/0/element/options",
        "too_many",
    ),
    "six context actions": ({"type": "context_actions", "elements": [ICON] * 6}, "/0/elements", "too_many"),
    "image without alt_text": ({"type": "image", "image_url": "https://x.y/z"}, "/0", "missing_field"),
    "image with empty alt_text": (image(alt_text=""), "/0/alt_text", "too_short"),
    "long alt_text": (image(alt_text="x" * 2001), "/0/alt_text", "too_long"),
    "image of two sources": (image(slack_file={"id": "F1"}), "/0", "not_allowed"),
    "image from nowhere": (image(image_url="file:///etc/passwd"), "/0/image_url", "invalid_url"),
    "long image address": (image(image_url="https://" + "x" * 3000), "/0/image_url", "too_long"),
    "input of a button": (field(button()), "/0/element/type", "not_allowed"),
    "input without label": ({"type": "input", "element": TEXT_INPUT}, "/0", "missing_field"),
    "long input label": (field(TEXT_INPUT, label=plain("x" * 2001)), "/0/label/text", "too_long"),
    "input hint in mrkdwn": (field(TEXT_INPUT, hint=mrkdwn()), "/0/hint/type", "not_allowed"),
    "crossed lengths": (
        field({**TEXT_INPUT, "min_length": 5, "max_length": 4}),
        "/0/element/min_length",
        "out_of_range",
    ),
    "huge max_length": (field({**TEXT_INPUT, "max_length": 3001}), "/0/element/max_length", "out_of_range"),
    "crossed range": (
        field({"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "1"}),
        "/0/element/min_value",
        "out_of_range",
    ),
    "number without its kind": (field({"type": "number_input"}), "/0/element", "missing_field"),
    "unknown rich text": (rich({"type": "blink"}), "/0/elements/0/elements/0/type", "unknown_type"),
    "empty rich text": (rich({"type": "text", "text": ""}), "/0/elements/0/elements/0/text", "too_short"),
    "long markdown": ({"type": "markdown", "text": "m" * 12_001}, "/0/text", "too_long"),
    "long video title": ({**VIDEO, "title": plain("x" * 201)}, "/0/title/text", "too_long"),
    "101 rows": (table(101, 1), "/0/rows", "too_many"),
    "21 columns": (table(1, 21), "/0/rows/0", "too_many"),
    "cell of text": ({"type": "table", "rows": [["x"]]}, "/0/rows/0/0", "invalid_type"),
    "empty cell": ({"type": "table", "rows": [[cell("")]]}, "/0/rows/0/0/text", "too_short"),
    "number that is text": (
        {"type": "table", "rows": [[{"type": "raw_number", "value": "1"}]]},
        "/0/rows/0/0/value",
        "invalid_type",
    ),
    "odd alignment": (table(column_settings=[{"align": "middle"}]), "/0/column_settings/0/align", "not_allowed"),
    "21 column settings": (table(column_settings=[{}] * 21), "/0/column_settings", "too_many"),
    "data table without caption": ({"type": "data_table", "rows": [[cell()]] * 2}, "/0", "missing_field"),
    "data table of a header": (data_table(1), "/0/rows", "too_few"),
    "data table of 101 data rows": (data_table(102, 1), "/0/rows", "too_many"),
    "ragged data table": (
        {"type": "data_table", "caption": "x", "rows": [[cell(), cell()], [cell()]]},
        "/0/rows/1",
        "ragged_rows",
    ),
    "rich header": (
        {"type": "data_table", "caption": "x", "rows": [[rich({"type": "text", "text": "x"})], [cell()]]},
        "/0/rows/0/0",
        "not_allowed",
    ),
    "page of 101": (data_table(page_size=101), "/0/page_size", "out_of_range"),
    "page that is true": (data_table(page_size=True), "/0/page_size", "invalid_type"),
    "row header beyond": (data_table(row_header_column_index=2), "/0/row_header_column_index", "out_of_range"),
    "too much in a data table": (
        {"type": "data_table", "caption": "x", "rows": [[cell("x" * 5001)]] * 2},
        "/0/rows",
        "too_long",
    ),
    "long chart title": (chart(bars()["chart"], "x" * 51), "/0/title", "too_long"),
    "unknown chart": (chart({"type": "radar"}), "/0/chart/type", "unknown_type"),
    "seven series": (bars(7), "/0/chart/series", "too_many"),
    "21 categories": (bars(1, 21), "/0/chart/axis_config/categories", "too_many"),
    "seven segments": (pie(*[1] * 7), "/0/chart/segments", "too_many"),
    "no segments": (pie(), "/0/chart/segments", "too_few"),
    "segment of nothing": (pie(0), "/0/chart/segments/0/value", "out_of_range"),
    "segment that is no number": (pie(float("nan")), "/0/chart/segments/0/value", "invalid_type"),
    "card of nothing": ({"type": "card"}, "/0", "missing_field"),
    "long card title": (card(title=mrkdwn("x" * 151)), "/0/title/text", "too_long"),
    "long card body": (card(body=mrkdwn("x" * 201)), "/0/body/text", "too_long"),
    "card of four buttons": (
        card(actions=[button(action_id=f"a{n}") for n in range(4)]),
        "/0/actions",
        "too_many",
    ),
    "card of two icons": (card(icon=image(), slack_icon={"type": "icon", "name": "bot"}), "/0", "not_allowed"),
    "same action_id in a card": (card(actions=[button(), button()]), "/0/actions/1/action_id", "duplicate"),
    "eleven cards": ({"type": "carousel", "elements": [card()] * 11}, "/0/elements", "too_many"),
    "section in a carousel": ({"type": "carousel", "elements": [section()]}, "/0/elements/0/type", "unknown_type"),
    "empty container": (container(), "/0/child_blocks", "too_few"),
    "eleven children": (container(*[section()] * 11), "/0/child_blocks", "too_many"),
    "container in a container": (container(container(section())), "/0/child_blocks/0/type", "not_allowed"),
    "container without title": (
        {"type": "container", "child_blocks": [section()]},
        "/0",
        "missing_field",
    ),
    "bad child": (container(section("")), "/0/child_blocks/0/text/text", "too_short"),
    "task that waits alone": (task(status="pending"), "/0/status", "not_allowed"),
    "plan with one task twice": (
        {"type": "plan", "title": "P", "tasks": [{"task_id": "1", "title": "x"}] * 2},
        "/0/tasks",
        "duplicate",
    ),
    "plan of 51": (
        {"type": "plan", "title": "P", "tasks": [{"task_id": f"{n}", "title": "x"} for n in range(51)]},
        "/0/tasks",
        "too_many",
    ),
}


@pytest.mark.parametrize("name", INVALID)
def test_what_slack_refuses_is_found(name: str) -> None:
    """Every example of a broken rule is found, with the place and the kind of the mistake."""
    block, pointer, code = INVALID[name]
    found = problems([block])
    assert (pointer, code) in [(problem.pointer, problem.code) for problem in found]
    assert all(problem.message for problem in found)


def test_every_block_type_has_a_valid_example() -> None:
    """No rule for a block goes without an example that passes."""
    shown = {block["type"] for block in VALID.values()}
    assert frozenset(BLOCKS) - shown == {"alert"}
    alert = {"type": "alert", "text": mrkdwn("x" * 200), "level": "warning"}
    assert problems([alert], "modal") == []
    assert problems([{**alert, "text": mrkdwn("x" * 201)}], "modal")[0].code == "too_long"


LENGTHS: dict[str, tuple[Callable[[str], Block], int]] = {
    "section": (section, 3000),
    "field": (lambda text: {"type": "section", "fields": [mrkdwn(text)]}, 2000),
    "header": (lambda text: {"type": "header", "text": plain(text)}, 150),
    "button": (lambda text: actions(button(text=plain(text))), 75),
    "option value": (lambda text: actions(select(options=[option(text)])), 150),
    "alt_text": (lambda text: image(alt_text=text), 2000),
    "card title": (lambda text: card(title=mrkdwn(text)), 150),
    "card body": (lambda text: card(body=plain(text)), 200),
    "container title": (lambda text: container(section(), title=plain(text)), 150),
    "chart title": (lambda text: chart(pie(1)["chart"], text), 50),
    "input label": (lambda text: field(TEXT_INPUT, label=plain(text)), 2000),
}


@pytest.mark.parametrize("name", LENGTHS)
@given(letter=LETTERS, over=st.integers(1, 5), under=st.integers(0, 5))
def test_lengths_count_code_points_at_the_boundary(name: str, letter: str, over: int, under: int) -> None:
    """Exactly the limit passes and anything beyond does not, whether letters are ASCII or emoji."""
    build, most = LENGTHS[name]
    assert problems([build(letter * (most - under))]) == []
    assert [problem.code for problem in problems([build(letter * (most + over))])] == ["too_long"]


def test_a_message_takes_fifty_blocks_and_a_view_a_hundred() -> None:
    """The number of blocks is limited by where they are shown."""
    divider = {"type": "divider"}
    assert problems([divider] * 50) == []
    assert [problem.code for problem in problems([divider] * 51)] == ["too_many"]
    assert problems([divider] * 100, "home") == []
    assert [problem.code for problem in problems([divider] * 101, "modal")] == ["too_many"]


@pytest.mark.parametrize("kind", sorted(NOT_IN_MODALS))
def test_some_blocks_are_not_for_modals(kind: str) -> None:
    """Each block that modals lack is told as not allowed there."""
    example = next(block for block in VALID.values() if block["type"] == kind)
    assert [(problem.pointer, problem.code) for problem in problems([example], "modal")] == [("/0/type", "not_allowed")]


@pytest.mark.parametrize("kind", ["markdown", "plan", "task_card", "context_actions", "file"])
def test_some_blocks_are_for_messages_only(kind: str) -> None:
    """Home shows charts and tables, and not these."""
    example = next(block for block in VALID.values() if block["type"] == kind)
    assert problems([example], "home")[0].code == "not_allowed"
    assert problems([bars(), table(), data_table(), card()], "home") == []


def test_an_unknown_surface_is_a_mistake() -> None:
    """Surfaces are message, modal and home."""
    with pytest.raises(ValueError, match="canvas"):
        problems([], "canvas")


def test_a_message_takes_one_table_and_two_charts() -> None:
    """What exceeds them is found, in containers too."""
    assert problems([table(), bars(), pie(1)]) == []
    assert [problem.code for problem in problems([table(), table()])] == ["too_many"]
    assert [problem.code for problem in problems([bars(), pie(1), container(bars())])] == ["too_many"]
    assert problems([bars(), bars(), bars()], "home") == []


def test_markdown_adds_up() -> None:
    """Two markdown blocks share 12,000 characters."""
    halves = [{"type": "markdown", "text": "m" * 6000}] * 2
    assert problems(halves) == []
    codes = [problem.code for problem in problems([*halves, {"type": "markdown", "text": "m"}])]
    assert codes == ["too_long"]


@given(extra=st.integers(0, 400))
def test_all_text_of_a_message_adds_up(extra: int) -> None:
    """Up to 13,200 characters in all blocks pass; beyond, Slack says msg_blocks_too_long."""
    blocks = [section("x" * 3000)] * 4 + [section("x" * (1000 + extra))]
    codes = [problem.code for problem in problems(blocks)]
    assert codes == ([] if 13_000 + extra <= 13_200 else ["msg_blocks_too_long"])
    assert problems(blocks, "home") == []


def test_block_ids_are_unique() -> None:
    """A block_id used twice is found where it is used again, in containers too."""
    twice = [section(block_id="b"), container(section(block_id="b"))]
    assert problems(twice) == [Problem("/1/child_blocks/0/block_id", "duplicate", "block_id must be unique: b")]
    assert problems([actions(button()), actions(button())]) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "s0"}, "duplicate"),
        ({"data": [{"label": "c0", "value": 1}]}, "category_mismatch"),
        ({"data": [{"label": "c0", "value": 1}, {"label": "c0", "value": 2}]}, "category_mismatch"),
        ({"data": [{"label": "c0", "value": 1}, {"label": "other", "value": 2}]}, "category_mismatch"),
        ({"data": [{"label": "c1", "value": 1}, {"label": "c0", "value": 2}]}, None),
    ],
)
def test_series_match_their_categories(change: Block, code: str | None) -> None:
    """Names differ, and each series has exactly one point for each category, in whatever order."""
    block = bars(2)
    block["chart"]["series"][1] = {**block["chart"]["series"][1], **change}
    assert [problem.code for problem in problems([block])] == ([] if code is None else [code])


def test_categories_differ() -> None:
    """A category label used twice is found."""
    block = bars(1, 2)
    block["chart"]["axis_config"]["categories"] = ["c0", "c0"]
    assert "duplicate" in {problem.code for problem in problems([block])}


def test_a_message_needs_text_or_blocks() -> None:
    """Neither is no_text; pointers into blocks start with /blocks; long text is told."""
    assert message_problems("hi", None) == []
    assert message_problems(None, [section()]) == []
    assert [problem.code for problem in message_problems("", [])] == ["no_text"]
    assert [problem.pointer for problem in message_problems("x", [section("")])] == ["/blocks/0/text/text"]
    assert [problem.pointer for problem in message_problems("x" * 40_001, [])] == ["/text"]


def modal(**more: Any) -> Block:
    """Return a modal."""
    return {"type": "modal", "title": plain("x" * 24), "blocks": [section()], **more}


def test_views_that_slack_takes() -> None:
    """A modal with an input and a submit button, and a Home view, pass."""
    form = modal(blocks=[field(TEXT_INPUT)], submit=plain(), close=plain(), private_metadata="m" * 3000)
    assert view_problems(form) == []
    assert view_problems({"type": "home", "blocks": [section()], "callback_id": "c" * 255}) == []


@pytest.mark.parametrize(
    ("view", "pointer", "code"),
    [
        (None, "", "invalid_type"),
        ({}, "", "missing_field"),
        ({"type": "window"}, "/type", "unknown_type"),
        (modal(title=plain("x" * 25)), "/title/text", "too_long"),
        ({"type": "modal", "blocks": [section()]}, "", "missing_field"),
        (modal(title=mrkdwn()), "/title/type", "not_allowed"),
        (modal(submit=plain("x" * 25)), "/submit/text", "too_long"),
        (modal(close=plain("x" * 25)), "/close/text", "too_long"),
        (modal(private_metadata="m" * 3001), "/private_metadata", "too_long"),
        (modal(callback_id="c" * 256), "/callback_id", "too_long"),
        (modal(external_id="e" * 256), "/external_id", "too_long"),
        (modal(blocks=[]), "/blocks", "too_few"),
        (modal(blocks=[field(TEXT_INPUT)]), "", "missing_field"),
        (modal(blocks=[table()]), "/blocks/0/type", "not_allowed"),
        ({"type": "home"}, "", "missing_field"),
    ],
)
def test_views_that_slack_refuses(view: Any, pointer: str, code: str) -> None:
    """Each mistake of a view is found at its place."""
    assert (pointer, code) in [(problem.pointer, problem.code) for problem in view_problems(view)]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NAMES = st.sampled_from(sorted({name for block in VALID.values() for name in block} | {"options", "rows", "text"}))
TYPES = st.sampled_from([*BLOCKS, "button", "static_select", "checkboxes", "plain_text", "pie", "bar", "raw_text"])
JSON = st.recursive(
    SCALARS | TYPES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAMES, inner, max_size=4)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, TYPES, st.dictionaries(NAMES, inner, max_size=4))
    ),
    max_leaves=12,
)


@given(value=JSON)
def test_nothing_that_json_can_say_fails(value: Any) -> None:
    """Whatever is given, the answer is a list of problems and never an exception."""
    for found in (problems(value), problems([value], "home"), message_problems("x", value), view_problems(value)):
        assert all(isinstance(problem, Problem) for problem in found)


@given(data=st.data(), name=st.sampled_from(sorted(VALID)))
def test_a_valid_block_with_one_field_spoilt_never_fails(data: st.DataObject, name: str) -> None:
    """One field replaced by any JSON value is judged without an exception."""
    spoilt = {**VALID[name], data.draw(st.sampled_from(sorted(VALID[name]))): data.draw(JSON)}
    assert isinstance(problems([spoilt]), list)
