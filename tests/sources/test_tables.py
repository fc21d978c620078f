"""CSV tables: what a broken row may cost, and how columns are found."""

from __future__ import annotations

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from sources_help import report

from ranking.events import Reject
from sources._tables import MOST_COLUMNS, MOST_LINES_IN_A_ROW, Table, bind


def read(text):
    """The good rows and the rejects of a table, troubles with the header included."""
    table = Table(report(text))
    items = [*table.troubles, *(table.rows() if table.header else ())]
    good = [item for item in items if not isinstance(item, Reject)]
    return good, [(item.line, item.reason) for item in items if isinstance(item, Reject)]


def test_a_quoted_cell_may_hold_newlines_commas_and_quotes():
    """A row's line is the physical line on which it starts."""
    good, bad = read('a,b\n1,"x\ny,""z"""\n\n2,w\n')
    assert good == [(2, ["1", 'x\ny,"z"']), (5, ["2", "w"])]
    assert bad == []


def test_rows_of_another_width_are_told_with_their_line():
    """Too few and too many cells are both wrong, and cost one row each."""
    good, bad = read("a,b\n1\n1,2,3\n1,2\n")
    assert good == [(4, ["1", "2"])]
    assert bad == [(2, "has 1 cells where the header has 2"), (3, "has 3 cells where the header has 2")]


def test_an_open_quote_loses_only_its_own_row():
    """The csv module alone would swallow the rest of the file."""
    rows = "".join(f"{n},x\n" for n in range(1000))
    good, bad = read(f'a,b\n1,"x\n{rows}')
    assert len(good) == 1000
    assert bad == [(2, f"has a quoted cell that is not closed within {MOST_LINES_IN_A_ROW} lines")]


def test_an_open_quote_near_the_end_loses_only_its_own_row():
    """The end of the file is no way to close a quote either."""
    good, bad = read('a,b\n1,"x\n2,y\n')
    assert good == [(3, ["2", "y"])]
    assert [line for line, _ in bad] == [2]


def test_an_open_quote_among_quoted_rows_loses_only_its_own_row():
    """The next row's opening quote would close it, and the text behind it gives that away."""
    good, bad = read('a,b\n1,"x\n2,"y"\n3,"z"\n')
    assert good == [(3, ["2", "y"]), (4, ["3", "z"])]
    assert [line for line, _ in bad] == [2]


def test_a_row_that_swallowed_its_neighbours_gives_them_back():
    """When the cells of a row over several lines do not add up, its other lines are read again."""
    good, bad = read('a,b\n"x,1\n2,y\n",3,4\n5,z\n')
    assert good == [(3, ["2", "y"]), (5, ["5", "z"])]
    assert [line for line, _ in bad] == [2, 4]


def test_a_bad_line_inside_a_quoted_cell_ends_that_row_only():
    """Both the row and the line are told, and reading goes on behind them."""
    table = Table(report(b'a,b\n1,"x\n\xff\n2,y\n'))
    items = list(table.rows())
    assert [item.line for item in items if isinstance(item, Reject)] == [2, 3]
    assert items[-1] == (4, ["2", "y"])


def test_a_repeated_header_is_no_row():
    """Parts that were put together into one file keep their headers, which say nothing."""
    assert read("a,b\n1,2\na,b\n3,4\n") == ([(2, ["1", "2"]), (4, ["3", "4"])], [])


def test_a_header_that_cannot_be_read_is_told():
    """An empty file, bad bytes and far too many columns each leave no table."""
    assert read("") == ([], [(0, "is empty")])
    assert read(",".join("x" * (MOST_COLUMNS + 1)))[1] == [(1, "has 4,097 columns; at most 4,096 are read")]
    utf16 = Table(report("a,b\n".encode("utf-16")))
    assert utf16.header is None
    assert "the header cannot be read: not UTF-8 text" in utf16.troubles[0].reason


def test_a_repeated_column_is_told_and_its_first_cell_counts():
    """Two columns of one name are one too many, and no row is lost over it."""
    good, bad = read("a,a,b\n1,2,3\n")
    assert good == [(2, ["1", "2", "3"])]
    assert bad == [(1, "column 'a' appears 2 times; the first is read")]
    assert bind(["a", "a"], ["a"]) == {"a": 0}


def test_columns_are_bound_by_exact_name_before_any_case():
    """`total_messages` may be a column of its own beside `Total_Messages`."""
    assert bind(["total_messages", "Total_Messages"], ["Total_Messages", "x"]) == {"Total_Messages": 1}
    assert bind(["TOTAL_MESSAGES"], ["Total_Messages"]) == {"Total_Messages": 0}


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=2, max_size=2)))
def test_whatever_the_csv_module_writes_is_read_back(rows):
    """Any text with fewer lines than the bound survives quoting."""
    rows = [row for row in rows if sum(cell.count("\n") for cell in row) < MOST_LINES_IN_A_ROW]
    out = StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    good, bad = read(out.getvalue())
    assert [cells for _, cells in good] == rows
    assert bad == []


@given(st.lists(st.sampled_from(['1,"x"', "2,y", '3,"', '"', "4", '5,a"b', '"6""', ",", '7,"x\ny"']), max_size=80))
def test_every_line_is_accounted_for(lines):
    """However quotes are strewn about, rows come in order, no line serves twice, and reading ends."""
    good, bad = read("\n".join(["a,b", *lines]) + "\n")
    taken = [line for line, _ in good] + [line for line, _ in bad]
    assert len(set(taken)) == len(taken)
    assert [line for line, _ in good] == sorted(line for line, _ in good)
