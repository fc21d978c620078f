"""A simulated company of honest people, for the demo, the tests and the red team. Pure and reproducible."""

from ranking.simulation.company import Company, SimulatedPerson, channel_name, simulate

__all__ = ["Company", "SimulatedPerson", "channel_name", "simulate"]
