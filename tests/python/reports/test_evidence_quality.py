"""The quality report and the gates: no number that failed a blocking test, no failure untold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import evidence_artifacts
import evidence_project
import pytest
from evidence_artifacts import FOURTEEN, NEW_TYPES, NO_ORPHANS, PACKAGE, SHARES, UNIQUE_TITLE, UNIT
from evidence_project import Project

from reports.evidence import tests_run
from reports.evidence.artifacts import Artifacts

GENRE = {"genre_popularity_share", "genre_momentum", "genre_rating"}
NUMBERS = ["value", "numerator", "denominator", "n", "ci_low", "ci_high", "prev_value", "delta", "delta_low"]
NUMBERS += ["delta_high", "delta_is_clear", "headline_member", "period_start", "period_end"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A built project."""
    return evidence_project.make(tmp_path / "project")


def kpis(project: Project) -> dict[str, dict[str, Any]]:
    """kpi_id → its entry in P07_data.json."""
    return {kpi["kpi_id"]: kpi for kpi in project.document("data")["kpis"]}


def result(project: Project, unique_id: str) -> dict[str, Any]:
    """One test's entry in the quality report."""
    found = project.document("quality_report")["results"]
    return next(entry for entry in found if entry["unique_id"] == unique_id)


def withheld(project: Project) -> set[str]:
    """The KPIs that are not published because of their tests."""
    return {name for name, kpi in kpis(project).items() if kpi["reason_code"] == "BLOCKING_TEST_FAILED"}


def gate(project: Project, kpi_id: str) -> dict[str, Any]:
    """One KPI's gate."""
    return next(gate for gate in project.document("quality_report")["kpi_gates"] if gate["kpi_id"] == kpi_id)


def test_a_failed_blocking_test_takes_the_numbers_of_its_kpis(project: Project) -> None:
    project.run("reports", "evidence")
    before = (project.evidence / "P07_data.json").read_text(encoding="utf-8")
    project.set_status(SHARES, "fail", failures=2)
    ended = project.run("reports", "evidence")
    assert ended.code == 1
    assert withheld(project) == {"genre_popularity_share", "genre_momentum"}
    kpi = kpis(project)["genre_popularity_share"]
    assert (kpi["status"], kpi["reason_code"]) == ("not_available", "BLOCKING_TEST_FAILED")
    assert {name: kpi[name] for name in NUMBERS} == dict.fromkeys(NUMBERS)
    assert kpi["display"]["value"] == kpi["display"]["delta"] == "–"
    assert kpi["name"] and kpi["definition"]
    document = project.document("data")
    for rows in ("series", "slices", "figures", "tables"):
        assert not [row for row in document[rows] if row["kpi_id"] in withheld(project)]
    assert "40.0%" in before and "40.0%" not in json.dumps(document)
    told = [sentence for sentence in document["summary"] if "genre_momentum" in sentence["kpi_ids"]]
    assert told and all("not available" in sentence["text"] for sentence in told)
    assert kpis(project)["genre_rating"]["value"] == 7.5
    assert kpis(project)["total_views"]["reason_code"] == "SOURCE_MISSING"
    assert gate(project, "genre_momentum")["failed_blocking"] == ["assert_genre_shares_sum_to_one"]
    assert gate(project, "genre_momentum")["resulting_status"] == "not_available"


def test_every_failure_is_told_in_one_line_at_the_end(project: Project) -> None:
    project.set_status(SHARES, "fail", failures=2)
    ended = project.run("reports", "evidence")
    assert ended.err.splitlines() == [
        "assert_genre_shares_sum_to_one: 2 rows of kpis.mart_kpi_slice fail.",
        "genre_popularity_share: withheld (1 of its 3 blocking tests failed).",
        "genre_momentum: withheld (1 of its 3 blocking tests failed).",
    ]


def test_a_warning_blocks_nothing(project: Project) -> None:
    manifest = project.artifact("manifest")
    manifest["nodes"][NEW_TYPES]["config"]["meta"]["kpi_ids"] = ["genre_rating"]
    project.write_artifact("manifest", manifest)
    ended = project.run("reports", "evidence")
    assert (ended.code, withheld(project)) == (0, set())
    assert project.document("quality_report")["statistics"] == {
        "evaluated": 6,
        "successful": 5,
        "warned": 1,
        "failed": 0,
        "errored": 0,
        "skipped": 0,
        "success_percent": 83.33,
    }


def test_a_test_that_only_warns_blocks_nothing_by_not_running(project: Project) -> None:
    manifest = project.artifact("manifest")
    manifest["nodes"][NEW_TYPES]["config"]["meta"]["kpi_ids"] = ["genre_rating"]
    project.write_artifact("manifest", manifest)
    project.set_status(NEW_TYPES, "skipped")
    project.run("reports", "evidence")
    assert withheld(project) == set()
    assert gate(project, "genre_rating")["blocking_tests"] == 3


@pytest.mark.parametrize("name", ["mart_kpi", "mart_kpi_series", "mart_kpi_slice"])
@pytest.mark.parametrize("status", ["skipped", "error"])
def test_a_mart_that_was_not_built_withholds_all(project: Project, name: str, status: str) -> None:
    project.set_status(f"model.{PACKAGE}.{name}", status)
    assert project.run("reports", "evidence").code == 1
    assert withheld(project) == GENRE


def test_a_failed_test_that_guards_no_kpi_is_told_and_blocks_none(project: Project) -> None:
    project.set_status(UNIQUE_TITLE, "fail", failures=1)
    ended = project.run("reports", "evidence")
    assert (ended.code, withheld(project)) == (1, set())
    assert ended.err.startswith("unique_dim_title_title_key: 1 of 4 rows of core.dim_title fail")
    assert project.document("quality_report")["success"] is False


def test_a_test_that_names_no_kpi_guards_those_made_from_what_it_tests(project: Project) -> None:
    manifest = project.artifact("manifest")
    for unique_id in (UNIQUE_TITLE, NEW_TYPES):
        del manifest["nodes"][unique_id]["config"]["meta"]["kpi_ids"]
    del manifest["unit_tests"][UNIT]["config"]["meta"]["kpi_ids"]
    manifest["unit_tests"][UNIT]["depends_on"]["nodes"] = []
    project.write_artifact("manifest", manifest)
    project.set_status(UNIQUE_TITLE, "fail", failures=1)
    project.run("reports", "evidence")
    assert result(project, UNIQUE_TITLE)["kpi_ids"] == ["genre_rating"]
    assert result(project, NEW_TYPES)["kpi_ids"] == ["genre_rating"]
    assert result(project, UNIT)["kpi_ids"] == []
    assert withheld(project) == {"genre_rating"}
    assert gate(project, "genre_rating")["failed_blocking"] == ["unique_dim_title_title_key"]


def test_a_freshness_check_that_was_not_made_has_not_passed(project: Project) -> None:
    manifest = project.artifact("manifest")
    source = f"source.{PACKAGE}.imdb.imdb_title_ratings"
    manifest["sources"][source]["freshness"] = {"warn_after": {"count": 3, "period": "day"}}
    project.write_artifact("manifest", manifest)
    assert project.run("reports", "evidence").code == 0
    report = project.document("quality_report")
    (left_out,) = report["not_run"]
    assert (left_out["unique_id"], left_out["test"]) == (source, "freshness of raw.imdb_title_ratings")
    assert (left_out["kpi_ids"], left_out["severity"]) == (["genre_rating"], "warn")
    assert report["dimensions"]["timeliness"] == {"tests": 1, "passed": 0}
    assert withheld(project) == set()
    assert project.run("reports", "verify").code == 0
    made = {"results": [{"unique_id": source, "status": "pass"}]}
    (project.root / "target" / "sources.json").write_text(json.dumps(made), encoding="utf-8")
    project.run("reports", "evidence")
    report = project.document("quality_report")
    assert (report["not_run"], report["dimensions"]["timeliness"]) == ([], {"tests": 1, "passed": 1})


def test_a_unit_test_that_cannot_run_blocks_too(project: Project) -> None:
    project.set_status(UNIT, "error")
    assert project.run("reports", "evidence").code == 1
    assert withheld(project) == {"genre_rating"}


def test_what_was_skipped_has_not_passed(project: Project) -> None:
    project.set_status(UNIQUE_TITLE, "fail", failures=1)
    project.set_status(NO_ORPHANS, "skipped")
    ended = project.run("reports", "evidence")
    assert (ended.code, withheld(project)) == (1, GENRE)
    report = project.document("quality_report")
    assert (report["statistics"]["skipped"], report["statistics"]["evaluated"]) == (1, 5)
    assert gate(project, "genre_rating")["not_run_blocking"] == ["no_orphans_fact_ratings_title_key"]
    assert [entry["test"] for entry in report["not_run"]] == ["no_orphans_fact_ratings_title_key"]
    assert result(project, NO_ORPHANS)["failures"] is None
    assert report["dimensions"]["referential_integrity"] == {"tests": 0, "passed": 0}


def test_a_test_that_was_not_selected_has_not_passed(project: Project) -> None:
    document = project.artifact("run_results")
    document["results"] = [entry for entry in document["results"] if entry["unique_id"] != SHARES]
    project.write_artifact("run_results", document)
    assert project.run("reports", "evidence").code == 1
    assert withheld(project) == {"genre_popularity_share", "genre_momentum"}
    (left_out,) = project.document("quality_report")["not_run"]
    assert (left_out["unique_id"], left_out["severity"]) == (SHARES, "error")
    assert left_out["test"] == "assert_genre_shares_sum_to_one"
    assert left_out["reason"] == "It was not selected in this build."
    assert left_out["kpi_ids"] == ["genre_momentum", "genre_popularity_share"]


def test_a_mart_that_was_skipped_withholds_what_an_earlier_build_left_in_it(project: Project) -> None:
    """The old table stays in place: its numbers are not of this build."""
    project.set_status(UNIQUE_TITLE, "fail", failures=1)
    for name in ("kpi_genre_rating", "mart_kpi", "mart_kpi_series", "mart_kpi_slice"):
        project.set_status(f"model.{PACKAGE}.{name}", "skipped")
    for test in (FOURTEEN, SHARES, UNIT):
        project.set_status(test, "skipped")
    ended = project.run("reports", "evidence")
    assert (ended.code, withheld(project)) == (1, GENRE)
    document = project.document("data")
    assert document["availability"].get("available", 0) == 0 and sum(document["availability"].values()) == 14
    reasons = [entry["reason"] for entry in project.document("quality_report")["not_run"]]
    assert reasons == ["Skipped, because of: unique_dim_title_title_key."] * 3


def test_a_model_that_failed_is_told_by_its_name(project: Project) -> None:
    manifest = project.artifact("manifest")
    manifest["nodes"][f"model.{PACKAGE}.kpi_genre_rating"]["config"]["meta"]["kpi_ids"] = ["genre_rating"]
    project.write_artifact("manifest", manifest)
    document = project.artifact("run_results")
    for entry in document["results"]:
        if entry["unique_id"] == f"model.{PACKAGE}.kpi_genre_rating":
            entry.update(status="error", message="Runtime Error\n  out of memory")
    project.write_artifact("run_results", document)
    ended = project.run("reports", "evidence")
    assert ended.code == 1 and ended.err.splitlines()[0] == "kpi_genre_rating: Runtime Error out of memory"
    assert withheld(project) == {"genre_rating"}


def test_before_the_first_mart_the_catalogue_gives_the_fourteen(project: Project) -> None:
    project.sql("drop table kpis.mart_kpi; drop table kpis.mart_kpi_series; drop table kpis.mart_kpi_slice")
    for name in ("mart_kpi", "mart_kpi_series", "mart_kpi_slice"):
        project.set_status(f"model.{PACKAGE}.{name}", "skipped")
    assert project.run("reports", "evidence").code == 1
    assert len(withheld(project)) == 14


def test_examples_are_keys_and_at_most_five(project: Project) -> None:
    project.sql(
        """create table test_failures.no_orphans_fact_ratings_title_key as
            select i as orphan_key, 1 as row_count, 'Jane Doe' as primary_name from range(9) as keys (i);
        create table test_failures.unique_dim_title_title_key as
            select 7 as unique_field, 2 as n_records;
        create table test_failures.accepted_values_title_type as
            select 'web' as value_field, 1 as n_records"""
    )
    project.set_status(NO_ORPHANS, "fail", failures=9)
    project.set_status(UNIQUE_TITLE, "fail", failures=1)
    project.run("reports", "evidence")
    assert result(project, NO_ORPHANS)["examples"] == [
        {"orphan_key": key, "row_count": 1} for key in range(5)
    ]
    assert result(project, UNIQUE_TITLE)["examples"] == [{"unique_field": 7, "n_records": 2}]
    assert result(project, NEW_TYPES)["examples"] == [{"value_field": "web", "n_records": 1}]
    # nine keys fail of three rows: no percentage can be given
    assert (result(project, NO_ORPHANS)["rows_tested"], result(project, NO_ORPHANS)["failures_percent"]) == (
        3,
        None,
    )
    assert result(project, UNIQUE_TITLE)["failures_percent"] == 25.0
    assert "Jane" not in (project.evidence / "P07_quality_report.json").read_text(encoding="utf-8")


def test_a_failing_test_on_a_personal_column_shows_no_value(project: Project) -> None:
    manifest = project.artifact("manifest")
    manifest["nodes"][UNIQUE_TITLE]["column_name"] = "primary_name"
    project.write_artifact("manifest", manifest)
    project.sql(
        """create table test_failures.unique_dim_title_title_key as
            select 'Jane Doe' as unique_field, 2 as n_records"""
    )
    project.set_status(UNIQUE_TITLE, "fail", failures=1)
    project.run("reports", "evidence")
    assert result(project, UNIQUE_TITLE)["examples"] == [{"n_records": 2}]


@pytest.mark.parametrize(
    ("unique_id", "change", "kind", "dimension"),
    [
        (NO_ORPHANS, {}, "integrity", "referential_integrity"),
        (UNIQUE_TITLE, {}, "integrity", "uniqueness"),
        (NEW_TYPES, {}, "source", "validity"),
        (UNIT, {}, "unit", "consistency"),
        (SHARES, {}, "invariant", "consistency"),
        (
            SHARES,
            {"raw_code": "-- Reconciliation: nothing is lost.\nselect 1"},
            "reconciliation",
            "consistency",
        ),
        (SHARES, {"original_file_path": "tests/data/stats/assert_x.sql"}, "unit", "consistency"),
        (SHARES, {"meta": {"kind": "back-test", "dimension": "validity"}}, "back-test", "validity"),
    ],
)
def test_each_test_has_its_kind_and_dimension(
    unique_id: str, change: dict[str, Any], kind: str, dimension: str
) -> None:
    manifest = evidence_artifacts.manifest()
    built = Artifacts(evidence_artifacts.run_results(), manifest, "", {})
    test = built.nodes[unique_id]
    test.update(change)
    assert (tests_run.kind_of(built, test), tests_run.dimension_of(test)) == (kind, dimension)


def test_findings_are_counted_in_the_warehouse(project: Project) -> None:
    project.run("reports", "evidence")
    found = {
        (entry["code"], entry["rows"]) for entry in project.document("quality_report")["source_findings"]
    }
    assert found == {("REJECTED", 1), ("REPEATED", 1), ("DANGLING_TITLE", 1), ("INFERRED_MEMBERS", 1)}


def test_findings_on_matches_and_sessions_name_what_was_missed(project: Project) -> None:
    project.sql(
        """
        create table core.title_match_summary as select
            'vodclickstream' as source_system, 10::bigint as titles, 7::bigint as matched,
            1::bigint as ambiguous, 2::bigint as unmatched, 0.7 as match_rate, 0.96 as weighted_match_rate;
        create table core.title_match_misses as
            select 'vodclickstream' as source_system, unnest([2, 1, 6]) as miss_rank,
                unnest(['The Less', 'The Most', 'The Least']) as title, unnest([null, 1999, 2001]) as year;
        create table core.fact_watch_session as
            select 'netflix' as source_system, n > 3 as is_after_snapshot, false as is_before_start,
                n = 1 as is_longer_than_title
            from range(1, 6) as sessions (n);
        """
    )
    project.run("reports", "evidence")
    texts = {
        entry["code"]: (entry["source"], entry["rows"], entry["percent"], entry["text"])
        for entry in project.document("quality_report")["source_findings"]
    }
    assert texts["TITLES_UNMATCHED"] == (
        "netflix",
        3,
        30.0,
        "titles of vodclickstream not matched to IMDb (96.0% of the weight is matched), "
        "the largest: The Most (1999), The Less: 3 of 10 rows.",
    )
    assert texts["AFTER_SNAPSHOT"][:3] == ("netflix", 2, 40.0)
    assert texts["LONGER_THAN_TITLE"][:3] == ("netflix", 1, 20.0)
    assert "BEFORE_START" not in texts


def test_the_back_test_of_the_estimate_is_told(project: Project) -> None:
    project.run("reports", "evidence")
    assert project.document("quality_report")["estimate_backtest"] == []
    project.sql(
        """
        create table core.estimate_backtest as select
            'lag_profile' as method, 'streams' as streams_unit, '1-10' as rank_band, 40::bigint as n,
            0.0461234567890123 as mape, 'nan'::double as bias, 0.9 as lo_factor, 1.1 as hi_factor,
            0.95 as coverage, 0.08 as mape_limit, true as is_on
        """
    )
    project.run("reports", "evidence")
    (entry,) = project.document("quality_report")["estimate_backtest"]
    assert (entry["method"], entry["n"], entry["mape"], entry["bias"]) == (
        "lag_profile",
        40,
        0.046123456789,
        None,
    )
