"""`cms-pdf` and `reports build` on bad input: one line, an exit code, and no half-written file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evidence_project
import pytest
from evidence_project import Project

from reports.errors import ReportError
from reports.evidence import canonical

ADVICE = "Pango is missing. Run `apt-get install libpango-1.0-0`"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with its evidence; no test of this module changes the warehouse."""
    return evidence_project.make(tmp_path_factory.mktemp("data") / "project", with_evidence=True)


@pytest.fixture
def data(built: Project, tmp_path: Path) -> Path:
    """A copy of P07_data.json to spoil."""
    path = tmp_path / "P07_data.json"
    path.write_bytes((built.evidence / "P07_data.json").read_bytes())
    return path


def changed(change: Callable[[dict[str, Any]], Any], *, seal: bool = True) -> Callable[[Path], None]:
    """Change the document and write it again."""

    def spoil(path: Path) -> None:
        document = json.loads(path.read_bytes())
        change(document)
        path.write_bytes(canonical.readable_bytes(canonical.sealed(document) if seal else document))

    return spoil


def replaced(old: str, new: str) -> Callable[[Path], None]:
    """Change the text."""

    def spoil(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (Path.unlink, "no such file. Run `reports evidence` first"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\xff\xfe{"), "is not valid JSON"),
        (lambda path: path.write_bytes(b"<html>"), "is not valid JSON"),
        (lambda path: path.write_bytes(b"[" * 200_000), "is not valid JSON"),
        (lambda path: path.write_bytes(b"[1]"), "the top level is no object"),
        (replaced('"value": 7.5', '"value": NaN'), "NaN is no JSON number"),
        (replaced('"value": 7.5', '"value": 1e999'), "1e999 is too large a number"),
        (replaced('"value": 7.5', '"value": -Infinity'), "-Infinity is no JSON number"),
        (
            replaced('"project": "P07"', '"project": "P07", "project": "P07"'),
            "the key 'project' stands twice",
        ),
        (
            changed(lambda document: document.update(schema="p07.data/2")),
            "is 'p07.data/2', this version reads 'p07.data/1'",
        ),
        (changed(lambda document: document.pop("schema")), "its schema is None"),
        (changed(lambda document: document["kpis"].pop()), "it has 13 KPIs instead of 14"),
        (changed(lambda document: document.update(kpis="many")), "it has 0 KPIs instead of 14"),
        (changed(lambda document: document["kpis"][0].update(kpi_id="total_streams")), "the same kpi_id"),
        (changed(lambda document: document["kpis"][0].pop("display")), "'display' is a required property"),
        (changed(lambda document: document["availability"].update(available=99)), "do not add up to 14"),
        (
            changed(lambda document: document["kpis"][9].update(value=0.41), seal=False),
            "content_sha256 differs",
        ),
        (replaced('"title": "', '"title": "\\ud800'), "surrogates not allowed"),
    ],
)
def test_bad_data_is_refused_in_one_line(
    built: Project, data: Path, tmp_path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(data)
    out = tmp_path / "out" / "report.pdf"
    ended = built.run("cms-pdf", "--engine", "media", "--data", str(data), str(out))
    assert ended.code == 1 and ended.err.count("\n") == 1
    assert says in ended.err and "P07_data.json" in ended.err
    assert not out.exists() and not list(tmp_path.glob("**/*.tmp"))
    assert built.run("reports", "build", "--data", str(data), "--out", str(tmp_path / "out")).code == 1


def test_an_unknown_engine_lists_those_that_exist(built: Project, tmp_path: Path) -> None:
    ended = built.run("cms-pdf", "--engine", "print", str(tmp_path / "x.pdf"))
    assert ended.code == 2 and ended.err == "cms-pdf: --engine print: there is no such engine, only media.\n"


def test_a_folder_as_output_is_a_usage_error(built: Project, tmp_path: Path) -> None:
    ended = built.run("cms-pdf", "--engine", "media", str(tmp_path))
    assert ended.code == 2 and ended.err.count("\n") == 1 and "is a folder" in ended.err


def test_a_place_that_cannot_be_written_is_one_line(built: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ended = built.run("cms-pdf", "--engine", "media", str(tmp_path / "file" / "report.pdf"))
    assert ended.code == 1 and ended.err.count("\n") == 1 and "cannot be made" in ended.err


def test_a_missing_argument_is_a_usage_error(built: Project) -> None:
    ended = built.run("cms-pdf", "--engine", "media")
    assert ended.code == 2 and ended.err.count("\n") == 1


def test_without_native_libraries_the_html_is_made_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = evidence_project.make(tmp_path / "project", with_evidence=True)

    def no_pango(data: dict[str, Any], raw: bytes, out: Path) -> int:
        print("-----\nWeasyPrint could not import some external libraries\n-----")
        raise ReportError(ADVICE)

    monkeypatch.setattr("reports.render.build.render_pdf", no_pango)
    monkeypatch.setattr("reports.render.build.render_html", lambda data, raw, out: out.write_bytes(b"<html>"))
    ended = project.run("reports", "build")
    assert (ended.code, ended.err) == (1, f"reports: {ADVICE}\n")
    assert ended.out == "output/P07_Media_Report.html\n"
    assert [entry["path"] for entry in project.document("evidence")["outputs"]] == [
        "output/P07_Media_Report.html"
    ]


def test_data_and_evidence_of_two_runs_are_not_mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = evidence_project.make(tmp_path / "project", with_evidence=True)
    old = (project.evidence / "P07_data.json").read_bytes()
    project.run("reports", "evidence")
    (project.evidence / "P07_data.json").write_bytes(old)
    monkeypatch.setattr("reports.render.build.render_pdf", lambda data, raw, out: out.write_bytes(b"x"))
    monkeypatch.setattr("reports.render.build.render_html", lambda data, raw, out: out.write_bytes(b"x"))
    ended = project.run("reports", "build")
    assert ended.code == 1 and ended.err.count("\n") == 1 and "Run `reports evidence` again" in ended.err


def test_the_entry_points_end_as_the_functions_do(built: Project, tmp_path: Path) -> None:
    """As a user runs them: the exit code of the process, and no trace."""
    folder = Path(sys.executable).parent
    for command, code in (
        (["cms-pdf", "--engine", "media", "--data", str(tmp_path / "none.json"), str(tmp_path / "x.pdf")], 1),
        (["reports", "nonsense"], 2),
    ):
        ended = subprocess.run(
            [str(folder / command[0]), *command[1:]], capture_output=True, text=True, check=False
        )
        assert ended.returncode == code and "Traceback" not in ended.stderr and ended.stderr.count("\n") == 1
