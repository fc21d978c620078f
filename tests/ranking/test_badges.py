"""Badges, rule by rule, on small histories written by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ranking.badges import CATALOGUE, Award, Progress, earned, kept_changes, progress
from ranking.events import Approval, Change, Event, Person, Revert, Review, Survival, Usage
from ranking.history import build_history

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def change(
    number: int = 1,
    *,
    person: str = "ana",
    days_ago: float = 20,
    approved_by: tuple[str, ...] = ("ben",),
) -> Change:
    """A change by `person`, merged `days_ago` days before NOW."""
    return Change(
        id=f"acme/api#{number}",
        person=person,
        merged_at=NOW - days_ago * DAY,
        repo="acme/api",
        effective_lines=40,
        approvals=tuple(Approval(person=name, seconds_after_request=900, comments=1) for name in approved_by),
    )


def alive(share: float, *, number: int = 1, days_ago: float = 6) -> Survival:
    """A measurement of what is left of a change."""
    return Survival(change=f"acme/api#{number}", at=NOW - days_ago * DAY, share_alive=share)


def review(number: int, *, person: str = "ana", minutes: float = 10, led_to_change: bool = True) -> Review:
    """A review by `person` of change `number`, a day before its usual merge."""
    return Review(
        id=f"r{number}-{person}",
        person=person,
        change=f"acme/api#{number}",
        at=NOW - 21 * DAY,
        minutes=minutes,
        led_to_change=led_to_change,
    )


def kept_ids(*events: Event, as_of: datetime = NOW) -> list[str]:
    """The ids of the changes that count as kept."""
    return [kept.id for kept in kept_changes(build_history(events), as_of)]


def awards(*events: Event, as_of: datetime = NOW) -> list[Award]:
    """Everything earned from these events."""
    return earned(build_history(events), as_of)


def tiers(*events: Event, badge: str, person: str = "ana") -> list[str]:
    """The tiers of one badge that one person has reached."""
    return [award.tier for award in awards(*events) if (award.badge, award.person) == (badge, person)]


def test_a_change_is_kept_once_it_is_fourteen_days_old() -> None:
    """A change is not kept a moment before its fourteenth day is over, and is kept from then on."""
    assert kept_ids(change(days_ago=14)) == ["acme/api#1"]
    assert kept_ids(change(days_ago=14), as_of=NOW - timedelta(seconds=1)) == []


def test_a_reverted_change_is_not_kept() -> None:
    """A revert takes a change out of the kept ones, at whatever age it comes."""
    revert = Revert(change="acme/api#1", at=NOW - 2 * DAY)
    assert kept_ids(change(days_ago=40), revert) == []


def test_a_revert_counts_from_its_own_moment() -> None:
    """As of a moment before the revert, the change was still kept."""
    revert = Revert(change="acme/api#1", at=NOW)
    assert kept_ids(change(), revert, as_of=NOW - timedelta(seconds=1)) == ["acme/api#1"]
    assert kept_ids(change(), revert) == []


@pytest.mark.parametrize(("share", "kept"), [(1.0, True), (0.5, True), (0.499, False), (0.0, False)])
def test_a_change_is_kept_while_half_of_it_is_alive(share: float, kept: bool) -> None:
    """The share of surviving lines decides, and one half is enough."""
    assert bool(kept_ids(change(), alive(share))) is kept


def test_the_latest_measurement_decides() -> None:
    """A second look replaces the first, in both directions and in whatever order the lines stand."""
    worse = (alive(0.1, days_ago=1), alive(0.9, days_ago=6))
    better = (alive(0.1, days_ago=6), alive(0.9, days_ago=1))
    assert kept_ids(change(), *worse) == []
    assert kept_ids(change(), *better) == ["acme/api#1"]


def test_a_measurement_of_the_future_is_not_known_yet() -> None:
    """What is measured after the moment asked about plays no part."""
    assert kept_ids(change(), alive(0.0, days_ago=-1)) == ["acme/api#1"]


def test_a_change_without_measurement_counts_as_alive() -> None:
    """A source that reports no survival costs nobody a badge."""
    assert kept_ids(change()) == ["acme/api#1"]


@pytest.mark.parametrize("approved_by", [(), ("ana",)])
def test_nobody_vouches_for_their_own_change(approved_by: tuple[str, ...]) -> None:
    """Without an approval by somebody else a change is not kept."""
    assert kept_ids(change(approved_by=approved_by)) == []


def test_an_own_approval_beside_another_does_no_harm() -> None:
    """One approval by somebody else is enough, whoever else approved."""
    assert kept_ids(change(approved_by=("ana", "ben"))) == ["acme/api#1"]


def test_a_second_login_of_the_author_is_not_somebody_else() -> None:
    """Approving through another login of the same person does not vouch for a change."""
    ana = Person(id="ana", logins={"github": "ana-alt"})
    assert kept_ids(ana, change(approved_by=("github:ana-alt",))) == []


def test_kept_changes_come_oldest_first() -> None:
    """The order follows the merge, not the name."""
    assert kept_ids(change(1, days_ago=20), change(2, days_ago=30)) == ["acme/api#2", "acme/api#1"]


def test_first_keep_is_awarded_with_its_reason_and_evidence() -> None:
    """The first kept change earns First Keep, says why in one sentence, and names the change."""
    assert awards(change(), alive(0.93)) == [
        Award(
            person="ana",
            badge="first-keep",
            tier="bronze",
            reason="For the first time, a change of yours is still there after 14 days, and a colleague stood by it.",
            evidence=("acme/api#1",),
        )
    ]


def test_the_evidence_of_first_keep_is_the_oldest_kept_change() -> None:
    """Further kept changes do not replace the change that earned First Keep."""
    first = next(award for award in awards(change(1, days_ago=20), change(2, days_ago=30)))
    assert first.evidence == ("acme/api#2",)


@pytest.mark.parametrize(
    ("count", "reached"),
    [
        (4, []),
        (5, ["bronze"]),
        (19, ["bronze"]),
        (20, ["bronze", "silver"]),
        (60, ["bronze", "silver", "gold"]),
    ],
)
def test_keeper_has_three_tiers(count: int, reached: list[str]) -> None:
    """Five, twenty and sixty kept changes reach bronze, silver and gold, and lower tiers stay."""
    assert tiers(*(change(number) for number in range(count)), badge="keeper") == reached


def test_the_evidence_of_a_tier_is_what_first_reached_it() -> None:
    """A tier names as many changes as its threshold asks for, and a newer change does not alter them."""
    changes = [change(number, days_ago=30 - number) for number in range(7)]
    keeper = next(award for award in awards(*changes) if award.badge == "keeper")
    assert keeper.evidence == tuple(f"acme/api#{number}" for number in range(5))
    assert keeper.reason == ("5 of your changes are still there after 14 days, each approved by a colleague.")


def test_a_badge_falls_when_its_evidence_falls() -> None:
    """The fifth kept change is reverted, and Keeper is no longer among the awards."""
    changes = [change(number) for number in range(5)]
    assert tiers(*changes, badge="keeper") == ["bronze"]
    assert tiers(*changes, Revert(change="acme/api#4", at=NOW), badge="keeper") == []


def neighbourly(authors: int, **kind: object) -> list[Event]:
    """Ana reviews one change of each of so many different authors."""
    numbers = range(authors)
    reviews = [review(number, **kind) for number in numbers]  # type: ignore[arg-type]
    return [*(change(number, person=f"author{number}") for number in numbers), *reviews]


@pytest.mark.parametrize(
    ("authors", "reached"),
    [(4, []), (5, ["bronze"]), (20, ["bronze", "silver"]), (60, ["bronze", "silver", "gold"])],
)
def test_good_neighbour_counts_different_authors(authors: int, reached: list[str]) -> None:
    """Helping five, twenty and sixty different colleagues reaches bronze, silver and gold."""
    assert tiers(*neighbourly(authors), badge="good-neighbour") == reached


def test_reviewing_one_friend_again_adds_nothing() -> None:
    """Sixty reviews of one person's work count as one colleague helped."""
    events: list[Event] = [*(change(n, person="ben") for n in range(60)), *(review(n) for n in range(60))]
    reached = progress(build_history(events), NOW)["ana"]["good-neighbour"]
    assert reached == Progress(count=1, next_threshold=5, evidence=("acme/api#0",))


@pytest.mark.parametrize(("minutes", "reached"), [(2.9, []), (3.0, ["bronze"])])
def test_a_glance_is_no_review(minutes: float, reached: list[str]) -> None:
    """A review shorter than three minutes does not count."""
    assert tiers(*neighbourly(5, minutes=minutes), badge="good-neighbour") == reached


def test_a_review_that_changed_nothing_does_not_count() -> None:
    """Only reviews that led to a change help somebody."""
    assert tiers(*neighbourly(5, led_to_change=False), badge="good-neighbour") == []


def test_reviewing_own_work_does_not_count() -> None:
    """A review of one's own change helps nobody else."""
    events: list[Event] = [*(change(n, person="ana") for n in range(5)), *(review(n) for n in range(5))]
    assert tiers(*events, badge="good-neighbour") == []


def test_a_review_of_an_unknown_change_does_not_count() -> None:
    """Without the change nobody knows whom the review helped."""
    assert awards(*(review(number) for number in range(5))) == []


def test_a_review_counts_once_its_change_is_merged() -> None:
    """A change that is not merged yet is not known, and neither is whom its review helped."""
    early = NOW - 20.5 * DAY
    assert [award for award in awards(*neighbourly(5), as_of=early) if award.badge == "good-neighbour"] == []


def test_everybody_has_progress_in_every_badge() -> None:
    """Somebody who has done nothing yet sees zero and the first threshold of each badge."""
    nothing_yet = progress(build_history([Person(id="ana")]), NOW)
    assert nothing_yet == {"ana": {badge.id: Progress(0, badge.tiers[0].threshold, ()) for badge in CATALOGUE}}


def test_progress_names_the_next_threshold() -> None:
    """After six kept changes the next step is twenty; after the last tier there is none."""
    reached = progress(build_history([change(number) for number in range(6)]), NOW)["ana"]
    assert (reached["keeper"].count, reached["keeper"].next_threshold) == (6, 20)
    assert reached["first-keep"].next_threshold is None
    assert len(reached["keeper"].evidence) == 6


def test_an_empty_history_awards_nothing() -> None:
    """No events, no badges, and no error."""
    assert awards() == []
    assert progress(build_history([]), NOW) == {}


def test_awards_are_sorted() -> None:
    """Awards come by person, then in the order of the catalogue, then tier by tier."""
    events = [change(n, person="zoe") for n in range(20)] + [change(n + 50, person="ana") for n in range(5)]
    order = [(award.person, award.badge, award.tier) for award in awards(*events)]
    assert order == [
        ("ana", "first-keep", "bronze"),
        ("ana", "keeper", "bronze"),
        ("zoe", "first-keep", "bronze"),
        ("zoe", "keeper", "bronze"),
        ("zoe", "keeper", "silver"),
    ]


def test_usage_alone_earns_nothing() -> None:
    """A person with a fortune in tokens and no result has no award."""
    burnt = Usage(
        id="u1", person="ana", day=NOW.date(), source="kiro", trust="A", tool="kiro-cli", output_tokens=10**12
    )
    assert awards(burnt) == []


@pytest.mark.parametrize("badge", CATALOGUE, ids=lambda badge: badge.id)
def test_the_catalogue_is_well_formed(badge: object) -> None:
    """Each badge has rising tiers with metal names, and words that are short whole sentences."""
    entry = next(known for known in CATALOGUE if known is badge)
    thresholds = [tier.threshold for tier in entry.tiers]
    assert thresholds == sorted(set(thresholds))
    assert [tier.name for tier in entry.tiers] == ["bronze", "silver", "gold"][: len(thresholds)]
    for sentence in (entry.words, entry.reason.format(count=5)):
        assert sentence.endswith(".")
        assert sentence.count(".") == 1
        assert len(sentence) <= 120


def test_badge_ids_are_unique() -> None:
    """No two badges share an id or a name."""
    assert len({badge.id for badge in CATALOGUE}) == len(CATALOGUE)
    assert len({badge.name for badge in CATALOGUE}) == len(CATALOGUE)


def test_no_words_praise_volume() -> None:
    """Neither words nor reasons speak of tokens, prompts, cost or lines."""
    spoken = " ".join(f"{badge.name} {badge.words} {badge.reason}" for badge in CATALOGUE).lower()
    assert not {"token", "prompt", "cost", "lines", "session"} & set(spoken.replace(".", "").split())
