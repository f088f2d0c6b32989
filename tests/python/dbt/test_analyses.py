"""Every analysis runs as it stands, and its header says what it says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from built_project import ROOT, BuiltProject

FILES = sorted(ROOT.glob("analyses/*.sql"))
PARTS = ["QUESTION", "READ IT", "CAVEATS", "ANSWER (sample, seed 7, scale 0.002)"]
Cells = list[set[str | float]]


def parts(path: Path) -> dict[str, str]:
    """The parts of a header: question, how to read it, caveats, and the answer on the sample."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = "\n".join(lines[: next(place for place, line in enumerate(lines) if not line.startswith("-- "))])
    found = re.findall(r"^-- ([A-Z].*?): (.*(?:\n--   .*)*)", head, re.MULTILINE)
    return {name: re.sub(r"\n--   ", " ", text) for name, text in found}


def cell(value: object) -> str | float:
    """A value as it is compared: numbers as numbers, all else as text."""
    try:
        return float(str(value))
    except ValueError:
        return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture(scope="module")
def compiled(sample_project: BuiltProject, tmp_path_factory) -> Path:
    """The folder of the analyses' SQL, apart from the artifacts of the build."""
    target = tmp_path_factory.mktemp("analyses")
    parsed = ("--partial-parse-file-path", sample_project.target / "partial_parse.msgpack")
    # without these two it would open the warehouse, and shut out the tests that read it
    offline = ("--no-introspect", "--no-populate-cache")
    own = ("--target-path", target, "--log-path", target / "logs")
    sample_project.run("dbt", "compile", "--select", "resource_type:analysis", *parsed, *offline, *own)
    return target / "compiled" / "media_analytics" / "analyses"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_says_on_the_sample_what_its_header_says(path, compiled, sample_project):
    """What a clause of the answer has in backticks stands in one row, and no number stands outside them."""
    with sample_project.connect() as con:
        rows = con.execute((compiled / path.name).read_text(encoding="utf-8")).fetchall()
    cells: Cells = [{cell(value) for value in row} for row in rows]
    answer = parts(path)[PARTS[-1]]
    assert not re.search(r"\d", re.sub(r"`[^`]*`", "", answer))
    clauses = [set(map(cell, re.findall(r"`([^`]*)`", clause))) for clause in answer.split("; ")]
    assert any(clauses)
    for clause in clauses:
        assert any(clause <= row for row in cells), clause


OTHER_LOADS = """
insert into core.fact_ratings by name
select * replace (
    {day} as snapshot_date_key, {mode} as data_mode, 10.0 as weighted_rating, 10.0 as avg_rating,
    num_votes * (title_key % 7) * 100 as num_votes
) from core.fact_ratings;
insert into core.fact_availability by name
select * replace (
    {day} as snapshot_date_key, {mode} as data_mode,
    (select min(platform_key) from core.dim_platform where platform_key > 0) as platform_key
) from core.fact_availability
"""
"""SQL of another load, in which all is otherwise."""


@pytest.fixture(scope="module")
def with_other_loads(sample_project: BuiltProject, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's star with two loads beside the current one."""
    # the compiled SQL names the catalogue, which is the file's name
    path = tmp_path_factory.mktemp("other-loads") / sample_project.warehouse.name
    shutil.copyfile(sample_project.warehouse, path)
    with duckdb.connect(path) as con:
        con.execute(OTHER_LOADS.format(day=20260201, mode="data_mode"))
        con.execute(OTHER_LOADS.format(day="snapshot_date_key", mode="'live'"))
        yield con
    path.unlink()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_reads_the_current_load_alone(path, compiled, sample_project, with_other_loads):
    sql = (compiled / path.name).read_text(encoding="utf-8")
    with sample_project.connect() as con:
        rows = con.execute(sql).fetchall()
    assert with_other_loads.execute(sql).fetchall() == rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_header_has_every_part(path):
    assert list(parts(path)) == PARTS
    assert all(parts(path).values())


def test_all_are_described_by_their_question():
    described = yaml.safe_load((ROOT / "analyses" / "_analyses.yml").read_text(encoding="utf-8"))["analyses"]
    assert {analysis["name"]: analysis["description"] for analysis in described} == {
        path.stem: parts(path)["QUESTION"] for path in FILES
    }
    assert len(FILES) >= 10


def test_none_reads_below_the_star():
    """Core, KPIs and seeds are what others may build on."""
    open_to_all = {
        path.stem
        for folder in ("models/core", "models/kpis", "seeds")
        for path in ROOT.glob(f"{folder}/**/*")
    }
    for path in FILES:
        sql = path.read_text(encoding="utf-8")
        assert "source(" not in sql
        assert set(re.findall(r"ref\('(\w+)'\)", sql)) <= open_to_all, path.stem
