"""Friends: people who vouch for one another's low-value work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ranking.events import Approval, Change, Event, Win
from ranking.redteam.hand import Hand
from ranking.redteam.scene import Moves, Scene, Streams
from ranking.redteam.strategies._strategy import Strategy, hands, moves

Vouch = Callable[[Hand, str], Approval]


def buddies(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T6. Two colleagues stamp each other's changes, open each other's issues and confirm each other's wins.

    A change of about 40 lines every working day, approved within minutes without a comment; a win a week that a third
    colleague confirms in good faith. Costs about 0.50 USD and an hour a day. It pays where any approval is as good as
    another.
    """
    return _ring(scene, people, streams, _lands_daily, Hand.stamp, anchored=True)


def slow_ring(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S1. Four friends of one team approve one another's low-value changes at a natural pace, with comments.

    Each lands four changes of about 40 lines a week; the friends take turns as reviewers, and the reviews lead to
    changes. Costs about 4 USD a week and an hour a day. Nothing about a single approval looks odd.
    """
    return _ring(scene, people, streams, _lands_often, Hand.approval, anchored=False)


def ring_across_teams(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S3. A slow ring of four friends from four teams, who also list one another's teams as users of their changes.

    Costs about 4 USD a week and an hour a day. It pays where distance counts as independence.
    """
    return _ring(scene, people, streams, _lands_often, Hand.approval, anchored=False, used=True)


def issues_on_request(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S2. A friend opens an issue for whatever one wants to do anyway, so that it looks asked for.

    Four changes of about 40 lines a week, each for an issue of its own by the same friend, approved in good faith by
    others. Costs about 4 USD a week, an hour a day, and the friend a few minutes. It pays where an issue that somebody
    else opened proves demand.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            friend = hand.rng.choice(scene.mates(hand.person))
            for day in scene.working_days(hand.person):
                if _lands_often(day.weekday()):
                    lines = hand.rng.randint(25, 60)
                    yield from hand.land(hand.at_work(day), lines, issue=hand.ticket(), opened_by=friend)

    return moves(work())


def _lands_daily(_weekday: int) -> bool:
    return True


def _lands_often(weekday: int) -> bool:
    return weekday < 4


def _ring(
    scene: Scene,
    people: Sequence[str],
    streams: Streams,
    lands: Callable[[int], bool],
    vouch: Vouch,
    *,
    anchored: bool,
    used: bool = False,
) -> Moves:
    """Everybody lands changes that the next friend in turn vouches for; anchored ones also cite that friend's issue."""
    members = {hand.person: hand for hand in hands(scene, people, streams)}

    def work() -> Iterator[Event]:
        for hand in members.values():
            friends = [one for one in people if one != hand.person]
            for turn, day in enumerate(scene.working_days(hand.person)):
                if not lands(day.weekday()):
                    continue
                friend = members[friends[turn % len(friends)]]
                for event in hand.land(
                    hand.at_work(day),
                    hand.rng.randint(25, 60),
                    approvals=(vouch(hand, friend.person),),
                    issue=hand.ticket(),
                    opened_by=friend.person if anchored else hand.person,
                    used_by=(friend.team,) if used and hand.rng.random() < 0.3 else (),
                ):
                    yield event
                    if isinstance(event, Change):
                        yield friend.review(event, minutes=friend.rng.uniform(4, 15))
                if day.weekday() == 4 and anchored:
                    yield _shared_win(hand, friend.person, turn)

    return moves(work())


def _shared_win(hand: Hand, friend: str, turn: int) -> Win:
    third = hand.rng.choice([one for one in hand.scene.mates(hand.person) if one != friend] or [friend])
    at = hand.at_work(hand.scene.working_days(hand.person)[turn])
    return Win(
        id=f"win-{hand.person}-{hand.rng.getrandbits(32)}", person=hand.person, at=at, confirmed_by=(friend, third)
    )


BUDDIES = Strategy("T6", "buddy pair", buddies, 1.0, size=2)
SLOW_RING = Strategy("S1", "slow ring of friends", slow_ring, 1.0, size=4)
ON_REQUEST = Strategy("S2", "issues opened on request", issues_on_request, 1.0)
ACROSS = Strategy("S3", "ring across teams", ring_across_teams, 1.0, size=4, across=True)
