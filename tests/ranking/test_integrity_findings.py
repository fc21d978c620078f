"""What findings amount to together: notes, reviews, hard ones, and which families are independent."""

from __future__ import annotations

import pytest
from scoring_help import AS_OF, history

from ranking.integrity import FAMILIES, GROUNDS, Finding, detect
from ranking.integrity.finding import severity_of, verdict


def finding(family: str, strength: float = 5, *, hard: bool = False) -> Finding:
    return Finding(family, strength, f"About {family}.", ("r1",), hard)


def test_every_family_stands_on_a_ground() -> None:
    """No family is without its ground, and no ground without a family."""
    assert GROUNDS.keys() == FAMILIES.keys()


def test_one_family_is_a_private_note() -> None:
    """However strong, one soft family is no flag."""
    one = verdict([finding("churn", 99)])
    assert (one.severity, one.flagged) == ("note", False)
    assert [flag.severity for flag in one.flags()] == ["note"]


@pytest.mark.parametrize(
    ("families", "severity"),
    [
        (("waste", "mismatch"), "note"),
        (("churn", "micro"), "note"),
        (("reciprocity", "anchors"), "note"),
        (("reciprocity", "fast"), "review"),
        (("waste", "churn"), "review"),
        (("anchors", "micro"), "review"),
        ((), "note"),
    ],
)
def test_two_families_count_when_they_are_independent(families: tuple[str, ...], severity: str) -> None:
    """Two of one ground have one honest cause and stay a note; two of different grounds are for review."""
    assert severity_of([finding(name) for name in families]) == severity


def test_a_hard_mismatch_is_a_flag_alone() -> None:
    """Reports that cannot both be true are looked at; a soft finding beside them is marked for review, not hard."""
    one = verdict([finding("churn", 50), finding("replay", 2, hard=True)])
    assert one.severity == "hard"
    assert [(flag.family, flag.severity) for flag in one.flags()] == [("replay", "hard"), ("churn", "review")]


def test_findings_are_told_strongest_first() -> None:
    """The order does not depend on the order in which families ran."""
    some = [finding("churn", 4), finding("fast", 9), finding("waste", 4)]
    assert verdict(some) == verdict(reversed(some))
    assert [one.family for one in verdict(some).findings] == ["fast", "churn", "waste"]


def test_nothing_is_found_in_nothing() -> None:
    """An empty history accuses nobody."""
    assert detect(history(), AS_OF) == {}
