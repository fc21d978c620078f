"""The registry: policies are found by file, and a wrong name is told with the nearest one."""

from __future__ import annotations

from pathlib import Path

import pytest

import ranking.policies
from ranking.policies import DEFAULT, POLICIES, policy


def test_every_file_is_a_policy() -> None:
    """As many policies as modules, each under its own name, the default among them."""
    files = {path.stem for path in Path(ranking.policies.__file__).parent.glob("*.py")} - {"__init__"}
    assert {name.replace("-", "_") for name in POLICIES} == files
    assert all(found.name == name and found.version for name, found in POLICIES.items())
    assert DEFAULT in POLICIES


@pytest.mark.parametrize(
    ("wrong", "near"), [("kept_value", "kept-value"), ("clasic", "classic"), ("Adoption", "adoption")]
)
def test_an_unknown_name_is_told_with_the_nearest(wrong: str, near: str) -> None:
    """The error says what to type instead."""
    with pytest.raises(ValueError, match=f"did you mean '{near}'"):
        policy(wrong)
