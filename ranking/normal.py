"""The standard normal distribution function."""

from __future__ import annotations

import math


def phi(x: float) -> float:
    """Phi(x), the share of a standard normal distribution below x."""
    return 0.5 * math.erfc(-x / math.sqrt(2))
