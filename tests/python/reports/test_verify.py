"""`reports verify`: whatever was changed after the evidence was written is named."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import evidence_project
import pytest
from evidence_artifacts import SHARES
from evidence_project import Project

from reports.evidence import canonical


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with its evidence."""
    return evidence_project.make(tmp_path / "project", with_evidence=True)


def edit(name: str, change: Callable[[dict[str, Any]], None], *, seal: bool) -> Callable[[Project], None]:
    """Change an evidence file, with its digest put right again or not."""

    def spoil(project: Project) -> None:
        document = project.document(name)
        change(document)
        sealed = canonical.sealed(document) if seal else document
        (project.evidence / f"P07_{name}.json").write_bytes(canonical.readable_bytes(sealed))

    return spoil


def sql(statements: str) -> Callable[[Project], None]:
    """Change the warehouse."""
    return lambda project: project.sql(statements)


def remove_download(project: Project) -> None:
    """The user cleared the downloads."""
    (project.root / "data/downloads/imdb/title.ratings.tsv.gz").unlink()


def change_download(project: Project) -> None:
    """Another file took the download's place."""
    (project.root / "data/downloads/imdb/title.ratings.tsv.gz").write_bytes(b"other")


def fetch_again(project: Project) -> None:
    """Another run with two calls for one file."""
    call = evidence_project.read_calls(project)[0]
    evidence_project.write_calls(project, "20270101T000000Z-0000aa", [call, {**call, "attempt": 2}])
    project.sql(
        """
        insert into raw.load_log by name select * replace (
            '20270101T000000Z-0000aa' as run_id, 'unchanged' as status, timestamp '2027-01-01' as finished_at
        ) from raw.load_log where table_name = 'imdb_title_ratings'
        """
    )


def test_untouched_evidence_is_verified_in_one_line(project: Project) -> None:
    ended = project.run("reports", "verify")
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
    assert ended.out.startswith("Verified: run ")


@pytest.mark.parametrize("threads", ["1", "2"])
def test_neither_the_order_of_rows_nor_the_threads_matter(project: Project, threads: str) -> None:
    places = "select schema_name, table_name from duckdb_tables() where table_name not in ('load_log')"
    with duckdb.connect(str(project.warehouse)) as con:
        for schema, table in con.execute(places).fetchall():
            name = f"{schema}.{table}"
            con.execute(f"create table shuffled as from {name} order by random()")
            con.execute(f"delete from {name}")
            con.execute(f"insert into {name} from shuffled")
            con.execute("drop table shuffled")
    ended = project.run("reports", "verify", env={"MEDIA_THREADS": threads})
    assert (ended.code, ended.err) == (0, "")


def test_masked_secrets_are_no_differences(project: Project) -> None:
    project.sql("update raw.load_log set uri = uri || '?token=abc123&v=1'")
    env = {"TMDB_API_TOKEN": "127.0.0.1:4711"}  # a secret that stands in the addresses
    assert project.run("reports", "evidence", env=env).code == 0
    assert "***" in (project.evidence / "P07_evidence.json").read_text(encoding="utf-8")
    ended = project.run("reports", "verify", env=env)
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            sql("update core.dim_title set title = 'Twoo' where title_key = 2"),
            "tables[core.dim_title].table_sha256: recorded ",
        ),
        (
            sql("update raw.imdb_title_basics set titleType = null where tconst = 'tt1'"),
            "tables[raw.imdb_title_basics].columns[titleType].null_count: recorded 0, found 1",
        ),
        (
            sql("insert into core.dim_title values (77, 'New', false, false, 'imdb')"),
            "tables[core.dim_title].rows: recorded 4, found 5",
        ),
        (
            sql("delete from core.dim_title where title_key = 9"),
            "tables[core.fact_ratings].foreign_keys[title_key].orphans: recorded 0, found 1",
        ),
        (
            sql("delete from core.dim_title where title_key = 1"),
            "reconciliations[imdb_title_basics: rows loaded = rows of dim_title",
        ),
        (
            sql("alter table core.dim_title alter title_key type int"),
            "tables[core.dim_title].columns[title_key].type: recorded bigint, found integer",
        ),
        (
            sql("drop table core.fact_source_load"),
            "tables[core.fact_source_load]: recorded, but no longer there",
        ),
        (sql("create table core.dim_new (i int)"), "tables[core.dim_new]: there, but not recorded"),
        (
            sql("alter table core.dim_title rename title_key to key"),
            "tables[core.dim_title]: cannot be read as recorded",
        ),
        (
            sql("update kpis.mart_kpi set value = 7.6 where kpi_id = 'genre_rating'"),
            "kpis[genre_rating].value: recorded 7.5, found 7.6",
        ),
        (
            sql("update kpis.mart_kpi set n = null where kpi_id = 'genre_rating'"),
            "kpis[genre_rating].n: recorded 3, found nothing",
        ),
        (
            sql("update kpis.mart_kpi set basis = 'other', rung = 'B' where kpi_id = 'genre_rating'"),
            "kpis[genre_rating].rung: recorded nothing, found B",
        ),
        (
            sql("update kpis.mart_kpi set delta_low = -0.5 where kpi_id = 'genre_popularity_share'"),
            "kpis[genre_popularity_share].delta_low: recorded ",
        ),
        (
            sql("update kpis.mart_kpi set period_end = date '2024-12-31' where kpi_id = 'genre_rating'"),
            "kpis[genre_rating].period_end: recorded 2025-12-31, found 2024-12-31",
        ),
        (
            sql("update raw.load_log set rows_rejected = 9 where table_name = 'imdb_title_basics'"),
            "sources[imdb_title_basics].rows_rejected: recorded 1, found 9",
        ),
        (
            sql("update raw.load_log set sha256 = repeat('c', 64) where table_name = 'imdb_title_basics'"),
            "sources[imdb_title_basics].sha256: recorded b",
        ),
        (remove_download, "title.ratings.tsv.gz is no longer there"),
        (change_download, "sources[imdb_title_ratings].sha256: recorded "),
        (
            fetch_again,
            "P07_extraction_log.json: summary[imdb /imdb/title.ratings.tsv.gz].calls: recorded 1, found 3",
        ),
        (
            edit("evidence", lambda document: document["row_target"].update(loaded=10_000_000), seal=False),
            "P07_evidence.json: content_sha256: recorded ",
        ),
        (
            edit("evidence", lambda document: document["row_target"].update(loaded=10_000_000), seal=True),
            "row_target.loaded: recorded 10000000, found 6",
        ),
        (
            edit("data", lambda document: document["kpis"][9].update(value=0.5), seal=True),
            "kpis[genre_popularity_share].value: recorded 0.5, found 0.4",
        ),
        (
            edit(
                "quality_report",
                lambda document: document.update(run_id="20270101T000000Z-0000aa"),
                seal=True,
            ),
            "P07_quality_report.json: run_id is 20270101T000000Z-0000aa, in P07_evidence.json it is ",
        ),
        (edit("data", lambda document: document["kpis"].pop(), seal=True), "P07_data.json: $.kpis"),
    ],
)
def test_each_change_is_named(project: Project, spoil: Callable[[Project], None], says: str) -> None:
    spoil(project)
    ended = project.run("reports", "verify")
    assert ended.code == 1
    assert any(says in line for line in ended.err.splitlines()), ended.err


def test_a_file_of_the_user_is_looked_for_where_it_was_loaded_from(tmp_path: Path) -> None:
    project = evidence_project.make(tmp_path / "project")
    own = tmp_path / "my files" / "title.basics.tsv.gz"
    own.parent.mkdir()
    own.write_bytes(evidence_project.RATINGS)
    project.sql(
        f"""update raw.load_log set uri = '{own.as_uri()}', sha256 = '{evidence_project.DIGEST}'
        where table_name = 'imdb_title_basics'"""
    )
    shutil.rmtree(project.root / "data" / "calls")  # no download of that content
    project.run("reports", "evidence")
    assert project.document("evidence")["sources"][0]["saved_as"] is None
    assert project.run("reports", "verify").code == 0
    own.write_bytes(b"other")
    ended = project.run("reports", "verify")
    assert ended.code == 1 and "sources[imdb_title_basics].sha256: recorded " in ended.err


def test_a_withheld_kpi_must_have_no_number(project: Project) -> None:
    project.set_status(SHARES, "fail", failures=1)
    project.run("reports", "evidence")
    assert project.run("reports", "verify").code == 0

    def publish(document: dict[str, Any]) -> None:
        document["kpis"][9].update(value=0.4, status="available", reason_code=None)

    edit("data", publish, seal=True)(project)
    ended = project.run("reports", "verify")
    assert ended.code == 1
    assert "kpis[genre_popularity_share].value: recorded 0.4, found nothing" in ended.err


@pytest.fixture
def printed(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project with its reports."""
    monkeypatch.setattr("reports.render.build.render_pdf", evidence_project.fake_pdf)
    monkeypatch.setattr("reports.render.build.render_html", evidence_project.fake_html)
    for _ in range(2):  # a second time they replace themselves
        assert project.run("reports", "build").code == 0
    return project


def test_outputs_are_recorded_and_compared(printed: Project) -> None:
    evidence = printed.document("evidence")
    assert [(entry["path"], entry["pages"]) for entry in evidence["outputs"]] == [
        ("output/P07_Media_Report.html", None),
        ("output/P07_Media_Report.pdf", 10),
    ]
    assert evidence["run_id"] == printed.document("data")["run_id"]
    ended = printed.run("reports", "verify")
    assert (ended.code, ended.err) == (0, "") and " 2 outputs " in ended.out
    pdf = printed.root / "output/P07_Media_Report.pdf"
    pdf.write_bytes(pdf.read_bytes().replace(b"1.7", b"1.6"))
    (printed.root / "output/P07_Media_Report.html").unlink()
    lines = printed.run("reports", "verify").err.splitlines()
    assert lines[0] == "P07_evidence.json: outputs[output/P07_Media_Report.html]: no such file"
    assert lines[1].startswith("P07_evidence.json: outputs[output/P07_Media_Report.pdf].sha256: recorded ")
    assert lines[2].startswith("2 differences.")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("pages", 11, "pages: recorded 11, found 10"), ("bytes", 1, "bytes: recorded 1, found ")],
)
def test_what_is_said_of_an_output_is_counted_again(
    printed: Project, field: str, value: int, says: str
) -> None:
    edit("evidence", lambda document: document["outputs"][1].update({field: value}), seal=True)(printed)
    assert f"outputs[output/P07_Media_Report.pdf].{says}" in printed.run("reports", "verify").err


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_a_report_of_other_data_is_named_though_its_digest_is_recorded(printed: Project, name: str) -> None:
    path = printed.root / f"output/P07_Media_Report.{name}"
    found = (hashlib.md5 if name == "pdf" else hashlib.sha256)(
        (printed.evidence / "P07_data.json").read_bytes()
    ).hexdigest()
    path.write_bytes(path.read_bytes().replace(found.encode(), b"0" * len(found)))

    def record(document: dict[str, Any]) -> None:
        entry = next(entry for entry in document["outputs"] if entry["path"].endswith(name))
        entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()

    edit("evidence", record, seal=True)(printed)
    ended = printed.run("reports", "verify")
    assert ended.code == 1 and ended.err.count("\n") == 2
    assert f"outputs[output/P07_Media_Report.{name}]: was not made from this P07_data.json" in ended.err


@pytest.mark.parametrize("name", ["evidence", "data", "quality_report", "extraction_log"])
def test_a_missing_or_broken_file_is_one_line(project: Project, name: str) -> None:
    path = project.evidence / f"P07_{name}.json"
    for text in ("", "{", json.dumps([1])):
        path.write_text(text, encoding="utf-8")
        ended = project.run("reports", "verify")
        assert ended.code == 1 and ended.err.count("\n") == 1 and path.name in ended.err
    path.unlink()
    ended = project.run("reports", "verify")
    assert ended.code == 1 and ended.err.count("\n") == 1 and "Run `reports evidence` first" in ended.err


def test_evidence_of_another_commit_says_so_where_it_differs(project: Project) -> None:
    git = ["git", "-C", str(project.root), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    (project.root / ".gitignore").write_text("*\n!.gitignore\n", encoding="utf-8")
    for arguments in (["init", "-q"], ["add", ".gitignore"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], check=True)
    project.run("reports", "evidence")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "two"], check=True)
    assert project.run("reports", "verify").code == 0  # another commit alone is no difference
    project.sql("update kpis.mart_kpi set value = 7.6 where kpi_id = 'genre_rating'")
    assert " difference" in (last := project.run("reports", "verify").err.splitlines()[-1])
    assert "The evidence was made at commit " in last
