"""The chain from the sources to the marts, on the sample, as a user runs it."""

import json
import os

import duckdb
import pytest
from built_project import BuiltProject


@pytest.fixture(scope="module")
def results(sample_project: BuiltProject) -> dict:
    """Dbt's own account of the build."""
    return json.loads((sample_project.target / "run_results.json").read_text())


@pytest.fixture(scope="module")
def copied(sample_project: BuiltProject, tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """A project of this module's own, to fetch into."""
    return sample_project.copied_to(tmp_path_factory.mktemp("copied"))


def test_every_node_and_test_of_the_build_passed(results):
    # saved queries and exposures are listed, but there is nothing to build of them
    built = [r for r in results["results"] if not r["unique_id"].startswith(("saved_query.", "exposure."))]
    assert {result["status"] for result in built} == {"success", "pass"}
    assert len(built) > 300


def test_the_build_warns_of_nothing(sample_project):
    log = (sample_project.folder / "logs" / "dbt.log").read_text()
    assert "[WARNING]" not in log
    assert "Deprecat" not in log


def test_the_star_is_whole(sample_project):
    """Every table of the star has rows beside its Unknown member; every source has filled its raw tables."""
    star = "select table_name from duckdb_tables() where schema_name = 'core' order by 1"
    with sample_project.connect() as con:
        rows = {
            name: con.execute(f"select count(*) from core.{name}").fetchall()[0][0]
            for (name,) in con.execute(star).fetchall()
        }
        loads = con.execute(
            "select source, min(rows_loaded) from core.fact_source_load group by 1"
        ).fetchall()
    assert {name.split("_")[0] for name in rows} >= {"dim", "fact", "bridge"}
    assert len(rows) >= 17
    assert all(count > 1 for count in rows.values()), rows
    assert set(dict(loads)) == {"imdb", "tmdb", "netflix", "spotify", "netflix_top10"}
    assert all(count for count in dict(loads).values()), loads


def test_every_rule_of_the_estimate_serves_rows(sample_project):
    with sample_project.connect() as con:
        rules = con.execute("select distinct estimate_method from core.fact_streaming order by 1").fetchall()
    assert [rule for (rule,) in rules] == [
        "hours_over_runtime",
        "lag_profile",
        "loglog_interp",
        "not_estimable",
        "published",
    ]


def test_a_second_fetch_downloads_nothing_and_changes_nothing(copied):
    names = "select table_name from duckdb_tables() where schema_name = 'raw' and table_name not like '%log'"
    loads = "select count(*) from raw.load_log where status = 'loaded' and source != 'tmdb'"

    def contents() -> list:
        with copied.connect() as con:
            sums = {
                name: con.execute(f"select count(*), sum(hash(t)) from raw.{name} as t").fetchall()
                for (name,) in con.execute(names).fetchall()
            }
            return [sums, con.execute(loads).fetchall()]

    before = contents()
    assert len(before[0]) > 25
    copied.run("loaders", "fetch", "--mode", "test")
    assert contents() == before
    newest = max((copied.folder / "data" / "calls").glob("*.jsonl"))
    calls = [json.loads(line) for line in newest.read_text().splitlines()]
    assert {call["source"] for call in calls} >= {"imdb", "netflix", "spotify", "netflix_top10"}
    files = [call for call in calls if call["source"] != "tmdb" and call["status_code"] != 302]
    assert {call["status_code"] for call in files} == {304}
    assert not [call for call in calls if "/movie/" in call["url"] or "/find/" in call["url"]]


@pytest.mark.slow
def test_history_outlives_a_full_refresh_and_a_dropped_title(tmp_path_factory, sample_project):
    """Another snapshot adds to fact_ratings; a title that title.basics lacks at once stays, with its name."""
    project = BuiltProject(tmp_path_factory.mktemp("history"))
    (project.folder / "media.duckdb").write_bytes(sample_project.warehouse.read_bytes())
    with sample_project.connect() as con:
        (dropped, name) = con.execute(
            "select tconst, primaryTitle "
            "from raw.imdb_title_ratings join raw.imdb_title_basics using (tconst) "
            "where titleType = 'movie' and isAdult = '0' order by cast(numVotes as int) desc limit 1"
        ).fetchall()[0]
    with duckdb.connect(str(project.warehouse)) as con:
        con.execute("delete from raw.imdb_title_basics where tconst = ?", [dropped])
        con.execute("update raw.load_log set snapshot_date = date '2026-04-01' where source = 'imdb'")
        con.execute(
            "update raw.load_log set rows_loaded = rows_loaded - 1, rows_read = rows_read - 1 "
            "where table_name = 'imdb_title_basics'"
        )
    # unit tests bring their own rows: they passed when the sample was built
    left_out = ("--exclude", "assert_every_snapshot_has_its_load", "--exclude-resource-type", "unit_test")
    project.dbt("build", "--full-refresh", *left_out)
    with project.connect() as con:
        assert con.execute(
            "select distinct snapshot_date_key from core.fact_ratings order by 1"
        ).fetchall() == [(20260301,), (20260401,)]
        assert con.execute(
            "select primary_title, is_retired from core.dim_title where imdb_id = ?", [dropped]
        ).fetchall() == [(name, True)]
        rating = con.execute("select delta, delta_low <= 0 from kpis.mart_kpi where kpi_id = 'genre_rating'")
        assert rating.fetchall() == [(pytest.approx(0, abs=1e-9), True)]


@pytest.mark.slow
def test_the_evidence_of_all_sources_holds_and_a_changed_chart_file_is_named(sample_project, tmp_path):
    out = tmp_path / "evidence"
    sample_project.run("reports", "evidence", "--target-path", sample_project.target, "--out", out)
    evidence = json.loads((out / "P07_evidence.json").read_text())
    states = {(source["source"], source["status"]) for source in evidence["sources"]}
    names = ("imdb", "tmdb", "netflix", "spotify", "netflix_top10")
    assert states == {(name, "present") for name in names}
    assert [check["name"] for check in evidence["reconciliations"] if check["ok"] is False] == []
    unjudged = [check["note"] for check in evidence["reconciliations"] if check["ok"] is None]
    assert unjudged and all(unjudged), "a reconciliation that is not judged says why"
    assert {
        table["name"]: key for table in evidence["tables"] for key in table["foreign_keys"] if key["orphans"]
    } == {}
    verify = ("reports", "verify", "--target-path", sample_project.target, "--out", out)
    verified = sample_project.run(*verify).stdout
    assert verified.startswith("Verified: ") and "not compared" not in verified
    chart = next((sample_project.folder / "data" / "sample").rglob("regional-global-weekly-*.csv"))
    # a copy of the project would name this very file; only a fetch reads it, and no test fetches there
    content, times = chart.read_bytes(), chart.stat()
    try:
        chart.write_bytes(content.replace(b"1", b"2", 1))
        done = sample_project.run(*verify, code=1)
    finally:
        chart.write_bytes(content)
        os.utime(chart, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "sources[spotify_charts_" in done.stdout + done.stderr
