"""What the red team prints: tables, JSON, the page and the picture."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from redteam_help import short_trial

from ranking.redteam.chart import as_svg
from ranking.redteam.document import as_markdown
from ranking.redteam.measure import Estimate
from ranking.redteam.report import as_json, as_text, figure, laid_out
from ranking.redteam.summary import Summary, summarise
from ranking.redteam.targets import targets
from ranking.redteam.trial import Verdict

SVG = "{http://www.w3.org/2000/svg}"


@cache
def short_summary() -> Summary:
    return summarise([short_trial()])


def with_flags() -> Summary:
    """The same trial as if every gamer and one honest newcomer had been flagged."""
    trial = short_trial()
    newcomer = next(person for person, persona in trial.persona.items() if persona == "newcomer")

    def flagged(judged: Verdict) -> Verdict:
        gamed = replace(judged.gamed, flagged=frozenset(trial.gamers) | trial.helpers)
        return Verdict(replace(judged.clean, flagged=frozenset({newcomer})), gamed, judged.climbs)

    return summarise([replace(trial, verdicts={name: flagged(one) for name, one in trial.verdicts.items()})])


def test_json_holds_every_ranker_strategy_and_target() -> None:
    """The document can be read back, has no nan, and names everything that was tried."""
    document = json.loads(json.dumps(as_json(short_summary()), allow_nan=False))
    assert [row["ranker"] for row in document["rows"]][:2] == ["kept-value", "adoption"]
    assert [lift["strategy"] for lift in document["rows"][0]["lifts"]] == ["T1", "T4", "T8", "S1"]
    assert {"name", "asked", "measured", "met"} == set(document["targets"][0])


def test_text_has_a_line_for_every_strategy_and_every_target() -> None:
    """Whoever reads the terminal sees each strategy by name, and each target with its verdict."""
    text = as_text(short_summary())
    for title in ("T1 loop of busywork prompts", "S1 slow ring of friends", "P1 violations", "changes per dollar"):
        assert title in text
    assert re.search(r"P1 violations +0 +0 in 3 worlds +met", text)


def test_without_flags_the_flag_targets_are_not_measured() -> None:
    """A policy without integrity checks is neither praised nor blamed for its flags."""
    judged = {target.name: target.met for target in targets(short_summary())}
    assert judged["flag precision"] is None
    assert judged["honest false flags, worst persona"] is None
    assert short_summary().rows[0].flags is None


def test_with_flags_precision_recall_and_personas_are_told() -> None:
    """All gamers flagged and nobody else is full marks there; the one honest newcomer counts against its persona."""
    flags = with_flags().rows[0].flags
    assert flags is not None
    assert flags.precision.value == flags.recall.value == flags.stopped.value == 1.0
    assert flags.by_persona["newcomer"].value > 0
    assert flags.by_persona["steady"].value == 0
    judged = {target.name: target.met for target in targets(with_flags())}
    assert judged["flag precision"] is True
    assert judged["honest false flags, worst persona"] is False
    assert "false, newcomer" in as_text(with_flags())


def test_what_waste_loses_does_not_hide_what_others_win() -> None:
    """Beside the mean over all T there is one without waste: here T4 and T8 alone."""
    row = short_summary().rows[0]
    lifts = {one.strategy: one.lift.value for one in row.lifts}
    assert row.lift.value == pytest.approx((lifts["T1"] + lifts["T4"] + lifts["T8"]) / 3)
    assert row.lift_beyond_waste.value == pytest.approx((lifts["T4"] + lifts["T8"]) / 2)


def test_a_violation_of_p1_is_a_missed_target() -> None:
    """One violation is enough; no world at all is not measured."""
    one = replace(short_summary(), p1_violations=1)
    none = replace(short_summary(), p1_worlds=0)
    assert targets(one)[0].met is False
    assert targets(none)[0].met is None


def test_the_page_names_what_was_missed() -> None:
    """The published page opens with the misses, and carries the command that repeats it."""
    page = as_markdown(replace(short_summary(), p1_violations=2), weeks=8, chart="pictures/fairness.svg")
    assert "Missed: P1 violations" in page.splitlines()[2]
    assert "kirorank redteam --people 40 --weeks 8 --seeds 1" in page
    assert "](pictures/fairness.svg)" in page


def test_the_page_describes_each_strategy_that_was_played() -> None:
    """What a gamer does, what it costs and why it could pay, without the key said twice."""
    page = as_markdown(short_summary(), weeks=8)
    assert "**T4, trivial or split changes** (0.5 h a working day). Every change" in page
    assert "**S1, slow ring of friends** (4 people, 1 h a working day)." in page
    assert "**T5," not in page


def test_the_page_has_whole_tables() -> None:
    """In each table every row has as many cells as its head."""
    for block in as_markdown(short_summary(), weeks=8).split("\n\n"):
        if block.startswith("|"):
            assert len({line.count("|") for line in block.splitlines()}) == 1


def test_the_page_is_the_same_twice() -> None:
    """Nothing in it depends on the day it was written."""
    assert as_markdown(short_summary(), weeks=8) == as_markdown(short_summary(), weeks=8)


def test_the_picture_is_well_formed_and_says_the_same_in_words() -> None:
    """The SVG parses, has a title, and a description with each strategy's figure."""
    root = ElementTree.fromstring(as_svg(short_summary()))
    assert "40 people" in (root.findtext(f"{SVG}title") or "")
    told = root.findtext(f"{SVG}desc") or ""
    assert told.count("T1 ") == 2
    assert "kept-value" in told


def test_the_picture_stays_within_its_frame() -> None:
    """No bar has a negative width or leaves the frame."""
    root = ElementTree.fromstring(as_svg(short_summary()))
    width = float(root.attrib["viewBox"].split()[2])
    for bar in root.iter(f"{SVG}rect"):
        left, wide = float(bar.attrib.get("x", 0)), float(bar.attrib["width"])
        assert wide >= 0
        assert 0 <= left <= left + wide <= width


def test_labels_of_the_picture_do_not_run_into_each_other() -> None:
    """However wide the scale, neighbouring percentages stand at least 35 units apart."""
    wide = replace(short_summary().rows[0].lifts[0], lift=Estimate(0.0, -1.0, 1.0))
    row = replace(short_summary().rows[0], lifts=(wide,))
    root = ElementTree.fromstring(as_svg(replace(short_summary(), rows=(row,))))
    at = [float(text.attrib["x"]) for text in root.iter(f"{SVG}text") if (text.text or "").endswith("%")]
    assert min(right - left for left, right in pairwise(at)) >= 35


def test_a_picture_of_one_board_is_possible() -> None:
    """Where the board to compare with was not on trial, ours stands alone."""
    root = ElementTree.fromstring(as_svg(short_summary(), against="nobody"))
    assert "tokens" not in (root.findtext(f"{SVG}desc") or "")


def test_figures_carry_their_interval() -> None:
    """With several companies the ends are shown, with one they are not, and nan is a dash."""
    assert figure(Estimate(0.5, 0.25, 0.75), "{:.2f}") == "0.50 (0.25..0.75)"
    assert figure(Estimate(0.5), "{:.0%}") == "50%"
    assert figure(Estimate(math.nan), "{:.2f}") == figure(None, "{:.2f}") == "–"


def test_columns_line_up() -> None:
    """Every line of a table is as wide as the others."""
    assert laid_out([["a", "long head"], ["longer", "1"]]) == "a       long head\nlonger          1"


def test_nothing_to_sum_up_is_told() -> None:
    """No trial is an error in words, not a division by nothing."""
    with pytest.raises(ValueError, match="at least one seed"):
        summarise([])
