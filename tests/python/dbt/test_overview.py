"""The docs home page says what the models' YAML says: a table a row, with its keys."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
OVERVIEW = (ROOT / "models" / "docs" / "overview.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def core() -> dict[str, dict]:
    """The YAML of every model of the star, by name."""
    files = (ROOT / "models" / "core").glob("*.yml")
    return {
        model["name"]: model
        for path in files
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    }


def foreign_keys(model: dict) -> dict[str, str]:
    """The columns that no_orphans guards against a dimension, with that dimension."""
    tests = (
        (column["name"], test["no_orphans"]["arguments"]["to"])
        for column in model["columns"]
        for test in column.get("data_tests", [])
        if isinstance(test, dict) and "no_orphans" in test
    )
    return {name: to.split("'")[1] for name, to in tests if to.startswith("ref('dim_")}


def listed() -> dict[str, tuple[list[str], list[str]]]:
    """The page's table of tables: primary key and other keys of each."""
    table = OVERVIEW.split("| Table | One row is | Primary key |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| \[(\w+)\]\S+ \| [^|]+ \| ([^|]+) \|([^|]*)\|$", table, re.MULTILINE)
    return {name: (re.findall(r"\w+", primary), re.findall(r"\w+", others)) for name, primary, others in rows}


def test_the_table_lists_the_star_and_its_keys(core):
    wanted = {}
    for name, model in core.items():
        grain = model["config"]["meta"]["grain"]
        wanted[name] = (grain, [key for key in foreign_keys(model) if key not in grain])
    found = listed()
    assert set(found) == set(wanted)
    for name, (primary, others) in wanted.items():
        assert found[name][0] == primary, name
        assert sorted(found[name][1]) == sorted(others), name


def test_the_diagram_joins_each_fact_to_its_dimensions(core):
    lines = [line for line in OVERVIEW.split("```")[1].splitlines() if "fact_" in line]
    assert len(lines) == 6
    for line in lines:
        branch, fact, dimensions = re.fullmatch(r".*?([├└┼┌]──)? +(fact_\w+) ─+ (.+)", line).groups()
        drawn = set(dimensions.split(", ")) | ({"dim_title"} if branch else set())
        assert drawn == set(foreign_keys(core[fact]).values()), line


@pytest.mark.parametrize(
    "name", re.findall(r"#!/(?:model|seed)/(?:model|seed)\.media_analytics\.(\w+)", OVERVIEW)
)
def test_every_link_has_its_page(name):
    assert [*ROOT.glob(f"models/**/{name}.sql"), *ROOT.glob(f"seeds/{name}.csv")]


def test_the_query_runs_as_it_stands(sample_project):
    query = OVERVIEW.split("```sql")[1].split("```")[0]
    with sample_project.connect() as con:
        votes = [row[1] for row in con.execute(query).fetchall()]
    assert len(votes) > 10
    assert votes == sorted(votes, reverse=True)
