"""The tables of people and of the reach of titles, on an invented warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from fixtures import report_edition
from fixtures.invented_marts import LONG, kpi_of
from fixtures.rendered import by_id, document
from fixtures.report_members import NAMES
from fixtures.report_warehouse import HOSTILE_TITLES, PLAIN_TITLES, YEAR, warehouse

from reports.data.build import report_data
from reports.data.families import people

SHARE = kpi_of("genre_popularity_share", "sample")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of the branch `sample`."""
    with warehouse() as opened:
        yield opened


def rows_of(con: duckdb.DuckDBPyConnection) -> list[list[str]]:
    """The talent table's rows."""
    table = people.top_people(con, SHARE)
    assert table is not None
    return table["rows"]


def add(con: duckdb.DuckDBPyConnection, person: int, role: str, titles: tuple[int, ...]) -> None:
    """Credits of a new or known person."""
    con.execute("insert into core.dim_person values (?, ?, ?)", [person, f"nm{person}", f"Person {person}"])
    con.executemany("insert into core.fact_cast_crew values (?, ?, ?)", [(t, person, role) for t in titles])


def title(con: duckdb.DuckDBPyConnection, key: int, **fields: Any) -> None:
    """A title of many votes."""
    row = {"title_type": "movie", "is_adult": False, "start_year": YEAR, "snapshot": 20260301} | fields
    cells = [key, f"tt{key}", f"Title {key}", f"Title {key}", *(row[name] for name in list(row)[:3])]
    con.execute("insert into core.dim_title values (?, ?, ?, ?, ?, ?, ?)", cells)
    con.execute("insert into core.fact_ratings values (?, ?, 'sample', 9.0, 5000000)", [key, row["snapshot"]])


def votes(key: int) -> int:
    """The votes of the fixture's title."""
    return 912_345 // key


def test_the_most_voted_people_by_the_votes_of_all_their_titles(con: duckdb.DuckDBPyConnection) -> None:
    rows = rows_of(con)
    # each has three titles in a row; the last person has two and does not count
    assert [row[1] for row in rows] == list(NAMES[:-1])
    for person, row in enumerate(rows, start=1):
        credited = range(person, person + 3)
        total = sum(map(votes, credited))
        mean = sum((5.5 + key % 4) * votes(key) for key in credited) / total
        assert row[0] == str(person) and row[2] == "Director, Writer" and row[3] == "3"
        assert row[4] == f"{mean:.1f}" and row[5] == f"{total:,}"
        assert row[6] == PLAIN_TITLES[person - 1][0] and row[7] == f"nm{10_000_000 + person}"


def test_the_table_says_what_counts(con: duckdb.DuckDBPyConnection) -> None:
    table = people.top_people(con, SHARE)
    assert table is not None
    assert (
        table["headline"]
        == f"{NAMES[0]} has the most voted titles of 2021 to 2025, {rows_of(con)[0][5]} votes"
    )
    assert "At least 3 rated films or series of 2021 to 2025" in table["subtitle"]
    assert "n = 4 people." in table["source_line"] and "adult titles" in table["source_line"]
    assert "synthetic data" in table["source_line"]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_adult": True},
        {"title_type": "tvEpisode"},
        {"start_year": YEAR - people.YEARS},
        {"start_year": YEAR + 1},
        {"start_year": None},
        {"snapshot": 20260201},
    ],
)
def test_titles_that_do_not_count_bring_no_votes(
    con: duckdb.DuckDBPyConnection, fields: dict[str, Any]
) -> None:
    before = rows_of(con)
    for key in (90, 91, 92):
        title(con, key, **fields)
    add(con, 77, "director", (90, 91, 92))
    con.execute("insert into core.fact_cast_crew values (90, 1, 'director')")
    assert rows_of(con) == before


@pytest.mark.parametrize("role", ["self", "archive_footage", "archive_sound", "artist", "unheard of"])
def test_who_did_not_make_a_title_has_none_of_its_votes(con: duckdb.DuckDBPyConnection, role: str) -> None:
    before = rows_of(con)
    add(con, 77, role, (1, 2, 3))
    assert rows_of(con) == before


def test_the_oldest_year_and_a_title_without_a_person(con: duckdb.DuckDBPyConnection) -> None:
    for key in (90, 91, 92):
        title(con, key, start_year=YEAR - people.YEARS + 1)
    con.executemany(
        "insert into core.fact_cast_crew values (?, -1, 'actor')", [(key,) for key in (90, 91, 92)]
    )
    add(con, 77, "actress", (90, 91, 92))
    first = rows_of(con)[0]
    assert first[1] == "Person 77" and first[2] == "Actress" and first[5] == "15,000,000"


def test_several_credits_of_a_title_count_its_votes_once(con: duckdb.DuckDBPyConnection) -> None:
    before = rows_of(con)[0]
    con.execute("insert into core.fact_cast_crew values (1, 1, 'producer'), (1, 1, 'director')")
    after = rows_of(con)[0]
    assert after[3:] == before[3:]
    # two roles at most, the most frequent first, by name where they are equal
    assert after[2] == "Director, Producer"


def test_the_key_breaks_ties(con: duckdb.DuckDBPyConnection) -> None:
    for person in range(90, 70, -1):
        add(con, person, "actor", (1, 2, 3))
    equal = [f"Person {person}" for person in range(71, 90)]
    assert [row[1] for row in rows_of(con)] == [NAMES[0], *equal][: people.PEOPLE]


def test_a_load_of_another_mode_or_that_failed_is_not_read(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update core.fact_source_load set data_mode = 'live'")
    assert people.top_people(con, SHARE) is None and people.title_reach(con, SHARE) is None


@pytest.mark.parametrize("table", ["fact_cast_crew", "dim_person", "fact_ratings", "fact_source_load"])
def test_a_warehouse_without_imdb_has_no_such_table(con: duckdb.DuckDBPyConnection, table: str) -> None:
    con.execute(f"drop table core.{table}")
    assert people.top_people(con, SHARE) is None


@pytest.mark.parametrize("table", ["bridge_title_region", "dim_region", "dim_title"])
def test_without_its_tables_there_is_no_reach(con: duckdb.DuckDBPyConnection, table: str) -> None:
    con.execute(f"drop table core.{table}")
    assert people.title_reach(con, SHARE) is None


def test_withheld_votes_make_no_table(con: duckdb.DuckDBPyConnection) -> None:
    assert people.top_people(con, None) is None and people.title_reach(con, None) is None
    assert "top_people" not in by_id(document("none"), "tables")


@pytest.mark.parametrize("name", [LONG, "a\nb\u2028c", "", None])
def test_any_name_is_one_short_line(con: duckdb.DuckDBPyConnection, name: str | None) -> None:
    con.execute("update core.dim_person set name = ?", [name])
    con.execute("update core.dim_title set primary_title = ?", [name])
    for row in rows_of(con):
        assert all(cell and len(cell) <= people.CELL and "\n" not in cell for cell in row)
    if not name:
        assert rows_of(con)[0][1] == "nm10000001"


def test_hostile_names_are_in_the_table_as_they_are() -> None:
    table = by_id(document("hostile"), "tables")["top_people"]
    assert [row[1] for row in table["rows"]][:2] == [name for name, _ in HOSTILE_TITLES[:2]]


def test_the_reach_counts_regions_and_neither_continents_nor_unknown_ones(
    con: duckdb.DuckDBPyConnection,
) -> None:
    table = people.title_reach(con, SHARE)
    assert table is not None
    # the fixture names title n in n modulo 9 regions
    reach = [key % 9 for key in range(1, len(PLAIN_TITLES) + 1)]
    limits = {
        "No region": (0, 0),
        "1 region": (1, 1),
        "2 to 4": (2, 4),
        "5 to 9": (5, 9),
        "10 to 19": (10, 19),
    }
    assert {row[0]: row[1] for row in table["rows"]} == {
        name: str(sum(low <= found <= high for found in reach)) for name, (low, high) in limits.items()
    } | {"20 or more": "0"}
    assert table["headline"] == "IMDb lists 0% of the titles for ten regions or more"
    assert sum(float(row[2].rstrip("%")) for row in table["rows"]) == pytest.approx(100, abs=0.3)


def test_titles_named_far_and_wide_are_the_finding(con: duckdb.DuckDBPyConnection) -> None:
    con.executemany("insert into core.dim_region values (?, false)", [(region,) for region in range(10, 40)])
    con.executemany(
        "insert into core.bridge_title_region values (1, ?)", [(region,) for region in range(10, 40)]
    )
    table = people.title_reach(con, SHARE)
    assert table is not None and table["headline"].startswith("IMDb lists 7.1% of the titles for")
    assert table["rows"][-1] == ["20 or more", "1", "7.1%"]


def test_the_report_holds_both_tables() -> None:
    with warehouse() as con:
        tables = by_id(report_data(con, report_edition.context()), "tables")
    assert {"top_people", "title_reach"} <= set(tables)
