"""What a person's use of AI looks like in a vendor's daily report. It follows habit, hardly ever value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from ranking.events import Usage
from ranking.simulation.draws import lognormal, stream
from ranking.simulation.people import Worker

_CENT = Decimal("0.01")
_CREDITS_PER_DOLLAR = 25  # a credit is sold at 0.04 USD
_HABIT_SPREAD = 0.7
_VALUE_LEAK = 0.15  # a little of the talent shows in use, as it does in reality
_TOKENS_PER_PROMPT = 35_000


def usage_of(worker: Worker, seed: int) -> Iterator[Usage]:
    """One event per working day and tool used."""
    rng = stream(seed, worker.id, "usage")
    persona = worker.persona
    habit = 1000 * persona.tokens * math.exp(rng.gauss(_VALUE_LEAK * worker.talent, _HABIT_SPREAD))
    for day in worker.calendar.days:
        if rng.random() >= persona.usage_days:
            continue
        tokens = lognormal(rng, habit, 0.5)
        tool = "kiro-cli" if rng.random() < persona.command_line else "kiro-ide"
        yield _day(rng, worker.id, day, tool, tokens)
        if rng.random() < 0.12:
            other = "kiro-ide" if tool == "kiro-cli" else "kiro-cli"
            yield _day(rng, worker.id, day, other, 0.3 * tokens)


def _day(rng: Random, person: str, day: date, tool: str, tokens: float) -> Usage:
    """One report row: most tokens are read from the cache; the price list is per million tokens."""
    cached = rng.uniform(0.6, 0.9)
    read, fresh = int(tokens * cached), int(tokens * (1 - cached) * 0.55)
    written, output = int(tokens * (1 - cached) * 0.25), int(tokens * (1 - cached) * 0.2)
    dollars = (3 * fresh + 0.3 * read + 3.75 * written + 15 * output) / 1e6
    prompts = 1 + int(lognormal(rng, tokens / _TOKENS_PER_PROMPT, 0.3))
    suggested = int(output / 60)
    return Usage(
        id=f"kiro:{day}:{person}:{tool.upper().replace('-', '_')}",
        person=person,
        day=day,
        source="kiro",
        trust="A",
        tool=tool,
        model="auto",
        sessions=1 + prompts // 12,
        prompts=prompts,
        uncached_input_tokens=fresh,
        cache_read_tokens=read,
        cache_write_tokens=written,
        output_tokens=output,
        cost_usd=Decimal(dollars).quantize(_CENT),
        credits=Decimal(dollars * _CREDITS_PER_DOLLAR).quantize(_CENT),
        lines_suggested=suggested,
        lines_accepted=int(suggested * rng.uniform(0.3, 0.8)),
        active_seconds=min(86_400, 150 * prompts),
    )
