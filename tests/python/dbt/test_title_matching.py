"""Title matching on hand-made hard cases and on the sample's own truths, through the models as they are."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest
from built_project import ROOT, BuiltProject
from title_match_cases import AKAS, CASES, IMDB, OVERRIDES, Case

from loaders.sample import netflix_top10
from loaders.sample.netflix import clicks
from loaders.sample.netflix.shape import Shape
from loaders.sample.tmdb.titles import titles

CATEGORIES = {"film": "Films (English)", "series": "TV (English)"}
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.8
SEEDS = ("title_match_overrides", "match_methods", "regions", "region_aliases", "platforms")
SYSTEMS = {"tmdb": "tmdb", "top10": "netflix_top10", "clicks": "vodclickstream"}
CHAIN = (
    "int_title_matches_stated", "int_title_candidate_names", "int_imdb__match_names", "int_title_match_pairs",
    "int_title_match_hits", "int_title_match_choices", "int_title_matches",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of a case: IMDb's title or none, by which rule, how surely."""

    case: Case
    found: str | None
    method: str
    confidence: float

    @property
    def is_right(self) -> bool:
        return self.found == self.case.is_


@dataclass(frozen=True)
class Scores:
    """Precision of what was found, recall of what is there."""

    outcomes: list[Outcome]

    @property
    def found(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.found]

    @property
    def precision(self) -> float:
        return sum(outcome.is_right for outcome in self.found) / len(self.found)

    @property
    def recall(self) -> float:
        there = [outcome for outcome in self.outcomes if outcome.case.is_]
        return sum(outcome.is_right for outcome in there) / len(there)

    def __str__(self) -> str:
        rules = Counter(outcome.method for outcome in self.outcomes)
        right = Counter(outcome.method for outcome in self.found if outcome.is_right)
        lines = [f"  {rule:22} {count:3}  right {right[rule]:3}" for rule, count in sorted(rules.items())]
        head = f"{len(self.outcomes)} cases: precision {self.precision:.3f}, recall {self.recall:.3f}"
        return "\n".join([head, *lines])


def scored(warehouse: Path) -> Scores:
    """What became of the cases in that warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        rows = con.execute(
            "select source_system, source_title_id, nullif(title_key, source_title_key), match_method, "
            "match_confidence from intermediate.int_title_matches"
        ).fetchall()
    became = {(system, id_): (key and f"tt{key:07d}", *how) for system, id_, key, *how in rows}
    return Scores([Outcome(case, *became[SYSTEMS[case.source], id_of(case)]) for case in CASES])


def planted(source: str, scale: float, seed: int) -> dict[str, int | None]:
    """Which title of IMDb (its number) each title of the sample's source was made from, by its id there."""
    if source == "netflix_top10":
        frame = netflix_top10.true_matches(scale, seed)
        pairs = [(f"{kind}|{name.strip().lower()}", tconst) for kind, name, tconst, _ in frame.iter_rows()]
    elif source == "vodclickstream":
        pairs = list(clicks.films(Shape(scale, seed)).select("movie_id", "tconst").iter_rows())
    else:
        pairs = [(f"{title.media_type}/{title.id}", title.imdb_id) for title in titles(scale, seed)]
    return {id_: tconst and int(tconst[2:]) for id_, tconst in pairs}


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def id_of(case: Case) -> str:
    """The source_title_id that the case has in the models."""
    if case.source == "top10":
        return f"{'film' if case.kind == 'film' else 'tv'}|{case.name.lower()}"
    number = case.id_ or str(1000 + CASES.index(case))
    return number if case.source == "clicks" else f"{'movie' if case.kind == 'film' else 'tv'}/{number}"


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows to a raw table; a column that they lack is null."""
    frame = pl.DataFrame(rows, infer_schema_length=None)
    con.register("added", frame)
    con.execute(f"insert into {table} by name select * from added")
    con.unregister("added")


def insert_imdb(con: duckdb.DuckDBPyConnection) -> None:
    """The titles of IMDb with their ratings and alternative titles, as the raw files have them."""
    basics = [
        {
            "tconst": title.tconst,
            "titletype": title.kind,
            "primarytitle": title.name,
            "originaltitle": title.original or title.name,
            "isadult": str(int(title.is_adult)),
            "startyear": title.year and str(title.year),
            "runtimeminutes": title.minutes and str(title.minutes),
        }
        for title in IMDB
    ]
    ratings = [
        {"tconst": t.tconst, "averagerating": "7.0", "numvotes": str(t.votes)} for t in IMDB if t.is_rated
    ]
    columns = ("titleid", "title", "region", "language", "types", "attributes")
    akas = [
        dict(zip(columns, aka, strict=True)) | {"ordering": str(n), "isoriginaltitle": "0"}
        for n, aka in enumerate(AKAS, 1)
    ]
    insert(con, "raw.imdb_title_basics", basics)
    insert(con, "raw.imdb_title_ratings", ratings)
    insert(con, "raw.imdb_title_akas", akas)
    load = {"run_id": "r", "source": "imdb", "table_name": "imdb_title_ratings", "status": "loaded"}
    when = {"snapshot_date": dt.date(2026, 3, 1), "finished_at": dt.datetime(2026, 3, 1, 8)}
    insert(con, "raw.load_log", [load | when | {"data_mode": "sample", "data_nature": "synthetic"}])


def insert_tmdb(con: duckdb.DuckDBPyConnection) -> None:
    """Films and series of TMDB, as its details say them."""
    for kind, table, name, day in (
        ("film", "tmdb_movies", "title", "release_date"),
        ("series", "tmdb_tv", "name", "first_air_date"),
    ):
        cases = [case for case in CASES if (case.source, case.kind) == ("tmdb", kind)]
        documents = [
            {name: case.name, f"original_{name}": case.original or case.name, day: case.when, "vote_count": 9,
             "runtime": case.minutes or 0, "external_ids": {"imdb_id": case.imdb_id}}
            for case in cases
        ]  # fmt: skip
        rows = [
            {"snapshot_date": "2026-03-01", "data_mode": "sample", "status_code": 200,
             "tmdb_id": int(id_of(case).split("/")[1]), "payload": json.dumps(document)}
            for case, document in zip(cases, documents, strict=True)
        ]  # fmt: skip
        insert(con, f"raw.{table}", rows)


def insert_charts_and_clicks(con: duckdb.DuckDBPyConnection) -> None:
    """A row of Top 10 and a click for each title."""
    charts = [
        {"week": case.when, "category": CATEGORIES[case.kind],
         "weekly_rank": "1", "show_title": case.name, "season_title": "N/A", "weekly_hours_viewed": "1000",
         "runtime": case.minutes and str(case.minutes / 60)}
        for case in CASES if case.source == "top10"
    ]  # fmt: skip
    is_series = CATEGORIES["series"]
    show = next(row for row in charts if (row["show_title"], row["category"]) == ("Wednesday", is_series))
    charts.append(show | {"season_title": "Wednesday: Season 1"})
    clicks = [
        {"row_id": str(n), "datetime": "2018-01-01 20:00:00", "duration": "60.0", "title": case.name,
         "release_date": case.when, "movie_id": id_of(case), "user_id": "u"}
        for n, case in enumerate(CASES) if case.source == "clicks"
    ]  # fmt: skip
    insert(con, "raw.netflix_top10_global", charts)
    insert(con, "raw.netflix_clickstream", clicks)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> BuiltProject:
    """The cases in raw tables, and the models that match them run on these."""
    built = BuiltProject(tmp_path_factory.mktemp("matching"))
    built.dbt("seed", "--select", *SEEDS)
    with duckdb.connect(str(built.warehouse)) as con:
        insert_imdb(con)
        insert_tmdb(con)
        insert_charts_and_clicks(con)
        con.executemany("insert into reference.title_match_overrides values (?, ?, ?, ?)", OVERRIDES)
    built.dbt("run", "--select", "+int_titles_unioned")
    return built


@pytest.fixture(scope="module")
def scores(project: BuiltProject) -> Scores:
    """What becomes of the cases under the rules as they are."""
    scores = scored(project.warehouse)
    print(f"\n{scores}")
    return scores


@pytest.mark.slow
def test_hard_cases_are_matched_precisely_or_not_at_all(scores: Scores) -> None:
    assert len(scores.outcomes) >= 60
    assert [outcome for outcome in scores.found if not outcome.is_right] == []
    assert scores.precision >= LEAST_PRECISION
    assert scores.recall >= LEAST_RECALL


def test_each_case_that_can_be_told_is_found_and_no_other(scores: Scores) -> None:
    expected = {id(case) for case in CASES if case.is_ and case.is_found}
    assert [o for o in scores.outcomes if (o.found is not None) != (id(o.case) in expected)] == []


def test_every_rule_has_its_cases(scores: Scores) -> None:
    rules = {row["match_method"] for row in seed("match_methods")} - {"own_id"}
    assert {outcome.method for outcome in scores.outcomes} == rules


def test_no_rule_is_surer_than_its_cases_show(scores: Scores) -> None:
    for method in {outcome.method for outcome in scores.found}:
        ruled = [outcome for outcome in scores.found if outcome.method == method]
        assert ruled[0].confidence <= sum(outcome.is_right for outcome in ruled) / len(ruled)


def test_a_season_belongs_to_the_series_that_its_show_is(project: BuiltProject) -> None:
    with project.connect() as con:
        found = con.execute(
            "select title_type, source_system, parent_title_key, season_number, match_method "
            "from intermediate.int_titles_unioned where title_id = 'tv|wednesday|wednesday: season 1'"
        ).fetchall()
    assert found == [("season", "netflix_top10", 9000036, 1, "own_id")]


@pytest.mark.parametrize(
    ("model", "rule", "broken"),
    [
        ("int_title_match_pairs", "and candidates.match_kind = imdb.match_kind", ""),
        ("int_title_match_pairs", "years_off = -1", "years_off = -2"),
        ("int_title_match_pairs", "years_off = 1 ", "years_off = 2 "),
        ("int_title_match_hits", "pairs.relation = 'year_before'", "false"),
        ("int_title_match_pairs", "and claimed.title_key is null", ""),
        ("int_title_match_pairs", "between -1 and 0 as is_new", "between -1 and 1 as is_new"),
        ("int_title_match_pairs", "> 1.5 *", "> 9 *"),
        ("int_title_match_choices", "is_too_long or", ""),
        ("int_title_match_choices", "num_votes < 1000", "num_votes < 0"),
        ("int_title_match_hits", "or pairs.num_votes >= 10 * first_steps.verbatim_votes", "or true"),
        ("int_title_match_hits", "step, is_older, num_votes desc", "step, num_votes desc"),
        (
            "int_title_match_hits",
            "'released', 'running', 'older') then 1",
            "'year_before', 'year_after') then 1",
        ),
        ("int_title_match_choices", ">= 10 * rivals.peer_votes", ">= rivals.peer_votes"),
        ("int_title_match_choices", "and leaders.num_votes >= rivals.most_votes", ""),
        ("int_title_match_choices", "num_votes < 5000", "num_votes < 0"),
        ("int_title_match_choices", "num_votes < 100 ", "num_votes < 0 "),
        ("int_imdb__match_names", "and not coalesce(titles.is_adult, false)", ""),
        ("int_imdb__match_names", "coalesce(akas.title_uses, 'imdbDisplay') = 'imdbDisplay'", "true"),
        ("int_imdb__match_names", "akas.region in ('US', 'GB', 'AU', 'XWW')", "true"),
        ("int_imdb__match_names", "coalesce(akas.language, 'en') = 'en'", "true"),
        ("int_imdb__match_names", "and akas.title_attributes is null", ""),
        ("int_imdb__match_names", "where original_title != primary_title", "where false"),
        ("int_imdb__match_names", "^(the|a|an) ", "^(none) "),
        ("int_title_matches_stated", "or keyed.match_method = 'override'", ""),
        ("int_title_matches_stated", "where known.title_key is not null or", "where true or"),
    ],
)
def test_a_broken_rule_is_seen(
    project: BuiltProject, scores: Scores, tmp_path: Path, model: str, rule: str, broken: str
) -> None:
    compiled = project.target / "compiled" / "media_analytics" / "models" / "intermediate" / "matching"
    shutil.copy(project.warehouse, tmp_path / "media.duckdb")
    with duckdb.connect(str(tmp_path / "media.duckdb")) as con:
        for name in CHAIN:
            query = (compiled / f"{name}.sql").read_text(encoding="utf-8")
            if name == model:
                assert rule in query
                query = query.replace(rule, broken)
            con.execute(f"create or replace table intermediate.{name} as {query}")
    became = scored(tmp_path / "media.duckdb")
    assert [outcome.found for outcome in became.outcomes] != [outcome.found for outcome in scores.outcomes]


@pytest.mark.parametrize(
    ("source", "least_recall"), [("tmdb", 0.95), ("netflix_top10", 0.6), ("vodclickstream", 0.85)]
)
def test_the_sample_s_titles_are_the_ones_they_were_made_from(
    sample_project: BuiltProject, source: str, least_recall: float
) -> None:
    scale, number = sample_project.manifest["scale"], sample_project.manifest["seed"]
    truths = planted(source, scale, number)
    with sample_project.connect() as con:
        rows = con.execute(
            "select source_title_id, nullif(title_key, source_title_key), match_method "
            "from intermediate.int_title_matches where source_system = ? and match_method != 'own_id'",
            [source],
        ).fetchall()
    known = [(truths[id_], found, method) for id_, found, method in rows if id_ in truths]
    assert len(known) >= 0.99 * len(rows)
    found = [truth == title for truth, title, method in known if title]
    named = [truth == title for truth, title, method in known if title and method != "imdb_id"]
    there = [truth == title for truth, title, _ in known if truth]
    print(f"\n{source}: precision {sum(found) / len(found):.3f}, recall {sum(there) / len(there):.3f}")
    assert sum(named) >= LEAST_PRECISION * len(named) > 0
    assert sum(there) >= least_recall * len(there)


def test_the_summary_says_what_became_of_the_titles(sample_project: BuiltProject) -> None:
    with sample_project.connect() as con:
        summary = con.sql("from core.title_match_summary").pl().rows_by_key("source_system", named=True)
        misses = con.sql("from core.title_match_misses").pl()
    assert set(summary) == {"tmdb", "netflix_top10", "vodclickstream"}
    for source, (row,) in summary.items():
        listed = misses.filter(pl.col("source_system") == source)
        assert row["match_rate"] == pytest.approx(row["matched"] / row["titles"])
        assert listed.height == min(20, row["ambiguous"] + row["unmatched"])
        assert sorted(listed["miss_rank"]) == list(range(1, listed.height + 1))
        weights = listed.sort("miss_rank")["weight"].fill_null(0).to_list()
        assert weights == sorted(weights, reverse=True)
