"""`reports build` where a part of it cannot be: what can be made is made, and recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import evidence_project
import pytest

from reports.errors import ReportError

ADVICE = "Pango is missing. Run `apt-get install libpango-1.0-0`"


def test_without_native_libraries_the_html_is_made_and_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = evidence_project.make(tmp_path / "project", with_evidence=True)

    def no_pango(data: dict[str, Any], raw: bytes, out: Path) -> int:
        print("-----\nWeasyPrint could not import some external libraries\n-----")
        raise ReportError(ADVICE)

    monkeypatch.setattr("reports.render.build.render_pdf", no_pango)
    monkeypatch.setattr("reports.render.build.render_html", evidence_project.fake_html)
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
    monkeypatch.setattr("reports.render.build.render_pdf", evidence_project.fake_pdf)
    monkeypatch.setattr("reports.render.build.render_html", evidence_project.fake_html)
    ended = project.run("reports", "build")
    assert ended.code == 1 and ended.err.count("\n") == 1 and "Run `reports evidence` again" in ended.err
