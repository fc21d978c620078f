"""Prometheus metrics: how long replies take, what is delivered, what waits."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
REPLIES = Histogram(
    "kirorank_reply_seconds",
    "Time from a parsed command to its reply",
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 3),
    registry=REGISTRY,
)
DELIVERED = Counter("kirorank_deliveries_closed_total", "Messages sent or given up", registry=REGISTRY)
EVENTS = Counter("kirorank_events_total", "Events taken in over HTTP, by verdict", ["verdict"], registry=REGISTRY)
WAITING = Gauge("kirorank_deliveries", "Messages in the ledger, by state", ["state"], registry=REGISTRY)


def exposition(deliveries: dict[str, int]) -> bytes:
    """The page that Prometheus reads."""
    for state in ("waiting", "sending", "sent", "dead"):
        WAITING.labels(state).set(deliveries.get(state, 0))
    return generate_latest(REGISTRY)
