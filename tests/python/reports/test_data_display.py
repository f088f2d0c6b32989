"""How numbers, intervals and periods are printed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.data.display import (
    DASH,
    Scale,
    byte_size,
    decimals_for,
    listed,
    number,
    period,
    shortened,
)


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "text"),
    [
        (None, 1, False, "–"),
        (0, 1, True, "0.0"),
        (1234.5, 1, False, "1,234.5"),
        (-0.25, 2, False, "−0.25"),
        (3.14, 1, True, "+3.1"),
        (-3.14, 1, True, "−3.1"),
        (0.004, 1, False, "<0.1"),
        (0.004, 1, True, "<+0.1"),
        (-0.004, 1, True, ">−0.1"),
    ],
)
def test_a_number_is_printed_with_its_sign_and_never_as_a_false_zero(
    value: float | None, decimals: int, sign: bool, text: str
) -> None:
    assert number(value, decimals, sign=sign) == text


@given(st.lists(st.floats(-1e9, 1e9), min_size=1), st.integers(0, 2))
def test_a_column_has_equal_decimals_and_no_false_zero(values: list[float], decimals: int) -> None:
    column = [number(value, decimals_for(values, decimals)) for value in values]
    places = {len(text.partition(".")[2]) for text in column}
    assert len(places) == 1
    for value, text in zip(values, column, strict=True):
        assert (set(text) <= set("0.,")) == (value == 0)
        assert "-" not in text


def test_decimals_grow_by_two_at_most() -> None:
    assert decimals_for([0.31, 0.04], 1) == 2
    assert decimals_for([1e-9], 1) == 3
    assert decimals_for([0.0, None], 1) == 1


@pytest.mark.parametrize(
    ("value", "unit", "factor", "decimals", "text"),
    [
        (0.3142, "%", 100, 1, "31.4%"),
        (0.0312, "pp", 100, 1, "+3.1 pp"),
        (7.514, "points", 1, 2, "+7.51 points"),
        (48_213_456.0, "views", 1, 0, "+48.21 million views"),
        (999_960.0, "views", 1, 0, "+1.00 million views"),
        (1_234_567_890.0, "streams", 1, 0, "+1.23 billion streams"),
        (1380.4, "points", 1, 0, "+1,380 points"),
    ],
)
def test_a_value_stands_with_its_unit(
    value: float, unit: str, factor: float, decimals: int, text: str
) -> None:
    printed = Scale([value], unit, factor, decimals).value(value, sign=True)
    assert printed == (text if unit != "%" else f"+{text}")


def test_an_interval_names_its_unit_once_and_is_a_dash_without_ends() -> None:
    scale = Scale([0.312, 0.30, 0.33], "%", 100, 1)
    assert scale.interval(0.30, 0.33) == "30.0 to 33.0%"
    assert Scale([0.01], "pp", 100, 1).interval(-0.002, 0.012, sign=True) == "−0.2 to +1.2 pp"
    assert scale.interval(None, 0.33) == DASH


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 1, 1), date(2025, 12, 31), "2024 to 2025"),
        (date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
        (date(2026, 1, 1), date(2026, 2, 28), "January 2026 to February 2026"),
        (date(2026, 3, 1), date(2026, 3, 1), "1 March 2026"),
        (None, date(2026, 3, 1), "1 March 2026"),
        (date(2026, 3, 2), date(2026, 3, 8), "2 to 8 March 2026"),
        (date(2026, 2, 27), date(2026, 3, 5), "27 February to 5 March 2026"),
        (date(2025, 12, 29), date(2026, 1, 4), "29 December 2025 to 4 January 2026"),
        (None, None, "–"),
    ],
)
def test_a_period_is_named_as_people_do(start: date | None, end: date | None, text: str) -> None:
    assert period(start, end) == text


def test_sizes_lists_and_short_names() -> None:
    assert [byte_size(size) for size in (None, 0, 999, 218_400_000)] == ["–", "0 B", "999 B", "218.4 MB"]
    assert [listed("A"), listed("AB"), listed("ABC", "or")] == ["A", "A and B", "A, B or C"]
    assert shortened("x" * 50, 10) == "x" * 9 + "…"
