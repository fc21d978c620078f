"""What people of the simulation do: each persona's mark, what value brings, and the independence of streams."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest

from ranking.events import Change, Event
from ranking.history import History, build_history
from ranking.simulation import Company, simulate
from ranking.simulation.changes import changes_of
from ranking.simulation.colleagues import Colleagues
from ranking.simulation.people import Worker, make_teams, make_workers
from ranking.simulation.results import results_of
from ranking.simulation.usage import usage_of
from ranking.simulation.workdays import Window

ENDS = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(ENDS - timedelta(weeks=12), ENDS)
SEED = 1


@cache
def company() -> Company:
    """Three hundred people for twelve weeks; no test changes it."""
    return simulate(people=300, weeks=12, seed=SEED, ends=ENDS)


@cache
def history() -> History:
    """The same company as a policy sees it."""
    return build_history(company().events)


@cache
def workers() -> list[Worker]:
    """A small company's workers."""
    return make_workers(make_teams(40, SEED), SEED, WINDOW)


def persona_of() -> dict[str, str]:
    """Person id -> persona."""
    return {person.person.id: person.persona for person in company().people}


@cache
def changes_by_persona() -> dict[str, list[Change]]:
    """All changes, by the persona of their author."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in history().changes:
        found[persona_of()[change.person]].append(change)
    return found


def per_head(counts: Counter[str]) -> dict[str, float]:
    """The average of a count per person, by persona."""
    heads = Counter(persona_of().values())
    sums: Counter[str] = Counter()
    for person, count in counts.items():
        sums[persona_of()[person]] += count
    return {persona: sums[persona] / heads[persona] for persona in heads}


def kendall(first: list[float], second: list[float]) -> float:
    """Kendall's tau-a of two lists of the same length."""
    pairs = [(i, j) for i in range(len(first)) for j in range(i)]
    signs = [(first[i] - first[j]) * (second[i] - second[j]) for i, j in pairs]
    return (sum(sign > 0 for sign in signs) - sum(sign < 0 for sign in signs)) / len(pairs)


def local_hours(persona: str) -> list[int]:
    """The local hours at which a persona's changes were merged."""
    zones = {person.person.id: person.person.time_zone or "UTC" for person in company().people}
    return [
        change.merged_at.astimezone(ZoneInfo(zones[change.person])).hour for change in changes_by_persona()[persona]
    ]


# Each persona's mark


def test_night_workers_work_at_night() -> None:
    """Night shift and overnight agents merge mostly before seven or after nine in the evening; steady people do not."""

    def at_night(persona: str) -> float:
        return mean(hour < 7 or hour >= 21 for hour in local_hours(persona))

    assert at_night("night-shift") > 0.9
    assert at_night("overnight-agent") > 0.7
    assert at_night("steady") < 0.1


def test_a_big_feature_is_few_and_large_changes() -> None:
    """Somebody on a big feature merges less than half as often, in pieces several times the usual size."""
    counts = per_head(Counter(change.person for change in history().changes))
    assert counts["big-feature"] < counts["steady"] / 2
    sizes = {name: median(c.effective_lines for c in found) for name, found in changes_by_persona().items()}
    assert sizes["big-feature"] > 4 * sizes["steady"]


def test_a_deleter_deletes() -> None:
    """Most lines of a deleter are deletions, and those of the others are not."""

    def deleted(persona: str) -> float:
        found = changes_by_persona()[persona]
        return sum(c.lines_deleted for c in found) / sum(c.lines_deleted + c.lines_added for c in found)

    assert deleted("deleter") > 0.8
    assert deleted("steady") < 0.3


def test_a_codemod_touches_many_lines_and_few_of_them_count() -> None:
    """A codemod's raw lines are dozens of times its effective ones."""
    found = changes_by_persona()["codemod"]
    raw = sum(change.lines_added + change.lines_deleted for change in found)
    assert raw > 30 * sum(change.effective_lines for change in found)


def test_data_scientists_win_without_commits() -> None:
    """Data scientists have hardly any change and the most wins."""
    changes = per_head(Counter(change.person for change in history().changes))
    wins = per_head(Counter(win.person for win in history().wins))
    assert changes["data-scientist"] < 3
    assert max(wins, key=lambda persona: wins[persona]) == "data-scientist"


def test_managers_review() -> None:
    """Managers review far more often than anybody else and merge little."""
    reviews = per_head(Counter(review.person for review in history().reviews))
    assert reviews["manager-reviewer"] > 2 * max(count for name, count in reviews.items() if name != "manager-reviewer")


def test_people_on_call_close_incidents() -> None:
    """Those on call close most incidents; a few are reopened."""
    incidents = history().incidents
    on_call = [incident for incident in incidents if persona_of()[incident.person] == "on-call"]
    assert len(on_call) > len(incidents) / 2
    assert 0 < sum(incident.reopened for incident in incidents) < len(incidents) / 5


def test_explorers_work_in_other_teams_repositories() -> None:
    """Explorers spread over more repositories than steady people."""

    def repositories(persona: str) -> float:
        found: dict[str, set[str]] = defaultdict(set)
        for change in changes_by_persona()[persona]:
            found[change.person].add(change.repo)
        return mean(len(repos) for repos in found.values())

    assert repositories("explorer") > 2 * repositories("steady")


def test_newcomers_and_part_timers_merge_less() -> None:
    """Who is there for less of the time has merged less."""
    counts = per_head(Counter(change.person for change in history().changes))
    assert counts["newcomer"] < 0.6 * counts["steady"]
    assert counts["part-timer"] < 0.9 * counts["steady"]


# Changes and what happens to them


def test_a_change_counts_no_more_lines_than_it_has() -> None:
    """Effective lines are part of the raw ones, and there is at least one."""
    for change in history().changes:
        assert 1 <= change.effective_lines <= change.lines_added + change.lines_deleted
        assert change.id.startswith(f"{change.repo}#")


def test_approvals_are_by_others_and_look_real() -> None:
    """Nobody approves their own change or twice; most take more than three minutes; few changes have none."""
    approvals = [approval for change in history().changes for approval in change.approvals]
    for change in history().changes:
        approvers = [approval.person for approval in change.approvals]
        assert change.person not in approvers
        assert len(set(approvers)) == len(approvers)
    glances = [a for a in approvals if a.seconds_after_request < 180 and not a.comments]
    assert 0 < len(glances) / len(approvals) < 0.06
    alone = [change for change in history().changes if not change.approvals]
    assert 0 < len(alone) / len(history().changes) < 0.12


def test_issues_are_often_somebody_elses() -> None:
    """Most changes follow an issue that somebody else opened; some an own one, some none; some share one."""
    changes = history().changes
    others = [c for c in changes if c.issue_opened_by and c.issue_opened_by != c.person]
    assert 0.5 < len(others) / len(changes) < 0.85
    assert any(change.issue is None for change in changes)
    assert any(change.issue_opened_by == change.person for change in changes)
    assert max(Counter(change.issue for change in changes if change.issue).values()) > 1


def test_an_issue_belongs_to_one_author_and_one_opener() -> None:
    """An issue's name never stands for two different issues."""
    openers: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for change in history().changes:
        if change.issue:
            openers[change.issue].add((change.person, change.issue_opened_by))
    assert all(len(found) == 1 for found in openers.values())


def test_survival_is_measured_at_day_fourteen_and_day_sixty() -> None:
    """Shares are measured at exactly these ages, most are high, and none rises from the first look to the second."""
    merged = {change.id: change.merged_at for change in history().changes}
    looks: dict[str, dict[int, float]] = defaultdict(dict)
    for survival in history().survivals:
        age = survival.at - merged[survival.change]
        assert age in {timedelta(days=14), timedelta(days=60)}
        looks[survival.change][age.days] = survival.share_alive
    assert 0.7 < mean(shares[14] for shares in looks.values()) < 0.95
    assert all(shares[60] <= shares[14] for shares in looks.values() if 60 in shares)
    assert any(60 in shares for shares in looks.values())


def test_a_reverted_change_has_nothing_alive() -> None:
    """A revert comes within fourteen days of the merge, and no later look finds a line."""
    merged = {change.id: change.merged_at for change in history().changes}
    reverted = {revert.change for revert in history().reverts}
    for revert in history().reverts:
        assert timedelta(0) < revert.at - merged[revert.change] < timedelta(days=14)
    assert all(s.share_alive == 0 for s in history().survivals if s.change in reverted)


def test_deployments_follow_merges() -> None:
    """About half of the changes ship, after they were merged."""
    shipped = [change for change in history().changes if change.deployed_at]
    assert 0.4 < len(shipped) / len(history().changes) < 0.7
    assert all(change.deployed_at >= change.merged_at for change in shipped if change.deployed_at)


def test_some_changes_are_used_by_another_team() -> None:
    """A few changes are used elsewhere, never by the author's own team only."""
    team_of = {person.person.id: person.person.team for person in company().people}
    used = [change for change in history().changes if change.used_by_teams]
    assert 0.02 < len(used) / len(history().changes) < 0.15
    assert all(team_of[change.person] not in change.used_by_teams for change in used)


def test_reviews_belong_to_approvals_before_the_merge() -> None:
    """A review is by one of the approvers, not after the merge, and about half lead to a change."""
    changes = {change.id: change for change in history().changes}
    for review in history().reviews:
        change = changes[review.change]
        assert review.person in {approval.person for approval in change.approvals}
        assert review.at <= change.merged_at
    led = mean(review.led_to_change for review in history().reviews)
    assert 0.25 < led < 0.65
    assert 0.05 < mean(review.minutes < 3 for review in history().reviews) < 0.25


def test_wins_are_confirmed_by_several_others() -> None:
    """Nobody confirms their own win, and most wins have two confirmations or more."""
    wins = history().wins
    assert all(win.person not in win.confirmed_by for win in wins)
    assert mean(len(win.confirmed_by) >= 2 for win in wins) > 0.8


def test_results_come_only_through_connected_channels() -> None:
    """A team whose source for wins or incidents is not connected reports none; code is connected everywhere."""
    covered = {coverage.team: set(coverage.channels) for coverage in history().coverage}
    team_of = {person.person.id: person.person.team or "" for person in company().people}
    assert set(covered) == {team.id for team in company().teams}
    assert all({"code", "review"} <= channels for channels in covered.values())
    assert any("incident" not in channels for channels in covered.values())
    assert all("win" in covered[team_of[win.person]] for win in history().wins)
    assert all("incident" in covered[team_of[i.person]] for i in history().incidents)


# Usage


def test_usage_is_what_a_vendor_reports() -> None:
    """Usage is graded A, from kiro's two tools, with a cost to the cent and its id made of day, person and tool."""
    for usage in history().usage:
        assert (usage.source, usage.trust) == ("kiro", "A")
        assert usage.tool in {"kiro-ide", "kiro-cli"}
        client = usage.tool.upper().replace("-", "_")
        assert usage.id == f"kiro:{usage.day}:{usage.person}:{client}"
        assert usage.cost_usd is not None
        assert usage.cost_usd == usage.cost_usd.quantize(Decimal("0.01"))
        assert usage.lines_accepted <= usage.lines_suggested
        assert usage.active_seconds <= 86_400
        assert usage.prompts >= usage.sessions >= 1


def test_nobody_uses_ai_while_away() -> None:
    """Usage falls on working days of that person only."""
    for worker in workers():
        worked = set(worker.calendar.days)
        assert all(usage.day in worked for usage in usage_of(worker, SEED))


def test_overnight_agents_use_many_tokens_and_managers_few() -> None:
    """Habit decides on tokens: overnight agents use several times what steady people do."""
    tokens = per_head(total_tokens())
    assert tokens["overnight-agent"] > 3 * tokens["steady"] > 9 * tokens["manager-reviewer"]


def total_tokens() -> Counter[str]:
    """All tokens per person."""
    found: Counter[str] = Counter()
    for usage in history().usage:
        found[usage.person] += (
            usage.uncached_input_tokens + usage.cache_read_tokens + usage.cache_write_tokens + usage.output_tokens
        )
    return found


def test_tokens_say_little_about_value() -> None:
    """A board by tokens orders people almost at random: its tau to the true value is low."""
    tokens = total_tokens()
    values = [person.true_value for person in company().people]
    assert abs(kendall(values, [tokens[p.person.id] for p in company().people])) < 0.28


@pytest.mark.parametrize("persona", ["steady", "deleter", "overnight-agent"])
def test_value_shows_in_lasting_work(persona: str) -> None:
    """Among people of one way of working, who is worth more has more lasting lines that somebody asked for."""
    shares = {s.change: s.share_alive for s in history().survivals}
    lasting: Counter[str] = Counter()
    for change in history().changes:
        asked = change.issue_opened_by not in {None, change.person} or change.deployed_at
        lasting[change.person] += 1 if asked and shares.get(change.id, 0) > 0.5 else 0
    people = [person for person in company().people if person.persona == persona]
    done = [float(lasting[person.person.id]) for person in people]
    assert kendall([person.true_value for person in people], done) > 0.4


# Paired counterfactuals


def everything(worker: Worker, colleagues: Colleagues) -> list[Event]:
    """All that one worker's own streams yield."""
    return [
        *usage_of(worker, SEED),
        *changes_of(worker, colleagues, SEED, WINDOW),
        *results_of(worker, colleagues, ("code", "review", "win", "incident"), SEED, WINDOW),
    ]


def test_what_one_person_does_moves_nobody_else() -> None:
    """With one person's habits turned up tenfold, every event of everybody else stays the same."""
    tenth = workers()[10]
    wild = replace(tenth.persona, changes=30.0, tokens=9e5, wins=5.0, incidents=5.0, usage_days=0.99)
    changed = [replace(w, persona=wild) if w is tenth else w for w in workers()]
    before, after = Colleagues(workers()), Colleagues(changed)
    for old, new in zip(workers(), changed, strict=True):
        same = everything(old, before) == everything(new, after)
        assert same is (old is not tenth)


def test_purposes_of_one_person_are_apart() -> None:
    """Using ten times the tokens on other days changes nothing about that person's changes and results."""
    worker = workers()[3]
    burner = replace(worker, persona=replace(worker.persona, tokens=9e6, usage_days=0.1))
    colleagues = Colleagues(workers())
    assert list(changes_of(worker, colleagues, SEED, WINDOW)) == list(changes_of(burner, colleagues, SEED, WINDOW))
    assert list(usage_of(worker, SEED)) != list(usage_of(burner, SEED))


def test_people_are_independent_of_the_order_in_which_they_are_drawn() -> None:
    """Drawing people backwards yields the same events for each."""
    colleagues = Colleagues(workers())
    forwards = [everything(worker, colleagues) for worker in workers()]
    backwards = [everything(worker, colleagues) for worker in reversed(workers())]
    assert forwards == backwards[::-1]
