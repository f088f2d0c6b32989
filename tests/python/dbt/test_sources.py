"""What dbt's sources say of the raw tables is what the loaders make, and each says what bites."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from loaders.sources import SOURCES

ROOT = Path(__file__).parents[3]


@cache
def declared() -> dict[str, dict]:
    """Every raw table of the providers that a YAML of the staging layer declares, by name."""
    documents = (
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / "models/staging").glob("*/_*sources.yml")
    )
    return {
        table["name"]: table
        for document in documents
        for source in document["sources"]
        if source["name"] != "loads"
        for table in source["tables"]
    }


def test_the_same_tables_with_the_same_columns():
    made = {table.name: list(table.columns) for source in SOURCES.values() for table in source.tables}
    said = {name: [column["name"] for column in table["columns"]] for name, table in declared().items()}
    assert said == made


def test_the_same_tables_can_be_done_without():
    spared = {table.name for source in SOURCES.values() for table in source.tables if not table.is_required}
    said = {
        name
        for name, table in declared().items()
        if not table.get("config", {}).get("meta", {}).get("is_required", True)
    }
    assert said == spared
    assert said >= {"netflix_clickstream", "spotify_charts_legacy", "tmdb_movie_ids"}


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_a_source_tells_its_traps(source):
    block = (ROOT / f"models/staging/{source}/_{source}__docs.md").read_text(encoding="utf-8")
    text = block.split(f"{{% docs {source} %}}")[1].split("{% enddocs %}")[0]
    assert len(re.findall(r"^- ", text, re.MULTILINE)) >= 5


@pytest.mark.parametrize("table", sorted(declared()))
def test_a_raw_table_tells_its_traps(table):
    row, traps, more = declared()[table]["description"].strip().split("\n\n")
    assert len(row) > 20
    assert traps.startswith("**Traps.** ")
    assert len(traps) > 100
    (source,) = (name for name, source in SOURCES.items() if table in {made.name for made in source.tables})
    assert more == f"[More of the source.](#!/source_list/{source})"
