"""Templates: many events that share most of their values, validated once and filled in row by row.

Validating each event of a large report takes a third of the time that hearing it takes. What a template is filled with
has been checked by a converter at least as strict as the model; the tests send it through the model again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ranking.events import Usage

_set = object.__setattr__  # events are frozen for everybody else


def filled(template: Usage, values: Mapping[str, Any], extras: Mapping[str, Any]) -> Usage:
    """A copy of a valid event with `values` in its fields and `extras` beside them.

    The same as `model_copy(update=...)` at a quarter of its cost: it fills a pydantic model's four slots directly.
    """
    event = Usage.__new__(Usage)
    _set(event, "__dict__", {**template.__dict__, **values})
    _set(event, "__pydantic_extra__", dict(extras))
    _set(event, "__pydantic_fields_set__", {*template.model_fields_set, *values, *extras})
    _set(event, "__pydantic_private__", None)
    return event
