"""Kiro's reports in every form they may come in: the same rows always say the same."""

from __future__ import annotations

import gzip
from io import BufferedReader, BytesIO

from hypothesis import given
from hypothesis import strategies as st
from sources_help import HEADER, NOW, hear, kiro_row, report, table, usages

from sources._gzip import unpacked
from sources._reports import Report

CELLS = {
    "Chat_Conversations": st.integers(0, 10**9).map(str),
    "Credits_Used": st.decimals(0, 10**6, places=6).map(str),
    "Overage_Cap": st.floats(0, 1e6).map(repr),
    "Overage_Enabled": st.sampled_from(["true", "false", "TRUE", "False", ""]),
    "Total_Messages": st.integers(0, 10**9).map(str) | st.just(""),
    "Client_Type": st.sampled_from(["KIRO_IDE", "KIRO_CLI", "PLUGIN"]),
    "User_Email": st.sampled_from(["", "a@x.org", "B@x.org"]),
    "claude_haiku_4.5_messages": st.integers(0, 99).map(str) | st.just(""),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=6).map(
    lambda drawn: [kiro_row(number, **cells) for number, cells in enumerate(drawn)]
)
BAD = [{"Credits_Used": "-3"}, {"Date": "tomorrow"}, {"UserId": ""}, {"claude_haiku_4.5_messages": "0x1"}]


def told(data, name="report.csv"):
    """Events with their fingerprints, in a form that can be compared."""
    events, rejects = hear("kiro", report(data, name))
    return [(event.type, event.id, event.reported_at, event.fingerprint()) for event in events], rejects


@given(ROWS, st.permutations(HEADER), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_order_of_columns_line_ends_and_bom_change_nothing(rows, header, ending, bom):
    """At least three column orders have been seen; the fingerprint is the same under all of them."""
    text = table(*rows, header=header).replace("\n", ending)
    assert told(("\ufeff" if bom else "") + text) == told(table(*rows, header=HEADER))


@given(ROWS, st.integers(0, len(HEADER)), st.text('abc,"\n é', max_size=20))
def test_added_text_columns_change_nothing(rows, place, text):
    """What nobody knows and is no number leaves no trace."""
    header = [*HEADER[:place], "Notes", *HEADER[place:]]
    noted = [{**row, "Notes": text} for row in rows]
    events, rejects = told(table(*noted, header=header))
    assert rejects == []
    assert events == told(table(*rows, header=HEADER))[0]


@given(ROWS)
def test_packing_changes_nothing(rows):
    """The bytes behind gzip are the same report."""
    text = table(*rows, header=HEADER)
    packed = BufferedReader(BytesIO(gzip.compress(text.encode())))
    events, rejects = hear("kiro", Report("report.csv", NOW, unpacked("report.csv", packed)))
    assert [event.fingerprint() for event in events] == [fingerprint for *_, fingerprint in told(text)[0]]
    assert rejects == []


@given(ROWS, st.integers(0, 6))
def test_parts_say_together_what_the_whole_says(rows, cut):
    """Kiro splits a report every thousand users."""
    parts = [part for part in (rows[:cut], rows[cut:]) if part]
    together = [fact for part in parts for fact in told(table(*part, header=HEADER), "x_202607110200_part_1.csv")[0]]
    assert together == told(table(*rows, header=HEADER), "x_202607110200.csv")[0]


@given(ROWS, st.sampled_from(BAD), st.data())
def test_a_bad_row_loses_only_itself(rows, wrong, data):
    """Wherever it stands, the rows around it are heard as if it were not there."""
    place = data.draw(st.integers(0, len(rows)))
    spoilt = [*rows[:place], kiro_row(99, **wrong), *rows[place:]]
    events, rejects = told(table(*spoilt, header=HEADER))
    assert events == told(table(*rows, header=HEADER))[0]
    assert [reject.line for reject in rejects] == [place + 2]


@given(ROWS, st.sampled_from(['2026-07-10,"open', 'a"b,"', '"', '""x""', '",",",', "1,2,3"]), st.data())
def test_a_broken_line_loses_only_itself(rows, line, data):
    """The same holds for a line that is no row at all."""
    lines = table(*rows, header=HEADER).splitlines()
    place = data.draw(st.integers(1, len(lines)))
    text = "\n".join([*lines[:place], line, *lines[place:]]) + "\n"
    events, rejects = told(text)
    assert events == told(table(*rows, header=HEADER))[0]
    assert [reject.line for reject in rejects] == [place + 1]


@given(ROWS)
def test_all_that_is_heard_passes_the_model(rows):
    """The fast path lets nothing through that validation would refuse."""
    for event in hear("kiro", report(table(*rows, header=HEADER)))[0]:
        assert type(event).model_validate(event.model_dump()) == event


@given(ROWS)
def test_every_good_row_is_one_usage(rows):
    """No row is lost and none counts twice."""
    assert len(usages(hear("kiro", report(table(*rows, header=HEADER)))[0])) == len(rows)
