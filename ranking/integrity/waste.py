"""Waste residual: use of AI that neither the cohort nor what came of it explains."""

from __future__ import annotations

from collections import Counter

from ranking.cohorts import Cohorts
from ranking.history import History
from ranking.integrity.finding import Finding
from ranking.integrity.recent import EVIDENCE_DAYS, recent_changes, recent_usage
from ranking.kept.spend_guard import FLOOR_USD, window_cost
from ranking.kept.survival import reverted_at
from ranking.window import Window

TIMES_USUAL = 6.0
LOOP_TOKENS = 400_000


def evidence(history: History, window: Window) -> dict[str, Finding]:
    """People whose cost of 28 days is over 6 times the upper quartile of their cohort without them, and whose cost
    per outcome is so too.

    Outcomes are changes that stand, reviews that led to a change, confirmed wins and closed incidents of six weeks,
    plus one. So an agent that works all night is explained as far as its work lands, and the hour is never read. The
    quartile is at least 25 USD, as in the spend guard. Strength: the smaller of the two ratios over the threshold;
    twice that where a prompt took over 400,000 tokens on average, as in a loop that nobody reads.
    """
    costs = {**dict.fromkeys((person.id for person in history.people), 0.0), **window_cost(history.usage, window)}
    outcomes = _outcomes(history, window)
    per_outcome = {person: cost / (1 + outcomes[person]) for person, cost in costs.items()}
    usual, usual_each = Cohorts(history.people, costs), Cohorts(history.people, per_outcome)
    usage = recent_usage(history, window)
    found = {}
    for person in sorted(usage):
        cost, each = costs[person], per_outcome[person]
        upper = max(FLOOR_USD, usual.of(person).quantile_without(cost, 0.75))
        upper_each = max(FLOOR_USD / 10, usual_each.of(person).quantile_without(each, 0.75))
        times = min(cost / upper, each / upper_each)
        if times > TIMES_USUAL:
            rows = usage[person]
            tokens = sum(
                r.uncached_input_tokens + r.cache_read_tokens + r.cache_write_tokens + r.output_tokens for r in rows
            )
            loop = tokens > LOOP_TOKENS * max(1, sum(r.prompts for r in rows))
            days = tuple(sorted({row.day.isoformat() for row in rows}))
            summary = _summary(cost / upper, outcomes[person])
            found[person] = Finding("waste", (2 if loop else 1) * times / TIMES_USUAL, summary, days)
    return found


def _outcomes(history: History, window: Window) -> Counter[str]:
    reverted = reverted_at(history, window)
    found: Counter[str] = Counter()
    for person, changes in recent_changes(history, window).items():
        found[person] += sum(c.id not in reverted for c in changes)
    since = window.as_of - EVIDENCE_DAYS
    found.update(r.person for r in history.reviews if r.led_to_change and since < r.at <= window.as_of)
    found.update(w.person for w in history.wins if w.confirmed_by and since < w.at <= window.as_of)
    found.update(i.person for i in history.incidents if not i.reopened and since < i.closed_at <= window.as_of)
    return found


def _summary(times: float, outcomes: int) -> str:
    return (
        f"Your use of AI in the last 28 days cost {times:.0f} times what is high for your role, "
        f"beside {outcomes} outcomes that stand."
    )
