"""Demand: who asks for work, how widely, and so how much repeated asking says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ranking.events import Change

BREADTH = 3
FAIR_SHARE = 1.6
FREE_ASKS, ASK_DECAY = 1, 0.5
STEADY_ASKS, STEADY_DECAY = 12, 4.0


class Asks:
    """Who had opened whose issues before the window, so that nothing within it can change the answer (P2)."""

    def __init__(self, earlier: Iterable[Change]) -> None:
        self._asked: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for change in earlier:
            if change.issue_opened_by is not None and change.issue_opened_by != change.person:
                self._asked[change.issue_opened_by][change.person] += 1

    def steady(self, askers: Sequence[str], author: str) -> bool:
        """Whether one of the askers is a steady source of demand, as whoever plans a team's work is: asks of at least
        three others, and of this author hardly more than a fair share."""
        return any(self._steady(self._asked[asker], author) for asker in askers if asker in self._asked)

    @staticmethod
    def _steady(asked: dict[str, int], author: str) -> bool:
        others = len(asked.keys() - {author})
        return others >= BREADTH and asked.get(author, 0) <= FAIR_SHARE * sum(asked.values()) / (others + 1)


def r_asker(nth: int, *, steadily: bool) -> float:
    """The factor on the n-th change-set that the same person asked for, best first.

    Issues that one friend opens on request paid +38 % of N. Somebody who asks many people for many things is worth
    more: else teams whose work one person plans would lose what rings should.
    """
    free, decay = (STEADY_ASKS, STEADY_DECAY) if steadily else (FREE_ASKS, ASK_DECAY)
    return 1 / (1 + max(0, nth - free) / decay)
