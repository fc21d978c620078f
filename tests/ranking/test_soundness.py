"""Bad input: what cannot be true is told with its line and left out, and everything else is scored as before."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_help import AS_OF, approval, change, crew, history, incident, look, person, review, usage, win

from ranking.events import Event, Located, Revert, Survival
from ranking.history import build_history
from ranking.policies import policy
from ranking.soundness import doubtful, sound_events, unsound


def located(*events: Event | list[Event]) -> list[Located]:
    flat = [one for item in events for one in (item if isinstance(item, list) else [item])]
    return [Located(event, "facts.ndjson", line) for line, event in enumerate(flat, start=1)]


def told(*events: Event | list[Event]) -> list[str]:
    return [str(reject) for reject in unsound(located(*events), AS_OF)]


GOOD = change("good")


def test_sound_facts_are_taken_whole() -> None:
    """A change with its look, reviews before and after, wins, incidents and use: nothing is told."""
    facts = [person("ana"), GOOD, look(GOOD, 0.9), review("r", "ben", "good", days=22), win("w", "ana", "ben")]
    assert told(facts, incident("i", "ana"), usage("u", "ana")) == []


def test_a_contradiction_is_told_with_its_line() -> None:
    """The second of two contents under one id is left out, the first stays."""
    other = change("good", lines=999)
    assert told(GOOD, other) == [
        "facts.ndjson, line 2: change good is already known with other content; "
        "a restatement needs a later reported_at, and the newest wins"
    ]
    events, _ = sound_events(located(GOOD, other), AS_OF)
    assert events == [GOOD]


def test_a_repeat_is_no_contradiction() -> None:
    """The same line twice is told nowhere and kept once."""
    assert sound_events(located(GOOD, GOOD), AS_OF) == ([GOOD], [])


def test_what_lies_in_the_future_is_told() -> None:
    """A merge, look, win or incident after the moment is left out; an hour of a wrong clock is forgiven."""
    late = [change("late", days=-1), win("w", "ana", days=-2), incident("i", "ana", days=-3)]
    lines = told(GOOD, late, change("soon", days=-1 / 48))
    assert [line.split(":")[0] for line in lines] == [f"facts.ndjson, line {n}" for n in (2, 3, 4)]
    assert "change late was merged 2026-12-15T12:00:00+00:00, after 2026-12-14T12:00:00+00:00" in lines[0]


def test_a_sequel_before_its_change_is_told() -> None:
    """A look or revert over a day before the merge cannot be of that change."""
    early = Survival(change="good", at=GOOD.merged_at - timedelta(hours=25), share_alive=1)
    undone = Revert(change="good", at=GOOD.merged_at - timedelta(days=3))
    nearly = Revert(change="good", at=GOOD.merged_at - timedelta(hours=23))
    lines = told(GOOD, early, undone, nearly)
    assert len(lines) == 2
    assert "survival of good" in lines[0]
    assert "lies over 1 day before the merge" in lines[0]


def test_a_review_comes_before_the_merge() -> None:
    """Weeks before the merge is how reviews are; a year is a mix-up of two changes."""
    assert told(GOOD, review("r", "ben", "good", days=80)) == []
    assert "lies over 365 days before the merge" in told(GOOD, review("r", "ben", "good", days=400))[0]


def test_the_order_of_lines_does_not_matter() -> None:
    """A sequel that is read before its change is judged all the same."""
    undone = Revert(change="good", at=GOOD.merged_at - timedelta(days=3))
    assert len(told(undone, GOOD)) == 1
    assert told(undone, GOOD)[0].startswith("facts.ndjson, line 1:")


def test_a_cycle_of_approvals_is_no_error() -> None:
    """People who approve one another in a ring are told to nobody here."""
    names = ("a", "b", "c")
    ring = [change(f"{o}-c", o, approvals=(approval(names[(i + 1) % 3]),)) for i, o in enumerate(names)]
    assert told(ring) == []
    assert doubtful(located(ring)) == []


def test_what_is_doubtful_is_told_and_kept() -> None:
    """A revert of an unknown change and a change approved by its author alone stay in, each with a sentence."""
    alone = change("alone", "ana", approvals=(approval("ana"),))
    facts = located(
        GOOD, Revert(change="gone", at=AS_OF), alone, change("both", approvals=(approval("ana"), approval()))
    )
    assert doubtful(facts) == [
        "facts.ndjson, line 2: revert of gone: no line describes that change; kept, and it counts for nothing",
        "facts.ndjson, line 3: change alone is approved by its author alone; kept, and it counts as self-merged",
    ]
    events, rejects = sound_events(facts, AS_OF)
    assert (len(events), rejects) == (4, [])


def test_the_rest_is_scored_as_if_the_bad_lines_had_never_been() -> None:
    """Standings with bad lines left out are those without them."""
    good = [*crew(9), GOOD, look(GOOD, 0.9)]
    bad = [
        change("late", days=-9),
        Revert(change="good", at=GOOD.merged_at - timedelta(days=9)),
        change("good", lines=1),
    ]
    events, rejects = sound_events(located(good, bad), AS_OF)
    assert len(rejects) == 3
    score = policy("kept-value").score
    assert score(build_history(events), AS_OF) == score(history(good), AS_OF)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-30, 60), st.integers(0, 2)), max_size=20))
def test_every_line_is_kept_once_or_told_once(items: list[tuple[int, int, int]]) -> None:
    """Whatever comes in, each line is taken, a repeat, or told exactly once; and told again it is the same."""
    events: list[Event] = []
    for ident, days, kind in items:
        made = change(f"c{ident}", days=days, lines=10 + kind)
        events.append(made if kind < 2 else Revert(change=f"c{ident}", at=made.merged_at))
    kept, rejects = sound_events(located(events), AS_OF)
    assert rejects == unsound(located(events), AS_OF)
    assert len({reject.line for reject in rejects}) == len(rejects)
    assert all(event in events for event in kept)
    assert len({(event.type, event.key) for event in kept}) == len(kept)
