"""Each family of evidence: what it finds, what it leaves alone, and the words it uses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from integrity_help import TEAM, buddies, company, stamped, taken_back, team, usual_work, work
from scoring_help import AS_OF, approval, change, history, look, person, review, usage, win

from ranking.events import Approval
from ranking.integrity import FAMILIES, Finding
from ranking.window import Window


def found(family: str, *events: Any) -> dict[str, Finding]:
    """What one family finds in the usual team with these events."""
    return FAMILIES[family](company(*events), Window(AS_OF))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_usual_team_gives_no_evidence(family: str) -> None:
    """People who work and approve each other as a team does are not found by any family."""
    assert found(family) == {}


# churn


def test_churn_is_work_taken_back() -> None:
    """Half of sixteen changes reverted is found, with the changes as references."""
    mine = work("ana", 16)
    one = found("churn", mine, taken_back(mine[::2]))["ana"]
    assert set(one.refs) == {change.id for change in mine[::2]}
    assert one.summary.startswith("8 of your 16 changes")


def test_churn_is_also_work_rewritten_almost_whole() -> None:
    """What is less than a tenth alive counts as gone; what is half alive is a bad day and does not."""
    mine = work("ana", 14, gap=2.8)
    gone, faded = [look(c, 0.05, 0) for c in mine], [look(c, 0.5, 14) for c in mine]
    early = [one.model_copy(update={"at": AS_OF}) for one in gone]
    assert "ana" not in found("churn", mine, faded)
    assert "ana" not in found("churn", mine, gone)  # looks before maturity say nothing
    matured = [one for one, c in zip(early, mine, strict=True) if c.merged_at < AS_OF - timedelta(days=14)]
    assert len(found("churn", mine, matured)["ana"].refs) == len(matured) >= 5


def test_four_reverts_are_not_churn() -> None:
    """A bad week has four reverts; that is nobody's pattern."""
    mine = work("ana", 8)
    assert "ana" not in found("churn", mine, taken_back(mine[:4]))


def test_a_revert_after_the_moment_is_not_known() -> None:
    """Evidence is read as of a moment: a revert of tomorrow does not exist yet."""
    mine = work("ana", 16)
    later = [one.model_copy(update={"at": AS_OF + timedelta(hours=1)}) for one in taken_back(mine)]
    assert "ana" not in found("churn", mine, later)


# micro


def test_micro_is_many_tiny_changes() -> None:
    """Twenty changes of twelve lines among hardly any others are found, with what they come to."""
    one = found("micro", person("ana"), work("ana", 20, lines=12))["ana"]
    assert len(one.refs) == 20
    assert "fewer than 20 effective lines; together they have 259" in one.summary


def test_some_tiny_changes_are_not_micro() -> None:
    """Fourteen tiny ones, or fifteen among fifteen usual ones, are how fixes look."""
    assert found("micro", person("ana"), work("ana", 14, lines=12)) == {}
    tiny = [c.model_copy(update={"id": f"t{c.id}"}) for c in work("ana", 15, lines=12)]
    assert found("micro", person("ana"), tiny, work("ana", 15)) == {}


def test_a_role_that_works_in_small_steps_is_compared_with_itself() -> None:
    """Where the whole role lands tiny changes, nobody of it stands out."""
    sres = [f"sre{i}" for i in range(4)]
    facts = [person(name, role="sre", team="ops") for name in sres]
    assert found("micro", facts, *[work(name, 18, lines=10) for name in sres]) == {}


# fast


def test_fast_is_approved_unread() -> None:
    """Approvals within a minute without a comment are found in the author's changes, and nobody is named."""
    one = found("fast", [c.model_copy(update={"approvals": stamped("mate1")}) for c in work("ana", 12)])["ana"]
    assert one.summary == "12 of your 12 approvals came within minutes, without a comment."
    assert len(one.refs) == 12


@pytest.mark.parametrize(
    "given",
    [
        Approval(person="mate1", seconds_after_request=30, comments=1),
        Approval(person="mate1", seconds_after_request=601, comments=0),
        Approval(person="ana", seconds_after_request=1, comments=0),
    ],
    ids=["with a comment", "after ten minutes", "by oneself"],
)
def test_what_is_not_fast(given: Approval) -> None:
    """A comment, ten minutes, or no approval by anybody else: none of it is a stamp."""
    assert found("fast", [c.model_copy(update={"approvals": (given,)}) for c in work("ana", 12)]) == {}


def test_short_changes_may_be_read_quickly() -> None:
    """Four minutes are enough for 20 lines and not for 60."""
    given = {"approvals": stamped("mate1", 240)}
    assert found("fast", work("ana", 12, lines=20, **given)) == {}
    assert "ana" in found("fast", work("ana", 12, lines=60, **given))


# reciprocity


def test_reciprocity_is_a_pair_that_approves_each_other() -> None:
    """Two who get all their approvals from each other are both found; the summary counts and names nobody."""
    pair = found("reciprocity", person("x"), person("y"), buddies(fast=False))
    assert pair.keys() == {"x", "y"}
    assert pair["x"].summary.startswith("20 of the 20 approvals that you got")
    assert "one colleague" in pair["x"].summary


def ring(members: tuple[str, ...], count: int = 24) -> list[Any]:
    """Everybody's changes are approved by the other members in turn."""
    facts: list[Any] = []
    for owner in members:
        friends = [one for one in members if one != owner]
        facts += [
            c.model_copy(update={"approvals": (approval(friends[n % len(friends)]),)})
            for n, c in enumerate(work(owner, count))
        ]
    return facts


def test_reciprocity_is_a_ring_of_four_across_teams() -> None:
    """Four from four teams who approve one another in turn are all found."""
    members = ("a", "b", "c", "d")
    people = [person(f"{one}{n or ''}", team=f"team {one}") for one in members for n in range(7)]
    assert found("reciprocity", people, ring(members)).keys() == set(members)


def test_confirmations_go_round_too() -> None:
    """A ring needs no code: wins that two people confirm to each other are found."""
    wins = [win(f"{a}{n}", a, b, days=2 + n) for a, b in (("x", "y"), ("y", "x")) for n in range(12)]
    assert found("reciprocity", person("x"), person("y"), wins).keys() == {"x", "y"}


def test_a_team_of_three_has_nobody_else_to_ask() -> None:
    """Three people alone approve one another all the time; the team's make-up explains it."""
    members = ("a", "b", "c")
    small = [person(name, team="tiny") for name in members]
    assert found("reciprocity", small, ring(members)) == {}


def test_a_busy_reviewer_is_no_ring() -> None:
    """Somebody who approves everybody's changes, and whose own are approved by the team, is not found."""
    busy = [c.model_copy(update={"approvals": (approval("mate0"),)}) for c in usual_work() if c.person != "mate0"]
    own = [c for c in usual_work() if c.person == "mate0"]
    assert FAMILIES["reciprocity"](history(team(), busy, own), Window(AS_OF)) == {}


def test_seven_each_way_are_too_few() -> None:
    """Less than eight acts each way is no pattern, whoever gave them."""
    assert found("reciprocity", person("x"), person("y"), buddies(count=7, fast=False)) == {}


# anchors


def asked(owner: str, opener: str, count: int, start: int = 0) -> list[Any]:
    return [
        c.model_copy(
            update={"id": f"{c.id}-{opener}", "issue": f"{owner}-{opener}-{start + n}", "issue_opened_by": opener}
        )
        for n, c in enumerate(work(owner, count))
    ]


def test_anchors_are_issues_on_request() -> None:
    """Somebody who opens twelve issues for one author and two for another is found behind that author."""
    one = found("anchors", asked("ana", "friend", 12), asked("mate1", "friend", 2), person("friend"))
    assert one.keys() == {"ana"}
    assert one["ana"].summary == (
        "12 of the 12 issues behind your changes were opened by one colleague, who opened 2 for others."
    )


def test_a_product_owner_opens_for_everybody() -> None:
    """All issues of a team by one opener are no anchors on request."""
    assert found("anchors", *[asked(name, "owner", 10) for name in TEAM]) == {}


def test_one_issue_with_many_changes_is_one() -> None:
    """Twelve changes for one issue are one issue."""
    mine = [c.model_copy(update={"issue": "BIG-1", "issue_opened_by": "friend"}) for c in work("ana", 12)]
    assert found("anchors", mine) == {}


# replay


def mirrored(changes: list[Any]) -> list[Any]:
    return [c.model_copy(update={"id": f"fork/{c.id}", "repo": "fork"}) for c in changes]


def test_replay_is_the_same_change_under_another_id() -> None:
    """A fork that mirrors everything is hard: one of the two reports is wrong."""
    mine = work("ana", 10)
    one = found("replay", mine, mirrored(mine))["ana"]
    assert one.hard
    assert len(one.refs) == 10
    assert one.summary.startswith("10 of your 20 changes")


def test_two_alike_can_be_chance() -> None:
    """Two copies, or three among forty changes, are not replay."""
    mine = work("ana", 10)
    assert found("replay", mine, mirrored(mine[:2])) == {}
    many = work("ana", 34)
    assert found("replay", many, mirrored(many[:3])) == {}


def test_copies_of_somebody_else_are_not_ones_own() -> None:
    """Two people who merge the same size in the same second are two people."""
    mine = work("ana", 10)
    theirs = [c.model_copy(update={"id": f"b{c.id}", "person": "ben"}) for c in mine]
    assert found("replay", mine, theirs) == {}


# use


def days_of(owner: str, count: int = 10, **row: Any) -> list[Any]:
    return [usage(f"{owner}{n}{row.get('source', '')}", owner, days=1 + n, **row) for n in range(count)]


def cheap_team() -> list[Any]:
    return [row for name in TEAM for row in days_of(name, cost="2")]


def test_waste_is_spend_without_outcome() -> None:
    """A thousand dollars beside nothing, where eight others spend twenty, is a note with both figures."""
    one = found("waste", cheap_team(), person("loop"), days_of("loop", cost="100"))["loop"]
    assert not one.hard
    assert one.summary == (
        "Your use of AI in the last 28 days cost 40 times what is high for your role, beside 0 outcomes that stand."
    )


def test_an_agent_whose_work_lands_is_explained() -> None:
    """The same spend beside many changes that stand is no waste."""
    assert found("waste", cheap_team(), person("night"), days_of("night", cost="20"), work("night", 30)) == {}


def test_more_use_never_takes_the_evidence_away() -> None:
    """Whoever is found wasteful stays so with more of it, and others are found less, never more."""
    rows = days_of("loop", cost="100")
    before = found("waste", cheap_team(), person("loop"), rows, days_of("other", cost="80"), person("other"))
    more = days_of("loop", cost="900", source="t")
    after = found("waste", cheap_team(), person("loop"), rows, more, days_of("other", cost="80"), person("other"))
    assert "loop" in before.keys() & after.keys()
    assert after.keys() <= before.keys()


def test_the_hour_is_never_read() -> None:
    """The same work done at three in the morning gives the very same evidence."""
    mine = work("ana", 16)
    facts = [*mine, *taken_back(mine[::2]), *[review("r", "ana", "mate0-0")]]
    night = [
        one.model_copy(update={"merged_at": one.merged_at.replace(hour=3)}) if one.type == "change" else one
        for one in facts
    ]
    late = {f: found(f, night).keys() for f in FAMILIES}
    assert late == {f: found(f, facts).keys() for f in FAMILIES}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [
                *days_of("ana", 3, source="a", output_tokens=900_000),
                *days_of("ana", 3, source="b", output_tokens=9_000),
            ],
            "two sources differ",
        ),
        (days_of("ana", 3, active_seconds=95_000), "one tool was active for more than 24 hours"),
        (days_of("ana", 3, lines_accepted=30_000, active_seconds=3_600), "more than 20,000 lines"),
        (
            [
                *days_of("ana", 3, output_tokens=5_000),
                *[u.model_copy(update={"id": f"{u.id}x"}) for u in days_of("ana", 3, output_tokens=5_000)],
            ],
            "reported twice",
        ),
    ],
)
def test_a_hard_mismatch_cannot_be_true(rows: list[Any], words: str) -> None:
    """Three days of reports that contradict each other, or the day's length, are hard."""
    one = found("mismatch", rows)["ana"]
    assert one.hard
    assert one.summary.startswith("On 3 of the last 28 days")
    assert words in one.summary


def test_two_days_of_odd_reports_are_an_accident() -> None:
    """A clock change or a broken export on two days is nothing."""
    assert found("mismatch", days_of("ana", 2, active_seconds=95_000)) == {}


def test_agents_side_by_side_are_not_hard() -> None:
    """Two tools that run all day make more than 24 hours together; that is possible, so it is soft."""
    rows = [
        *days_of("ana", 4, tool="one", active_seconds=80_000),
        *days_of("ana", 4, tool="two", source="t", active_seconds=80_000),
    ]
    one = found("mismatch", rows)["ana"]
    assert not one.hard


def test_sources_that_nearly_agree_are_believed() -> None:
    """Twice as much in one report as in another is how vendors count; so is anything small."""
    twice = [
        *days_of("ana", 5, source="a", output_tokens=900_000),
        *days_of("ana", 5, source="b", output_tokens=450_000),
    ]
    small = [*days_of("ana", 5, source="a", output_tokens=90_000), *days_of("ana", 5, source="b", output_tokens=900)]
    assert found("mismatch", twice) == {}
    assert found("mismatch", small) == {}


def test_no_summary_names_anybody() -> None:
    """Whatever is found, no other person's id stands in the words."""
    mine = work("ana", 10)
    facts = company(person("x"), person("y"), buddies(), mine, mirrored(mine), asked("mate3", "friend", 12))
    names = {one.id for one in facts.people}
    for family in FAMILIES.values():
        for one in family(facts, Window(AS_OF)).values():
            assert not names & set(one.summary.replace(",", " ").replace(".", " ").split())
    assert change("c").person == "ana"
