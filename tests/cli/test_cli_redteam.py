"""`kirorank redteam` from its arguments to its output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main

SMALL = ["redteam", "--people", "12", "--weeks", "8", "--strategy", "T1", "--strategy", "S6"]


def test_json_is_one_document_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output holds the JSON and nothing else; the progress bar goes to standard error."""
    assert main([*SMALL, "--seeds", "1", "--json"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert (document["people"], document["weeks"], document["seeds"]) == (12, 8, [1])
    assert [lift["strategy"] for lift in document["rows"][0]["lifts"]] == ["T1", "S6"]
    assert "red team" in err


def test_text_shows_the_boards_and_the_targets(capsys: pytest.CaptureFixture[str]) -> None:
    """Without `--json` people get tables."""
    assert main([*SMALL, "--seeds", "1"]) == 0
    out = capsys.readouterr().out
    assert "kept-value" in out
    assert "P1 violations" in out


def test_the_page_and_the_picture_are_written(tmp_path: Path) -> None:
    """`--write` and `--chart` make their folders, and the page shows the picture from where it stands."""
    page, chart = tmp_path / "docs" / "fairness.md", tmp_path / "docs" / "pictures" / "fairness.svg"
    assert main([*SMALL, "--seeds", "1", "--write", str(page), "--chart", str(chart)]) == 0
    assert "](pictures/fairness.svg)" in page.read_text(encoding="utf-8")
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_processes_give_what_one_process_gives(capsys: pytest.CaptureFixture[str]) -> None:
    """Two companies in two processes are the same companies, in the same order."""
    few = ["redteam", "--people", "12", "--weeks", "8", "--strategy", "T1", "--seeds", "2", "--json"]
    assert main([*few, "--jobs", "1"]) == 0
    alone = capsys.readouterr().out
    assert main([*few, "--jobs", "2"]) == 0
    assert capsys.readouterr().out == alone


def test_an_unknown_strategy_is_told_and_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status is 2 and the sentence names what exists."""
    assert main(["redteam", "--strategy", "T99"]) == 2
    assert "no strategy is called 'T99'" in capsys.readouterr().err


@pytest.mark.parametrize("bad", ["0", "-3", "many"])
def test_sizes_are_whole_numbers_above_nothing(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A size that makes no company is refused before anything is simulated."""
    with pytest.raises(SystemExit):
        main(["redteam", "--people", bad])
    assert "is not a whole number above 0" in capsys.readouterr().err


def test_a_tiny_company_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody can be ranked, nothing is measured and nothing breaks."""
    assert main(["redteam", "--people", "1", "--weeks", "1", "--seeds", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["p1_worlds"] == 0
