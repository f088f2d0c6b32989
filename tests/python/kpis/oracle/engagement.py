"""KPIs 4 and 5: hours per viewer and completion, by month."""

from __future__ import annotations

import numpy as np
import polars as pl

from oracle.results import (
    MIN_N,
    NO_PREVIOUS_PERIOD,
    TOO_FEW_BEFORE,
    Answer,
    Basis,
    Change,
    Headline,
    Measure,
    unavailable,
)
from oracle.stats import Z, correlation_of_rates, design_effect, linearised_se, newcombe, normal, wilson
from oracle.watching import ATTRIBUTES, Month, Watching

BASIS = "watch_sessions"


def watch_hours_per_viewer(watching: Watching | None, missing: str) -> Answer:
    """KPI 4: the mean of the viewers' hours."""
    if watching is None:
        return unavailable(missing)
    answer = Answer(bases={BASIS: _hours_headline(watching)})
    if answer.headline:
        months = watching.months()
        for month in months:
            measure = hours_measure(viewer_hours(watching, month)["hours"])
            if measure.n >= MIN_N:
                coverage = hours_coverage(watching, month)
                answer.point(BASIS, (month.first, month.last), measure, coverage)
        viewers = viewer_hours(watching, months[0]).join(watching.viewers, on="subscriber", how="left")
        for dimension in ATTRIBUTES:
            members = {
                member: hours_measure(rows["hours"]) for (member,), rows in viewers.group_by(dimension)
            }
            answer.add_rates(BASIS, dimension, members)
    return answer


def usable_minutes(sessions: pl.DataFrame) -> pl.DataFrame:
    """Sessions whose viewer and minutes are known."""
    return sessions.filter(pl.col("subscriber").is_not_null(), pl.col("minutes").is_not_null())


def hours_coverage(watching: Watching, month: Month) -> float:
    """The share of a month's eligible sessions that KPI 4 can use."""
    sessions = watching.of_month(month)
    return usable_minutes(sessions).height / sessions.height


def viewer_hours(watching: Watching, month: Month) -> pl.DataFrame:
    """Each viewer of the month with the hours: subscriber, hours."""
    sessions = usable_minutes(watching.of_month(month))
    return sessions.group_by("subscriber").agg((pl.col("minutes").sum() / 60).alias("hours"))


def hours_measure(hours: pl.Series) -> Measure:
    """The mean over viewers with its interval."""
    n, total = len(hours), float(hours.sum())
    if n < 2:
        return Measure(value=total / n if n else None, n=n)
    low, high = normal(total / n, float(hours.std(ddof=1) / np.sqrt(n)))
    return Measure(value=total / n, n=n, interval=(max(0.0, low), high), numerator=total, denominator=n)


def _hours_headline(watching: Watching) -> Basis:
    months = watching.months()
    if not months:
        return "WINDOW_TOO_SHORT"
    if watching.of_month(months[0]).is_empty():
        return "WINDOW_TOO_SHORT"
    viewers = viewer_hours(watching, months[0])
    if viewers.is_empty():
        return "FIELD_ABSENT"
    if viewers.height < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=hours_measure(viewers["hours"]),
        period=(months[0].first, months[0].last),
        coverage=hours_coverage(watching, months[0]),
        change=_hours_change(watching, months),
    )


def _hours_change(watching: Watching, months: list[Month]) -> Change:
    if len(months) < 2:
        return NO_PREVIOUS_PERIOD
    later, before = (viewer_hours(watching, month) for month in months[:2])
    if before.is_empty():
        return NO_PREVIOUS_PERIOD
    if before.height < MIN_N:
        return TOO_FEW_BEFORE
    both = later.join(before, on="subscriber", how="full", coalesce=True, suffix="_before")
    means = later["hours"].mean(), before["hours"].mean()
    added = [
        ((both[column] - mean) / rows.height).fill_null(0.0).to_numpy()
        for column, mean, rows in zip(("hours", "hours_before"), means, (later, before), strict=True)
    ]
    delta = means[0] - means[1]
    margin = Z * linearised_se(added[0] - added[1])
    return Change.judged(means[1], delta, (delta - margin, delta + margin))


def completion_rate(watching: Watching | None, missing: str) -> Answer:
    """KPI 5: the pairs of viewer and title that reached 90 %."""
    if watching is None:
        return unavailable(missing)
    answer = Answer(bases={BASIS: _completion_headline(watching)})
    if answer.headline:
        months = watching.months()
        for month in months:
            measure = completion(pairs_of(watching, month))
            if measure.n >= MIN_N:
                coverage = progress_coverage(watching, month)
                answer.point(BASIS, (month.first, month.last), measure, coverage)
        pairs = pairs_of(watching, months[0])
        answer.add(BASIS, "measure", "completed_70", completion(pairs, 70), is_rate=True)
        pairs = pairs.join(watching.viewers, on="subscriber", how="left")
        for dimension in ("content_type", "plan", "region"):
            members = {member: completion(rows) for (member,), rows in pairs.group_by(dimension)}
            answer.add_rates(BASIS, dimension, members)
    return answer


def usable_progress(sessions: pl.DataFrame) -> pl.DataFrame:
    """Sessions whose viewer, title and progress are known."""
    return sessions.filter(pl.all_horizontal(pl.col("subscriber", "title", "progress").is_not_null()))


def progress_coverage(watching: Watching, month: Month) -> float:
    """The share of a month's eligible sessions that KPI 5 can use."""
    sessions = watching.of_month(month)
    return usable_progress(sessions).height / sessions.height


def pairs_of(watching: Watching, month: Month) -> pl.DataFrame:
    """Viewer and title in a month, with the furthest progress: subscriber, title, content_type, progress."""
    sessions = usable_progress(watching.of_month(month))
    return sessions.group_by("subscriber", "title", "content_type").agg(pl.col("progress").max())


def completions(pairs: pl.DataFrame, reached: int = 90) -> pl.DataFrame:
    """Each viewer's pairs, and how many of them came so far: subscriber, hits, rows."""
    done = (pl.col("progress") >= reached).sum().alias("hits")
    return pairs.group_by("subscriber").agg(done, pl.len().alias("rows"))


def completion(pairs: pl.DataFrame, reached: int = 90) -> Measure:
    """The share of pairs that came so far; viewers are clusters."""
    units = completions(pairs, reached)
    done, n = int(units["hits"].sum()), pairs.height
    if not n:
        return Measure(value=None, n=0)
    effective = n / design_effect(units["hits"], units["rows"])
    return Measure(value=done / n, n=n, interval=wilson(done / n, effective), numerator=done, denominator=n)


def _completion_headline(watching: Watching) -> Basis:
    months = watching.months()
    if not months:
        return "WINDOW_TOO_SHORT"
    if watching.of_month(months[0]).is_empty():
        return "WINDOW_TOO_SHORT"
    measure = completion(pairs_of(watching, months[0]))
    if not measure.n:
        return "FIELD_ABSENT"
    if measure.n < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=measure,
        period=(months[0].first, months[0].last),
        coverage=progress_coverage(watching, months[0]),
        change=_completion_change(watching, months, measure),
    )


def _completion_change(watching: Watching, months: list[Month], measure: Measure) -> Change:
    if len(months) < 2:
        return NO_PREVIOUS_PERIOD
    later, before = (pairs_of(watching, month) for month in months[:2])
    return rate_change(measure, completion(before), (completions(later), completions(before)))


def rate_change(
    later: Measure, before: Measure | None, units: tuple[pl.DataFrame, pl.DataFrame] | None = None
) -> Change:
    """The difference of two rates by Newcombe, from their own intervals.

    Where the same `units` are in both, as correlation_of_rates takes them, their correlation counts too.
    """
    if before is None or not before.n:
        return NO_PREVIOUS_PERIOD
    if before.n < MIN_N:
        return TOO_FEW_BEFORE
    limits = newcombe(
        (later.value, *later.interval),
        (before.value, *before.interval),
        correlation_of_rates(*units) if units else 0.0,
    )
    return Change.judged(before.value, later.value - before.value, limits)
