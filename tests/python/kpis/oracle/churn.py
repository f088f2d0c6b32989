"""KPIs 7 to 9: cancellation, retention and dormancy, by snapshot of subscribers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
from scipy.optimize import isotonic_regression

from oracle.engagement import rate_change
from oracle.results import MIN_N, NO_PREVIOUS_PERIOD, Answer, Basis, Headline, Measure, unavailable
from oracle.stats import wilson
from oracle.watching import Snapshot, Watching, earlier

PAIR, SINGLE, ACTIVE = "two_snapshots", "one_snapshot", "active_subscribers"
Slicer = Callable[[pl.DataFrame], Measure]


def rate(hits: int, n: int) -> Measure:
    """A share with Wilson's interval."""
    if not n:
        return Measure(value=None, n=0)
    return Measure(value=hits / n, n=n, interval=wilson(hits / n, n), numerator=hits, denominator=n)


def shares_of(column: str, *rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The subscribers of a snapshot and of the one before, as units of a share: subscriber, hits, rows."""
    later, before = (
        part.select("subscriber", pl.col(column).cast(pl.Int64).alias("hits"), pl.lit(1).alias("rows"))
        for part in rows
    )
    return later, before


def cancellation_rate(watching: Watching | None, missing: str) -> Answer:
    """KPI 7: rung B from two snapshots, rung C from one."""
    if watching is None:
        return unavailable(missing)
    snapshots = watching.snapshots()
    bases: dict[str, Basis] = {SINGLE: _inactive_headline(snapshots[0])}
    # where no rung holds, the lowest says why
    if isinstance(pair := _lost_headline(snapshots), Headline):
        bases = {PAIR: pair, **bases}
    answer = Answer(bases=bases)
    for snapshot in snapshots if answer.headline else []:
        found = _inactive_headline(snapshot)
        if isinstance(found, Headline):
            answer.point(SINGLE, found.period, found.measure, found.coverage)
        found = _lost_headline(snapshots, snapshot)
        if isinstance(found, Headline):
            answer.point(PAIR, found.period, found.measure, found.coverage)
    if answer.basis == PAIR:
        before = earlier(snapshots, snapshots[0])
        assert before
        days = (snapshots[0].day - before.day).days
        rows = at_risk(snapshots[0], before)
        _slice(answer, PAIR, rows, lambda part: lost(part, days))
        parts = {"subscribers_lost": int((~rows["stays"]).sum()), "subscribers_at_risk": rows.height}
        for member, count in {**parts, "days_between_snapshots": days}.items():
            answer.add(PAIR, "measure", member, Measure(value=count, n=rows.height))
    elif answer.basis == SINGLE:
        _slice(answer, SINGLE, snapshots[0].rows.filter(pl.col("is_active").is_not_null()), inactive)
    return answer


def _slice(answer: Answer, basis: str, rows: pl.DataFrame, measure: Slicer) -> None:
    rows = rows.with_columns(start_quarter=quarter(pl.col("start")))
    for dimension in ("plan", "region", "start_quarter"):
        members = {member: measure(part) for (member,), part in rows.group_by(dimension)}
        answer.add_rates(basis, dimension, members)


def quarter(start: pl.Expr) -> pl.Expr:
    """A day's quarter, such as 2025-Q3."""
    return pl.concat_str(start.dt.year(), pl.lit("-Q"), start.dt.quarter()).fill_null("Unknown")


def at_risk(later: Snapshot, before: Snapshot) -> pl.DataFrame:
    """Who was active and of whom we know what became: the earlier attributes, and `stays`."""
    now = later.rows.select("subscriber", pl.col("is_active").alias("stays"), pl.lit(True).alias("listed"))
    active = before.rows.filter("is_active").join(now, on="subscriber", how="left")
    return active.filter(pl.col("listed").is_null() | pl.col("stays").is_not_null()).with_columns(
        pl.col("stays").fill_null(False)
    )


def says_a_state(later: Snapshot, before: Snapshot) -> bool:
    """Whether the later snapshot knows of anybody active before; else who is not listed proves nothing."""
    active = before.rows.filter("is_active").select("subscriber")
    return later.rows.join(active, on="subscriber", how="semi")["is_active"].is_not_null().any()


def lost(rows: pl.DataFrame, days: int) -> Measure:
    """The share that is lost, scaled to 30 days with its limits."""
    plain = rate(int((~rows["stays"]).sum()), rows.height)
    if plain.value is None:
        return plain
    low, high = plain.interval
    value = thirty_days(plain.value, days)
    return Measure(
        value=value,
        n=plain.n,
        interval=(thirty_days(low, days), thirty_days(high, days)),
    )


def thirty_days(share: float, days: int) -> float:
    """What is lost in 30 days where `share` is lost in `days`."""
    return 1 - max(0.0, 1 - share) ** (30 / days)


def inactive(rows: pl.DataFrame) -> Measure:
    """The share that is no longer active, of those of whom it is known."""
    return rate(int((~rows["is_active"]).sum()), rows.height)


def _lost_headline(snapshots: list[Snapshot], of: Snapshot | None = None) -> Basis:
    later = of or snapshots[0]
    before = earlier(snapshots, later)
    if before is None:
        return "WINDOW_TOO_SHORT"
    rows, days = at_risk(later, before), (later.day - before.day).days
    if not says_a_state(later, before):
        return "FIELD_ABSENT"
    if rows.height < MIN_N:
        return "MIN_N_NOT_MET"
    measure = lost(rows, days)
    first = earlier(snapshots, before)
    return Headline(
        measure=measure,
        period=(before.day + timedelta(days=1), later.day),
        coverage=rows.height / before.rows.filter("is_active").height,
        change=rate_change(measure, lost(at_risk(before, first), (before.day - first.day).days))
        if first and says_a_state(before, first)
        else NO_PREVIOUS_PERIOD,
    )


def _inactive_headline(snapshot: Snapshot) -> Basis:
    known = snapshot.rows.filter(pl.col("is_active").is_not_null())
    if known.is_empty() and not snapshot.rows.is_empty():
        return "FIELD_ABSENT"
    if known.height < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=inactive(known),
        period=(snapshot.day, snapshot.day),
        coverage=known.height / snapshot.rows.height,
    )


def retention_12m(watching: Watching | None, missing: str) -> Answer:
    """KPI 8: the active share about a year after the start, and the falling curve over all tenures."""
    if watching is None:
        return unavailable(missing)
    snapshots = watching.snapshots()
    answer = Answer(bases={SINGLE: _retained_headline(snapshots)})
    if answer.headline:
        for snapshot in snapshots:
            found = _retained_headline(snapshots, snapshot)
            if isinstance(found, Headline):
                answer.point(SINGLE, found.period, found.measure, found.coverage)
        _tenures(answer, snapshots[0])
        rows = around_a_year(tenured(snapshots[0]))
        for dimension in ("plan", "region"):
            members = {member: active(part) for (member,), part in rows.group_by(dimension)}
            answer.add_rates(SINGLE, dimension, members)
    return answer


def tenured(snapshot: Snapshot) -> pl.DataFrame:
    """The subscribers whose start and state are known, with `tenure` in days."""
    tenure = (pl.lit(snapshot.day) - pl.col("start")).dt.total_days()
    return snapshot.rows.with_columns(tenure=tenure).filter(
        pl.col("is_active").is_not_null(), pl.col("tenure") >= 0
    )


def around_a_year(rows: pl.DataFrame) -> pl.DataFrame:
    """Those whose tenure is within a month of a year."""
    return rows.filter(pl.col("tenure").is_between(335, 395))


def active(rows: pl.DataFrame) -> Measure:
    """The active share."""
    return rate(int(rows["is_active"].sum()), rows.height)


def _retained_headline(snapshots: list[Snapshot], of: Snapshot | None = None) -> Basis:
    snapshot = of or snapshots[0]
    listed = snapshot.rows
    if not listed.is_empty() and (listed["start"].is_null().all() or listed["is_active"].is_null().all()):
        return "FIELD_ABSENT"
    rows = around_a_year(tenured(snapshot))
    measure = active(rows)
    if measure.n < MIN_N:
        return "MIN_N_NOT_MET"
    before = earlier(snapshots, snapshot)
    change = NO_PREVIOUS_PERIOD
    if before:
        rows_before = around_a_year(tenured(before))
        change = rate_change(measure, active(rows_before), shares_of("is_active", rows, rows_before))
    return Headline(
        measure=measure,
        period=(snapshot.day, snapshot.day),
        coverage=tenured(snapshot).height / listed.height,
        change=change,
    )


def _tenures(answer: Answer, snapshot: Snapshot) -> None:
    months = tenured(snapshot).group_by((pl.col("tenure") // 30).alias("month")).agg(
        pl.col("is_active").sum().alias("active"), pl.len().alias("n")
    ).sort("month")  # fmt: skip
    shares = (months["active"] / months["n"]).to_numpy()
    fitted = isotonic_regression(shares, weights=months["n"].to_numpy(), increasing=False).x
    for month, hits, n, fit in zip(months["month"], months["active"], months["n"], fitted, strict=True):
        answer.add(SINGLE, "tenure_month", f"{month:03d}", rate(hits, n), is_rate=True)
        end = snapshot.day - timedelta(days=30 * month)
        coverage = tenured(snapshot).height / snapshot.rows.height
        period = (end - timedelta(days=29), end)
        if n >= MIN_N:
            answer.point("tenure_curve", period, Measure(value=float(fit), n=n), coverage)


def dormant_share(watching: Watching | None, missing: str) -> Answer:
    """KPI 9: active subscribers who have not watched of late."""
    if watching is None:
        return unavailable(missing)
    # what is not older than the last session would repeat the days of the current one
    current, *past = watching.snapshots()
    snapshots = [current, *(taken for taken in past if taken.day < watching.as_of)]
    answer = Answer(bases={ACTIVE: _dormant_headline(watching, snapshots, snapshots[0])})
    if answer.headline:
        for snapshot in snapshots:
            found = _dormant_headline(watching, snapshots, snapshot)
            if isinstance(found, Headline):
                answer.point(ACTIVE, found.period, found.measure, found.coverage)
        for days in (60, 90):
            if window_is_whole(watching, watching.as_of, days):
                rows = dormancy(watching, snapshots[0], days)
                answer.add(ACTIVE, "measure", f"dormant_{days}", dormant(rows), is_rate=True)
        rows = dormancy(watching, snapshots[0], 30)
        for dimension in ("plan", "region"):
            members = {member: dormant(part) for (member,), part in rows.group_by(dimension)}
            answer.add_rates(ACTIVE, dimension, members)
    return answer


def until(watching: Watching, snapshot: Snapshot) -> date:
    """The last day of which both the snapshot and the sessions can tell."""
    return min(snapshot.day, watching.as_of)


def window_is_whole(watching: Watching, end: date, days: int) -> bool:
    """Whether sessions reach back that far."""
    first = watching.sessions["day"].min()
    return first is not None and first <= end - timedelta(days=days - 1)


def dormancy(watching: Watching, snapshot: Snapshot, days: int) -> pl.DataFrame:
    """The active subscribers of a snapshot, with `slept`: without a session in the last `days` days."""
    end = until(watching, snapshot)
    recent = watching.sessions.filter(pl.col("day") > end - timedelta(days=days), pl.col("day") <= end)
    awake = pl.col("subscriber").is_in(recent["subscriber"].drop_nulls().unique().implode())
    return snapshot.rows.filter("is_active").with_columns(slept=~awake)


def dormant(rows: pl.DataFrame) -> Measure:
    """The share that slept."""
    return rate(int(rows["slept"].sum()), rows.height)


def _dormant_headline(watching: Watching, snapshots: list[Snapshot], snapshot: Snapshot) -> Basis:
    end, listed = until(watching, snapshot), snapshot.rows
    if not listed.is_empty() and listed["is_active"].is_null().all():
        return "FIELD_ABSENT"
    if snapshot.day - end > timedelta(days=30):
        return "SOURCE_STALE"
    if not window_is_whole(watching, end, 30):
        return "WINDOW_TOO_SHORT"
    rows = dormancy(watching, snapshot, 30)
    measure = dormant(rows)
    if measure.n < MIN_N:
        return "MIN_N_NOT_MET"
    before = earlier(snapshots, snapshot)
    change = NO_PREVIOUS_PERIOD
    if before and window_is_whole(watching, until(watching, before), 30):
        rows_before = dormancy(watching, before, 30)
        change = rate_change(measure, dormant(rows_before), shares_of("slept", rows, rows_before))
    return Headline(
        measure=measure,
        period=(end - timedelta(days=29), end),
        coverage=listed["is_active"].is_not_null().mean(),
        change=change,
    )
