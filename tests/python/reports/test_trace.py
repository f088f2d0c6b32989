"""`reports trace`: a printed number followed to its files, from the evidence alone."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import evidence_artifacts
import evidence_project
import pytest
from built_project import ROOT, BuiltProject
from evidence_artifacts import NO_ORPHANS
from evidence_project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with its evidence."""
    return evidence_project.make(tmp_path / "project", with_evidence=True)


def test_a_number_is_followed_to_its_file_without_the_warehouse(project: Project) -> None:
    project.warehouse.unlink()
    ended = project.run("reports", "trace", "genre_rating")
    assert (ended.code, ended.err) == (0, "")
    data, evidence = project.document("data"), project.document("evidence")
    kpi = next(kpi for kpi in data["kpis"] if kpi["kpi_id"] == "genre_rating")
    table = next(table for table in evidence["tables"] if table["name"] == "core.fact_ratings")
    source = next(source for source in evidence["sources"] if source["table"] == "imdb_title_ratings")
    text = " ".join(ended.out.split())
    for said in (
        kpi["display"]["value"],
        kpi["display"]["interval"],
        kpi["definition"],
        kpi["formula"],
        f"exact value {kpi['value']}",
        "published in kpis.mart_kpi 14 rows sha256",
        "computed by kpis.kpi_genre_rating",
        f"core.fact_ratings 3 rows sha256 {table['table_sha256']}",
        "staging.stg_imdb__title_ratings",
        "raw.imdb_title_ratings 3 rows",
        "title.ratings.tsv.gz (imdb)",
        f"sha256 {source['sha256']}",
        "3 rows read, 3 loaded",
        f"retrieved at {source['retrieved_at']} from {source['uri']}",
        "tests 3 guard it: 3 passed",
        "gate open",
    ):
        assert said in text, said


def test_the_last_lines_are_the_commands_to_go_on_with(project: Project) -> None:
    project.sql(
        """
        create table reference.kpi_bases as select
            'genre_rating' as kpi_id, 'imdb_votes' as basis, 'imdb_title_ratings' as tables
        """
    )
    project.run("reports", "evidence")
    lines = project.run("reports", "trace", "genre_rating").out.splitlines()
    first, expected, last = (line.strip() for line in lines[-3:])
    assert first.startswith("sha256sum ") and last == "reports verify"
    printed = subprocess.run(shlex.split(first), capture_output=True, text=True, check=True, cwd=project.root)
    assert printed.stdout.split()[0] == expected.removeprefix("# prints ") == evidence_project.DIGEST
    assert project.run(*shlex.split(last)).code == 0


def test_json_holds_the_same_with_every_test(project: Project) -> None:
    found = json.loads(project.run("reports", "trace", "genre_rating", "--json").out)
    assert found["kpi"]["value"] == 7.5 and found["mart"]["rows"] == 14
    assert {test["unique_id"] for test in found["tests"]} == {
        test["unique_id"]
        for test in project.document("quality_report")["results"]
        if "genre_rating" in test["kpi_ids"]
    }
    assert found["gate"]["resulting_status"] == "available"
    assert found["check"][-1] == "reports verify"


def test_a_withheld_number_says_which_test_shut_the_gate(project: Project) -> None:
    project.set_status(NO_ORPHANS, "fail", failures=2)
    project.run("reports", "evidence")
    out = project.run("reports", "trace", "genre_rating").out
    assert "(BLOCKING_TEST_FAILED)" in out and "7.5" not in out
    assert "shut by no_orphans_fact_ratings_title_key" in out
    assert "no_orphans_fact_ratings_title_key: failed" in out


def test_a_kpi_without_a_source_is_traced_as_far_as_it_goes(project: Project) -> None:
    ended = project.run("reports", "trace", "total_views")
    assert ended.code == 0 and "(SOURCE_MISSING)" in ended.out and "none is loaded" in ended.out
    assert ended.out.splitlines()[-1].strip() == "reports verify"


def test_an_unknown_id_lists_the_fourteen(project: Project) -> None:
    ended = project.run("reports", "trace", "views")
    assert ended.code == 2 and ended.err.count("\n") == 1
    assert all(kpi_id in ended.err for kpi_id in evidence_artifacts.kpi_ids())


def test_text_of_the_data_reaches_no_terminal_control(project: Project) -> None:
    project.sql(
        "update kpis.mart_kpi set headline_member = chr(27) || '[31mDrama' where kpi_id = 'genre_rating'"
    )
    project.run("reports", "evidence")
    out = project.run("reports", "trace", "genre_rating").out
    assert "\x1b" not in out and "[U+001B][31mDrama" in out


def test_another_folder_is_named_in_the_command_to_go_on_with(project: Project) -> None:
    project.evidence.rename(project.root / "my proof")
    out = project.run("reports", "trace", "genre_rating", "--evidence", "my proof").out
    assert out.splitlines()[-1].strip() == "reports verify --evidence 'my proof'"


def test_files_of_two_runs_are_not_mixed(project: Project) -> None:
    old = (project.evidence / "P07_evidence.json").read_bytes()
    project.run("reports", "evidence")
    (project.evidence / "P07_evidence.json").write_bytes(old)
    ended = project.run("reports", "trace", "genre_rating")
    assert ended.code == 1 and ended.err.count("\n") == 1 and "P07_evidence.json: it is of run" in ended.err


def readme_commands() -> list[list[str]]:
    """The commands of the README that follow a number and check the evidence."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^ *(reports (?:trace|verify)\b[^#\n`]*)", text, re.MULTILINE)
    return [shlex.split(line) for line in found]


@pytest.mark.slow
def test_an_auditor_needs_two_commands_of_the_readme(sample_project: BuiltProject, tmp_path: Path) -> None:
    """From a printed number to the bytes of its source file, and everything checked."""
    out, target = tmp_path / "evidence", ("--target-path", sample_project.target)
    sample_project.run("reports", "evidence", *target, "--out", out)
    trace = next(words for words in readme_commands() if words[1] == "trace")
    verify = next(words for words in readme_commands() if words[1] == "verify")
    told = sample_project.run(*trace, "--evidence", out).stdout
    (command,) = re.findall(r"^  (sha256sum .*)$", told, re.MULTILINE)
    (digest,) = re.findall(r"# prints ([0-9a-f]{64})", told)
    done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == digest
    assert sample_project.run(*verify, "--evidence", out, *target).stdout.startswith("Verified: ")
    for kpi_id in evidence_artifacts.kpi_ids():
        ended = sample_project.run("reports", "trace", kpi_id, "--evidence", out)
        assert "the value is counted from it" in ended.stdout, kpi_id
