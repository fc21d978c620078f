"""Ablation: the formula with one of its rules switched off, or put back to how fair-rank §2 began."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from types import ModuleType
from typing import Any

from ranking import window
from ranking.kept import channels, demand, endorsement, landed, size, survival

UNCHANGED = "the formula"


@dataclass(frozen=True, slots=True)
class Lever:
    """A rule of Kept Value, and the constants (module, name, value) that undo it."""

    name: str
    off: tuple[tuple[ModuleType, str, Any], ...] = ()


@contextmanager
def switched_off(lever: Lever) -> Iterator[None]:
    """The formula without a lever, within the block. It swaps constants of modules, so one thread at a time."""
    before = [(module, name, getattr(module, name)) for module, name, _ in lever.off]
    try:
        for module, name, value in lever.off:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


LEVERS = (
    Lever(UNCHANGED),
    Lever("repeated askers", ((demand, "ASKER_KNEE", inf), (demand, "STEADY_KNEE", inf))),
    Lever("one voice", ((demand, "SAME_VOICE", 1.0),)),
    Lever("repeated endorsers", ((endorsement, "ENDORSER_KNEE", inf),)),
    Lever("approvals given back", ((endorsement, "PAIR_APPROVALS", inf),)),
)
"""The rules that look at who asks and who vouches, each without effect."""

BEGAN = (
    Lever(UNCHANGED),
    Lever("28 days of outcomes", ((window, "WINDOW", timedelta(days=28)),)),
    Lever("g from 20 lines", ((size, "FIRST_LINES", 20),)),
    Lever("shrinkage by 60 lines", ((survival, "SHRINK_LINES", 60),)),
    Lever("S^2", ((landed, "SURVIVAL_POWER", 2),)),
    Lever("a deployment anchors (a = 1)", ((demand, "DEPLOYED", 1.0),)),
    Lever("unasked weeks are not bent", ((demand, "UNASKED_KNEE", inf),)),
    Lever("repeated askers are not bent", ((demand, "ASKER_KNEE", inf), (demand, "STEADY_KNEE", inf))),
    Lever("whoever asked may vouch alone", ((demand, "SAME_VOICE", 1.0),)),
    Lever("any look over 3 minutes", ((channels, "FULL_REVIEW_MINUTES", channels.REVIEW_MINUTES + 1e-9),)),
    Lever("newcomers' amounts as they are", ((window, "LEAST_PRESENCE", 1.0),)),
)
"""What was changed since fair-rank §2, each put back alone."""
