"""`reports diff`: what changed between two editions, in values, definitions, sources, statuses and tests."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evidence_project
import pytest
from evidence_artifacts import SHARES
from evidence_project import Project

from reports.evidence import canonical, editions

RATING, SHARE = 11, 9


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with its evidence, which no test changes."""
    return evidence_project.make(tmp_path_factory.mktemp("diff") / "project", with_evidence=True)


@pytest.fixture
def later(project: Project, tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], Any]], Path]:
    """Write a later edition that differs by one change, sealed."""

    def write(change: Callable[[dict[str, Any]], Any]) -> Path:
        document = copy.deepcopy(project.document("data"))
        document["run_id"] = "20270101T000000Z-0000aa"
        document["generated_at"] = "2027-01-01T00:00:00Z"
        change(document)
        path = tmp_path / "later.json"
        path.write_bytes(canonical.readable_bytes(canonical.sealed(document)))
        return path

    return write


def old(project: Project) -> Path:
    """The earlier edition."""
    return project.evidence / "P07_data.json"


def moved(value: float, low: float | None, high: float | None) -> Callable[[dict[str, Any]], None]:
    """Another value and interval of genre_rating."""

    def change(document: dict[str, Any]) -> None:
        document["kpis"][RATING].update(value=value, ci_low=low, ci_high=high)
        document["kpis"][RATING]["display"]["value"] = f"{value:.2f} points"

    return change


def test_nothing_changed_is_said(project: Project, later: Any) -> None:
    ended = project.run(
        "reports", "diff", str(old(project)), str(later(lambda document: None)), "--exit-code"
    )
    assert (ended.code, ended.err) == (0, "")
    assert "Nothing changed: values, definitions" in ended.out


@pytest.mark.parametrize(
    ("value", "low", "high", "says"),
    [
        (7.52, 7.47, 7.57, "(+0.02 points; the intervals overlap)"),
        (8.1, 7.9, 8.3, "(+0.60 points; the intervals lie apart)"),
        (6.1, 5.9, 6.3, "(−1.40 points; the intervals lie apart)"),
        (7.6, 7.5, None, "(+0.10 points; the intervals overlap)"),
        (7.6, None, None, "(+0.10 points; without an interval on both sides)"),
    ],
)
def test_a_value_is_told_with_its_difference_and_its_intervals(
    project: Project, later: Any, value: float, low: float, high: float | None, says: str
) -> None:
    ended = project.run("reports", "diff", str(old(project)), str(later(moved(value, low, high))))
    assert (
        ended.code == 0
        and f"Genre rating (genre_rating): 7.50 points → {value:.2f} points {says}" in ended.out
    )


def change_basis(document: dict[str, Any]) -> None:
    """Another rung and another number."""
    document["kpis"][RATING].update(value=7.9, rung="B")


def lose_a_kpi(document: dict[str, Any]) -> None:
    """A KPI of the older edition that has no value now."""
    kpi = document["kpis"][RATING]
    for name in ("value", "ci_low", "ci_high", "n", "basis", "period_start", "period_end", "coverage"):
        kpi[name] = None
    kpi.update(status="not_available", reason_code="SOURCE_MISSING")
    kpi["display"]["value"] = "–"
    document["availability"].update(available=2, not_available=12)


def other_file(document: dict[str, Any]) -> None:
    """Another download."""
    document["sources"][0]["files"][1].update(sha256="f" * 64, rows_loaded=1_234_567)
    document["sources"][0]["window_end"] = "2027-01-01"


def other_tests(document: dict[str, Any]) -> None:
    """One test came, one went, one failed."""
    tests = document["kpis"][RATING]["tests"]
    tests[0].update(name="a_new_test")
    tests[1].update(status="fail", failures=3)


@pytest.mark.parametrize(
    ("change", "part", "says"),
    [
        (change_basis, "values", "on another basis, so not one figure over time"),
        (change_basis, "bases", "genre_rating: rung: – → B"),
        (
            lambda document: document["kpis"][RATING].update(definition="Other.", definition_version=2),
            "definitions",
            "genre_rating: definition_version: 1 → 2",
        ),
        (lose_a_kpi, "statuses", "genre_rating: reason_code: – → SOURCE_MISSING"),
        (lose_a_kpi, "values", "Genre rating (genre_rating): 7.50 points → –"),
        (other_file, "sources", "IMDb, title.ratings.tsv.gz: rows_loaded: 3 → 1,234,567"),
        (other_file, "sources", "IMDb: window_end: – → 2027-01-01"),
        (other_tests, "tests", "a_new_test: new (guards genre_rating)"),
        (other_tests, "tests", "status: pass → fail (guards genre_rating)"),
        (
            lambda document: document["slices"][0].update(value=0.5),
            "slices",
            "genre_popularity_share by genre (imdb_votes): 1 changed",
        ),
        (
            lambda document: document["slices"].pop(),
            "slices",
            "genre_popularity_share by genre (imdb_votes): 1 removed",
        ),
        (lambda document: document["edition"].update(home_region="GB"), "edition", "home_region: US → GB"),
        (
            lambda document: document["kpis"][RATING].update(kpi_id="genre_score"),
            "values",
            "(genre_score): not in this edition → ",
        ),
    ],
)
def test_each_kind_of_change_is_told_in_its_part(
    project: Project, later: Any, change: Any, part: str, says: str
) -> None:
    path = later(change)
    ended = project.run("reports", "diff", str(old(project)), str(path))
    assert (ended.code, ended.err) == (0, "")
    assert says in ended.out, ended.out
    found = json.loads(project.run("reports", "diff", str(old(project)), str(path), "--json").out)
    assert found["changed"] and found[part]
    assert project.run("reports", "diff", str(old(project)), str(path), "--exit-code").code == 1


def test_sample_and_live_are_told_apart(project: Project, later: Any) -> None:
    path = later(lambda document: document.update(data_mode="live"))
    out = project.run("reports", "diff", str(old(project)), str(path)).out
    assert "of sample data, the other of live data: their differences are not changes in the world" in out
    back = project.run("reports", "diff", str(path), str(old(project))).out
    assert "The first file is the newer one" in back


def test_two_real_editions_with_a_withheld_kpi(tmp_path: Path) -> None:
    project = evidence_project.make(tmp_path / "project", with_evidence=True)
    before = tmp_path / "before.json"
    before.write_bytes(old(project).read_bytes())
    project.set_status(SHARES, "fail", failures=1)
    project.run("reports", "evidence")
    ended = project.run("reports", "diff", str(before), str(old(project)))
    assert ended.code == 0
    assert "genre_momentum: reason_code: – → BLOCKING_TEST_FAILED" in ended.out
    assert "assert_genre_shares_sum_to_one: status: pass → fail" in ended.out


@pytest.mark.parametrize("name", ["evidence", "quality_report", "extraction_log"])
def test_another_of_the_four_files_is_refused(project: Project, name: str) -> None:
    other = project.evidence / f"P07_{name}.json"
    for pair in ([old(project), other], [other, old(project)]):
        ended = project.run("reports", "diff", *map(str, pair))
        assert ended.code == 1 and ended.out == "" and ended.err.count("\n") == 1
        assert f"P07_{name}.json: its schema is 'p07.{name}/1'" in ended.err


def test_every_part_has_a_title_and_its_lines() -> None:
    assert set(editions.TITLES) == set(editions.PARTS) == set(editions._LINES)
