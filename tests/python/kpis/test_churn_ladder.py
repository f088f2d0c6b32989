"""The churn ladder with several snapshots: the sample has one, and a copy of its warehouse is given more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from replay import Replay
from statsmodels.stats.proportion import proportion_confint

KPIS = ("cancellation_rate", "retention_12m", "dormant_share")
DAYS = 28
"""Between one snapshot and the next: less than 30, so that scaling shows."""
EXACT = {"rel": 1e-9, "abs": 1e-9}

Row = dict[str, object]
Interval = tuple[float, float, float]
"""A rate and its limits."""
Altered = Callable[..., AbstractContextManager[duckdb.DuckDBPyConnection]]


@pytest.fixture(scope="module")
def altered(sample_project, tmp_path_factory) -> Altered:
    """The sample's star after some statements, with the KPIs that follow from it."""
    replay = Replay(sample_project)
    models = ["int_kpi_sources", "int_sessions_eligible", "int_subscriber_snapshot_days"]
    models += replay.after(["int_subscriber_snapshot_days"])

    @contextmanager
    def build(*statements: str) -> Iterator[duckdb.DuckDBPyConnection]:
        with replay.copy(tmp_path_factory.mktemp("churn")) as con:
            for statement in statements:
                con.execute(statement)
            replay.run(con, models)
            yield con

    return build


@pytest.fixture(scope="module")
def three_snapshots(altered) -> Iterator[duckdb.DuckDBPyConnection]:
    unknown = "update core.fact_subscriber_snapshot set is_active = null where subscriber_key % 50 = 7"
    with altered(unknown, earlier_snapshot(DAYS, revived=2), earlier_snapshot(2 * DAYS, revived=1)) as con:
        yield con


def earlier_snapshot(days: int, revived: int) -> str:
    """SQL of a snapshot some days before the latest, in which every `revived`th of the inactive was active.

    A fortieth of its subscribers have a key that the latest snapshot lacks, and a fiftieth have no state.
    """
    return f"""
        insert into core.fact_subscriber_snapshot by name
        with latest as (
            select current.*, date_add(date_day, {-days}) as taken
            from core.fact_subscriber_snapshot as current
            inner join core.dim_date on snapshot_date_key = date_key
            qualify snapshot_date_key = max(snapshot_date_key) over ()
        )
        select
            subscriber_key + case when subscriber_key % 40 = 1 then 1 else 0 end as subscriber_key,
            region_key, subscription_plan, subscription_start_date, country, age_band, data_mode,
            case
                when subscriber_key % 50 = 0 then null
                else coalesce(is_active, true) or subscriber_key % {revived} = 0
            end as is_active,
            year(taken) * 10000 + month(taken) * 100 + day(taken) as snapshot_date_key
        from latest
        where subscription_start_date <= taken
    """


def snapshots(con: duckdb.DuckDBPyConnection) -> list[pl.DataFrame]:
    """The subscribers of each snapshot, the latest first."""
    rows = con.sql("""
        select snapshots.*, date_day from core.fact_subscriber_snapshot as snapshots
        inner join core.dim_date on snapshot_date_key = date_key
    """).pl()
    return [rows.filter(pl.col("date_day") == day) for day in sorted(rows["date_day"].unique(), reverse=True)]


def mart(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    return {row["kpi_id"]: row for row in con.sql("from kpis.mart_kpi").pl().to_dicts()}


def wilson(hits: int, n: int) -> Interval:
    return (hits / n, *proportion_confint(hits, n, method="wilson"))


def lost(before: pl.DataFrame, after: pl.DataFrame, plan: str | None = None) -> tuple[Interval, int]:
    """Of those active before the share that is active no more, scaled to 30 days, and how many they are."""
    now = dict(after.select("subscriber_key", "is_active").iter_rows())
    of_plan = pl.lit(True) if plan is None else pl.col("subscription_plan") == plan
    active = before.filter(pl.col("is_active") & of_plan)
    states = [now.get(key, False) for key in active["subscriber_key"]]
    known = [state for state in states if state is not None]
    rate, low, high = 1 - (1 - np.array(wilson(known.count(False), len(known)))) ** (30 / DAYS)
    return (rate, low, high), len(known)


def share(hits: dict[int, bool]) -> Interval:
    """Of subscribers by key the share for whom it is so."""
    return wilson(sum(hits.values()), len(hits))


def correlation(now: dict[int, bool], before: dict[int, bool]) -> float:
    """How far two shares go together: by the deviations of who is in both, over those of all."""
    later, earlier = ({key: hit - share(hits)[0] for key, hit in hits.items()} for hits in (now, before))
    product = sum(later[key] * earlier[key] for key in later.keys() & earlier.keys())
    lengths = [np.sqrt(sum(deviation**2 for deviation in side.values())) for side in (later, earlier)]
    return float(product / np.prod(lengths))


def assert_change(row: Row, now: Interval, before: Interval, rho: float = 0.0) -> None:
    """Value and interval are `now`; the change against `before` has Newcombe's interval."""
    assert (row["value"], row["ci_low"], row["ci_high"]) == pytest.approx(now, **EXACT)
    difference = now[0] - before[0]
    sides = [(now[0] - now[1], before[2] - before[0]), (now[2] - now[0], before[0] - before[1])]
    margins = [np.sqrt(a**2 + b**2 - 2 * rho * a * b) for a, b in sides]
    low, high = difference - margins[0], difference + margins[1]
    assert row["prev_value"] == pytest.approx(before[0], **EXACT)
    assert (row["delta"], row["delta_low"], row["delta_high"]) == pytest.approx(
        (difference, low, high), **EXACT
    )
    assert row["delta_is_clear"] == bool(low > 0 or high < 0)


def test_two_snapshots_are_rung_b(three_snapshots):
    latest, middle, first = snapshots(three_snapshots)
    row = mart(three_snapshots)["cancellation_rate"]
    rate, n = lost(middle, latest)
    assert_change(row, rate, lost(first, middle)[0])
    assert (row["basis"], row["rung"], row["name"]) == ("two_snapshots", "B", "Cancellation rate")
    # scaled to 30 days, it is the ratio of no two counts
    assert (row["n"], row["numerator"], row["denominator"]) == (n, None, None)
    assert row["coverage"] == pytest.approx(n / middle["is_active"].sum(), **EXACT)
    ends = latest["date_day"][0]
    assert (row["period_start"], row["period_end"]) == (ends - timedelta(days=DAYS - 1), ends)


def test_rung_b_is_sliced_and_rung_c_stands_beside_it(three_snapshots):
    latest, middle, _ = snapshots(three_snapshots)
    rows = three_snapshots.sql("from kpis.mart_kpi_slice where kpi_id = 'cancellation_rate'").pl().to_dicts()
    slices = {(row["basis"], row["dimension"], row["member"]): row for row in rows}
    for plan in middle["subscription_plan"].unique():
        row = slices["two_snapshots", "plan", plan]
        assert (row["value"], row["ci_low"], row["ci_high"]) == pytest.approx(
            lost(middle, latest, plan)[0], **EXACT
        )
        assert (row["numerator"], row["denominator"]) == (None, None)
    to_date = wilson((~latest["is_active"]).sum(), latest["is_active"].count())
    row = slices["one_snapshot", "basis", "one_snapshot"]
    assert (row["value"], row["ci_low"], row["ci_high"]) == pytest.approx(to_date, **EXACT)
    assert (row["numerator"], row["denominator"]) == (
        (~latest["is_active"]).sum(),
        latest["is_active"].count(),
    )
    assert ("one_snapshot", "plan", "Basic") not in slices
    series = three_snapshots.sql("""
        select basis, count(*) from kpis.mart_kpi_series where kpi_id = 'cancellation_rate' group by basis
    """).fetchall()
    assert dict(series) == {"two_snapshots": 2, "one_snapshot": 3}


def test_what_rung_b_is_made_of_stands_beside_it(three_snapshots):
    latest, middle, _ = snapshots(three_snapshots)
    parts = dict(
        three_snapshots.sql("""
            select member, value from kpis.mart_kpi_slice
            where kpi_id = 'cancellation_rate' and dimension = 'measure' and basis = 'two_snapshots'
        """).fetchall()
    )
    assert parts.pop("days_between_snapshots") == DAYS
    rate = wilson(int(parts["subscribers_lost"]), int(parts["subscribers_at_risk"]))[0]
    assert 1 - (1 - rate) ** (30 / DAYS) == pytest.approx(lost(middle, latest)[0][0], **EXACT)


def test_retention_is_compared_with_the_earlier_snapshot(three_snapshots):
    def retained(rows: pl.DataFrame) -> dict[int, bool]:
        tenure = (pl.col("date_day") - pl.col("subscription_start_date")).dt.total_days()
        known = rows.filter(tenure.is_between(335, 395) & pl.col("is_active").is_not_null())
        return dict(known.select("subscriber_key", "is_active").iter_rows())

    latest, middle, _ = snapshots(three_snapshots)
    now, before = retained(latest), retained(middle)
    rho = correlation(now, before)
    assert 0.01 < rho < 0.99
    assert_change(mart(three_snapshots)["retention_12m"], share(now), share(before), rho)


def test_dormancy_is_compared_without_the_sessions_since(three_snapshots):
    sessions = three_snapshots.sql("""
        select subscriber_key, date_day from core.fact_watch_session
        inner join core.dim_date using (date_key) where source_system = 'netflix'
    """).pl()

    def dormant(rows: pl.DataFrame) -> dict[int, bool]:
        end: date = rows["date_day"][0]
        awake = sessions.filter(pl.col("date_day").is_between(end - timedelta(days=29), end))
        active = rows.filter("is_active")
        seen = set(awake["subscriber_key"])
        return {key: key not in seen for key in active["subscriber_key"]}

    latest, middle, _ = snapshots(three_snapshots)
    now, before = dormant(latest), dormant(middle)
    rho = correlation(now, before)
    assert 0.01 < rho < 0.99
    assert_change(mart(three_snapshots)["dormant_share"], share(now), share(before), rho)


def test_the_invariants_hold_on_rung_b_too(sample_project, three_snapshots):
    compiled = sample_project.target / "compiled" / "media_analytics" / "tests" / "data" / "kpis"
    invariants = sorted(compiled.glob("assert_*.sql"))
    assert len(invariants) >= 20
    broken = {
        path.stem: three_snapshots.sql(path.read_text(encoding="utf-8")).fetchall() for path in invariants
    }
    assert not {name: rows for name, rows in broken.items() if rows}


def test_a_snapshot_with_a_row_limit_is_no_comparison(altered):
    """In the middle it is passed over, and is no point of a series; as the current one it stands alone."""
    middle = """
        update core.fact_subscriber_snapshot set is_limited = true where snapshot_date_key = (
            select max(snapshot_date_key) from core.fact_subscriber_snapshot where is_limited is null
        )
    """
    part = "delete from core.fact_subscriber_snapshot where is_limited and subscriber_key % 2 = 0"
    past = [earlier_snapshot(DAYS, revived=2), earlier_snapshot(2 * DAYS, revived=1)]
    with altered(*past, middle, part) as con:
        latest, _, first = snapshots(con)
        rows = mart(con)
        points = con.sql(
            "select distinct period_end from kpis.mart_kpi_series where kpi_id = 'dormant_share'"
        )
        ends = {day for (day,) in points.fetchall()}
    found = rows["cancellation_rate"]
    assert (found["basis"], found["n"]) == ("two_snapshots", lost(first, latest)[1])
    assert found["period_start"] == first["date_day"][0] + timedelta(days=1)
    assert rows["retention_12m"]["prev_value"] is not None
    assert ends == {latest["date_day"][0], first["date_day"][0]}

    current = "update core.fact_source_load set is_limited = true where table_name = 'netflix_users'"
    with altered(*past, current) as con:
        rows = mart(con)
    assert (rows["cancellation_rate"]["rung"], rows["cancellation_rate"]["status"]) == ("C", "partial")
    assert {rows[kpi]["delta_reason_code"] for kpi in KPIS} == {"NO_PREVIOUS_PERIOD"}


def test_one_snapshot_is_rung_c(sample_project):
    with sample_project.connect() as con:
        row = mart(con)["cancellation_rate"]
        (latest,) = snapshots(con)
    assert (row["basis"], row["rung"], row["name"]) == ("one_snapshot", "C", "Cancelled share to date")
    expected = wilson((~latest["is_active"]).sum(), latest["is_active"].count())
    assert (row["value"], row["ci_low"], row["ci_high"]) == pytest.approx(expected, **EXACT)
    assert row["delta_reason_code"] == "NO_PREVIOUS_PERIOD"


@pytest.mark.parametrize(
    ("statement", "reasons"),
    [
        (
            "update core.fact_subscriber_snapshot set is_active = null",
            ("FIELD_ABSENT", "FIELD_ABSENT", "FIELD_ABSENT"),
        ),
        (
            "update core.fact_subscriber_snapshot set subscription_start_date = null",
            (None, "FIELD_ABSENT", None),
        ),
        (
            """
            update core.fact_source_load set data_end = date_add(
                (select data_end from core.fact_source_load where table_name = 'netflix_users'), -40
            ) where table_name = 'netflix_watch_history'
            """,
            (None, None, "SOURCE_STALE"),
        ),
        (
            "delete from core.fact_subscriber_snapshot where subscriber_key % 60 != 0",
            ("MIN_N_NOT_MET", "MIN_N_NOT_MET", "MIN_N_NOT_MET"),
        ),
    ],
    ids=["no state", "no start", "sessions end 40 days before", "too few"],
)
def test_what_the_data_cannot_say_has_a_reason(altered, statement, reasons):
    with altered(statement) as con:
        found = mart(con)
    assert tuple(found[kpi]["reason_code"] for kpi in KPIS) == reasons
    assert tuple(found[kpi]["value"] is None for kpi in KPIS) == tuple(
        reason is not None for reason in reasons
    )
    assert len(found) == 14
