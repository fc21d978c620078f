"""How Kiro's reports are told apart, and what the older one adds up."""

from __future__ import annotations

import pytest
from sources_help import HEADER, LONG_AGO, hear, kiro_row, report, table, usages

from ranking.events import Person
from sources import load
from sources._kiro_layouts import LEGACY, USER_REPORT, recognised
from sources._kiro_rows import user_id

USER = "215bb5b0-0000-4000-8000-000000000001"


def legacy(**cells):
    """A row of the older report with these counts."""
    row = dict.fromkeys(["UserId", "Date", *LEGACY.extras], "0") | {"UserId": USER, "Date": "07-10-2026"}
    return row | {name: str(value) for name, value in cells.items()}


def test_the_older_report_has_44_counts():
    """As many as its documentation lists, and every column that is added up is one of them."""
    assert len(LEGACY.extras) == 44
    assert all(set(columns) <= LEGACY.extras.keys() for columns in LEGACY.summed.values())


def test_what_was_accepted_was_suggested():
    """For every column of accepted lines the suggested ones hold it or the count it is a part of."""
    row = legacy(**dict.fromkeys(LEGACY.extras, 10))
    (usage,) = usages(hear("kiro", report(table(row)))[0])
    assert (usage.lines_accepted, usage.lines_suggested) == (80, 130)
    assert usage.prompts == usage.sessions == 0


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        (HEADER, USER_REPORT),
        (["client_type", "DATE", "userid"], USER_REPORT),
        (["Chat_MessagesSent", "Date", "UserId"], LEGACY),
        (["Date", "UserId"], None),
        (["Date", "Client_Type"], None),
        ([], None),
    ],
)
def test_a_header_tells_the_report(header, layout):
    """By name, in any order and case."""
    assert recognised(header) is layout


def test_the_older_report_keeps_a_column_it_does_not_know():
    """Amazon has added columns before."""
    (usage,) = usages(hear("kiro", report(table(legacy() | {"Agent_Runs": "5"})))[0])
    assert usage.model_extra["Agent_Runs"] == 5


@pytest.mark.parametrize(
    ("cell", "user"),
    [
        (USER, USER),
        (f"d-9067642ac7.{USER.upper()}", USER),
        (f"9067642ac7-{USER}", f"9067642ac7-{USER}"),
        ("d-short.name", "d-short.name"),
    ],
)
def test_a_user_id_loses_its_stores_prefix_only(cell, user):
    """The prefix is the identity store's own id, always of one form."""
    assert user_id(cell) == user


def test_a_missing_column_is_no_zero_of_money():
    """Credits that nobody reported stay unknown."""
    row = {name: cell for name, cell in kiro_row().items() if name != "Credits_Used"}
    (usage,) = usages(hear("kiro", report(table(row)))[0])
    assert usage.credits is None


def test_a_repeated_column_is_told_and_loses_no_row():
    """One complaint on the header's line, and the first of the two is read."""
    text = "Date,UserId,Client_Type,Credits_Used,Credits_Used\n" + f"2026-07-10,{USER},PLUGIN,1,2\n"
    events, rejects = hear("kiro", report(text))
    assert [float(event.credits) for event in usages(events)] == [1.0]
    assert [reject.reason for reject in rejects] == ["column 'Credits_Used' appears 2 times; the first is read"]


def test_an_address_that_changes_within_a_report_joins_both():
    """Both addresses are known to be the same login's, each as a fact of its own that nothing later contradicts."""
    rows = [kiro_row(Date=f"2026-07-1{day}", User_Email=email) for day, email in enumerate(("a@x.org", "b@x.org"))]
    events, _ = hear("kiro", report(table(*rows), modified_at=LONG_AGO))
    first, second = (event for event in events if isinstance(event, Person))
    assert (first.email, second.email) == ("a@x.org", "b@x.org")
    assert first.id != second.id
    assert first.logins == second.logins


def test_rows_come_while_the_report_is_still_being_read():
    """A report of any size is heard in little memory."""
    said = report(table(*(kiro_row(number) for number in range(1000))))
    next(iter(load("kiro").parse(said)))
    assert said.stream.tell() < 1000


def test_days_and_clients_beyond_counting_are_heard():
    """More days than are remembered at once change nothing."""
    days = [f"{year}-01-{day:02}" for year in range(1800, 1960) for day in range(1, 29)]
    events, rejects = hear("kiro", report(table(*(kiro_row(Date=day) for day in days))))
    assert [event.day.isoformat() for event in usages(events)] == days
    assert rejects == []
