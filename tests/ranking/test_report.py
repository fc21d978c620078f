"""The JSON document of `kirorank score --json` has the contract's keys, order and plain values."""

from __future__ import annotations

import json

from scoring_help import AS_OF, crew, history, person

from ranking.policies import policy
from ranking.report import standings_to_json
from ranking.standing import Flag, PersonStanding, Standings

PERSON_KEYS = [
    *("person", "team", "status", "score", "value", "rank", "rank_low", "rank_high"),
    *("band", "evidence", "parts", "flags"),
]


def test_the_document_has_the_keys_of_the_contract() -> None:
    """Names and nesting are what the contract prints, and json can write it."""
    document = standings_to_json(policy("kept-value").score(history(crew(9)), AS_OF))
    assert json.loads(json.dumps(document)) == document
    assert list(document) == ["policy", "policy_version", "as_of", "people", "teams"]
    assert (document["policy"], document["policy_version"]) == ("kept-value", "2")
    assert document["as_of"] == "2026-12-14T12:00:00+00:00"
    assert list(document["people"][0]) == PERSON_KEYS
    assert list(document["people"][0]["parts"][0]) == ["name", "value", "evidence"]
    assert list(document["teams"][0]) == ["team", "members", "status", "score", "rank"]


def test_people_stand_by_rank_and_the_unranked_by_id() -> None:
    """First comes first; those without a rank follow in order of id."""
    document = standings_to_json(policy("kept-value").score(history(crew(3), person("aaa")), AS_OF))
    assert [one["person"] for one in document["people"]] == ["red02", "red01", "red00", "aaa", "peer"]


def test_flags_are_written_out() -> None:
    """A frozen standing tells family, severity and summary."""
    flag = Flag("churn", "review", "three changes came back")
    one = PersonStanding("p", None, "frozen", 50.0, 0.0, 1, 1, 1, "steady", 3, (), (flag,))
    document = standings_to_json(Standings("kept-value", "1", AS_OF, (one,), ()))
    assert document["people"][0]["flags"] == [
        {"family": "churn", "severity": "review", "summary": "three changes came back"}
    ]
