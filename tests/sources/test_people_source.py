"""The people directory: its columns under all their names, and what is never kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources_help import NOW, SAMPLES, hear, report

from ranking.events import Located, Person
from ranking.history import without_repeats
from ranking.identity import identify
from sources import load


def test_the_sample():
    """Names of columns in any spelling, an address in place of an id, and two rows that are told."""
    events, rejects = hear("people", report((SAMPLES / "people.csv").read_bytes(), "people.csv"))
    kiro = "215bb5b0-0000-4000-8000-000000000001"
    assert events == [
        Person(
            id="p1",
            email="ana@example.com",
            name="Ana",
            team="payments",
            role="swe",
            level="mid",
            time_zone="Europe/Berlin",
            slack_user_id="U1",
            logins={"github": "ana", "kiro": kiro, "anthropic": "ana@example.com"},
            reported_at=NOW,
        ),
        Person(
            id="ben@example.com", email="ben@example.com", name='Ben "the fixer" Ng', team="payments", reported_at=NOW
        ),
    ]
    assert [str(reject) for reject in rejects] == [
        "people.csv, line 4: time_zone is not an IANA time zone such as Europe/Berlin",
        "people.csv, line 5: has neither an id nor an e-mail address",
    ]


def test_a_salary_is_never_kept():
    """Even a number in an unknown column stays outside."""
    events, _ = hear("people", report("id,salary,age\np1,90000,31\n"))
    assert events[0].model_extra == {}


def test_a_newer_directory_restates():
    """People move between teams; the order of import has no say."""
    old = report("id,team\np1,a\n", modified_at=NOW - timedelta(days=1))
    new = report("id,team\np1,b\n")
    heard = [item for said in (new, old) for item in load("people").parse(said) if isinstance(item, Located)]
    events, rejects = without_repeats(heard)
    assert ([event.team for event in events], rejects) == (["b"], [])


def test_the_later_line_about_a_person_wins():
    """Two lines of one directory do not contradict each other."""
    heard = [item for item in load("people").parse(report("id,team\np1,a\np1,b\n")) if isinstance(item, Located)]
    events, rejects = without_repeats(heard)
    assert ([event.team for event in events], rejects) == (["b"], [])


@pytest.mark.parametrize("login", ["ANA", "ana", "Ana"])
def test_logins_that_know_no_case_are_found_in_any(login):
    """The directory may write a login in another way than the provider's events do."""
    events, _ = hear("people", report(f"id,github\np1,{login}\n"))
    assert identify([event for event in events if isinstance(event, Person)]).resolve("github:Ana") == "p1"


def test_any_provider_may_have_a_column():
    """A vendor that is new to us needs no change here."""
    events, _ = hear("people", report("id,login:acme,zed_login\np1,a1,z1\n"))
    assert events[0].logins == {"acme": "a1", "zed": "z1"}


def test_a_table_without_people_is_told_once():
    """A file of another kind is one complaint."""
    assert [r.line for r in hear("people", report("a,b\n1,2\n3,4\n"))[1]] == [1]


@given(st.dictionaries(st.sampled_from(["email", "time_zone", "team", "kiro"]), st.text(), min_size=1))
def test_no_complaint_quotes_a_cell(cells):
    """Whatever stands in a known column, a reject names the column only."""
    secret = {name: f"S3CRET{text}" for name, text in cells.items()}
    quoted = ",".join('"' + text.replace('"', '""') + '"' for text in secret.values())
    _, rejects = hear("people", report(f"id,{','.join(secret)}\np1,{quoted}\n".encode(errors="replace")))
    assert not any("S3CRET" in reject.reason for reject in rejects)
