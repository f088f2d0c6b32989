"""What is personal stays in schema `raw`: names, e-mail, state, city, the ids of users, and their salt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_project import BuiltProject

from loaders.sample import SALT
from loaders.sample.netflix.users import PRIVATE

PERSONAL = ("email", "first_name", "last_name", "state_province", "city")
SALTED = {"stg_netflix__users", "stg_netflix__watch_history", "stg_netflix__clickstream"}
# A table's row as one text: a value is found whatever column it has come into.
ROW = "cast(everything as varchar)"
TEXTS = {".json", ".jsonl", ".sql", ".log", ".html", ".yml", ".msgpack"}


@pytest.fixture(scope="module")
def manifest(sample_project: BuiltProject) -> dict[str, Any]:
    """What dbt says of the project."""
    text = (sample_project.target / "manifest.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


def relations(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table and view outside schema raw."""
    rows = con.execute(
        """
        select table_schema || '.' || table_name from information_schema.tables
        where table_schema not in ('raw', 'information_schema', 'pg_catalog')
        """
    ).fetchall()
    return [name for (name,) in rows]


def made_from(manifest: dict[str, Any], source: str) -> Iterator[str]:
    """The tables and views that are made from a source's raw tables, the failing rows of tests included."""
    waiting = [name for name in manifest["child_map"] if name.startswith(f"source.media_analytics.{source}.")]
    seen = set()
    while waiting:
        for child in manifest["child_map"][waiting.pop()]:
            if child not in seen and child in manifest["nodes"]:
                seen.add(child)
                waiting.append(child)
                yield "{schema}.{alias}".format(**manifest["nodes"][child])


def rows_with(con: duckdb.DuckDBPyConnection, names: list[str], condition: str) -> dict[str, int]:
    """How many rows meet the condition, of the tables and views where any does."""
    counts = {
        name: con.execute(f"select count(*) from {name} as everything where {condition}").fetchone()[0]
        for name in names
    }
    return {name: count for name, count in counts.items() if count}


def places(project: BuiltProject) -> list[Path]:
    """Where dbt and the loaders write down what they did."""
    return [project.target, project.folder / "logs", project.folder / "data" / "calls"]


def files_with(folder: Path, text: str) -> list[Path]:
    """The text files below the folder in which the text stands."""
    texts = [path for path in folder.rglob("*") if path.is_file() and path.suffix in TEXTS]
    assert texts, folder
    return [path for path in texts if text.encode() in path.read_bytes()]


def test_every_personal_value_of_the_sample_can_be_told(sample_project: BuiltProject) -> None:
    """Else the other tests would find nothing, whatever there is."""
    with sample_project.connect() as con:
        for column in PERSONAL:
            users, marked = con.execute(
                f"select count(*), count(*) filter (where starts_with({column}, ?)) from raw.netflix_users",
                [PRIVATE],
            ).fetchone()
            assert users == marked > 1000, column


def test_no_personal_value_and_no_salt_leaves_raw(sample_project: BuiltProject) -> None:
    is_secret = f"contains({ROW}, '{PRIVATE}') or contains({ROW}, '{SALT}')"
    with sample_project.connect() as con:
        names = relations(con)
        assert len(names) > 100
        raw = ["raw.netflix_users", "raw.reject_log", "raw.subscriber_salt"]
        assert sorted(rows_with(con, raw, is_secret)) == raw
        assert rows_with(con, names, is_secret) == {}


def test_no_user_id_leaves_raw(sample_project: BuiltProject, manifest: dict[str, Any]) -> None:
    """Else a join with the file would undo the hash."""
    viewers = "(select list(distinct user_id) from raw.netflix_clickstream)"
    is_user = f"regexp_matches({ROW}, 'user_[0-9]{{5}}')"
    is_viewer = f"list_has_any(regexp_extract_all({ROW}, '\\b[0-9a-f]{{10}}\\b'), {viewers})"
    with sample_project.connect() as con:
        made = set(made_from(manifest, "netflix"))
        names = [name for name in relations(con) if name in made]
        assert "staging.stg_netflix__users" in names
        assert "core.fact_watch_session" in names
        assert rows_with(con, ["raw.netflix_users"], is_user) != {}
        assert rows_with(con, ["raw.netflix_clickstream"], is_viewer) != {}
        assert rows_with(con, names, f"{is_user} or {is_viewer}") == {}


def test_the_salt_is_read_in_staging_alone(manifest: dict[str, Any]) -> None:
    readers = manifest["child_map"]["source.media_analytics.loads.subscriber_salt"]
    assert {name.split(".")[2] for name in readers if name.startswith("model.")} == SALTED


@pytest.mark.parametrize("text", [PRIVATE, SALT], ids=["personal value", "salt"])
def test_no_artifact_log_or_call_holds_it(sample_project: BuiltProject, text: str) -> None:
    assert [path for place in places(sample_project) for path in files_with(place, text)] == []
