"""Cards: the facts of a person's or a team's own reply, JSON-ready, with no more in them than words need."""

from __future__ import annotations

import json
from datetime import timedelta

from scoring_help import AS_OF, ago, approval, change, crew, history, look, person, review, usage

from ranking.cards import (
    REASONS,
    Before,
    habits,
    held_back,
    iso_week,
    last_weeks,
    person_cards,
    reasons,
    spend_per_week,
    team_cards,
)
from ranking.events import Event, Revert, Team
from ranking.history import History
from ranking.policies import POLICIES
from ranking.standing import Evidence, Part, PersonStanding, Standings

KEPT = POLICIES["kept-value"]


def standing(*parts: Part) -> PersonStanding:
    """Somebody's standing that is made of these parts."""
    return PersonStanding("ana", "red", "rated", 50.0, sum(p.value for p in parts), 1, 1, 1, "steady", 3, parts)


def change_set(ref: str, value: float, worth: float = 1.0, *, anchor: float = 1.0, alive: float = 0.9, by: str = "peer",
               changes: int = 1) -> Evidence:  # fmt: skip
    """Evidence of the code channel, as the policy gives it."""
    facts = {"issue": ref, "changes": [f"{ref}#{n}" for n in range(changes)], "share_alive": alive, "anchor": anchor,
             "endorsers": [by] if by else [], "worth": worth, "repos": ["secret"]}  # fmt: skip
    return Evidence("change_set", ref, value, facts)


def scored(*events: Event | list[Event]) -> tuple[History, Standings]:
    """A history and its standings."""
    facts = history(*events)
    return facts, KEPT.score(facts, AS_OF, minimum_group=5)


def test_what_lifts_comes_first_then_what_was_kept() -> None:
    """Reasons are sorted by what they carry; pieces of a channel below the middle follow by worth, with value 0."""
    code = Part("code", 0.3, (change_set("A", 0.1), change_set("B", 0.2)))
    below = Part("review", -0.2, (Evidence("review", "R", 0.0, {"worth": 2.0}), Evidence("cohort_gap", "review", -0.2)))
    found = reasons(standing(code, below))
    assert [(one["ref"], one["value"]) for one in found] == [("B", 0.2), ("A", 0.1), ("R", 0.0)]


def test_what_belongs_together_is_told_once() -> None:
    """Change-sets of one issue, and all reviews, are one reason each, with their numbers."""
    code = Part("code", 0.5, (change_set("A", 0.2, changes=2), change_set("A", 0.1), change_set("B", 0.2)))
    reviews = Part("review", 0.2, tuple(Evidence("review", f"r{n}", 0.05, {"worth": 0.5}) for n in range(4)))
    found = {one["ref"]: one for one in reasons(standing(code, reviews))}
    assert found["A"]["facts"]["changes"] == 3
    assert round(found["A"]["value"], 9) == 0.3
    assert found["r0"]["facts"]["pieces"] == 4
    assert round(found["r0"]["value"], 9) == 0.2


def test_what_would_read_as_nothing_carries_nothing() -> None:
    """Less than half a hundredth is 0, so that no card says “+0.00”."""
    (one,) = reasons(standing(Part("code", 0.004, (change_set("A", 0.004),))))
    assert one["value"] == 0.0


def test_no_more_than_three_reasons() -> None:
    """A card is short."""
    assert len(reasons(standing(Part("code", 1.0, tuple(change_set(f"I{n}", 0.1) for n in range(9)))))) == REASONS


def test_what_takes_most_holds_back() -> None:
    """One thing, the worst, and nothing where little is taken."""
    gap = Part("review", -0.3, (Evidence("cohort_gap", "review", -0.3, {"pieces": 0}),))
    doubt = Part("uncertainty", -0.2, (Evidence("certainty", "n", -0.2, {"n": 2.0, "pieces": 3}),))
    worst = held_back(standing(gap, doubt))
    assert worst is not None
    assert (worst["part"], worst["kind"]) == ("review", "cohort_gap")
    assert held_back(standing(Part("uncertainty", -0.05, (Evidence("certainty", "n", -0.05),)))) is None
    assert held_back(standing()) is None


def test_habits_count_what_the_evidence_shows() -> None:
    """Unasked, unvouched, faded, how many vouched, and pieces by channel."""
    sets = (
        change_set("A", 0.1, anchor=0.15),
        change_set("B", 0.1, by=""),
        change_set("C", 0.1, alive=0.3),
        change_set("D", 0.1, by="boss"),
    )
    gap = Part("review", -0.1, (Evidence("cohort_gap", "review", -0.1),))
    found = habits(standing(Part("code", 0.4, sets), gap))
    assert found["channels"] == {"code": 4, "review": 0}
    assert (found["sets"], found["unasked"], found["unvouched"], found["vouchers"]) == (4, 1, 1, 2)
    assert found["faded"]["ref"] == "C"
    assert habits(standing())["faded"] is None


def test_a_card_holds_no_more_than_words_need() -> None:
    """Cards are plain JSON, and name neither repositories nor who approved."""
    own = change("secret-area", "ana", approvals=(approval("a-colleague"),))
    facts, standings = scored(crew(8), person("ana"), own)
    card = person_cards(facts, standings, {})["ana"]
    assert "a-colleague" not in json.dumps(card)
    assert '"repos"' not in json.dumps(card)
    assert card["policy"] == "kept-value"
    assert [part["name"] for part in card["parts"]][:2] == ["code", "review"]


def test_every_policy_makes_cards() -> None:
    """Parts and evidence of every policy fit into a card, for people and teams."""
    facts = history(crew(8), usage("u", "red00", "3", uncached_input_tokens=10), review("r", "red01", "red00-c"))
    for policy in POLICIES.values():
        standings = policy.score(facts, AS_OF, minimum_group=5)
        cards = person_cards(facts, standings, {})
        json.dumps([cards, team_cards(facts, standings, {})])
        assert cards.keys() == {person.id for person in facts.people}


def test_the_trend_has_eight_weeks_up_to_now() -> None:
    """A kept change counts in the week in which it had its 14 days."""
    facts, standings = scored(person("ana"), change("c1", "ana", days=20), change("c2", "ana", days=14.1))
    trend = person_cards(facts, standings, {})["ana"]["trend"]
    assert trend["weeks"] == list(last_weeks(AS_OF))
    assert trend["weeks"][-1] == iso_week(AS_OF) == "2026-W51"
    assert dict(zip(trend["weeks"], trend["values"], strict=True))[iso_week(ago(6))] == 1
    assert sum(trend["values"]) == 2


def test_weeks_are_iso_weeks_in_utc() -> None:
    """The first days of a year belong to the week in which they lie."""
    assert iso_week(AS_OF + timedelta(days=18)) == "2026-W53"
    assert iso_week(AS_OF + timedelta(days=21)) == "2027-W01"


def test_before_tells_new_from_never_ranked() -> None:
    """Without a ranking a week ago there is no `before`; somebody who was not in it has one without a rank."""
    facts, standings = scored(crew(8))
    assert person_cards(facts, standings, {})["red00"]["before"] is None
    cards = person_cards(facts, standings, {"red00": Before(3, "steady", 50.0)})
    assert cards["red00"]["before"] == {"rank": 3, "band": "steady", "score": 50.0}
    assert cards["red01"]["before"] == {"rank": None, "band": None, "score": None}


def test_the_next_badge_is_the_nearest() -> None:
    """The badge of which the greatest share is done; every badge in every tier leaves none."""
    facts, standings = scored(person("ana"), [change(f"c{n}", "ana") for n in range(4)])
    badge = person_cards(facts, standings, {})["ana"]["badge"]
    assert (badge["id"], badge["tier"], badge["count"], badge["next"]) == ("keeper", "bronze", 4, 5)
    helped: list[Event] = [person(f"f{n}") for n in range(60)]
    helped += [change(f"h{n}", f"f{n}") for n in range(60)]
    helped += [review(f"r{n}", "ana", f"h{n}") for n in range(60)]
    facts, standings = scored(person("ana"), [change(f"c{n}", "ana") for n in range(60)], helped)
    assert person_cards(facts, standings, {})["ana"]["badge"] is None


def test_young_changes_are_those_that_can_still_count() -> None:
    """Younger than 14 days and not taken back."""
    taken = Revert(change="c2", at=ago(1))
    old, young = change("c1", "ana", days=14), change("c3", "ana", days=13.9)
    facts, standings = scored(person("ana"), old, change("c2", "ana", days=2), young, taken)
    assert person_cards(facts, standings, {})["ana"]["young"] == 1


def test_a_kept_change_with_a_later_look_is_counted_once_more_is_left() -> None:
    """A change of which less than half is left is in no trend."""
    gone = change("c1", "ana")
    facts, standings = scored(person("ana"), gone, look(gone, 0.2))
    assert sum(person_cards(facts, standings, {})["ana"]["trend"]["values"]) == 0


def test_a_small_team_has_no_figures() -> None:
    """Below the minimum group a card names the team and nothing else; above it, trend and spend are sums."""
    tiny = [person("t1", team="tiny"), change("t1-c", "t1")]
    facts, standings = scored(crew(6), tiny, Team(id="red", name="The Reds", channel="C1"), usage("u", "red00", "3.50"))
    cards = team_cards(facts, standings, {})
    assert cards["tiny"].keys() == {"name", "channel", "policy", "ranked"}
    assert cards["red"]["name"] == "The Reds"
    assert sum(cards["red"]["trend"]["values"]) == 6
    assert sum(cards["red"]["spend"]["values"]) == 3.5
    assert cards["red"]["before"] is None


def test_only_trusted_spend_is_counted() -> None:
    """Self-reported cost is no figure of a team; several rows of a week add up."""
    trusted = [usage("a", "ana", "1.25"), usage("b", "ana", "2"), usage("d", "ana")]
    facts = history(trusted, usage("c", "ana", "99", trust="C"))
    assert spend_per_week(facts) == {"ana": {iso_week(ago(3)): 3.25}}
