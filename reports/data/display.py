"""Numbers, intervals and periods as printed.

U+2212 is the minus, a dash stands for what is not available, 0 only for a true zero.
"""

from collections.abc import Iterable
from datetime import date, timedelta

DASH = "–"
MINUS = "−"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EXTRA_DECIMALS = 2  # given to a number that would otherwise be printed as zero
LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def decimals_for(values: Iterable[float | None], decimals: int) -> int:
    """The decimals, at most two more than asked for, at which none but a true zero looks like zero."""
    present = [value for value in values if value]
    for places in range(decimals, decimals + EXTRA_DECIMALS):
        if all(round(abs(value), places) > 0 for value in present):
            return places
    return decimals + EXTRA_DECIMALS if present else decimals


def number(value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
    """`1,234.5`; with `sign` a plus before positive numbers; below the last decimal a bound."""
    if value is None:
        return DASH
    text = f"{abs(value):,.{decimals}f}"
    if value and round(abs(value), decimals) == 0:
        least = f"{10.0**-decimals:.{decimals}f}"
        return f"<{'+' if sign else ''}{least}" if value > 0 else f">{MINUS}{least}"
    if value < 0:
        return MINUS + text
    return f"+{text}" if sign and value > 0 else text


def with_unit(text: str, unit: str) -> str:
    """`31.4` and `%` make `31.4%`, other units stand apart; a dash has no unit."""
    if text == DASH or not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def magnitude(values: Iterable[float | None]) -> tuple[float, str]:
    """The divisor and the word for counts from a million up, else 1 and an empty word."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    for size, word in LARGE:
        # what rounds up to the next word already takes it: 999,995 thousand is a million
        if largest >= size * 0.99995:
            return size, word
    return 1.0, ""


class Scale:
    """How the numbers of one KPI are printed: value, interval and change alike."""

    def __init__(self, values: Iterable[float | None], unit: str, factor: float, decimals: int) -> None:
        """`values` are all that will be printed, unscaled; `factor` is 100 for a share printed in %."""
        scaled = [None if value is None else value * factor for value in values]
        self.unit = unit
        self.factor = factor
        self.divisor, self.word = magnitude(scaled) if factor == 1 and decimals == 0 else (1.0, "")
        self.decimals = 2 if self.word else decimals_for(scaled, decimals)

    def bare(self, value: float | None, *, sign: bool = False) -> str:
        """The number alone."""
        return number(None if value is None else value * self.factor / self.divisor, self.decimals, sign=sign)

    def _labelled(self, text: str) -> str:
        return with_unit(with_unit(text, self.word), self.unit)

    def value(self, value: float | None, *, sign: bool = False) -> str:
        """`31.4%`, `+3.1 pp`, `48.20 million views`."""
        return self._labelled(self.bare(value, sign=sign))

    def interval(self, low: float | None, high: float | None, *, sign: bool = False) -> str:
        """`30.1 to 32.6%`; `7 charts or more` where the upper end is not reached; a dash without."""
        if low is None:
            return DASH
        if high is None:
            return f"{self.value(low, sign=sign)} or more"
        return self._labelled(f"{self.bare(low, sign=sign)} to {self.bare(high, sign=sign)}")


def day(value: date | None) -> str:
    """`1 March 2026`, or a dash."""
    return DASH if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(start: date | None, end: date | None) -> str:
    """`2025`, `March 2026`, `1 March 2026`, `27 February to 5 March 2026`, or a dash."""
    if end is None:
        return DASH
    if start is None or start == end:
        return day(end)
    after = end + timedelta(days=1)
    if (start.month, start.day, after.month, after.day) == (1, 1, 1, 1):
        return f"{start.year}" if after.year == start.year + 1 else f"{start.year} to {end.year}"
    if start.day == 1 and after.day == 1:
        last = f"{MONTHS[end.month - 1]} {end.year}"
        if (start.year, start.month) == (end.year, end.month):
            return last
        return f"{MONTHS[start.month - 1]} {start.year} to {last}"
    if start.year != end.year:
        return f"{day(start)} to {day(end)}"
    if start.month != end.month:
        return f"{start.day} {MONTHS[start.month - 1]} to {day(end)}"
    return f"{start.day} to {day(end)}"


def byte_size(count: int | None) -> str:
    """`218.4 MB`, powers of 1,000; bytes below a thousand."""
    if count is None:
        return DASH
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")


def listed(words: Iterable[str], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def shortened(text: str, limit: int = 40) -> str:
    """A name for a headline or a tile; the ellipsis says that it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
