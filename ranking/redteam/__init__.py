"""The red team: people who try to climb without lasting work, and what each policy pays them. Pure and reproducible."""

from ranking.redteam.outcome import Lift
from ranking.redteam.rankers import Ranker, rankers
from ranking.redteam.strategies import STRATEGIES, Strategy, chosen
from ranking.redteam.trial import ENDS, Trial, run_trial
from ranking.redteam.tuning import lifts, prepare

__all__ = [
    "ENDS",
    "STRATEGIES",
    "Lift",
    "Ranker",
    "Strategy",
    "Trial",
    "chosen",
    "lifts",
    "prepare",
    "rankers",
    "run_trial",
]
