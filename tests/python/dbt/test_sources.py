"""What dbt's sources say of the raw tables is what the loaders make."""

from pathlib import Path

import yaml

from loaders.sources import SOURCES

ROOT = Path(__file__).parents[3]


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
