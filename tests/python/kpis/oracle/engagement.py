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
from oracle.stats import Z, design_effect, linearised_se, newcombe, normal, wilson
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
                answer.point(BASIS, month.first, month.last, measure)
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
    sessions = watching.of_month(months[0])
    viewers = viewer_hours(watching, months[0])
    if viewers.is_empty() and not sessions.is_empty():
        return "FIELD_ABSENT"
    if viewers.height < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=hours_measure(viewers["hours"]),
        period=(months[0].first, months[0].last),
        coverage=usable_minutes(sessions).height / sessions.height,
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
                answer.point(BASIS, month.first, month.last, measure)
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


def pairs_of(watching: Watching, month: Month) -> pl.DataFrame:
    """Viewer and title in a month, with the furthest progress: subscriber, title, content_type, progress."""
    sessions = usable_progress(watching.of_month(month))
    return sessions.group_by("subscriber", "title", "content_type").agg(pl.col("progress").max())


def completion(pairs: pl.DataFrame, reached: int = 90) -> Measure:
    """The share of pairs that came so far; viewers are clusters."""
    units = pairs.group_by("subscriber").agg((pl.col("progress") >= reached).sum().alias("hits"), pl.len())
    done, n = int(units["hits"].sum()), pairs.height
    if not n:
        return Measure(value=None, n=0)
    effective = n / design_effect(units["hits"], units["len"])
    return Measure(value=done / n, n=n, interval=wilson(done / n, effective), numerator=done, denominator=n)


def _completion_headline(watching: Watching) -> Basis:
    months = watching.months()
    if not months:
        return "WINDOW_TOO_SHORT"
    sessions = watching.of_month(months[0])
    measure = completion(pairs_of(watching, months[0]))
    if not measure.n and not sessions.is_empty():
        return "FIELD_ABSENT"
    if measure.n < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=measure,
        period=(months[0].first, months[0].last),
        coverage=usable_progress(sessions).height / sessions.height,
        change=rate_change(measure, completion(pairs_of(watching, months[1])) if months[1:] else None),
    )


def rate_change(later: Measure, before: Measure | None) -> Change:
    """The difference of two rates by Newcombe, from their own intervals."""
    if before is None or not before.n:
        return NO_PREVIOUS_PERIOD
    if before.n < MIN_N:
        return TOO_FEW_BEFORE
    limits = newcombe(
        (later.value, *later.interval),
        (before.value, *before.interval),
    )
    return Change.judged(before.value, later.value - before.value, limits)
