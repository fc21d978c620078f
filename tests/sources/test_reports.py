"""Opening reports: files, folders, standard input, gzip, and what cannot be read."""

from __future__ import annotations

import gzip
import os
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from sources_help import NOW

from ranking.events import Reject
from sources._gzip import Limits
from sources._lines import LONGEST_LINE, read_lines
from sources._reports import Report, open_reports


def lines_of(paths, stdin=b"", limits=Limits()):  # noqa: B008  # frozen
    """All lines and all rejects behind these paths."""
    lines, rejects = [], []
    for opened in open_reports(paths, BytesIO(stdin), NOW, limits):
        for item in [opened] if isinstance(opened, Reject) else read_lines(opened):
            (rejects if isinstance(item, Reject) else lines).append(item)
    return lines, rejects


def test_a_folder_is_walked_in_order_and_gives_only_reports(tmp_path):
    """Sorted, to the leaves, by ending, without hidden files, folders and markers."""
    for name in ("b/x.csv", "a/y.NDJSON", "a/z.json.gz", "marker-0000", ".hidden.csv", ".git/x.csv", "b/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    names = [opened.name for opened in open_reports([tmp_path], BytesIO(), NOW)]
    assert names == [str(tmp_path / name) for name in ("a/y.NDJSON", "a/z.json.gz", "b/x.csv")]


def test_what_is_missing_is_told_on_line_0_and_the_others_go_on(tmp_path):
    """One wrong path does not keep the next from being read."""
    good = tmp_path / "good.csv"
    good.write_text("a\n")
    lines, rejects = lines_of([tmp_path / "missing.csv", "nul\0byte.csv", good])
    assert lines == [(1, "a\n")]
    assert [reject.line for reject in rejects] == [0, 0]
    assert "cannot be read (No such file or directory)" in rejects[0].reason


def test_a_dangling_link_in_a_folder_is_told(tmp_path):
    """A report that should be there and is not is not passed over in silence."""
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    assert [reject.line for reject in lines_of([tmp_path])[1]] == [0]


def test_standard_input_has_the_time_now_and_stays_open():
    """What is piped in is said now; the stream belongs to the caller."""
    stdin = BytesIO(b"a\nb\n")
    (opened,) = open_reports(["-"], stdin, NOW)
    assert isinstance(opened, Report)
    assert (opened.name, opened.modified_at) == ("-", NOW)
    assert not stdin.closed


def test_gzip_on_standard_input_is_recognised_by_its_first_bytes():
    """There is no name to tell it by."""
    assert lines_of(["-"], gzip.compress(b"a\nb\n")) == ([(1, "a\n"), (2, "b\n")], [])


def test_gzip_in_several_members_is_read_to_its_end(tmp_path):
    """Appended gzip files are one file."""
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"a\n") + gzip.compress(b"b\n"))
    assert lines_of([path]) == ([(1, "a\n"), (2, "b\n")], [])


@pytest.mark.parametrize("cut", [1, 9, 30, -1, -5])
def test_damaged_gzip_names_the_line_reached_and_keeps_the_lines_before(tmp_path, cut):
    """A download that broke off loses only what is not there."""
    whole = "".join(f"row {os.urandom(8).hex()}\n" for _ in range(50))
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(whole.encode())[:cut])
    lines, (reject,) = lines_of([path])
    assert "".join(text for _, text in lines) == whole[: sum(len(text) for _, text in lines)]
    assert reject.line == len(lines) + 1
    assert "cannot be read further" in reject.reason


def test_a_file_named_gz_that_is_none_is_told(tmp_path):
    """The name promises what the bytes do not hold."""
    path = tmp_path / "x.csv.gz"
    path.write_text("plain\n")
    assert "Not a gzipped file" in lines_of([path])[1][0].reason


def test_a_bomb_is_refused_quickly(tmp_path):
    """A gigabyte of nothing in a megabyte is given up after a few megabytes."""
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(b"good\n")
        for _ in range(256):
            file.write(bytes(1 << 20))
    started = time.perf_counter()
    lines, rejects = lines_of([path])
    assert time.perf_counter() - started < 2
    assert lines == [(1, "good\n")]
    assert "unpacks to more than 200 times its size" in rejects[-1].reason


def test_the_unpacked_size_is_bounded_and_the_lines_before_are_kept(tmp_path):
    """A report may not be larger than allowed, however badly it is packed."""
    path = tmp_path / "large.csv.gz"
    path.write_bytes(gzip.compress(os.urandom(400_000).hex().encode().replace(b"0", b"\n")))
    lines, rejects = lines_of([path], limits=Limits(unpacked_bytes=500_000))
    assert len(lines) > 10_000
    assert "unpacks to more than 500,000 bytes" in rejects[-1].reason


def test_modification_times_come_from_the_file_and_never_from_the_future(tmp_path):
    """A clock that runs ahead must not block every later restatement."""
    old, ahead = tmp_path / "old.csv", tmp_path / "zahead.csv"
    for path, moment in ((old, datetime(2026, 1, 2, tzinfo=UTC)), (ahead, NOW + timedelta(days=900))):
        path.write_text("")
        os.utime(path, (moment.timestamp(),) * 2)
    times = [opened.modified_at for opened in open_reports([old, ahead], BytesIO(), NOW)]
    assert times == [datetime(2026, 1, 2, tzinfo=UTC), NOW]


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_a_line_as_long_as_allowed_is_read(ending):
    """The bound is the length of the text, whatever ends it."""
    data = b"x" * LONGEST_LINE + ending + b"next\n"
    lines = list(read_lines(Report("r", NOW, BytesIO(data))))
    if ending:
        assert [(line[0], len(line[1].rstrip())) for line in lines] == [(1, LONGEST_LINE), (2, 4)]
    else:
        assert isinstance(lines[0], Reject)


def test_an_overlong_line_is_told_and_skipped():
    """The lines around it are read, with their own numbers."""
    data = b"a\n" + b"x" * (3 * LONGEST_LINE) + b"\nb\n"
    first, bad, last = read_lines(Report("r", NOW, BytesIO(data)))
    assert (first, last) == ((1, "a\n"), (3, "b\n"))
    assert str(bad) == "r, line 2: the line is longer than 1,048,576 bytes"


def test_bad_bytes_are_told_alone():
    """Bad UTF-8 and NUL cost one line each; a BOM and CRLF cost nothing."""
    data = b"\xef\xbb\xbfhead\r\nb\xff\nc\0\nd\n"
    items = list(read_lines(Report("r", NOW, BytesIO(data))))
    assert [item for item in items if not isinstance(item, Reject)] == [(1, "head\r\n"), (4, "d\n")]
    assert [(item.line, item.reason) for item in items if isinstance(item, Reject)] == [
        (2, "not UTF-8 text (byte 2 of the line)"),
        (3, "holds a NUL character"),
    ]
