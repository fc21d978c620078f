"""Converters: what each takes, and that none of them quotes what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources._cells import american_day, amount, boolean, count, count_or_nothing, iso_day, number

STRICT = (count, amount, number, boolean, iso_day, american_day)


@pytest.mark.parametrize(
    ("convert", "cell", "value"),
    [
        (count, "0", 0),
        (count, "8.0", 8),
        (count, "1e3", 1000),
        (amount, "114.45787414391377", Decimal("114.45787414391377")),
        (amount, ".5", Decimal("0.5")),
        (number, "2500.0", 2500.0),
        (boolean, "TRUE", True),
        (boolean, "False", False),
        (iso_day, "2026-07-10", date(2026, 7, 10)),
        (american_day, "07-10-2026", date(2026, 7, 10)),
        (count_or_nothing, "17", 17),
        (count_or_nothing, "-2.5", -2.5),
        (count_or_nothing, "true", True),
        (count_or_nothing, "a prompt", None),
        (count_or_nothing, "1e300", None),
    ],
)
def test_good_cells(convert, cell, value):
    """Each converter gives the value and the type that events declare."""
    assert (convert(cell), type(convert(cell))) == (value, type(value))


@pytest.mark.parametrize("cell", ["-1", "1.5", "1_000", "١٢", "nan", "inf", "0x10", "1e999", "9" * 41, "", " ", "1 2"])
def test_what_is_no_count(cell):
    """Python would take some of these for numbers; a report means none of them."""
    with pytest.raises(ValueError, match=r"^is "):
        count(cell)


@pytest.mark.parametrize("cell", ["2026-7-1", "20260710", "2026-02-30", "2026-W28-5", "07-10-2026", "0000-01-01"])
def test_what_is_no_day(cell):
    """Only the documented form, and only days that exist."""
    with pytest.raises(ValueError, match=r"^is "):
        iso_day(cell)


@given(st.text())
def test_no_complaint_quotes_its_cell(secret):
    """A cell may hold a password, so its kind is named and never its text."""
    for convert in STRICT:
        with pytest.raises(ValueError, match=r"^is ") as caught:
            convert(f"~{secret}~")
        assert f"~{secret}~" not in str(caught.value)
