"""Every branch of not_available: fourteen rows stay, what cannot be said is null, and the reason is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_project import BuiltProject
from metric_claims import UNSAID, Metrics
from oracle.answers import all_answers
from oracle.comparison import all_differences, read_marts
from replay import Replay, remove_source

from loaders.sources import SOURCES
from reports.evidence import gates, overlay, tests_run
from reports.evidence.artifacts import Artifacts

Row = dict[str, Any]

SESSIONS = {"watch_hours_per_viewer", "completion_rate"}
CHURN = {"cancellation_rate", "retention_12m", "dormant_share"}
GENRES = {"genre_popularity_share", "genre_momentum", "genre_rating"}
PLATFORMS = {"platform_catalogue_share", "platform_hhi"}
STREAMS = {"total_streams", "time_on_chart"}
WITHOUT = {
    "imdb": GENRES,
    "tmdb": PLATFORMS,
    "netflix": SESSIONS | CHURN,
    "netflix_top10": set(),
    "spotify": STREAMS,
}
"""Source → the KPIs that have no other."""


OF_REGIONS = {"region_platform", "region", "region_effective_number"}
"""KPIs 13 and 14 speak of the home region; what the others have stands without it."""


def stands_alone(row: Row) -> bool:
    """Whether a slice may be there though its KPI has no value."""
    is_of_home = row["dimension"] in {"platform", "platform_coverage", "platform_votes"}
    return row["kpi_id"] in PLATFORMS and (
        row["dimension"] in OF_REGIONS or (is_of_home and row["suppressed"])
    )


def kpi_rows(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """The rows of mart_kpi: fourteen; one without a value has no other measure, series or slices."""
    marts = read_marts(con)
    rows = {row["kpi_id"]: row for row in marts["mart_kpi"].values()}
    assert len(rows) == 14
    for kpi_id, row in rows.items():
        if row["reason_code"]:
            assert {name: row[name] for name in overlay.NUMBERS} == dict.fromkeys(overlay.NUMBERS), kpi_id
            assert row["status"] == "not_available", kpi_id
            assert not [key for key in marts["mart_kpi_series"] if key[0] == kpi_id]
            slices = [row for row in marts["mart_kpi_slice"].values() if row["kpi_id"] == kpi_id]
            assert all(stands_alone(row) for row in slices), kpi_id
        else:
            assert row["value"] is not None and row["status"] != "not_available", kpi_id
    return rows


def reasons(rows: dict[str, Row]) -> dict[str, set[str]]:
    """Reason → the KPIs that are not available for it."""
    found: dict[str, set[str]] = {}
    for kpi_id, row in rows.items():
        if row["reason_code"]:
            found.setdefault(row["reason_code"], set()).add(kpi_id)
    return found


# ---- sources -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("source", WITHOUT)
def test_without_a_source_the_others_go_on(
    replay: Replay, metrics: Metrics, tmp_path: Path, source: str
) -> None:
    with replay.copy(tmp_path) as con:
        replay.rebuild(con, remove_source(con, source))
        rows = kpi_rows(con)
        assert reasons(rows) == ({"SOURCE_MISSING": WITHOUT[source]} if WITHOUT[source] else {})
        assert all_differences(con, all_answers(con)) == []
        compared, _ = metrics.on(con).compare()
    said = {kpi_id for kpi_id, _, figure in compared if figure == "value"}
    assert said == set(rows) - WITHOUT[source] - UNSAID
    bases = {
        "netflix_top10": ("total_views", "watch_sessions"),
        "spotify": ("hit_concentration", "netflix_top10"),
    }
    if source in bases:
        kpi_id, basis = bases[source]
        assert rows[kpi_id]["basis"] == basis


def test_without_any_source_all_say_so(replay: Replay, tmp_path: Path) -> None:
    with replay.copy(tmp_path) as con:
        replay.rebuild(con, {table for source in SOURCES for table in remove_source(con, source)})
        assert reasons(kpi_rows(con)) == {"SOURCE_MISSING": set(kpi_rows(con))}
        assert all_differences(con, all_answers(con)) == []
        assert con.sql("select count(*) from kpis.mart_kpi_slice").fetchall() == [(0,)]


def test_a_missing_credential_is_the_reason(replay: Replay, tmp_path: Path) -> None:
    with replay.copy(tmp_path) as con:
        replay.rebuild(con, remove_source(con, "tmdb", "CREDENTIAL_MISSING"))
        assert reasons(kpi_rows(con)) == {"CREDENTIAL_MISSING": PLATFORMS}


# ---- data --------------------------------------------------------------------------------------------------


def lost(source: str, *deletions: str) -> list[str]:
    """Statements after which a source is missing in the star."""
    return [
        *deletions,
        f"""
        update core.fact_source_load set
            status = 'missing', reason_code = 'SOURCE_MISSING',
            snapshot_date = null, data_start = null, data_end = null
        where source = '{source}'
        """,
    ]


NO_TOP10 = lost("netflix_top10", "delete from core.fact_streaming where streams_unit = 'views'")
NO_SPOTIFY = lost("spotify", "delete from core.fact_streaming where streams_unit = 'streams'")
NO_NETFLIX = lost(
    "netflix",
    "delete from core.fact_watch_session",
    "delete from core.fact_subscriber_snapshot",
    "delete from core.dim_subscriber where source_system = 'netflix'",
)
NO_DAILY = "delete from core.fact_streaming where chart = 'top200_daily'"


@dataclass(frozen=True)
class Branch:
    """What to alter in the star, and what must follow: reason → KPIs, KPI → why there is no change."""

    statements: list[str]
    reasons: dict[str, set[str]] = field(default_factory=dict)
    no_change: dict[str, str] = field(default_factory=dict)


def unless_new(*kpis: str) -> dict[str, str]:
    """These KPIs, and those of the sample's only snapshots, have no previous period."""
    once = ("time_on_chart", "genre_rating", *CHURN, *PLATFORMS)
    return dict.fromkeys([*once, *kpis], "NO_PREVIOUS_PERIOD") | {"genre_momentum": "VALUE_IS_A_DIFFERENCE"}


BRANCHES = {
    "no previous period": Branch(
        [
            # the sample's month before, and the weeks before the latest
            "delete from core.fact_watch_session where date_key < 20260130",
            "delete from core.fact_streaming where streams_unit = 'views' and date_key = 20260209",
            """delete from core.fact_streaming
            where streams_unit = 'streams' and date_key between 20260213 and 20260219""",
            "delete from core.fact_streaming where date_key < 20250101",
            """delete from core.fact_ratings
            where title_key in (select title_key from core.dim_title where start_year = 2024)""",
        ],
        {"MIN_N_NOT_MET": {"genre_momentum"}},
        unless_new("total_views", "total_streams", "hit_concentration", *SESSIONS, "genre_popularity_share"),
    ),
    "too few in the previous period": Branch(
        [
            """delete from core.fact_watch_session
            where date_key between 20260101 and 20260131 and session_key % 97 > 1"""
        ],
        no_change=unless_new() | dict.fromkeys(SESSIONS, "MIN_N_NOT_MET"),
    ),
    "n below 30": Branch(
        [
            *NO_TOP10,
            *NO_SPOTIFY,
            "delete from core.fact_subscriber_snapshot where subscriber_key % 97 > 0",
            "delete from core.fact_watch_session where subscriber_key % 97 > 0 or title_key % 11 > 0",
            "delete from core.fact_ratings where title_key % 97 > 0",
            "delete from core.fact_availability where title_key % 97 > 3",
        ],
        {
            "MIN_N_NOT_MET": {
                "total_views",
                *SESSIONS,
                *CHURN,
                *GENRES,
                "platform_catalogue_share",
                "hit_concentration",
            },
            "DEPENDS_ON_UNAVAILABLE": {"platform_hhi"},
            "SOURCE_MISSING": STREAMS,
        },
    ),
    "too few titles on the charts": Branch(
        [*NO_TOP10, *NO_NETFLIX, "delete from core.fact_streaming where rank > 1"],
        {
            "MIN_N_NOT_MET": {"hit_concentration", "time_on_chart"},
            "SOURCE_MISSING": {"total_views", *SESSIONS, *CHURN},
        },
    ),
    "window too short": Branch(
        [
            *NO_TOP10,
            NO_DAILY,
            "delete from core.fact_streaming where date_key < 20260213",
            "delete from core.fact_watch_session where date_key < 20260210",
        ],
        {
            "WINDOW_TOO_SHORT": {
                "total_views",
                "hit_concentration",
                "time_on_chart",
                "dormant_share",
                *SESSIONS,
            }
        },
    ),
    "no chart of the world": Branch(
        [
            *NO_TOP10,
            *NO_NETFLIX,
            """delete from core.fact_streaming
            where region_key = (select region_key from core.dim_region where iso2 = 'XWW')""",
        ],
        {
            "WINDOW_TOO_SHORT": {"hit_concentration", *STREAMS},
            "SOURCE_MISSING": {"total_views", *SESSIONS, *CHURN},
        },
    ),
    "fields absent from the watch history": Branch(
        [
            *NO_TOP10,
            *NO_SPOTIFY,
            "update core.fact_subscriber_snapshot set is_active = null",
            "update core.fact_watch_session set watch_minutes = null, progress_pct = null",
        ],
        {
            "FIELD_ABSENT": {"total_views", *SESSIONS, *CHURN},
            "MIN_N_NOT_MET": {"hit_concentration"},
            "SOURCE_MISSING": STREAMS,
        },
    ),
    "starts and runtimes absent": Branch(
        [
            *NO_TOP10,
            "update core.fact_subscriber_snapshot set subscription_start_date = null",
            "update core.dim_title set runtime_minutes = null where source_system = 'netflix'",
        ],
        {"FIELD_ABSENT": {"total_views", "retention_12m"}},
    ),
    "views and streams absent": Branch(
        [
            *NO_NETFLIX,
            """update core.fact_streaming
            set streams_estimate = null, streams_published = null, is_estimated = false""",
        ],
        {
            "FIELD_ABSENT": {"total_views", "total_streams"},
            "MIN_N_NOT_MET": {"hit_concentration"},
            "SOURCE_MISSING": {*SESSIONS, *CHURN},
        },
    ),
    "stale": Branch(
        [
            *NO_TOP10,
            *NO_NETFLIX,
            """delete from core.fact_streaming
            where date_key > 20260116
            and region_key = (select region_key from core.dim_region where iso2 = 'XWW')""",
        ],
        {
            "SOURCE_STALE": {"hit_concentration", *STREAMS},
            "SOURCE_MISSING": {"total_views", *SESSIONS, *CHURN},
        },
    ),
    "median not reached": Branch(
        [NO_DAILY, "delete from core.fact_streaming where streams_unit = 'streams' and date_key < 20260204"],
        {"MEDIAN_NOT_REACHED": {"time_on_chart"}},
    ),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_what_the_data_cannot_say_is_not_available(replay: Replay, tmp_path: Path, name: str) -> None:
    branch = BRANCHES[name]
    with replay.copy(tmp_path) as con:
        for statement in branch.statements:
            con.execute(statement)
        replay.run(con, replay.kpis())
        rows = kpi_rows(con)
    assert reasons(rows) == branch.reasons
    if branch.no_change:
        found = {kpi_id: row["delta_reason_code"] for kpi_id, row in rows.items() if row["delta_reason_code"]}
        assert found == {
            kpi_id: reason for kpi_id, reason in branch.no_change.items() if rows[kpi_id]["value"] is not None
        }


HISTORIES = {
    "the sessions are old, but for one to come": (
        """
        watch_date between '2026-01-21' and '2026-02-28' or watch_date > '2026-03' and session_id not in (
            select max(session_id) from raw.netflix_watch_history where watch_date > '2026-03'
        )
        """,
        date(2026, 1, 20),
        {"SOURCE_STALE": {"dormant_share"}},
    ),
    "the last whole month has no session": (
        "watch_date between '2026-01-01' and '2026-01-31' or watch_date > '2026-02-15'",
        date(2026, 2, 15),
        {"WINDOW_TOO_SHORT": {"total_views", *SESSIONS}},
    ),
}
"""What is deleted from the watch history, the day on which it then ends, and what must follow."""


@pytest.mark.parametrize("name", HISTORIES)
def test_a_watch_history_with_holes_says_so(replay: Replay, tmp_path: Path, name: str) -> None:
    deleted, ends, expected = HISTORIES[name]
    with replay.copy(tmp_path) as con:
        con.execute(f"delete from raw.netflix_watch_history where {deleted}")
        replay.rebuild(con, ["netflix_watch_history", *remove_source(con, "netflix_top10")])
        told = con.sql(
            "select data_end from core.fact_source_load where table_name = 'netflix_watch_history'"
        ).fetchall()
        rows = kpi_rows(con)
        assert all_differences(con, all_answers(con)) == []
    assert told == [(ends,)]
    assert reasons(rows) == expected


def test_a_missing_chart_is_missing_from_the_coverage(replay: Replay, tmp_path: Path) -> None:
    """Of the latest week: one of the four Top 10s, and a quarter of the ranks of the Top 200."""
    with replay.copy(tmp_path) as con:
        con.execute("""
            delete from raw.netflix_top10_global
            where category = 'TV (Non-English)' and week = (select max(week) from raw.netflix_top10_global)
        """)
        con.execute("""
            delete from raw.spotify_charts_current
            where
                chart_date = (select max(chart_date) from raw.spotify_charts_current)
                and cast(rank as int) > 150
        """)
        replay.rebuild(con, ["netflix_top10_global", "spotify_charts_current"])
        rows = kpi_rows(con)
        assert all_differences(con, all_answers(con)) == []
    for kpi_id in ("total_views", "total_streams"):
        assert (rows[kpi_id]["coverage"], rows[kpi_id]["status"]) == (0.75, "partial"), kpi_id


def test_every_reason_is_met() -> None:
    met = {reason for branch in BRANCHES.values() for reason in branch.reasons}
    met |= {reason for *_, expected in HISTORIES.values() for reason in expected}
    assert met == {
        "SOURCE_MISSING",
        "SOURCE_STALE",
        "FIELD_ABSENT",
        "WINDOW_TOO_SHORT",
        "MIN_N_NOT_MET",
        "DEPENDS_ON_UNAVAILABLE",
        "MEDIAN_NOT_REACHED",
    }, "CREDENTIAL_MISSING and BLOCKING_TEST_FAILED have tests of their own"


# ---- tests -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def artifacts(replay: Replay) -> Artifacts:
    """A build of which every node was a success."""
    nodes = replay.manifest["nodes"] | replay.manifest["unit_tests"]
    results = [
        {
            "unique_id": name,
            "status": "success" if node["resource_type"] == "model" else "pass",
            "failures": 0,
        }
        for name, node in nodes.items()
    ]
    return Artifacts({"results": results}, replay.manifest, "", {})


def with_failed(artifacts: Artifacts, names: Iterable[str]) -> Artifacts:
    """The same build, but these tests have failed."""
    failed = {"status": "fail", "failures": 1}
    results = [
        result | (failed if result["unique_id"] in set(names) else {})
        for result in artifacts.run_results["results"]
    ]
    return Artifacts({"results": results}, artifacts.manifest, "", {})


def test_a_failed_blocking_test_withholds_each_of_the_fourteen(
    sample_project: BuiltProject, artifacts: Artifacts
) -> None:
    with sample_project.connect() as con:
        kpis = list(kpi_rows(con))
        assert gates.withheld(tests_run.guards(artifacts), gates.unbuilt(artifacts), kpis) == {}
        for kpi_id in kpis:
            guards = [test for test in artifacts.tests() if kpi_id in gates.kpi_ids(test)]
            own = [test for test in guards if gates.severity(test) == "error"]
            fewest = min(own, key=lambda test: (len(gates.kpi_ids(test)), test["unique_id"]))
            failed = with_failed(artifacts, [fewest["unique_id"]])
            shut = gates.withheld(tests_run.guards(failed), gates.unbuilt(failed), kpis)
            assert set(shut) == set(gates.kpi_ids(fewest))
            rows = {row["kpi_id"]: row for row in overlay.kpi_rows(con, shut)}
            assert len(rows) == 14
            for withheld in shut:
                row = rows[withheld]
                assert (row["status"], row["reason_code"]) == ("not_available", "BLOCKING_TEST_FAILED")
                assert {name: row[name] for name in overlay.NUMBERS} == dict.fromkeys(overlay.NUMBERS)
            assert not [row for row in overlay.series_rows(con, shut) if row["kpi_id"] in shut]
            assert not [row for row in overlay.slice_rows(con, shut) if row["kpi_id"] in shut]
            for other in kpis:
                assert other in shut or rows[other]["value"] is not None
