"""Random draws that stay reproducible: a named stream for each purpose, and a few distributions."""

from __future__ import annotations

import math
from random import Random


def stream(seed: int, owner: str, purpose: str) -> Random:
    """The random stream that `owner` (a person or the company) has for one purpose.

    Streams share nothing. Whatever one of them is asked for, every other gives the same numbers. That is what
    makes a paired counterfactual possible: an added strategy draws from its own stream and moves nothing else.
    """
    return Random(f"{seed}:{owner}:{purpose}")


def poisson(rng: Random, mean: float) -> int:
    """A Poisson count (Knuth, The Art of Computer Programming, vol. 2, §3.4.1); meant for small means."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def lognormal(rng: Random, median: float, spread: float) -> float:
    """A positive number around `median`; `spread` is the standard deviation of its logarithm."""
    return median * math.exp(rng.gauss(0.0, spread))


def shared_out(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to `weights`, summing to `total` (largest remainders, earlier first)."""
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [math.floor(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole
