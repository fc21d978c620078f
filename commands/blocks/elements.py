"""Block Kit's elements as functions: each returns one block, with every text cut to Slack's limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commands.blocks.reply import Block
from commands.blocks.text import clipped

BUTTON_PREFIX = "kirorank:"


def header(text: str) -> Block:
    """A heading (plain text, 150 characters)."""
    return {"type": "header", "text": {"type": "plain_text", "text": clipped(text, 150), "emoji": True}}


def section(mrkdwn: str) -> Block:
    """A paragraph in mrkdwn; whatever came from outside is escaped already."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": clipped(mrkdwn, 3000)}}


def context(mrkdwn: str) -> Block:
    """A small line below the rest."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": clipped(mrkdwn, 2000)}]}


def divider() -> Block:
    """A rule."""
    return {"type": "divider"}


def buttons(choices: Sequence[tuple[str, str]]) -> Block:
    """Buttons, each a label and the word after `/kirorank` that it stands for (with its argument, if any)."""
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": clipped(label, 75), "emoji": True},
                "action_id": f"{BUTTON_PREFIX}{words.replace(' ', ':')}"[:255],
                "value": clipped(words, 2000),
            }
            for label, words in choices
        ],
    }


def chart(title: str, series: Mapping[str, Sequence[tuple[str, float]]], unit: str, kind: str = "bar") -> Block:
    """A native chart: up to six named series of (category, value) with the same categories, at most 20 of them."""
    shown = list(series.items())[:6]
    return {
        "type": "data_visualization",
        "title": clipped(title, 50),
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": name,
                    "data": [{"label": clipped(label, 20), "value": value} for label, value in points[:20]],
                }
                for name, (_, points) in zip(_series_names([name for name, _ in shown]), shown, strict=True)
            ],
            "axis_config": {
                "categories": [clipped(label, 20) for label, _ in shown[0][1][:20]],
                "y_label": clipped(unit, 50),
            },
        },
    }


def _series_names(names: Sequence[str]) -> list[str]:
    """The names within Slack's 20 characters, numbered where they would be alike."""
    cut = [clipped(name, 20) for name in names]
    return [name if cut.count(name) == 1 else f"{clipped(name, 18)} {at}" for at, name in enumerate(cut, start=1)]


def table(rows: Sequence[Sequence[str | int | float]], align: Sequence[str]) -> Block:
    """A native table: the first row is the heading; numbers stay numbers. At most 100 rows are shown."""
    return {
        "type": "table",
        "column_settings": [{"align": side, "is_wrapped": side == "left"} for side in align],
        "rows": [[_cell(value) for value in row] for row in rows[:100]],
    }


def _cell(value: str | int | float) -> Block:
    if isinstance(value, str):
        return {"type": "raw_text", "text": clipped(value, 200) or "–"}
    return {"type": "raw_number", "value": value, "text": f"{value:,g}".replace("-", "−")}
