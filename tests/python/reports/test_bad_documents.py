"""Bad input, by the installed commands: one line, an exit code, and no file half-written or lost."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evidence_project
import pypdf
import pytest
from evidence_project import Ended, Project

from reports.evidence import canonical

SCRIPTS = Path(sysconfig.get_path("scripts"))
Spoil = Callable[[Path], Any]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with its evidence, which no test changes."""
    return evidence_project.make(tmp_path_factory.mktemp("bad") / "project", with_evidence=True)


@pytest.fixture
def data(project: Project, tmp_path: Path) -> Path:
    """A copy of P07_data.json to spoil."""
    path = tmp_path / "evidence" / "P07_data.json"
    path.parent.mkdir()
    path.write_bytes((project.evidence / "P07_data.json").read_bytes())
    return path


def installed(script: str, *arguments: str | Path, cwd: Path) -> Ended:
    """Run a command as a user does; none of these may wait for anything."""
    words = [str(SCRIPTS / script), *map(str, arguments)]
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    return Ended(done.returncode, done.stdout, done.stderr)


def is_one_line(ended: Ended, script: str, says: str) -> None:
    """The command failed with one line on stderr and nothing else."""
    assert ended.code in (1, 2) and ended.out == "", (ended.code, ended.out)
    assert ended.err.count("\n") == 1 and ended.err.startswith(f"{script}: "), ended.err
    assert says in ended.err and "Traceback" not in ended.err and len(ended.err) < 700, ended.err


def raw(content: bytes) -> Spoil:
    """Other bytes."""
    return lambda path: path.write_bytes(content)


def text(old: str, new: str) -> Spoil:
    """Another text in it."""

    def spoil(path: Path) -> None:
        found = path.read_text(encoding="utf-8")
        assert old in found
        path.write_text(found.replace(old, new, 1), encoding="utf-8")

    return spoil


def document(change: Callable[[dict[str, Any]], Any], *, seal: bool = True) -> Spoil:
    """Another content; its digest is put right again, or not."""

    def spoil(path: Path) -> None:
        found = json.loads(path.read_bytes())
        change(found)
        path.write_bytes(canonical.readable_bytes(canonical.sealed(found) if seal else found))

    return spoil


def folder(path: Path) -> None:
    """A folder in its place."""
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


SPOILED: dict[str, tuple[Spoil, str]] = {
    "missing": (Path.unlink, "no such file. Run `reports evidence` first"),
    "empty": (raw(b""), "is empty"),
    "white space": (raw(b"\n \n"), "is empty"),
    "no JSON": (raw(b"<html>"), "is not valid JSON"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "is not valid JSON"),
    "not UTF-8": (raw(b"\xff\xfe{"), "is not valid JSON"),
    "UTF-16": (lambda path: path.write_text(path.read_text(encoding="utf-8"), "utf-16"), "is not valid JSON"),
    "deep lists": (raw(b"[" * 200_000), "is not valid JSON"),
    "deep objects": (raw(b'{"a":' * 200_000 + b"1" + b"}" * 200_000), "is not valid JSON"),
    "a list": (raw(b"[1]"), "the top level is no object"),
    "no part": (raw(b"{}"), "its schema is None"),
    "a folder": (folder, "is a folder"),
    "a pipe": (pipe, "is no regular file"),
    "NaN": (text('"value": 7.5', '"value": NaN'), "NaN is no JSON number"),
    "infinity": (text('"value": 7.5', '"value": -Infinity'), "-Infinity is no JSON number"),
    "1e999": (text('"value": 7.5', '"value": 1e999'), "1e999 is too large a number"),
    "1,000 digits": (text('"n": 3', f'"n": {"9" * 1000}'), "a number of 1000 digits is too large"),
    "half a character": (text('"title": "', '"title": "\\ud800'), "surrogates not allowed"),
    "a key twice": (
        text('"project": "P07"', '"project": "P07", "project": "P07"'),
        "the key 'project' stands twice",
    ),
    "another schema version": (
        document(lambda found: found.update(schema="p07.data/2")),
        "is 'p07.data/2', this version reads 'p07.data/1'",
    ),
    "a long schema version": (
        document(lambda found: found.update(schema="x" * 10_000)),
        "its schema is 'xxx",
    ),
    "another file of the four": (
        document(lambda found: found.update(schema="p07.evidence/1")),
        "is 'p07.evidence/1', this version reads 'p07.data/1'",
    ),
    "13 KPIs": (document(lambda found: found["kpis"].pop()), "it has 13 KPIs instead of 14"),
    "no list of KPIs": (document(lambda found: found.update(kpis="many")), "it has 0 KPIs instead of 14"),
    "a KPI twice": (
        document(lambda found: found["kpis"][0].update(kpi_id="total_streams")),
        "two of its kpis have the same kpi_id",
    ),
    "a figure twice": (
        document(lambda found: found["figures"].append(found["figures"][0])),
        "two of its figures have the same id",
    ),
    "a field less": (
        document(lambda found: found["kpis"][0].pop("display")),
        "'display' is a required property",
    ),
    "a field more": (document(lambda found: found.update(extra=1)), "('extra' was unexpected)"),
    "a text for a number": (
        document(lambda found: found["kpis"][11].update(value="7.5")),
        "it is not as its schema says ($.kpis[11]",
    ),
    "a number for a text": (
        document(lambda found: found["edition"].update(title=7)),
        "$.edition.title: 7 is not of type 'string'",
    ),
    "null for a list": (document(lambda found: found.update(figures=None)), "$.figures: None is not of type"),
    "counts that do not add up": (
        document(lambda found: found["availability"].update(available=9)),
        "do not add up to 14",
    ),
    "a cell less": (
        document(lambda found: found["figures"][0]["table"]["rows"][0].pop()),
        "has not as many cells as the table has columns",
    ),
    "10,000 characters": (
        document(lambda found: found["edition"].update(title="x" * 10_000)),
        "a text of 10,000 characters is longer than the 1,000 that are printed",
    ),
    "changed since": (
        document(lambda found: found["kpis"][9].update(value=0.41), seal=False),
        "content_sha256 differs",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_spoiled_data_are_refused_by_each_command(
    project: Project, data: Path, tmp_path: Path, case: str
) -> None:
    spoil, says = SPOILED[case]
    spoil(data)
    out = tmp_path / "output"
    out.mkdir()
    for name in ("P07_Media_Report.pdf", "P07_Media_Report.html"):
        (out / name).write_bytes(b"old")
    pdf = out / "P07_Media_Report.pdf"
    is_one_line(installed("cms-pdf", "--engine", "media", "--data", data, pdf, cwd=tmp_path), "cms-pdf", says)
    own = ("reports", "build", "--data", str(data), "--out", str(out))
    other = str(project.evidence / "P07_data.json")
    for words in (
        own,
        ("reports", "diff", str(data), other),
        ("reports", "diff", other, str(data)),
        ("reports", "trace", "genre_rating", "--evidence", str(data.parent)),
    ):
        is_one_line(project.run(*words), "reports", says)
    assert sorted(path.name for path in out.iterdir()) == ["P07_Media_Report.html", "P07_Media_Report.pdf"]
    assert {path.read_bytes() for path in out.iterdir()} == {b"old"}


def no_rows(found: dict[str, Any]) -> None:
    """A figure of nothing."""
    found["figures"][0]["data"].clear()


def text_for_a_number(found: dict[str, Any]) -> None:
    """A figure whose bars are words."""
    for row in found["figures"][0]["data"]:
        row.update(value="much", ci_high="more", label=None)


def unknown_figure(found: dict[str, Any]) -> None:
    """A figure that no chart is made for."""
    found["figures"][0]["id"] = "unknown"


@pytest.mark.parametrize("change", [no_rows, text_for_a_number, unknown_figure])
def test_what_keeps_the_schema_and_cannot_be_drawn_is_one_line(
    data: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    document(change)(data)
    out = tmp_path / "report.pdf"
    out.write_bytes(b"old")
    ended = installed("cms-pdf", "--data", data, out, cwd=tmp_path)
    is_one_line(ended, "cms-pdf", "P07_data.json ")
    assert out.read_bytes() == b"old" and not list(tmp_path.glob("**/*.tmp"))


def into_a_folder(base: Path) -> Path:
    """A folder of that name."""
    (base / "folder.pdf").mkdir()
    return base / "folder.pdf"


def below_a_file(base: Path) -> Path:
    """A file where a folder should be."""
    (base / "file").write_text("x", encoding="utf-8")
    return base / "file" / "report.pdf"


def into_a_pipe(base: Path) -> Path:
    """A pipe that nobody reads."""
    os.mkfifo(base / "pipe.pdf")
    return base / "pipe.pdf"


def into_a_read_only_folder(base: Path) -> Path:
    """A folder that nobody may write to; for root, who may, one that the kernel keeps."""
    if os.geteuid() == 0:
        return Path("/proc/report.pdf")
    (base / "shut").mkdir(mode=0o555)
    return base / "shut" / "report.pdf"


@pytest.mark.parametrize(
    ("place", "code", "says"),
    [
        (into_a_folder, 2, "is a folder. Give a file name"),
        (below_a_file, 1, "cannot be made"),
        (into_a_pipe, 2, "is no regular file"),
        (into_a_read_only_folder, 1, "may not be written to"),
        (lambda base: base / "report.txt", 2, "is no name of a PDF. Give one that ends in .pdf"),
        (lambda base: base / "report", 2, "ends in .pdf"),
        (lambda base: base / f"{'x' * 300}.pdf", 1, "cannot be written"),
    ],
)
def test_a_place_that_cannot_be_written_is_one_line(
    project: Project, tmp_path: Path, place: Callable[[Path], Path], code: int, says: str
) -> None:
    source = project.evidence / "P07_data.json"
    ended = installed("cms-pdf", "--data", source, place(tmp_path), cwd=tmp_path)
    is_one_line(ended, "cms-pdf", says)
    assert ended.code == code
    assert not list(tmp_path.glob("**/.*.tmp"))


@pytest.mark.parametrize(
    ("script", "arguments", "says"),
    [
        ("cms-pdf", ("--engine", "print", "x.pdf"), "--engine print: there is no such engine, only media."),
        ("cms-pdf", ("--engine", "", "x.pdf"), "there is no such engine, only media."),
        ("cms-pdf", ("--engine", "media"), "--help lists the options"),
        ("reports", ("nonsense",), "--help lists the options"),
        ("reports", ("diff", "one.json"), "--help lists the options"),
        ("reports", ("trace",), "--help lists the options"),
    ],
)
def test_a_wrong_command_is_a_usage_error(
    tmp_path: Path, script: str, arguments: tuple[str, ...], says: str
) -> None:
    ended = installed(script, *arguments, cwd=tmp_path)
    is_one_line(ended, script, says)
    assert ended.code == 2 and list(tmp_path.iterdir()) == []


HOSTILE = {
    "script": "<script>alert('x')</script>",
    "markup": "</style><img src=x onerror=alert(1)>{{ 7 * 7 }}",
    "right to left": "\u202egnp.exe\u202c",
    "controls": "a\u0000b\u001b[31m",
    "emoji": "😀 Party",
    "long": "unbroken" * 120,
}
ON_PAPER = {
    "right to left": "[U+202E]gnp.exe[U+202C]",
    "controls": "a[U+0000]b[U+001B][31m",
    "emoji": "[U+1F600] Party",
}


def test_hostile_text_is_shown_as_text(data: Path, tmp_path: Path) -> None:
    def put(found: dict[str, Any]) -> None:
        row = found["figures"][0]["table"]["rows"][0]
        found["figures"][0]["table"]["rows"] = [[title, *row[1:]] for title in HOSTILE.values()]
        found["edition"]["title"] = HOSTILE["script"]
        found["kpis"][9]["headline_member"] = HOSTILE["markup"]

    document(put)(data)
    out = tmp_path / "output"
    ended = installed("reports", "build", "--data", data, "--out", out, cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    html = (out / "P07_Media_Report.html").read_text(encoding="utf-8")
    assert "<script>alert('x')" not in html and "<img src=x" not in html and "\x1b" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in html and "{{ 7 * 7 }}" in html
    pages = pypdf.PdfReader(str(out / "P07_Media_Report.pdf")).pages
    paper = "".join("".join(page.extract_text() for page in pages).split())
    assert "".join(HOSTILE["script"].split()) in paper


def test_a_title_of_10000_characters_in_a_source_is_cut_with_an_ellipsis(tmp_path: Path) -> None:
    project = evidence_project.make(tmp_path / "project")
    project.sql(
        "update kpis.mart_kpi set headline_member = repeat('long ', 2000) where kpi_id = 'genre_rating'"
    )
    assert project.run("reports", "evidence").code == 0
    member = next(kpi for kpi in project.document("data")["kpis"] if kpi["kpi_id"] == "genre_rating")[
        "headline_member"
    ]
    assert len(member) == 1000 and member.endswith("…")
    assert project.run("reports", "verify").code == 0
