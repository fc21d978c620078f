"""Bands: the kind word that is public in place of a rank."""

from __future__ import annotations

# The inner bands are at least 0.65 wide in value: narrower ones were skipped when a source fell away (P9).
BANDS = ((85.0, "in full bloom"), (65.0, "flourishing"), (35.0, "steady"), (15.0, "growing"), (0.0, "taking root"))


def band(score: float) -> str:
    """The band of a score (0-100)."""
    return next((word for least, word in BANDS if score >= least), BANDS[-1][1])


def eased(word: str, with_all_evidence: str) -> str:
    """The better of a band and the one just below another: a source that fell away costs one band at most (P9)."""
    words = [known for _, known in BANDS]
    return words[min(words.index(word), words.index(with_all_evidence) + 1)]
