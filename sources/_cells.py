"""Cells: the converters that turn a cell's text into a checked value, and say what is wrong without showing it.

A cell may hold anything, a prompt or a password included, so no complaint quotes one. An empty cell never
gets here, and blanks around a value make it a bad one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

Converter = Callable[[str], object]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40
_LARGEST = 10**15
# The same few counts and days come again and again; only good values are remembered, as errors never are.
_remembered = lru_cache(maxsize=1 << 14)
_BOOLEANS = {"true": True, "false": False}
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_AMERICAN_DAY = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})")


@_remembered
def count(cell: str) -> int:
    """A whole number of at least 0; `8.0` is 8. Raises `ValueError`."""
    if cell.isascii() and cell.isdigit() and len(cell) < 16:
        return int(cell)
    value = _decimal(cell)
    if value != value.to_integral_value():
        raise ValueError("is not a whole number")
    return int(_in_range(value))


def amount(cell: str) -> Decimal:
    """An exact decimal of at least 0. Raises `ValueError`."""
    return _in_range(_decimal(cell))


@_remembered
def number(cell: str) -> float:
    """A finite number of at least 0, as JSON has it. Raises `ValueError`."""
    return float(amount(cell))


@_remembered
def boolean(cell: str) -> bool:
    """True or false in any case. Raises `ValueError`."""
    try:
        return _BOOLEANS[cell.lower()]
    except KeyError:
        raise ValueError(f"is {_kind(cell)}, not true or false") from None


def count_or_nothing(cell: str) -> int | float | bool | None:
    """What may be kept of a column that nobody knows: a number or a boolean, and never a text."""
    if len(cell) <= _LONGEST_NUMBER and _NUMBER.fullmatch(cell):
        value = Decimal(cell)
        if abs(value) > _LARGEST:
            return None
        return int(cell) if cell.isdigit() else float(value)
    return _BOOLEANS.get(cell.lower())


@_remembered
def iso_day(cell: str) -> date:
    """`YYYY-MM-DD`. Raises `ValueError`."""
    match = _DAY.fullmatch(cell)
    return _day(cell, "YYYY-MM-DD", match and match.group(1, 2, 3))


@_remembered
def american_day(cell: str) -> date:
    """`MM-DD-YYYY`, which is how Amazon's older reports write it. Raises `ValueError`."""
    match = _AMERICAN_DAY.fullmatch(cell)
    return _day(cell, "MM-DD-YYYY", match and match.group(3, 1, 2))


def _day(cell: str, form: str, parts: tuple[str, ...] | None) -> date:
    if parts is None:
        raise ValueError(f"is {_kind(cell)}, not a day written {form}")
    try:
        year, month, day = map(int, parts)
        return date(year, month, day)
    except ValueError:
        raise ValueError("is a day that no calendar has") from None


def _decimal(cell: str) -> Decimal:
    if len(cell) > _LONGEST_NUMBER or not _NUMBER.fullmatch(cell):
        raise ValueError(f"is {_kind(cell)}, not a number")
    return Decimal(cell)


def _in_range(value: Decimal) -> Decimal:
    if value < 0:
        raise ValueError("is negative")
    if value > 10**12:
        raise ValueError("is larger than 10^12")
    return value


def _kind(cell: str) -> str:
    return f"text of {len(cell):,} characters"
