"""KPIs 1 and 2: views and streams, by month or chart week."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from oracle.charts import TOP10_CHARTS, WEEK_PLACES, WORLD, Charts, chart_week, is_stale
from oracle.raw import Raw
from oracle.results import (
    MIN_N,
    NO_PREVIOUS_PERIOD,
    TOO_FEW_BEFORE,
    Answer,
    Basis,
    Change,
    Headline,
    Measure,
    largest,
)
from oracle.stats import Z, normal, total_se
from oracle.watching import Month, Watching, totals

TOP10, SESSIONS = "netflix_top10", "watch_sessions"
STREAMS = {"spotify_weekly": "top200_weekly", "spotify_daily": "top200_daily"}
WEEKS, MONTHS, TITLES = 156, 36, 20
WEEK = timedelta(days=7)


def total_views(raw: Raw, charts: Charts | None, watching: Watching | None, missing: str) -> Answer:
    """KPI 1: the views of the Top 10s, else those in the watch sessions."""
    bases: dict[str, Basis] = {}
    if charts:
        weeks = weeks_of(charts.world(*TOP10_CHARTS), charts.top10_as_of())
        bases[TOP10] = _week_headline(weeks)
    if watching:
        bases[SESSIONS] = _month_headline(watching)
    answer = Answer(bases=bases, missing=missing)
    if charts and isinstance(bases[TOP10], Headline):
        add_weeks(answer, TOP10, weeks)
        _top10_slices(raw, answer, weeks[max(weeks)])
    if watching and isinstance(bases[SESSIONS], Headline):
        _session_points(answer, watching)
        _session_slices(raw, answer, watching)
    return answer


# ---- charts ------------------------------------------------------------------------------------------------


def weeks_of(places: pl.DataFrame, as_of: date) -> dict[date, pl.DataFrame]:
    """The places of each chart week that is over, by its first day."""
    over = places.filter(pl.col("end") <= as_of)
    return {start: rows for (start,), rows in over.group_by("start")}


def whole_weeks(places: pl.DataFrame, as_of: date) -> dict[date, pl.DataFrame]:
    """The places of each Friday to Thursday of which all seven daily charts are there, by its first day."""
    fridays = {when: chart_week(when) for when in places["start"].unique()}
    weeks = places.filter(pl.col("end") <= as_of).with_columns(
        friday=pl.col("start").replace_strict(fridays, return_dtype=pl.Date)
    )
    return {friday: rows for (friday,), rows in weeks.group_by("friday") if rows["start"].n_unique() == 7}


def streams_measure(rows: pl.DataFrame, unit: str = "rows") -> Measure:
    """Σ of the estimates, between the bounds where one of them is no published figure."""
    known = rows.filter(pl.col("estimate").is_not_null())
    total = float(known["estimate"].sum())
    n = known.height if unit == "rows" else known["title"].n_unique()
    bounds = (
        (float(known["lo"].sum()), float(known["hi"].sum())) if known["is_estimated"].any() else (None, None)
    )
    return Measure(value=total if known.height else None, n=n, interval=bounds)


def _week_headline(weeks: dict[date, pl.DataFrame], *, unit: str = "rows", bounds: bool = False) -> Basis:
    if not weeks:
        return "WINDOW_TOO_SHORT"
    week = max(weeks)
    measure = week_measure(weeks[week], unit, bounds)
    if measure.value is None:
        return "FIELD_ABSENT"
    before = weeks.get(week - WEEK)
    previous = week_measure(before, unit, bounds).value if before is not None else None
    change = NO_PREVIOUS_PERIOD
    if previous is not None:
        change = Change(previous=previous, delta=measure.value / 7 - previous / 7)
    return Headline(
        measure=measure,
        period=(week, week + timedelta(days=6)),
        coverage=week_coverage(weeks[week]),
        change=change,
        is_estimated=bool(weeks[week]["is_estimated"].any()),
    )


def week_coverage(rows: pl.DataFrame) -> float:
    """The share of the places of a week with all its charts that have an estimate."""
    return min(1.0, rows["estimate"].count() / WEEK_PLACES[rows["chart"][0]])


def week_measure(rows: pl.DataFrame, unit: str = "rows", bounds: bool = False) -> Measure:
    """A week's sum; the Top 10's estimates state no bounds."""
    measure = streams_measure(rows, unit)
    return measure if bounds else Measure(value=measure.value, n=measure.n)


def add_weeks(
    answer: Answer, basis: str, weeks: dict[date, pl.DataFrame], *, unit: str = "rows", bounds: bool = False
) -> None:
    """The series of weeks, those without any estimate left out."""
    for week in sorted(weeks, reverse=True)[:WEEKS]:
        measure = week_measure(weeks[week], unit, bounds)
        if measure.value is not None:
            period = (week, week + timedelta(days=6))
            is_estimated = bool(weeks[week]["is_estimated"].any())
            answer.point(basis, period, measure, week_coverage(weeks[week]), is_estimated=is_estimated)


def _top10_slices(raw: Raw, answer: Answer, rows: pl.DataFrame) -> None:
    for (chart,), part in rows.group_by("chart"):
        answer.add(TOP10, "chart", str(chart), week_measure(part))
    answer.add(TOP10, "region", raw.region_names[WORLD], week_measure(rows))
    known = rows.filter(pl.col("estimate").is_not_null()).rename({"estimate": "views"})
    add_titles(raw, answer, TOP10, known)
    _add_genres(raw, answer, TOP10, known)


def add_titles(raw: Raw, answer: Answer, basis: str, rows: pl.DataFrame, *, bounds: bool = False) -> None:
    """The largest titles by `views`, placed and named."""
    parts = {title: part for (title,), part in rows.group_by("title")}
    ranked = largest([(float(part["views"].sum()), title) for title, part in parts.items()], TITLES)
    for place, title in enumerate(ranked, 1):
        part = parts[title]
        measure = Measure(value=float(part["views"].sum()), n=part.height)
        if bounds:
            measure = streams_measure(part.rename({"views": "estimate"}))
        answer.add(basis, "title", f"{place:02d}|{raw.title_names[title]}", measure)


def _add_genres(raw: Raw, answer: Answer, basis: str, rows: pl.DataFrame) -> None:
    views: dict[str, float] = {}
    counts: dict[str, int] = {}
    for title, amount in rows.select("title", "views").iter_rows():
        genres = raw.genres.get(title) or ["Unknown"]
        for genre in genres:
            views[genre] = views.get(genre, 0.0) + amount / len(genres)
            counts[genre] = counts.get(genre, 0) + 1
    for genre, amount in views.items():
        answer.add(basis, "genre", genre, Measure(value=amount, n=counts[genre]))


# ---- sessions ----------------------------------------------------------------------------------------------


def viewings(watching: Watching, month: Month) -> pl.DataFrame:
    """The usable sessions of a month with their `views`."""
    sessions = watching.of_month(month).filter(
        pl.col("subscriber").is_not_null(), pl.col("minutes").is_not_null(), pl.col("runtime") > 0
    )
    return sessions.with_columns(views=pl.col("minutes") / pl.col("runtime"))


def views_measure(watching: Watching, month: Month) -> Measure:
    """The views of a month; the sum over subscribers, those without a session included, has the error."""
    rows = viewings(watching, month)
    total = float(rows["views"].sum())
    low, high = normal(total, total_se(totals(rows, "views", watching.frame)))
    return Measure(value=total, n=rows.height, interval=(max(0.0, low), high))


def _month_headline(watching: Watching) -> Basis:
    months = watching.months()
    if not months:
        return "WINDOW_TOO_SHORT"
    eligible, usable = watching.of_month(months[0]).height, viewings(watching, months[0]).height
    if not eligible:
        return "WINDOW_TOO_SHORT"
    if not usable:
        return "FIELD_ABSENT"
    if usable < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=views_measure(watching, months[0]),
        period=(months[0].first, months[0].last),
        coverage=usable / eligible,
        change=_views_change(watching, months),
    )


def _views_change(watching: Watching, months: list[Month]) -> Change:
    if len(months) < 2 or viewings(watching, months[1]).is_empty():
        return NO_PREVIOUS_PERIOD
    if viewings(watching, months[1]).height < MIN_N:
        return TOO_FEW_BEFORE
    later, before = (totals(viewings(watching, month), "views", watching.frame) for month in months[:2])
    per_day = later / months[0].days - before / months[1].days
    margin = Z * total_se(per_day)
    delta = float(later.sum() / months[0].days - before.sum() / months[1].days)
    return Change.judged(float(before.sum()), delta, (delta - margin, delta + margin))


def _session_points(answer: Answer, watching: Watching) -> None:
    for month in watching.months()[:MONTHS]:
        measure = views_measure(watching, month)
        if measure.n >= MIN_N:
            coverage = measure.n / watching.of_month(month).height
            answer.point(SESSIONS, (month.first, month.last), measure, coverage)


def _session_slices(raw: Raw, answer: Answer, watching: Watching) -> None:
    rows = viewings(watching, watching.months()[0])
    add_titles(raw, answer, SESSIONS, rows)
    _add_genres(raw, answer, SESSIONS, rows)
    for (region,), part in rows.join(watching.viewers, on="subscriber", how="left").group_by("region"):
        answer.add(SESSIONS, "region", str(region), Measure(value=float(part["views"].sum()), n=part.height))


# ---- streams -----------------------------------------------------------------------------------------------


def total_streams(raw: Raw, charts: Charts | None, missing: str) -> Answer:
    """KPI 2: the streams of the global Top 200 in a chart week."""
    if charts is None:
        return Answer(bases={}, missing=missing)
    as_of = charts.spotify_as_of()
    weeks = {basis: basis_weeks(charts, basis, WORLD) for basis in STREAMS}
    bases: dict[str, Basis] = {}
    for basis in STREAMS:
        bases[basis] = _week_headline(weeks[basis], unit="titles", bounds=True)
        # an old week is not the latest, whatever single charts came after it
        if weeks[basis] and is_stale(max(weeks[basis]) + timedelta(days=6), as_of):
            bases[basis] = "SOURCE_STALE"
    answer = Answer(bases=bases, missing=missing)
    for basis, found in bases.items():
        if isinstance(found, Headline):
            add_weeks(answer, basis, weeks[basis], unit="titles", bounds=True)
            _stream_slices(raw, charts, answer, basis, weeks[basis])
    return answer


def basis_weeks(charts: Charts, basis: str, region: str) -> dict[date, pl.DataFrame]:
    """A region's whole chart weeks on a basis."""
    rows = charts.rows.filter(pl.col("region") == region, pl.col("chart") == STREAMS[basis])
    weeks = weeks_of if basis == "spotify_weekly" else whole_weeks
    return weeks(rows, charts.spotify_as_of())


def _stream_slices(
    raw: Raw, charts: Charts, answer: Answer, basis: str, weeks: dict[date, pl.DataFrame]
) -> None:
    week = max(weeks)
    known = weeks[week].filter(pl.col("estimate").is_not_null())
    estimated, total = (float(rows["estimate"].sum()) for rows in (known.filter("is_estimated"), known))
    answer.add(
        basis,
        "measure",
        "estimated_share",
        Measure(value=estimated / total, n=known["title"].n_unique(), numerator=estimated, denominator=total),
    )
    add_titles(raw, answer, basis, known.rename({"estimate": "views"}), bounds=True)
    listed = charts.rows.filter(pl.col("chart") == STREAMS[basis])
    for region in set(listed["region"]) - {WORLD}:
        rows = basis_weeks(charts, basis, region).get(week)
        measure = streams_measure(rows, "titles") if rows is not None else None
        if rows is not None and measure and measure.value is not None:
            places = rows["start"].n_unique() * listed.filter(pl.col("region") == region)["rank"].max()
            is_thin = rows["estimate"].count() < 0.8 * places
            answer.add(basis, "region", raw.region_names.get(region, region), measure, is_hidden=is_thin)
