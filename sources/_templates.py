"""Templates: many events that share most of their values, validated once and filled in row by row.

Validating each event of a large report takes a third of the time that hearing it takes. What a template is filled with
has been checked by a converter at least as strict as the model; the tests send it through the model again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ranking.events import Person, Usage

E = TypeVar("E", Person, Usage)


def filled(template: E, values: Mapping[str, Any], extras: Mapping[str, Any] | None = None) -> E:
    """A copy of a valid event with `values` in its fields and `extras` beside them.

    The same as `model_copy(update=...)`, which looks up every key to see whether it is a field, at half its cost.
    """
    event = template.__copy__()
    event.__dict__.update(values)
    event.model_fields_set.update(values)
    if extras and event.model_extra is not None:
        event.model_extra.update(extras)
        event.model_fields_set.update(extras)
    return event
