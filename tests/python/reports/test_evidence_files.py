"""`reports evidence`: what the four files say, and that they are written whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import evidence_project
import pytest
from evidence_artifacts import FOURTEEN, PACKAGE
from evidence_project import RUN_ID, Project

from reports.evidence import extraction, schemas
from reports.evidence.files import CALLS_FILE, FILE_NAMES

TOKEN = "eyJhbGciOiJIUzI1NiJ9.seven-eleven"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A built project."""
    return evidence_project.make(tmp_path / "project")


@pytest.fixture
def reported(tmp_path: Path) -> Project:
    """A built project with the evidence of an earlier run."""
    return evidence_project.make(tmp_path / "project", with_evidence=True)


def table(project: Project, name: str) -> dict[str, Any]:
    """An entry of tables[]."""
    return next(entry for entry in project.document("evidence")["tables"] if entry["name"] == name)


def test_the_four_files_are_of_one_run_and_end_with_code_0(project: Project) -> None:
    ended = project.run("reports", "evidence")
    assert (ended.code, ended.err) == (0, "")
    documents = [project.document(name) for name in FILE_NAMES]
    assert len({document["run_id"] for document in documents}) == 1
    assert {document["data_mode"] for document in documents} == {"sample"}
    assert sorted(path.name for path in project.evidence.iterdir()) == sorted(FILE_NAMES.values())


def test_two_runs_differ_in_the_marked_fields_alone(project: Project) -> None:
    stable, whole = [], []
    for _ in range(2):
        assert project.run("reports", "evidence").code == 0
        documents = {name: project.document(name) for name in FILE_NAMES}
        stable.append({name: schemas.stable_part(name, document) for name, document in documents.items()})
        whole.append(documents)
        again = project.artifact("run_results")
        again["metadata"]["invocation_id"] = "99999999-0000-0000-0000-000000000000"
        again["elapsed_time"] += 1
        project.write_artifact("run_results", again)
        revalidated = [
            {
                **call,
                "status_code": 304,
                "outcome": "not_modified",
                "cache": "hit",
                "url": call["url"].replace("4711", "815"),
            }
            for call in evidence_project.read_calls(project)
        ]
        evidence_project.write_calls(project, "20260303T090000Z-0000bb", revalidated)
    assert stable[0] == stable[1]
    assert all(whole[0][name] != whole[1][name] for name in FILE_NAMES)


def test_sources_and_tables_are_counted_in_the_warehouse(project: Project) -> None:
    project.sql("insert into core.fact_ratings from core.fact_ratings where title_key = 9")
    project.sql("update core.fact_ratings set title_key = 404 where title_key = 9")
    project.run("reports", "evidence")
    evidence = project.document("evidence")
    basics, ratings = evidence["sources"]
    assert (
        basics["rows_read"],
        basics["rows_loaded"],
        basics["rows_rejected"],
        basics["rows_duplicate"],
    ) == (4, 3, 1, 1)
    assert basics["rejects_by_reason"] == {"TOO_FEW_FIELDS": 1}
    assert (ratings["name"], ratings["status"], ratings["data_end"]) == (
        "title.ratings.tsv.gz",
        "present",
        "2026-03-01",
    )
    assert ratings["saved_as"] == "downloads/imdb/title.ratings.tsv.gz"
    assert evidence["row_target"] == {"target": 10_000_000, "loaded": 6, "met": False}
    fact = table(project, "core.fact_ratings")
    assert fact["foreign_keys"] == [
        {
            "column": "title_key",
            "ref_table": "core.dim_title",
            "ref_column": "title_key",
            "where": None,
            "orphans": 2,
        }
    ]
    assert (fact["rows"], fact["grain"], fact["min_date"]) == (
        4,
        "title_key × snapshot_date_key × data_mode",
        "2026-03-01",
    )
    columns = {column["name"]: column for column in table(project, "raw.imdb_title_basics")["columns"]}
    assert columns["tconst"] == {"name": "tconst", "type": "varchar", "null_count": 0, "distinct_count": 2}
    assert columns["primaryTitle"] == {
        "name": "primaryTitle",
        "type": "varchar",
        "null_count": 2,
        "distinct_count": 1,
    }


def test_every_var_is_a_parameter_and_the_command_line_wins(reported: Project) -> None:
    assert reported.document("evidence")["parameters"] == {"home_region": "US", "min_n": 20}


def test_what_does_not_add_up_is_not_ok(project: Project) -> None:
    project.sql("delete from core.dim_title where title_key = 1")
    ended = project.run("reports", "evidence")
    assert ended.code == 1 and ended.err.endswith("+ duplicates and keyless rows does not hold: 3 and 2.\n")
    checks = {check["name"]: check for check in project.document("evidence")["reconciliations"]}
    broken = checks["imdb_title_basics: rows loaded = rows of dim_title + duplicates and keyless rows"]
    assert (broken["left"], broken["right"], broken["difference"], broken["ok"]) == (3, 2, 1, False)
    assert [name for name, check in checks.items() if not check["ok"]] == [broken["name"]]


def test_a_kpi_can_be_followed_down_to_a_file(reported: Project) -> None:
    triples = reported.document("evidence")["lineage"]
    reached, waiting = set(), ["kpi:genre_rating"]
    while waiting:
        subject = waiting.pop()
        reached.add(subject)
        waiting += [triple["object"] for triple in triples if triple["subject"] == subject]
    assert {
        "kpis.mart_kpi",
        "core.fact_ratings",
        "raw.imdb_title_ratings",
        "imdb:title.ratings.tsv.gz",
    } <= reached


def test_what_was_left_out_by_request_is_said(project: Project) -> None:
    project.sql(
        "update raw.load_log set reason_code = 'ROW_LIMIT', message = 'first 3 rows' "
        "where table_name = 'imdb_title_ratings'"
    )
    project.run("reports", "evidence")
    assert [source["note"] for source in project.document("evidence")["sources"]] == [None, "first 3 rows"]
    (imdb,) = (source for source in project.document("data")["sources"] if source["source"] == "imdb")
    assert imdb["reason"] == "title.ratings.tsv.gz: first 3 rows"


def test_a_source_that_was_never_fetched_is_missing_and_says_why(project: Project) -> None:
    project.sql(
        """
        delete from raw.load_log where table_name = 'imdb_title_basics';
        insert into raw.load_log by name select
            'r1' as run_id, 'tmdb' as source, 'tmdb_movies' as table_name, 'skipped' as status,
            'CREDENTIAL_MISSING' as reason_code, 'TMDB_API_TOKEN is not set' as message,
            now()::timestamp as finished_at
        """
    )
    project.run("reports", "evidence")
    skipped = {entry["source"]: entry for entry in project.document("extraction_log")["skipped"]}
    assert skipped["tmdb"]["reason_code"] == "CREDENTIAL_MISSING"
    assert skipped["tmdb"]["text"] == "TMDB_API_TOKEN is not set"
    assert skipped["spotify"]["reason_code"] == "SOURCE_MISSING" and "imdb" not in skipped
    basics = project.document("evidence")["sources"][0]
    assert (basics["table"], basics["status"], basics["rows_read"], basics["sha256"]) == (
        "imdb_title_basics",
        "missing",
        None,
        None,
    )


def test_stale_sources_are_told_from_fresh_ones(project: Project) -> None:
    unique_id = f"source.{PACKAGE}.imdb.imdb_title_ratings"
    project.write_artifact("sources", {"results": [{"unique_id": unique_id, "status": "error"}]})
    project.run("reports", "evidence")
    assert [source["status"] for source in project.document("evidence")["sources"]] == ["present", "stale"]
    assert project.document("quality_report")["dimensions"]["timeliness"] == {"tests": 1, "passed": 0}


def test_the_run_that_last_asked_for_each_table_is_logged(project: Project) -> None:
    call = evidence_project.read_calls(project)[0]
    evidence_project.write_calls(project, "20260101T000000Z-0000aa", [{**call, "url": "http://old/1"}])
    film = {**call, "source": "tmdb", "url": "https://t.example/3/movie/603?language=en", "duration_ms": 30}
    project.sql(
        """
        insert into raw.load_log by name select
            '20260401T000000Z-0000cc' as run_id, 'tmdb' as source, 'tmdb_movies' as table_name,
            'failed' as status, now()::timestamp as finished_at
        """
    )
    later = [
        {**call, "url": "http://other/2"},
        {**film, "status_code": 429, "outcome": "rate_limited"},
        {**film, "attempt": 2, "duration_ms": 50},
        {
            **film,
            "url": "https://t.example/3/movie/605",
            "status_code": None,
            "outcome": "timeout",
            "duration_ms": 70,
        },
        {
            **film,
            "url": "https://t.example/3/movie/606",
            "status_code": 404,
            "outcome": "not_found",
            "response_bytes": 0,
            "duration_ms": 50,
        },
    ]
    evidence_project.write_calls(project, "20260401T000000Z-0000cc", later)
    with (project.root / "data/calls/20260401T000000Z-0000cc.jsonl").open("a") as stream:
        stream.write('{"source": "tmdb", "seq": 4, "started')  # killed while writing
    project.run("reports", "evidence")
    summary = {entry["endpoint"]: entry for entry in project.document("extraction_log")["summary"]}
    assert list(summary) == ["/imdb/title.basics.tsv.gz", "/imdb/title.ratings.tsv.gz", "/3/movie/{id}"]
    films = summary["/3/movie/{id}"]
    parts = {"ok": 1, "rate_limited": 1, "unanswered": 1, "client_errors": 1, "server_errors": 0}
    assert {name: films[name] for name in parts} == parts and films["calls"] == sum(parts.values())
    assert (films["not_found"], films["retries"], films["bytes_received"]) == (1, 1, 297)
    assert (films["seconds_total"], films["latency_ms_p50"], films["latency_ms_p95"]) == (0.2, 50, 70)


def test_more_calls_than_the_limit_go_into_a_file_of_their_own(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert extraction.INLINE_CALLS == 10_000
    monkeypatch.setattr(extraction, "INLINE_CALLS", 20)
    call = evidence_project.read_calls(project)[0]
    evidence_project.write_calls(project, RUN_ID, [{**call, "seq": seq} for seq in range(21)])
    assert project.run("reports", "evidence").code == 0
    log = project.document("extraction_log")
    lines = (project.evidence / CALLS_FILE).read_text(encoding="utf-8").splitlines()
    assert log["calls"] == [] and log["calls_file"]["calls"] == len(lines) == 21
    assert project.run("reports", "verify").code == 0
    (project.evidence / CALLS_FILE).write_text("\n".join(lines[:-1]), encoding="utf-8")
    ended = project.run("reports", "verify")
    assert ended.code == 1 and CALLS_FILE in ended.err
    evidence_project.write_calls(project, RUN_ID, [call])
    project.run("reports", "evidence")
    assert not (project.evidence / CALLS_FILE).exists()


def test_no_secret_reaches_a_file(project: Project) -> None:
    call = evidence_project.read_calls(project)[0]
    leaks = {
        "url": f"https://user:{TOKEN}@t.example/3/x?api_key=abc123&page=1",
        "params": {"access_token": "abc123", "page": "1"},
        "error_class": f"HTTPError Bearer {TOKEN}",
    }
    evidence_project.write_calls(project, RUN_ID, [{**call, **leaks}])
    project.sql("update raw.load_log set uri = uri || '?token=abc123&v=1'")
    (project.root / "dbt_project.yml").write_text("vars: {salt: abc123, home_region: US}\n", encoding="utf-8")
    (project.root / ".env").write_text("KAGGLE_KEY=kaggle-abc123-kaggle\n", encoding="utf-8")
    results = project.artifact("run_results")
    results["results"][-1].update(status="error", message=f"refused for {TOKEN} and kaggle-abc123-kaggle")
    project.write_artifact("run_results", results)
    project.run("reports", "evidence", env={"TMDB_API_TOKEN": TOKEN})
    text = "".join(path.read_text(encoding="utf-8") for path in project.evidence.iterdir())
    assert TOKEN not in text and "abc123" not in text
    assert "page=1" in text and "refused for *** and ***" in text


def test_generated_at_follows_source_date_epoch(project: Project) -> None:
    project.run("reports", "evidence", env={"SOURCE_DATE_EPOCH": "1772352000"})
    document = project.document("data")
    assert document["generated_at"] == "2026-03-01T08:00:00Z"
    assert document["run_id"].startswith("20260301T080000Z-")
    ended = project.run("reports", "evidence", env={"SOURCE_DATE_EPOCH": "soon"})
    assert ended.code == 1 and ended.err.count("\n") == 1 and "SOURCE_DATE_EPOCH" in ended.err


def test_git_is_asked_for_the_commit(project: Project) -> None:
    project.run("reports", "evidence")
    assert project.document("data")["generator"]["git_commit"] is None
    assert project.document("data")["generator"]["git_dirty"] is None
    git = ["git", "-C", str(project.root), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    (project.root / ".gitignore").write_text("*\n!.gitignore\n", encoding="utf-8")
    for arguments in (["init", "-q"], ["add", ".gitignore"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *arguments], check=True)
    commit = subprocess.run(
        [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    project.run("reports", "evidence")
    assert project.document("data")["generator"] | {"name": "", "version": ""} == {
        "name": "",
        "version": "",
        "git_commit": commit,
        "git_dirty": False,
    }
    (project.root / ".gitignore").write_text("*\n", encoding="utf-8")
    project.run("reports", "evidence")
    assert project.document("data")["generator"]["git_dirty"] is True


def _no_run_results(project: Project) -> None:
    (project.target / "run_results.json").unlink()


def _docs_instead_of_a_build(project: Project) -> None:
    project.write_artifact("run_results", {**project.artifact("run_results"), "args": {"which": "generate"}})


def _no_manifest(project: Project) -> None:
    (project.target / "manifest.json").unlink()


def _half_a_manifest(project: Project) -> None:
    (project.target / "manifest.json").write_text('{"nodes": {', encoding="utf-8")


def _run_results_of_something_else(project: Project) -> None:
    project.write_artifact("run_results", {"hello": "world"})


def _no_warehouse(project: Project) -> None:
    project.warehouse.unlink()


def _no_database(project: Project) -> None:
    project.warehouse.write_text(
        "not a database, but long enough to be read as a header" * 99, encoding="utf-8"
    )


def _no_project_file(project: Project) -> None:
    (project.root / "dbt_project.yml").unlink()


def _never_built(project: Project) -> None:
    project.sql("drop schema kpis cascade; drop schema reference cascade")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_no_run_results, "Run `dbt build` first"),
        (_docs_instead_of_a_build, "is from `dbt generate`, not from `dbt build`"),
        (_no_manifest, "manifest.json: no such file"),
        (_half_a_manifest, "manifest.json: is not valid JSON"),
        (_run_results_of_something_else, "run_results.json: lacks metadata, args, results"),
        (_no_warehouse, "no warehouse here. Run `loaders fetch`"),
        (_no_database, "media.duckdb"),
        (_no_project_file, "give --project-dir"),
        (_never_built, "Run `dbt build` first"),
    ],
)
def test_what_is_missing_is_said_in_one_line_and_the_old_files_stay(
    reported: Project, spoil: Any, says: str
) -> None:
    before = {path.name: path.read_bytes() for path in reported.evidence.iterdir()}
    spoil(reported)
    ended = reported.run("reports", "evidence")
    assert ended.code == 1 and ended.err.count("\n") == 1 and ended.err.startswith("reports: ")
    assert says in ended.err
    assert {path.name: path.read_bytes() for path in reported.evidence.iterdir()} == before


def test_a_warehouse_that_is_being_written_is_said_to_be_locked(project: Project) -> None:
    script = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    )
    command = [os.sys.executable, "-c", script, str(project.warehouse)]  # type: ignore[attr-defined]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        ended = project.run("reports", "evidence")
        holder.kill()
    assert ended.code == 1 and ended.err.count("\n") == 1 and "open in another process" in ended.err


@pytest.mark.parametrize("renames", [0, 1, 3])
def test_a_crash_while_writing_leaves_the_old_files(
    reported: Project, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    before = {path.name: path.read_bytes() for path in reported.evidence.iterdir()}
    left = iter(range(renames))
    replace = Path.replace

    def replace_a_few(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise OSError(28, "No space left on device", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_a_few)
    ended = reported.run("reports", "evidence")
    assert ended.code == 1 and "No space left on device" in ended.err and ended.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in reported.evidence.iterdir()} == before


def test_an_output_folder_that_cannot_be_made_is_one_line(project: Project) -> None:
    (project.root / "file").write_text("x", encoding="utf-8")
    ended = project.run("reports", "evidence", "--out", "file/evidence")
    assert ended.code == 1 and ended.err.count("\n") == 1 and "file" in ended.err


def test_options_stand_in_for_the_settings(project: Project) -> None:
    moved = project.root / "moved.duckdb"
    project.warehouse.rename(moved)
    project.target.rename(project.root / "elsewhere")
    ended = project.run(
        "reports", "evidence", "--warehouse", str(moved), "--target-path", "elsewhere", "--out", "proof"
    )
    assert ended.code == 0 and json.loads(
        (project.root / "proof" / "P07_data.json").read_text(encoding="utf-8")
    )
    unknown = project.run("reports", "evidence", "--no-such-option")
    assert unknown.code == 2 and unknown.err.count("\n") == 1 and "--no-such-option" in unknown.err


def test_the_evidence_changes_nothing_in_the_warehouse(project: Project) -> None:
    before = project.warehouse.read_bytes()
    project.run("reports", "evidence")
    project.run("reports", "verify")
    assert project.warehouse.read_bytes() == before
    with duckdb.connect(str(project.warehouse)) as con:  # nor is it left open
        con.execute("create table t (i int)")


def test_the_fixture_guards_all_fourteen(reported: Project) -> None:
    results = {result["unique_id"]: result for result in reported.document("quality_report")["results"]}
    assert len(results[FOURTEEN]["kpi_ids"]) == 14


def test_a_table_with_days_of_its_own_has_its_window(project: Project) -> None:
    project.run("reports", "evidence")
    windows = {
        entry["table"]: (entry["data_start"], entry["data_end"])
        for entry in project.document("evidence")["sources"]
    }
    assert windows == {
        "imdb_title_basics": ("2026-03-01", "2026-03-01"),
        "imdb_title_ratings": ("2026-02-01", "2026-03-01"),
    }
