"""Native charts and tables said in words, for a client or workspace that refuses them."""

from __future__ import annotations

from typing import Any

from commands.blocks.text import clipped, escaped

_LIMIT = 3000


def in_words(block: dict[str, Any]) -> dict[str, Any]:
    """A chart or a table as a section of text; any other block as it is."""
    if block.get("type") == "table":
        return _section(_table_lines(block["rows"]))
    if block.get("type") == "data_visualization":
        return _section([f"*{escaped(block['title'])}*", *map(_series_line, block["chart"]["series"])])
    return block


def _section(lines: list[str]) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": clipped("\n".join(lines), _LIMIT)}}


def _table_lines(rows: list[list[dict[str, Any]]]) -> list[str]:
    head, *rest = [" · ".join(escaped(cell["text"], 200) for cell in row) for row in rows]
    return [f"*{head}*", *rest]


def _series_line(series: dict[str, Any]) -> str:
    points = ", ".join(f"{escaped(point['label'])} {point['value']:,g}" for point in series["data"])
    return f"{escaped(series['name'])}: {points}"
