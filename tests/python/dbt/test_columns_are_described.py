"""The warehouse holds what the YAML describes: every table, and every column of each."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
SCHEMAS = ("raw", "staging", "intermediate", "reference", "core", "kpis", "semantic")


def columns_of(entry: dict) -> dict[str, str]:
    """The columns of a model, seed or table in YAML, in lower case, with their descriptions."""
    return {column["name"].lower(): column.get("description", "") for column in entry.get("columns", [])}


@pytest.fixture(scope="module")
def described() -> dict[str, dict[str, str]]:
    """Every model, seed and raw table of the YAML with its columns."""
    tables = {}
    for path in [*ROOT.glob("models/**/*.yml"), *ROOT.glob("seeds/*.yml")]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        sources = [table for source in content.get("sources", []) for table in source["tables"]]
        for entry in [*content.get("models", []), *content.get("seeds", []), *sources]:
            tables[entry.get("identifier", entry["name"])] = columns_of(entry)
    return tables


@pytest.fixture(scope="module")
def built(sample_project) -> dict[str, set[str]]:
    """Every table and view of the warehouse with its columns."""
    query = """
        select table_name, list(lower(column_name)) from information_schema.columns
        where table_schema in (select unnest($schemas)) group by table_name
    """
    with sample_project.connect() as con:
        return {
            name: set(columns) for name, columns in con.execute(query, {"schemas": list(SCHEMAS)}).fetchall()
        }


def test_every_table_is_described(built, described):
    assert set(built) == set(described)


def test_every_column_is_described(built, described):
    assert {
        name: columns ^ set(described[name])
        for name, columns in built.items()
        if columns != set(described[name])
    } == {}


def test_no_description_is_empty(described):
    empty = [
        (table, column)
        for table, columns in described.items()
        for column, text in columns.items()
        if not text.strip()
    ]
    assert empty == []
