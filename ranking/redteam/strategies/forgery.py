"""Forgery: reports that do not say who did the work, or what happened, or how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ranking.events import Event, Incident, Usage
from ranking.redteam.hand import Hand
from ranking.redteam.scene import Moves, Scene, Streams
from ranking.redteam.strategies._strategy import Strategy, hands, moves

_LENT = 0.25


def shared_account(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T8. A colleague works through the gamer's account: all of the use, and one in four of the changes.

    Only the holder of the account wants to climb; the colleague gives. Costs no dollars and no time. The work is
    real, so no ledger of outcomes can see it, but its value belongs to somebody else.
    """
    holder, donor = people[0], people[1]
    rng = streams(donor, "lent")
    lent = [change for change in scene.changes[donor] if rng.random() < _LENT]

    def work() -> Iterator[Event]:
        for row in scene.usage[donor]:
            yield row.model_copy(update={"person": holder, "id": f"{row.id}:{holder}"})
        for change in lent:
            others = tuple(one for one in change.approvals if one.person != holder)
            yield change.model_copy(update={"person": holder, "approvals": others})

    gone: list[Event] = [*scene.usage[donor], *lent]
    return moves(work(), ((event.type, event.key) for event in gone))


def forged_reports(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T9. Reports are sent again, sent altered, dated back, made up, and mirrored.

    Every own report is sent twice; every tenth use is sent again as ten times as much, and made-up use is reported by
    the gamer's own client (trust C and D), dated back; a fork mirrors own changes as new ones that nobody approved;
    an incident a week is opened and closed by hand. Costs no dollars and ten minutes a day. It pays where ingestion
    is not idempotent, or where a person's own word counts.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            yield from scene.changes[hand.person]
            yield from _sent_again(scene, hand)
            yield from _made_up(hand)
            yield from _mirrored(scene, hand)

    return moves(work())


def _sent_again(scene: Scene, hand: Hand) -> Iterator[Usage]:
    for turn, row in enumerate(scene.usage[hand.person]):
        yield row if turn % 10 else row.model_copy(update={"output_tokens": 10 * row.output_tokens})


def _made_up(hand: Hand) -> Iterator[Event]:
    for day in hand.scene.working_days(hand.person):
        row = hand.burn(day - timedelta(days=3), 30, tool="own-client")
        yield row.model_copy(update={"source": "self", "trust": hand.rng.choice(("C", "D")), "id": f"self:{row.id}"})
        if day.weekday() == 2:
            at = hand.at_work(day)
            yield Incident(id=f"incident-{hand.person}-{hand.rng.getrandbits(32)}", person=hand.person, closed_at=at)


def _mirrored(scene: Scene, hand: Hand) -> Iterator[Event]:
    for change in scene.changes[hand.person]:
        mirror = f"{hand.person}/{change.id.removeprefix('acme/')}"
        yield change.model_copy(update={"id": mirror, "repo": f"{hand.person}/{change.repo}", "approvals": ()})
        for fate in scene.fates[change.id]:
            yield fate.model_copy(update={"change": mirror})


SHARED = Strategy("T8", "account sharing", shared_account, 0.0, size=2, paid=1)
FORGED = Strategy("T9", "forged, duplicate or backdated reports", forged_reports, 0.2)
