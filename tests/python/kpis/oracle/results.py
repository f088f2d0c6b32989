"""What the oracle says of a KPI: its headline, its series and its slices, in the names of the marts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oracle.origins import Origin

MIN_N = 30
Interval = tuple[float | None, float | None]
NO_INTERVAL: Interval = (None, None)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A value with its interval and what it is made of."""

    value: float | None
    n: int
    interval: Interval = NO_INTERVAL
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """The difference from the period before; where there is none, the reason."""

    previous: float | None = None
    delta: float | None = None
    interval: Interval = NO_INTERVAL
    is_clear: bool | None = None
    reason: str | None = None

    @classmethod
    def judged(cls, previous: float, delta: float, interval: tuple[float, float]) -> Change:
        """A change with an interval: clear where that leaves out zero."""
        low, high = interval
        return cls(previous=previous, delta=delta, interval=interval, is_clear=low > 0 or high < 0)


NO_PREVIOUS_PERIOD = Change(reason="NO_PREVIOUS_PERIOD")
TOO_FEW_BEFORE = Change(reason="MIN_N_NOT_MET")


@dataclass(frozen=True, kw_only=True)
class Point:
    """A KPI on one of its bases in one of its periods."""

    measure: Measure
    period: tuple[date, date]
    coverage: float
    is_estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class Headline(Point):
    """The latest period, beside the one before."""

    change: Change = NO_PREVIOUS_PERIOD
    member: str | None = None


Basis = Headline | str
"""What a basis gives: a headline, or the reason why there is none."""


@dataclass
class Answer:
    """Everything about one KPI.

    bases: basis → headline or reason, in the ladder's order, of the bases whose sources are there.
    points: (basis, period_end) → point. slices: (basis, dimension, member) → measure, of
    which those in `suppressed` keep only n. clear: member → whether Holm calls it changed, where asked.
    origins: basis → what stands behind it; under None what stands behind a KPI without a value.
    """

    bases: dict[str, Basis]
    missing: str = "SOURCE_MISSING"
    points: dict[tuple[str, date], Point] = field(default_factory=dict)
    slices: dict[tuple[str, str, str], Measure] = field(default_factory=dict)
    suppressed: set[tuple[str, str, str]] = field(default_factory=set)
    clear: dict[str, bool] = field(default_factory=dict)
    origins: dict[str | None, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for basis, found in self.bases.items():
            if isinstance(found, Headline):
                self.add(basis, "basis", basis, found.measure)

    @property
    def basis(self) -> str | None:
        """The first basis that the data support."""
        return next((name for name, found in self.bases.items() if isinstance(found, Headline)), None)

    @property
    def headline(self) -> Headline | None:
        """The headline of that basis."""
        found = self.bases[self.basis] if self.basis else None
        return found if isinstance(found, Headline) else None

    @property
    def reason(self) -> str | None:
        """Why there is no headline: what hinders the first basis; only where all are stale, that."""
        if self.headline:
            return None
        reasons = [str(found) for found in self.bases.values()]
        return next((reason for reason in reasons if reason != "SOURCE_STALE"), [*reasons, self.missing][0])

    def add(
        self,
        basis: str,
        dimension: str,
        member: str,
        measure: Measure,
        *,
        is_rate: bool = False,
        is_hidden: bool = False,
    ) -> None:
        """A slice; a rate of too few is suppressed, as is what is hidden for another reason."""
        key = (basis, dimension, member)
        if is_hidden or (is_rate and measure.n < MIN_N):
            measure = Measure(value=None, n=measure.n)
            self.suppressed.add(key)
        self.slices[key] = measure

    def add_rates(self, basis: str, dimension: str, members: dict[str, Measure]) -> None:
        """The members of a dimension, suppressed where they are too few."""
        for member, measure in members.items():
            self.add(basis, dimension, member, measure, is_rate=True)

    def point(
        self,
        basis: str,
        period: tuple[date, date],
        measure: Measure,
        coverage: float,
        *,
        is_estimated: bool = False,
    ) -> None:
        """A period of the series."""
        self.points[basis, period[1]] = Point(
            measure=measure, period=period, coverage=coverage, is_estimated=is_estimated
        )


def unavailable(reason: str) -> Answer:
    """A KPI without sources."""
    return Answer(bases={}, missing=reason)


def largest(items: Sequence[tuple[float, int]], count: int) -> list[int]:
    """The keys of the largest (value, key) pairs; the smaller key comes first among equals."""
    return [key for _, key in sorted(items, key=lambda pair: (-pair[0], pair[1]))[:count]]
