"""Intervals and curves: scipy and statsmodels where they have the thing, else the formula in NumPy."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.special import expit, logit
from scipy.stats import norm, poisson, t
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from oracle.results import NO_INTERVAL, Interval

Z = float(norm.ppf(0.975))
REPLICATES = 200


def normal(value: float, se: float) -> tuple[float, float]:
    """Value ± z standard errors."""
    return value - Z * se, value + Z * se


def wilson(rate: float, n: float) -> tuple[float, float]:
    """Wilson's score interval of a rate, whole or effective sample size."""
    low, high = proportion_confint(rate * n, n, method="wilson")
    return float(low), float(high)


def newcombe(
    first: tuple[float, float, float], second: tuple[float, float, float], correlation: float = 0.0
) -> tuple[float, float]:
    """Newcombe's square-and-add for first − second, each as (rate, low, high)."""
    (p1, low1, high1), (p2, low2, high2) = first, second
    covariance = np.array([[1.0, -correlation], [-correlation, 1.0]])
    below, above = np.array([p1 - low1, high2 - p2]), np.array([high1 - p1, p2 - low2])
    margins = [float(np.sqrt(max(0.0, side @ covariance @ side))) for side in (below, above)]
    return p1 - p2 - margins[0], p1 - p2 + margins[1]


def correlation_of_rates(later: pl.DataFrame, before: pl.DataFrame) -> float:
    """How far two rates go together as estimates, each given by its units: subscriber, hits, rows.

    From what each unit adds to either rate, which is nothing to one that it has no rows of.
    """
    both = later.join(before, on="subscriber", how="full", coalesce=True, suffix="_before").fill_null(0)
    added = []
    for suffix in ("", "_before"):
        hits, rows = (both[name + suffix].to_numpy().astype(float) for name in ("hits", "rows"))
        added.append((hits - hits.sum() / rows.sum() * rows) / rows.sum())
    lengths = float(np.linalg.norm(added[0]) * np.linalg.norm(added[1]))
    return float(added[0] @ added[1] / lengths) if lengths > 1e-12 else 0.0


def log_odds_limits(share: float, z: ArrayLike) -> Interval:
    """A share's limits on the scale of log-odds, from what each unit adds to it.

    Student's t has as many degrees of freedom as Satterthwaite gives to the variance. Where no unit adds
    anything there are no limits.
    """
    squares = np.asarray(z, dtype=float) ** 2
    if not squares.any():
        return NO_INTERVAL
    n, mean = len(squares), squares.mean()
    freedom = 2 / max(squares.var() / (n * mean**2), 1e-12)
    margin = t.ppf(0.975, freedom) * linearised_se(z) / (share * (1 - share))
    return float(expit(logit(share) - margin)), float(expit(logit(share) + margin))


def linearised_se(z: ArrayLike) -> float:
    """The standard error of a statistic from what each unit adds to it."""
    z = np.asarray(z, dtype=float)
    return float(np.sqrt(len(z) / (len(z) - 1) * (z**2).sum()))


def total_se(totals: ArrayLike) -> float:
    """The standard error of a total over units, of which those without anything count as 0."""
    totals = np.asarray(totals, dtype=float)
    return float(np.sqrt(len(totals) * totals.var(ddof=1)))


def design_effect(hits: ArrayLike, rows: ArrayLike) -> float:
    """By how much clusters widen the variance of a rate, at least 1; `hits` of `rows` in each cluster."""
    hits, rows = np.asarray(hits, dtype=float), np.asarray(rows, dtype=float)
    n, units = rows.sum(), len(rows)
    rate = hits.sum() / n
    if rate in (0, 1) or units == 1:
        return 1.0
    clustered = units / (units - 1) * ((hits - rate * rows) ** 2).sum() / n**2
    return max(1.0, float(clustered / (rate * (1 - rate) / n)))


def gini(volumes: ArrayLike) -> float:
    """Gini's coefficient."""
    ranked = np.sort(np.asarray(volumes, dtype=float))
    n = len(ranked)
    return float(((2 * np.arange(1, n + 1) - n - 1) * ranked).sum() / (n * ranked.sum()))


def top_share(volumes: ArrayLike, per_cent: int) -> float:
    """What the largest per cent of the titles, their number rounded up, take of the whole."""
    ranked = np.sort(np.asarray(volumes, dtype=float))
    return float(ranked[len(ranked) - top_count(len(ranked), per_cent) :].sum() / ranked.sum())


def top_count(n: int, per_cent: int) -> int:
    """The per cent of n, rounded up."""
    return -(-n * per_cent // 100)


@lru_cache(maxsize=4)
def poisson_weights(units: tuple[int, ...]) -> np.ndarray:
    """The bootstrap's weights, one row a unit and one column a replicate."""
    digits = [
        [
            int(hashlib.md5(f"{unit}|{number}".encode()).hexdigest()[:13], 16)
            for number in range(1, REPLICATES + 1)
        ]
        for unit in units
    ]
    steps = poisson.cdf(np.arange(30), 1)
    return np.searchsorted(steps, np.array(digits, dtype=float) / 2**52, side="right")


@dataclass(frozen=True)
class Curve:
    """Kaplan–Meier: at each event time the share still there, its limits, and how many were at risk."""

    times: np.ndarray
    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray

    def median(self) -> tuple[float | None, float | None, float | None]:
        """The first time at which half are gone, and the times at which the limits say so."""
        return self._reached(self.survival), self._reached(self.low), self._reached(self.high)

    def _reached(self, shares: np.ndarray) -> float | None:
        gone = self.times[shares <= 0.5 + 1e-12]
        return float(gone[0]) if len(gone) else None


def kaplan_meier(durations: ArrayLike, ended: ArrayLike) -> Curve:
    """The curve with log-log Greenwood limits."""
    found = SurvfuncRight(np.asarray(durations, dtype=float), np.asarray(ended, dtype=int))
    survival = found.surv_prob
    with np.errstate(divide="ignore", invalid="ignore"):  # the last event may leave nobody
        width = Z * found.surv_prob_se / survival / np.abs(np.log(survival))
        low, high = survival ** np.exp(width), survival ** np.exp(-width)
    nobody = survival < 1e-15
    return Curve(
        found.surv_times,
        np.where(nobody, 0.0, survival),
        np.where(nobody, 0.0, low),
        np.where(nobody, 0.0, high),
        found.n_risk,
    )
