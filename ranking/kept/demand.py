"""Demand: who asked for a change, how widely they ask, and so how much repeated asking says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from ranking.events import Change
from ranking.kept.size import bent

BREADTH = 3
FAIR_SHARE = 1.6
ASKER_KNEE, STEADY_KNEE, UNASKED_KNEE, ASKER_SLOPE = 1.5, 18.0, 0.3, 0.5
NOBODY = ""
DEPLOYED, UNASKED = 0.3, 0.15
SAME_VOICE = 0.35


def asked_by(change: Change, voucher: str | None, teams: Mapping[str, str | None]) -> tuple[str, ...]:
    """Who wanted a change, other than its author: whoever opened its issue, or other teams that use it (§2.5).

    The team of `voucher`, on whose approval the change rests, does not count as a user: whoever vouches for a change
    cannot be its demand as well, or a ring across teams would supply both.
    """
    if change.issue_opened_by is not None and change.issue_opened_by != change.person:
        return (change.issue_opened_by,)
    own = {teams.get(change.person), teams.get(voucher) if voucher else None}
    return tuple(f"team {team}" for team in sorted(set(change.used_by_teams) - own))


def anchor(asked: Sequence[str], voucher: str | None, *, deployed: bool, steadily: bool) -> float:
    """a = 1 if somebody else asked for the change; else .3 if it was deployed, .15 if it was not (fair-rank §2.5).

    A deployment takes along whatever was merged: it shows that a change does no harm, not that anybody wanted it.
    With a = 1 for it, tiny changes that hitch-hiked on deployments paid +18 % of N. Where whoever asked is also the
    one who vouched, one voice speaks twice, and a = .35; not so where that voice asks `steadily`, or whole teams whose
    planner also approves would lose by it.
    """
    if asked:
        return SAME_VOICE if voucher in asked and not steadily else 1.0
    return DEPLOYED if deployed else UNASKED


class Asks:
    """Who had opened whose issues before the window, so that nothing within it can change the answer (P2).

    With no history older than the window nobody is steady yet.
    """

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
    def _steady(asked: Mapping[str, int], author: str) -> bool:
        others = len(asked.keys() - {author})
        return others >= BREADTH and asked.get(author, 0) <= FAIR_SHARE * sum(asked.values()) / (others + 1)


def asked_worth(worth: float, asker: str, steady: Collection[str]) -> float:
    """What all that one person asked for is worth: v up to a knee k, beyond it k*(1 + .5*ln(v/k)).

    k = 1.5, about one usual change, for a usual asker, 18 for a `steady` one, and .3 for nobody.

    Issues that one friend opens on request paid +38 % of N. Somebody who asks many people for many things is worth
    more: else teams whose work one person plans would lose what rings should. It bends worth, not the number of
    change-sets: by number, gathering two sets into one would spare the second its discount, and a burst would pay (P7).
    """
    knee = UNASKED_KNEE if asker == NOBODY else STEADY_KNEE if asker in steady else ASKER_KNEE
    return bent(worth, knee, ASKER_SLOPE)
