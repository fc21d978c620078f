"""Kiro's reports: the real headers, their traps, and which of two reports is believed."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sources_help import HEADER, LONG_AGO, NOW, SAMPLES, hear, hear_paths, kiro_row, report, table, usages

from ranking.events import Located, Person, Usage, parse_event
from ranking.history import without_repeats
from ranking.identity import identify
from sources import load

CLI = "KIRO_CLI_123456789012_user_report_202607110200.csv"
IDE = "KIRO_IDE_123456789012_user_report_202609120200_part_1.csv"
LEGACY = "123456789012_by_user_analytic_202607110000_report.csv"
USER = "215bb5b0-0000-4000-8000-000000000001"


def hear_sample(name):
    """A sample as it lies in the bucket, with its modification time lost."""
    return hear("kiro", report((SAMPLES / name).read_bytes(), name, LONG_AGO))


@pytest.mark.parametrize("name", [CLI, IDE, LEGACY])
def test_golden_samples(name):
    """Real headers and rows give exactly these canonical events, in this order."""
    events, _ = hear_sample(name)
    golden = (SAMPLES / f"{name}.expected.ndjson").read_text().splitlines()
    assert events == [parse_event(line) for line in golden]
    assert [event.fingerprint() for event in events] == [parse_event(line).fingerprint() for line in golden]


def test_the_published_row():
    """The one row that is documented, field by field."""
    usage = hear_sample(CLI)[0][0]
    assert isinstance(usage, Usage)
    assert (usage.id, usage.person) == (f"kiro:2026-07-10:{USER}:KIRO_CLI", f"kiro:{USER}")
    assert (usage.day, usage.tool, usage.trust, usage.source) == (date(2026, 7, 10), "kiro-cli", "A", "kiro")
    assert (usage.sessions, usage.prompts, usage.credits) == (8, 0, Decimal("114.45787414391377"))
    assert usage.reported_at == datetime(2026, 7, 11, 2, tzinfo=UTC)
    assert usage.model_extra == {
        "New_User": False,
        "Overage_Cap": 2500.0,
        "Overage_Credits_Used": 0.0,
        "Overage_Enabled": False,
        "Total_Messages": 131,
        "claude_haiku_4.5_messages": 8,
        "claude_opus_4.8_messages": 123,
    }


def test_bad_rows_are_told_with_line_column_and_reason():
    """A text where a count belongs, and a day in the wrong form, each cost their own row."""
    assert [str(reject) for reject in hear_sample(CLI)[1]] == [
        f"{CLI}, line 4: Chat_Conversations is text of 4 characters, not a number"
    ]
    assert [str(reject) for reject in hear_sample(LEGACY)[1]] == [
        f"{LEGACY}, line 3: Date is text of 10 characters, not a day written MM-DD-YYYY"
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Credits_Used": "-1"}, "Credits_Used is negative"),
        ({"Credits_Used": "NaN"}, "Credits_Used is text of 3 characters, not a number"),
        ({"Overage_Cap": "1e13"}, "Overage_Cap is larger than 10^12"),
        ({"Chat_Conversations": "1.5"}, "Chat_Conversations is not a whole number"),
        ({"claude_haiku_4.5_messages": "x"}, "claude_haiku_4.5_messages is text of 1 characters, not a number"),
        ({"Overage_Enabled": "maybe"}, "Overage_Enabled is text of 5 characters, not true or false"),
        ({"UserId": ""}, "UserId is empty"),
        ({"UserId": "a b"}, "UserId is not a user id"),
        ({"Date": "2026-02-30"}, "Date is a day that no calendar has"),
        ({"Client_Type": ""}, "Client_Type is empty"),
        ({"Client_Type": "<b>"}, "Client_Type is not a client type"),
    ],
)
def test_each_wrong_cell_names_its_column(cells, reason):
    """A bad value between two good rows loses only its own row."""
    events, rejects = hear("kiro", report(table(kiro_row(1), kiro_row(2, **cells), kiro_row(3))))
    assert [event.person[-1] for event in usages(events)] == ["1", "3"]
    assert [(reject.line, reject.reason) for reject in rejects] == [(3, reason)]


def test_blanks_around_values_and_any_case_are_forgiven():
    """Headers in another case and padded cells mean the same."""
    plain = kiro_row(User_Email="Dev@Example.com")
    padded = {name.upper(): f" {cell} " for name, cell in plain.items() if name != "claude_haiku_4.5_messages"}
    assert hear("kiro", report(table(padded))) == hear("kiro", report(table(plain)))


def test_every_client_becomes_a_tool_of_its_own():
    """One that does not exist yet is named like the others."""
    clients = ["KIRO_IDE", "kiro_cli", "PLUGIN", "KIRO_WEB"]
    events, rejects = hear("kiro", report(table(*(kiro_row(Client_Type=client) for client in clients))))
    assert [event.tool for event in usages(events)] == ["kiro-ide", "kiro-cli", "kiro-plugin", "kiro-web"]
    assert rejects == []


def test_an_unknown_column_takes_no_fields_place():
    """A column may be called like a field of the event, and does not become one."""
    events, _ = hear("kiro", report(table(kiro_row() | {"prompts": "9", "trust": "1", "cost_usd": "3", "New": "7"})))
    assert (events[0].prompts, events[0].trust, events[0].cost_usd) == (0, "A", None)
    assert events[0].model_extra["New"] == 7


def test_a_person_comes_once_and_only_with_an_address():
    """Three rows of two users, one of whom has no address, describe one person."""
    rows = [kiro_row(1, User_Email="A@x.org"), kiro_row(1, User_Email="a@x.org", Client_Type="PLUGIN"), kiro_row(2)]
    events, _ = hear("kiro", report(table(*rows)))
    assert [event for event in events if isinstance(event, Person)] == [
        Person(id=f"kiro:{USER}:a@x.org", email="a@x.org", logins={"kiro": USER})
    ]


def test_an_address_that_comes_or_goes_later_contradicts_nothing():
    """The newest report without addresses does not take the known one away."""
    day = [(LONG_AGO, ""), (NOW, "a@x.org"), (NOW + timedelta(days=1), "")]
    heard = [
        item
        for moment, email in day
        for item in load("kiro").parse(report(table(kiro_row(User_Email=email)), modified_at=moment))
    ]
    events, rejects = without_repeats([item for item in heard if isinstance(item, Located)])
    assert rejects == []
    assert [event.email for event in events if isinstance(event, Person)] == ["a@x.org"]


def test_a_user_is_joined_with_the_directory_by_address():
    """What the tool counted lands on the person the directory knows."""
    events, _ = hear_sample(CLI)
    people = [event for event in events if isinstance(event, Person)]
    known = identify([Person(id="p1", email="dev@example.com"), *people])
    assert known.resolve(f"kiro:{USER}") == "p1"


def test_a_bad_address_costs_no_usage():
    """The row counts, and the address is told without being quoted."""
    events, rejects = hear("kiro", report(table(kiro_row(User_Email="not an address"))))
    assert len(usages(events)) == len(events) == 1
    assert [reject.reason for reject in rejects] == ["User_Email is not an e-mail address; the row itself was taken"]


def test_a_re_export_under_the_same_name_restates():
    """The modification time tells two files of one name apart, and the order of import has no say."""
    old = report(table(kiro_row(Credits_Used=1)), CLI, datetime(2026, 7, 11, 2, tzinfo=UTC))
    new = report(table(kiro_row(Credits_Used=2)), CLI, datetime(2026, 7, 11, 9, tzinfo=UTC))
    for order in ([old, new], [new, old]):
        for said in order:
            said.stream.seek(0)
        heard = [item for said in order for item in load("kiro").parse(said) if isinstance(item, Located)]
        events, rejects = without_repeats(heard)
        assert [event.credits for event in usages(events)] == [Decimal(2)]
        assert rejects == []


def test_a_lost_modification_time_is_made_good_by_the_name():
    """An account number that looks like a date is not taken for the stamp."""
    name = "KIRO_CLI_202601010000_user_report_202607110200_part_2.csv.gz"
    assert hear("kiro", report(table(kiro_row()), name, LONG_AGO))[0][0].reported_at == datetime(
        2026, 7, 11, 2, tzinfo=UTC
    )
    no_stamp = "KIRO_CLI_209912345678_user_report_x.csv"
    assert hear("kiro", report(table(kiro_row()), no_stamp, LONG_AGO))[0][0].reported_at == LONG_AGO


def test_the_later_line_of_one_report_wins_and_a_repeat_changes_nothing():
    """Lines about the same day, user and client: one value, its repeat, another, and the first again."""
    rows = [kiro_row(Credits_Used=value) for value in (1, 1, 2, 2, 1)]
    heard = list(load("kiro").parse(report(table(*rows))))
    times = [item.event.reported_at - NOW for item in heard if isinstance(item, Located)]
    assert [time / timedelta(microseconds=1) for time in times] == [0, 0, 1, 1, 2]
    events, rejects = without_repeats(heard)
    assert ([event.credits for event in usages(events)], rejects) == ([Decimal(1)], [])


def test_a_copy_of_the_whole_bucket(tmp_path):
    """Reports of both kinds are heard, packed or not; markers and prompt logs are passed over unread."""
    day = tmp_path / "AWSLogs/123456789012/KiroLogs/user_report/us-east-1/2026/07/10/00"
    logs = tmp_path / "AWSLogs/123456789012/KiroLogs/GenerateAssistantResponse/us-east-1"
    day.mkdir(parents=True)
    logs.mkdir(parents=True)
    for name in (IDE, LEGACY):
        shutil.copy(SAMPLES / name, day)
    (day / f"{CLI}.gz").write_bytes(gzip.compress((SAMPLES / CLI).read_bytes()))
    (tmp_path / "AWSLogs/123456789012/KiroLogs/0b6c1d2e-3f40-4a5b-8c6d-7e8f90a1b2c3").write_text("marker")
    (logs / "123456789012_GenerateAssistantResponse_202607101200_x.json.gz").write_bytes(b"not even gzip")
    events, rejects = hear_paths("kiro", [tmp_path])
    assert sorted(event.tool for event in usages(events)) == [
        "kiro-cli", "kiro-cli", "kiro-ide", "kiro-legacy", "kiro-plugin"
    ]  # fmt: skip
    assert {os.path.basename(reject.file) for reject in rejects} == {f"{CLI}.gz", LEGACY}


def test_what_is_no_kiro_report_is_told_once():
    """A strange header is one complaint, not one a row."""
    _, rejects = hear("kiro", report("a,b\n" + "1,2\n" * 100))
    assert [reject.line for reject in rejects] == [1]
    assert "is not a Kiro report" in rejects[0].reason


def test_the_fast_path_is_as_strict_as_the_model():
    """What is built without the model passes the model unchanged."""
    rows = [kiro_row(n, User_Email=f"u{n}@x.org", Credits_Used=n / 7, Chat_Conversations=10**12) for n in range(50)]
    for event in hear("kiro", report(table(*rows, header=HEADER)))[0]:
        again = type(event).model_validate(event.model_dump(exclude_unset=True))
        assert (again, again.fingerprint()) == (event, event.fingerprint())
        assert again.model_fields_set == event.model_fields_set
