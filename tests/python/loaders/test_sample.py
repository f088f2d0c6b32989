"""The sample's IMDb files: exact format, whole references, every trap of the real ones, the real shares."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from loaders.sample import TEST_SCALE, TEST_SEED, generate
from loaders.sample.imdb import traps

COLUMNS = {
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes "
    "genres",
    "title.crew": "tconst directors writers",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.principals": "tconst ordering nconst category job characters",
    "title.ratings": "tconst averageRating numVotes",
}
GENRES = """Action Adult Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy Film-Noir
    Game-Show History Horror Music Musical Mystery News Reality-TV Romance Sci-Fi Short Sport Talk-Show
    Thriller War Western"""
CATEGORIES = """actor actress self writer director producer editor cinematographer composer
    production_designer casting_director archive_footage archive_sound"""
TITLE_TYPES = """movie short tvEpisode tvMiniSeries tvMovie tvPilot tvSeries tvShort tvSpecial video
    videoGame"""
NULL = r"\N"
Row = dict[str, str]


class Files:
    """A sample's files as text and as rows; lines with a wrong number of fields are kept apart."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest
        self.text = {name: gzip.decompress(self.path(name).read_bytes()).decode() for name in COLUMNS}
        self.rows: dict[str, list[Row]] = {}
        self.malformed: dict[str, list[list[str]]] = {}
        for name, columns in COLUMNS.items():
            names = columns.split()
            lines = [line.split("\t") for line in self.text[name].split("\n")[1:-1]]
            self.rows[name] = [
                dict(zip(names, line, strict=True)) for line in lines if len(line) == len(names)
            ]
            self.malformed[name] = [line for line in lines if len(line) != len(names)]

    def path(self, name: str) -> Path:
        return self.folder / "imdb" / f"{name}.tsv.gz"

    def facts(self, name: str) -> dict[str, Any]:
        return self.manifest["files"][f"imdb/{name}.tsv.gz"]

    def column(self, name: str, column: str) -> list[str]:
        return [row[column] for row in self.rows[name]]

    @cached_property
    def titles(self) -> dict[str, Row]:
        return {row["tconst"]: row for row in self.rows["title.basics"]}

    @cached_property
    def names(self) -> dict[str, Row]:
        return {row["nconst"]: row for row in self.rows["name.basics"]}

    @property
    def traps(self) -> dict[str, Any]:
        return self.manifest["traps"]["imdb"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("sample")
    return Files(folder, generate(folder, scale=TEST_SCALE, seed=TEST_SEED))


each_file = pytest.mark.parametrize("name", COLUMNS)


# The format


@each_file
def test_the_first_line_is_the_header_as_imdb_writes_it(files: Files, name: str) -> None:
    assert files.text[name].startswith("\t".join(COLUMNS[name].split()) + "\n")


@each_file
def test_lines_end_in_lf_alone_and_the_last_one_ends(files: Files, name: str) -> None:
    assert "\r" not in files.text[name]
    assert files.text[name].endswith("\n") and not files.text[name].endswith("\n\n")


@each_file
def test_a_file_is_one_gzip_member_without_a_time(files: Files, name: str) -> None:
    data = files.path(name).read_bytes()
    reader = zlib.decompressobj(wbits=31)
    reader.decompress(data)
    assert reader.eof and reader.unused_data == b""
    assert data[4:8] == bytes(4)


@each_file
def test_no_field_is_empty(files: Files, name: str) -> None:
    assert not [row for row in files.rows[name] if "" in row.values()]


@each_file
def test_only_the_planted_lines_have_a_wrong_number_of_fields(files: Files, name: str) -> None:
    expected = files.facts(name)["expected_rejects"]
    wrong = [len(line) - len(COLUMNS[name].split()) for line in files.malformed[name]]
    assert sum(more < 0 for more in wrong) == expected.get("too_few_fields", 0)
    assert sum(more > 0 for more in wrong) == expected.get("too_many_fields", 0)
    assert len(wrong) <= 0.001 * files.facts(name)["rows"]


def test_title_akas_has_lines_with_too_few_and_with_too_many_fields(files: Files) -> None:
    assert min(files.facts("title.akas")["expected_rejects"].values()) >= 1


@each_file
def test_the_manifest_says_what_is_in_the_file(files: Files, name: str) -> None:
    facts, data = files.facts(name), files.path(name).read_bytes()
    text = files.text[name].encode()
    assert facts["rows"] == text.count(b"\n") - 1
    assert (facts["bytes"], facts["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert (facts["text_bytes"], facts["text_sha256"]) == (len(text), hashlib.sha256(text).hexdigest())


def test_every_file_is_of_the_first_of_march(files: Files) -> None:
    times = {
        path.stat().st_mtime
        for path in [*(files.path(name) for name in COLUMNS), files.folder / "sample.json"]
    }
    assert times == {1_772_352_000.0}
    assert files.manifest["last_modified"] == "2026-03-01T08:00:00Z"


def test_the_manifest_is_also_kept_as_a_file(files: Files) -> None:
    assert json.loads((files.folder / "sample.json").read_text()) == files.manifest
    assert (files.manifest["scale"], files.manifest["seed"]) == (TEST_SCALE, TEST_SEED)


@pytest.mark.parametrize(
    ("name", "column", "pattern"),
    [
        ("title.ratings", "averageRating", r"(10|[1-9])\.\d"),
        ("title.ratings", "numVotes", r"[1-9]\d*"),
        ("title.akas", "isOriginalTitle", "[01]"),
        ("title.basics", "startYear", r"\d{4}|\\N"),
        ("title.basics", "tconst", r"tt\d{7,8}"),
        ("name.basics", "nconst", r"nm\d{7,8}"),
        ("title.principals", "characters", r'\["[^\t]+"\]|\\N'),
    ],
)
def test_values_are_written_as_imdb_writes_them(files: Files, name: str, column: str, pattern: str) -> None:
    assert {value for value in files.column(name, column) if not re.fullmatch(pattern, value)} == set()


# References


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("name.basics", ["nconst"]),
        ("title.akas", ["titleId", "ordering"]),
        ("title.basics", ["tconst"]),
        ("title.crew", ["tconst"]),
        ("title.episode", ["tconst"]),
        ("title.principals", ["tconst", "ordering"]),
        ("title.ratings", ["tconst"]),
    ],
)
def test_keys_are_unique(files: Files, name: str, key: list[str]) -> None:
    keys = [tuple(row[column] for column in key) for row in files.rows[name]]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("title.akas", "titleId", "titles"),
        ("title.crew", "tconst", "titles"),
        ("title.principals", "tconst", "titles"),
        ("title.principals", "nconst", "names"),
    ],
)
def test_as_many_keys_dangle_as_the_manifest_says(files: Files, name: str, column: str, kind: str) -> None:
    known = files.titles if kind == "titles" else files.names
    dangling = sum(key not in known for key in files.column(name, column))
    assert dangling == files.facts(name)["dangling"][f"unknown_{kind}"] >= 3


@pytest.mark.parametrize("name", ["title.ratings", "title.episode"])
def test_ratings_and_episodes_are_of_known_titles(files: Files, name: str) -> None:
    assert set(files.column(name, "tconst")) <= files.titles.keys()
    assert files.facts(name)["dangling"] == {}


def test_people_are_known_for_known_titles_and_crews_are_of_known_people(files: Files) -> None:
    known_for = {
        title for value in files.column("name.basics", "knownForTitles") for title in value.split(",")
    }
    crew = {
        person
        for row in files.rows["title.crew"]
        for person in f"{row['directors']},{row['writers']}".split(",")
    }
    assert known_for - {NULL} <= files.titles.keys()
    assert crew - {NULL} <= files.names.keys()


def test_the_episodes_are_the_titles_of_that_type_and_their_parents_are_series(files: Files) -> None:
    episodes = {key for key, row in files.titles.items() if row["titleType"] == "tvEpisode"}
    assert episodes == set(files.column("title.episode", "tconst"))
    parents = {files.titles[parent]["titleType"] for parent in files.column("title.episode", "parentTconst")}
    assert parents == {"tvSeries", "tvMiniSeries"}


def test_crew_has_the_directors_and_writers_of_principals_but_for_a_few_titles(files: Files) -> None:
    crew = {row["tconst"]: row for row in files.rows["title.crew"]}
    pairs = [
        row["nconst"] in crew[row["tconst"]][f"{row['category']}s"].split(",")
        for row in files.rows["title.principals"]
        if row["category"] in ("director", "writer")
    ]
    assert 0.98 < sum(pairs) / len(pairs) < 1


# The traps


@pytest.mark.parametrize("trap", traps.TITLES, ids=lambda trap: trap.name)
def test_the_title_is_planted_as_it_is(files: Files, trap: traps.TitleTrap) -> None:
    row = files.titles[files.traps["titles"][trap.name]]
    assert (row["primaryTitle"], row["originalTitle"]) == (trap.title, trap.original or trap.title)
    assert row["titleType"] in ("movie", "tvMovie")


@pytest.mark.parametrize("trap", traps.NAMES)
def test_the_name_is_planted_as_it_is(files: Files, trap: str) -> None:
    assert files.names[files.traps["names"][trap]]["primaryName"] == traps.NAMES[trap]


def test_the_titles_that_reports_print_are_traps_too(files: Files) -> None:
    ratings = sorted(files.rows["title.ratings"], key=lambda row: int(row["numVotes"]), reverse=True)
    by_id = {tconst: name for name, tconst in files.traps["titles"].items()}
    voted = {trap.name for trap in traps.TITLES if trap.votes}
    assert {by_id.get(row["tconst"]) for row in ratings[: len(voted)]} == voted
    assert any(len(row["tconst"]) == 10 for row in ratings[: len(voted)])


@pytest.mark.parametrize(("name", "column"), [("title.basics", "tconst"), ("name.basics", "nconst")])
def test_ids_have_nine_or_ten_characters(files: Files, name: str, column: str) -> None:
    lengths = Counter(map(len, files.column(name, column)))
    assert lengths.keys() == {9, 10}
    assert min(lengths.values()) > 100


def test_some_titles_have_their_akas_in_string_order(files: Files) -> None:
    orders: dict[str, list[str]] = {}
    for row in files.rows["title.akas"]:
        orders.setdefault(row["titleId"], []).append(row["ordering"])
    long = [order for order in orders.values() if len(order) > 10]
    as_text = sum(order == sorted(order) for order in long)
    as_numbers = sum(order == sorted(order, key=int) for order in long)
    assert as_text + as_numbers == len(long)
    assert min(as_text, as_numbers) > 50


@pytest.mark.parametrize("column", ["types", "attributes"])
def test_several_types_or_attributes_are_joined_by_byte_two(files: Files, column: str) -> None:
    joined = [value for value in files.column("title.akas", column) if "\x02" in value]
    assert len(joined) > 50
    assert all(all(part.isascii() and part.strip() for part in value.split("\x02")) for value in joined)


def test_akas_have_about_250_regions_and_110_languages(files: Files) -> None:
    regions = set(files.column("title.akas", "region")) - {NULL}
    assert 240 <= len(regions) <= 260
    assert {"XWW", "XEU", "XAS", "XSA", "XKV", "XKO", "XYU", "CSHH", "CSXX", "US"} <= regions
    assert 100 <= len(set(files.column("title.akas", "language")) - {NULL}) <= 120


def test_characters_are_json_arrays_some_with_quotes_inside_and_some_with_two(files: Files) -> None:
    lists = [json.loads(value) for value in set(files.column("title.principals", "characters")) - {NULL}]
    assert all(isinstance(item, list) and item for item in lists)
    assert any('"' in name for names in lists for name in names)
    assert any(len(names) == 2 for names in lists)


def test_one_title_has_hundreds_of_directors_and_more_than_a_thousand_writers(files: Files) -> None:
    row = next(row for row in files.rows["title.crew"] if row["tconst"] == files.traps["long_crew"])
    directors, writers = row["directors"].split(","), row["writers"].split(",")
    assert (len(directors), len(writers)) == (528, 1393)
    assert len(set(directors)) == 528 and len(set(writers)) == 1393


def test_a_few_rows_are_shifted_so_that_a_cast_fails(files: Files) -> None:
    shifted = {key for key, row in files.titles.items() if row["isAdult"] not in ("0", "1")}
    assert shifted == set(files.traps["shifted_rows"])
    assert 3 <= len(shifted) <= 0.001 * len(files.titles)
    assert all(re.fullmatch(r"\d{4}", files.titles[key]["isAdult"]) for key in shifted)
    assert any(not files.titles[key]["runtimeMinutes"].isdecimal() for key in shifted)


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("apostrophe", "'"),
        ("comma", ","),
        ("quote", '"'),
        ("Latin beyond ASCII", "[À-ɏ]"),
        ("Cyrillic", "[Ѐ-ӿ]"),
        ("Greek", "[Ͱ-Ͽ]"),
        ("Han", "[一-鿿]"),
        ("Hangul", "[가-힣]"),
        ("Arabic", "[؀-ۿ]"),
        ("Devanagari", "[ऀ-ॿ]"),
        ("combining mark", "[\u0300-\u036f]"),
        ("emoji", "[🌀-🫿]"),
    ],
)
def test_titles_have_more_than_the_planted_ones_of_each_kind(files: Files, what: str, pattern: str) -> None:
    found = [title for title in files.column("title.akas", "title") if re.search(pattern, title)]
    assert len(found) > 5, what


# The shares of the real files


@pytest.mark.parametrize(
    ("name", "column", "share"),
    [
        ("title.basics", "endYear", 0.9875),
        ("name.basics", "birthYear", 0.956),
        ("title.basics", "runtimeMinutes", 0.64),
        ("title.principals", "job", 0.81),
        ("title.principals", "characters", 0.51),
        ("title.episode", "seasonNumber", 0.206),
    ],
)
def test_shares_of_nulls(files: Files, name: str, column: str, share: float) -> None:
    values = files.column(name, column)
    assert values.count(NULL) / len(values) == pytest.approx(share, abs=0.015)


def test_13_percent_of_titles_have_a_rating(files: Files) -> None:
    assert len(files.rows["title.ratings"]) / len(files.titles) == pytest.approx(0.133, abs=0.008)


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("title.basics", "titleType", TITLE_TYPES),
        ("title.basics", "genres", GENRES),
        ("title.principals", "category", CATEGORIES),
    ],
)
def test_every_value_that_sources_lists_is_there_and_no_other(
    files: Files, name: str, column: str, expected: str
) -> None:
    rows = [row for row in files.rows[name] if row.get("isAdult", "0") in ("0", "1")]
    assert {value for row in rows for value in row[column].split(",")} - {NULL} == set(expected.split())


def test_titles_have_at_most_three_genres_in_alphabetical_order(files: Files) -> None:
    lists = [value.split(",") for value in set(files.column("title.basics", "genres"))]
    assert max(map(len, lists)) == 3
    assert all(genres == sorted(genres) for genres in lists)


def test_years_go_up_to_2026_and_lean_to_the_recent(files: Files) -> None:
    years = [int(year) for year in files.column("title.basics", "startYear") if year != NULL]
    assert (min(years) < 1920, max(years)) == (True, 2026)
    assert sum(year >= 2010 for year in years) / len(years) > 0.5


@pytest.mark.parametrize(
    ("name", "key", "mean", "most"),
    [("title.principals", "tconst", 8, 50), ("title.akas", "titleId", 4.5, 100)],
)
def test_rows_a_title_have_the_real_mean_and_a_long_tail(
    files: Files, name: str, key: str, mean: float, most: int
) -> None:
    counts = Counter(files.column(name, key))
    assert counts.total() / len(files.titles) == pytest.approx(mean, rel=0.03)
    assert counts.most_common(1)[0][1] > most
