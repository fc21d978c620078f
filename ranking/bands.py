"""Bands: the kind word that is public in place of a rank."""

from __future__ import annotations

BANDS = ((80.0, "in full bloom"), (60.0, "flourishing"), (40.0, "steady"), (20.0, "growing"), (0.0, "taking root"))


def band(score: float) -> str:
    """The band of a score (0-100)."""
    return next((word for least, word in BANDS if score >= least), BANDS[-1][1])
